/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of one message. It fills a PhMessage and is filled from one; sending is the window's. */
#pragma once

#include <adwaita.h>

#include "ph-accounts.h"
#include "ph-message.h"
#include "ph-send-check.h"
#include "ph-outbox-disk.h"
#include "ph-smtp-envelope.h"

G_BEGIN_DECLS

#define PH_TYPE_COMPOSER (ph_composer_get_type ())
/* Properties: `title` (string): the subject, or “New Message”; `narrow` (boolean): leave out what does not fit;
 * `reminds` (boolean): say when a file seems to be missing; `format` (string): “plain” or “markdown”. Signals:
 * `account-changed`: another one is selected, or another identity, or none; `changed`: somebody has written, or attached, or chosen;
 * `attachment-removed (PhAttachment *, guint position)`, `attachment-problem (const char *name, GError *)`,
 * `shrunk`: pictures were made smaller, which can be undone;
 * `left-out (uint n)`: so many files were left out, which can be undone;
 * `cleaned`: photos say nothing of place and author any more, which can be undone;
 * `attached`: no file is on its way into it any more. */
G_DECLARE_FINAL_TYPE (PhComposer, ph_composer, PH, COMPOSER, GtkWidget)

void ph_composer_set_accounts (PhComposer *self, PhAccounts *accounts);
/* Whose people the fields of recipients offer; once. */
void ph_composer_set_disk (PhComposer *self, PhOutboxDisk *disk);
/* The selected one, and the account that it is one of. */
PhIdentity *ph_composer_get_identity (PhComposer *self); /* (nullable) */
PhAccount *ph_composer_get_account (PhComposer *self); /* (nullable) */
/* As its first identity, unless one of its own is selected. */
void ph_composer_select_account (PhComposer *self, PhAccount *account);

/* What the message's privacy goes by; once. */
void ph_composer_set_settings (PhComposer *self, GSettings *settings);
/* (transfer none): actions for a menu: importance (s), read-receipt, delivery-receipt, reply-to */
GActionGroup *ph_composer_get_options (PhComposer *self);

/* Fills every field, and goes on with this very @message, whose Message-ID stays. @invalid: (nullable): recipients that
 * are none, shown as such in To */
void ph_composer_load (PhComposer *self, PhMessage *message, const char *const *invalid);
/* (transfer full): what the fields hold, from the selected identity; the same Message-ID each time */
PhMessage *ph_composer_dup_message (PhComposer *self);
void ph_composer_clear (PhComposer *self);
/* Nobody has written anything yet. */
gboolean ph_composer_is_untouched (PhComposer *self);
gboolean ph_composer_has_attachments (PhComposer *self);
/* Files are on their way into it, that nobody sees yet. */
gboolean ph_composer_is_attaching (PhComposer *self);
/* Somebody it can go to is there. */
gboolean ph_composer_has_recipient (PhComposer *self);

/* (transfer full) (element-type PhSendFinding): what is to be known before it is sent; takes the caption away */
GPtrArray *ph_composer_check (PhComposer *self, PhSendTarget target);
/* (transfer none) (nullable): the first of @findings that keeps it from being sent, which is told with this */
const PhSendFinding *ph_composer_take_obstacle (PhComposer *self, GPtrArray *findings);
/* Says what is wrong with a recipient under the field and goes there. */
void ph_composer_show_caption (PhComposer *self, const PhSendFinding *finding);
/* Goes to the line that says that a file may be missing. */
void ph_composer_focus_reminder (PhComposer *self);
/* Everybody in To and Cc; the cursor is in the text then. */
void ph_composer_move_to_bcc (PhComposer *self);
/* Marks who was refused; NULL takes all marks away. */
void ph_composer_mark_refused (PhComposer *self, PhSmtpEnvelope *envelope);
void ph_composer_edit_refused (PhComposer *self);

void ph_composer_set_editable (PhComposer *self, gboolean is_editable);
/* The first empty one of To, Subject and text, else the text. */
void ph_composer_focus (PhComposer *self);
/* Lists the snippets, of which one is put where the cursor is in the text. */
void ph_composer_choose_snippet (PhComposer *self);
/* From plain text to Markdown as HTML, or back. */
void ph_composer_toggle_markdown (PhComposer *self);
/* Signs or encrypts, or does not any more. */
void ph_composer_toggle_protection (PhComposer *self, PhMessageOptions option);
/* Whoever sends it wants it without. */
void ph_composer_forgo (PhComposer *self, PhMessageOptions option);
/* Says at a recipient what is wrong with its key. */
void ph_composer_mark_keyless (PhComposer *self, const char *address, const char *problem);
/* Goes to the first recipient whom the message cannot be encrypted to. */
void ph_composer_edit_keyless (PhComposer *self);
void ph_composer_show_cc (PhComposer *self);
void ph_composer_show_bcc (PhComposer *self);

void ph_composer_add_file (PhComposer *self, GFile *file);
/* Puts all back where they were that were taken off, one by one, since it was last forgotten which. */
void ph_composer_undo_remove (PhComposer *self);
/* Nobody is offered them any more. */
void ph_composer_forget_removed (PhComposer *self);
/* Whether a picture is attached that could be smaller. */
gboolean ph_composer_can_shrink (PhComposer *self);
/* Offers smaller pictures. */
void ph_composer_shrink (PhComposer *self);
/* Puts the last ones back that were made smaller. */
void ph_composer_undo_shrink (PhComposer *self);
/* Whether there is more than one file. */
gboolean ph_composer_can_leave_out (PhComposer *self);
/* Offers to leave some out. */
void ph_composer_leave_out (PhComposer *self);
/* Puts the last ones back where they were. */
void ph_composer_undo_leave_out (PhComposer *self);
/* Puts the last photos back as they were. */
void ph_composer_undo_clean (PhComposer *self);
void ph_composer_remove_attachments (PhComposer *self);
/* Selects what of a snippet is still to be filled in. */
void ph_composer_go_to_placeholder (PhComposer *self);
/* Closes what is open in its fields. Returns: whether something was */
gboolean ph_composer_escape (PhComposer *self);

G_END_DECLS
