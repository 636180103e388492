/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip of attached files: a card each, with picture or icon, name, size and a way to take it off. */
#pragma once

#include <gtk/gtk.h>

#include "ph-attachment.h"

G_BEGIN_DECLS

#define PH_TYPE_ATTACHMENTS (ph_attachments_get_type ())
/* Hidden while empty. Signals:
 * `changed`: a card came or went;
 * `removed (PhAttachment *attachment, guint position)`: the person took one off, so that it can be offered back;
 * `problem (const char *name, GError *error)`: a file could not be read, or not be opened (%PH_OPEN_FILE_ERROR);
 * `brought (PhAttachment *)`: it was pasted or dropped, and is there now;
 * `replaced (PhAttachment *attachment, PhAttachment *other)`: what ph_attachments_replace() did, or a new name;
 * `menu (PhAttachmentCard *)`: the card's menu is about to be shown;
 * `shown (PhAttachment *, gboolean)`: the person wants it in the text, or no more;
 * `clean (PhAttachment *attachment)`: a photo is to say nothing of place and author any more;
 * `settled`: all that was to be added is there, or was a problem. */
G_DECLARE_FINAL_TYPE (PhAttachments, ph_attachments, PH, ATTACHMENTS, GtkWidget)

/* Looks at @file on another thread and adds it behind those that came before it. */
void ph_attachments_add_file (PhAttachments *self, GFile *file);
/* The same for files that were pasted or dropped. */
void ph_attachments_add_list (PhAttachments *self, GdkFileList *list);
/* The same for a picture that is in no file; it becomes a PNG, on another thread. @name: the file's */
void ph_attachments_add_texture (PhAttachments *self, GdkTexture *texture, const char *name);
/* Which of what is offered is to be attached: files (GDK_TYPE_FILE_LIST), or a picture that has no text with it
 * (GDK_TYPE_TEXTURE), as cells of a table have; else G_TYPE_INVALID. */
GType ph_attachments_find_type (GdkContentFormats *formats);
/* Attaches what is on @clipboard, if it is of such a type. Returns: whether that is what is there */
gboolean ph_attachments_paste (PhAttachments *self, GdkClipboard *clipboard);
/* Whether nothing that was to be added is still on its way. */
gboolean ph_attachments_is_settled (PhAttachments *self);
/* Somebody works at a file that is there: until this has ended, it counts as on its way. */
void ph_attachments_begin_wait (PhAttachments *self);
void ph_attachments_end_wait (PhAttachments *self);
/* Emits `problem`. */
void ph_attachments_report (PhAttachments *self, const char *name, const GError *error);
/* All of @attachments at once, at the end; the cards of many follow a few at a time. */
void ph_attachments_insert_list (PhAttachments *self, GListModel *attachments);
/* @position: G_MAXUINT for the end */
void ph_attachments_insert (PhAttachments *self, guint position, PhAttachment *attachment);
/* Puts @other in the place of @attachment, if that is still there. */
void ph_attachments_replace (PhAttachments *self, PhAttachment *attachment, PhAttachment *other);
/* Without the signal `removed`: whoever does this has a way back. */
void ph_attachments_remove (PhAttachments *self, PhAttachment *attachment);
/* Takes all off, and what is on its way too. */
void ph_attachments_clear (PhAttachments *self);
GListModel *ph_attachments_get_model (PhAttachments *self); /* (transfer none): of PhAttachment */
guint64 ph_attachments_get_size (PhAttachments *self); /* octets of all files together */
void ph_attachments_set_editable (PhAttachments *self, gboolean is_editable);

G_END_DECLS
