/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message, read back for showing. Foreign bytes: any file can be given. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* So much text is shown at most; the rest is said to be missing. */
#define PH_MAIL_READER_MAX_TEXT ((gsize) 256 * 1024)

#define PH_TYPE_MAIL_READER (ph_mail_reader_get_type ())
G_DECLARE_FINAL_TYPE (PhMailReader, ph_mail_reader, PH, MAIL_READER, GObject)

/**
 * ph_mail_reader_load_async:
 * @file: an .eml file or a file of a Maildir
 *
 * Parses on another thread. The file stays open for ph_mail_reader_save_part_async(). What is encrypted with OpenPGP is opened, which
 * GnuPG may ask for a passphrase for; what cannot be opened is shown as the files that it is.
 */
void ph_mail_reader_load_async (GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
PhMailReader *ph_mail_reader_load_finish (GAsyncResult *result, GError **error);
/* The same, blocking, and as it is: nothing is opened. */
PhMailReader *ph_mail_reader_load_sync (GFile *file, GCancellable *cancellable, GError **error);

GFile *ph_mail_reader_get_file (PhMailReader *self);
/* Decoded, UTF-8, one line; "" when the field is not there. */
const char *ph_mail_reader_get_subject (PhMailReader *self);
const char *ph_mail_reader_get_from (PhMailReader *self);
const char *ph_mail_reader_get_to (PhMailReader *self);
const char *ph_mail_reader_get_cc (PhMailReader *self);
const char *ph_mail_reader_get_message_id (PhMailReader *self);
GDateTime *ph_mail_reader_get_date (PhMailReader *self); /* (nullable) */
/* The first text/plain part, else the words of the first text/html part; UTF-8, LF line ends, lines that
 * flow joined (RFC 3676); "" when there is none. */
const char *ph_mail_reader_get_text (PhMailReader *self);
gboolean ph_mail_reader_is_text_cut (PhMailReader *self);
gboolean ph_mail_reader_is_text_from_html (PhMailReader *self);
guint ph_mail_reader_get_n_parts (PhMailReader *self); /* attachments */
const char *ph_mail_reader_get_part_name (PhMailReader *self, guint index);
const char *ph_mail_reader_get_part_content_type (PhMailReader *self, guint index);
guint64 ph_mail_reader_get_part_size (PhMailReader *self, guint index); /* octets once decoded */
/* Decodes an attachment into @target, on another thread, in constant memory. */
void ph_mail_reader_save_part_async (PhMailReader *self,
                                     guint index,
                                     GFile *target,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean ph_mail_reader_save_part_finish (PhMailReader *self, GAsyncResult *result, GError **error);
/* (transfer full): the raw octets from the start, at most @max of them, made valid UTF-8: the source view */
char *ph_mail_reader_dup_source (PhMailReader *self, gsize max, gboolean *is_cut);

G_END_DECLS
