/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back from MIME. GMime parses and notes where each part is in the file; addresses are read from the raw fields by
 * PhMailbox, as GMime drops what it does not understand, and the text with our eyes for line ends. */
#include "config.h"

#include "ph-message-load.h"

#include <string.h>

#include "ph-mail-enclosed.h"
#include "ph-mail-file.h"
#include "ph-mail-gmime.h"
#include "ph-mail-html.h"
#include "ph-mail-markdown.h"
#include "ph-mail-part.h"
#include "ph-mail-protect.h"
#include "ph-mail-sink.h"
#include "ph-mail-text.h"
#include "ph-mail-words.h"
#include "ph-message-private.h"

/* Of the multipart that a part is in, kept with it. */
#define BOUNDARY "ph-boundary"

/* What Posthaste makes of the longest Markdown is shorter. */
#define HTML_MAX (16 * PH_MAIL_MARKDOWN_MAX)

/* Ours are shorter: how much a picture adds to the HTML is bounded with it. */
#define CONTENT_ID_MAX 64

/* Nobody writes such mail; it is made to exhaust who reads it. */
#define DEPTH_MAX 32

typedef struct
{
  PhMessage *message; /* (owned) */
  PhMessageLoadFlags flags;
  PhMessageLoss losses;
  GMimeStream *plain; /* (owned) (nullable): what was encrypted */
  GMimeObject *decrypted; /* (owned) (nullable): the part that is in it */
  char *receipt; /* (owned) (nullable): whom to tell that it was shown */
  GMimeObject *body; /* (nullable): the part that is the text */
  GMimeObject *html; /* (nullable): another form of the body */
  gboolean is_in_alternative; /* what is here is another form of the body */
  GPtrArray *pictures; /* (owned) (element-type GMimeObject): what another form of the body may show */
  GPtrArray *attached; /* (owned) (element-type GMimeObject): borrowed from the message as it was parsed */
  guint n_parts;
  int fd; /* of the file, while the message lives as it was parsed */
} Loader;

static void
loader_clear (Loader *self)
{
  g_clear_object (&self->message);
  g_clear_object (&self->decrypted);
  g_clear_object (&self->plain);
  g_clear_pointer (&self->receipt, g_free);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_pointer (&self->attached, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, loader_clear)

static gboolean
fail (GError **error, GIOErrorEnum code, const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, (int) code, why);
  return FALSE;
}

/* ---- fields ----------------------------------------------------------------------------------------------------- */

static void
loader_take_mailbox (Loader *self,
                     const char *value,
                     PhMailbox *(*get) (PhMessage *message),
                     void (*set) (PhMessage *message, PhMailbox *mailbox))
{
  g_auto (GStrv) pieces = ph_mailbox_split_list (value);
  g_autoptr (PhMailbox) mailbox = pieces[0] != NULL ? ph_mailbox_parse (pieces[0], NULL) : NULL;

  if (mailbox != NULL && get (self->message) == NULL)
    set (self->message, mailbox);
  else if (pieces[0] != NULL)
    self->losses |= PH_MESSAGE_LOSS_FIELDS;
  if (pieces[0] != NULL && pieces[1] != NULL)
    self->losses |= PH_MESSAGE_LOSS_FIELDS;
}

static void
loader_take_from (Loader *self, const char *value)
{
  loader_take_mailbox (self, value, ph_message_get_from, ph_message_set_from);
}

static void
loader_take_reply_to (Loader *self, const char *value)
{
  loader_take_mailbox (self, value, ph_message_get_reply_to, ph_message_set_reply_to);
}

static void
loader_take_reply_to_text (Loader *self, const char *value)
{
  g_autofree char *text = ph_mail_words_decode_text (value);

  ph_message_set_reply_to_text (self->message, text);
}

static void
loader_take_recipients (Loader *self, const char *value, PhMessageField field)
{
  g_auto (GStrv) pieces = ph_mailbox_split_list (value);

  for (char **piece = pieces; *piece != NULL; piece++)
    ph_message_add_recipient_text (self->message, field, *piece);
}

static void
loader_take_to (Loader *self, const char *value)
{
  loader_take_recipients (self, value, PH_MESSAGE_FIELD_TO);
}

static void
loader_take_cc (Loader *self, const char *value)
{
  loader_take_recipients (self, value, PH_MESSAGE_FIELD_CC);
}

/* Never in what Posthaste wrote, but in the drafts of others. */
static void
loader_take_bcc (Loader *self, const char *value)
{
  loader_take_recipients (self, value, PH_MESSAGE_FIELD_BCC);
}

static void
loader_take_message_id (Loader *self, const char *value)
{
  if ((self->flags & PH_MESSAGE_LOAD_KEEP_ID) != 0)
    ph_message_set_message_id (self->message, value);
}

static void
loader_take_in_reply_to (Loader *self, const char *value)
{
  ph_message_set_in_reply_to (self->message, value);
  if (*value != '\0' && ph_message_get_in_reply_to (self->message) == NULL)
    self->losses |= PH_MESSAGE_LOSS_FIELDS;
}

static void
loader_take_subject (Loader *self, const char *value)
{
  g_autofree char *subject = ph_mail_words_decode_text (value);

  ph_message_set_subject (self->message, subject);
}

static void
loader_miss (Loader *self, const char *value)
{
  if (*value != '\0')
    self->losses |= PH_MESSAGE_LOSS_FIELDS;
}

/* The first field that says something else than "normal" is the one that counts. */
static void
loader_set_importance (Loader *self, PhMessageImportance importance)
{
  if (ph_message_get_importance (self->message) == PH_MESSAGE_IMPORTANCE_NORMAL)
    ph_message_set_importance (self->message, importance);
}

static void
loader_take_importance (Loader *self, const char *value)
{
  if (g_ascii_strcasecmp (value, "high") == 0)
    loader_set_importance (self, PH_MESSAGE_IMPORTANCE_HIGH);
  else if (g_ascii_strcasecmp (value, "low") == 0)
    loader_set_importance (self, PH_MESSAGE_IMPORTANCE_LOW);
  else if (g_ascii_strcasecmp (value, "normal") != 0)
    loader_miss (self, value);
}

/* "1 (Highest)" to "5 (Lowest)". */
static void
loader_take_priority (Loader *self, const char *value)
{
  if (*value == '1' || *value == '2')
    loader_set_importance (self, PH_MESSAGE_IMPORTANCE_HIGH);
  else if (*value == '4' || *value == '5')
    loader_set_importance (self, PH_MESSAGE_IMPORTANCE_LOW);
  else if (*value != '3')
    loader_miss (self, value);
}

static void
loader_set_option (Loader *self, PhMessageOptions option)
{
  ph_message_set_options (self->message, ph_message_get_options (self->message) | option);
}

static void
loader_take_date (Loader *self, const char *value)
{
  if (g_str_has_suffix (value, " -0000"))
    loader_set_option (self, PH_MESSAGE_OPTION_PRIVATE_ZONE);
}

static void
loader_take_user_agent (Loader *self, const char *value)
{
  if (strcmp (value, PH_MESSAGE_USER_AGENT) == 0)
    loader_set_option (self, PH_MESSAGE_OPTION_USER_AGENT);
}

static void
loader_take_wishes (Loader *self, const char *value)
{
  g_auto (GStrv) wishes = g_strsplit (value, " ", -1);

  if (g_strv_contains ((const char *const *) wishes, PH_MESSAGE_WISH_SIGN))
    loader_set_option (self, PH_MESSAGE_OPTION_SIGN);
  if (g_strv_contains ((const char *const *) wishes, PH_MESSAGE_WISH_ENCRYPT))
    loader_set_option (self, PH_MESSAGE_OPTION_ENCRYPT);
}

/* Until the author is known. */
static void
loader_take_receipt (Loader *self, const char *value)
{
  if (self->receipt != NULL)
    loader_miss (self, value);
  else
    self->receipt = g_strdup (value);
}

static gboolean
is_address_of (const char *text, PhMailbox *mailbox)
{
  g_autoptr (PhMailbox) other = ph_mailbox_parse (text, NULL);
  g_autofree char *address = mailbox != NULL ? ph_mailbox_dup_envelope_address (mailbox) : NULL;
  g_autofree char *other_address = other != NULL ? ph_mailbox_dup_envelope_address (other) : NULL;

  return address != NULL && g_strcmp0 (address, other_address) == 0;
}

static void
loader_set_receipt (Loader *self)
{
  if (self->receipt == NULL)
    return;
  if (is_address_of (self->receipt, ph_message_get_from (self->message)))
    loader_set_option (self, PH_MESSAGE_OPTION_READ_RECEIPT);
  else
    loader_miss (self, self->receipt);
}

/* The other fields tell how a message came here, or are made anew, or mean nothing to who gets it. */
static const struct
{
  const char *name;
  void (*take) (Loader *self, const char *value);
} fields[] = {
  { "From", loader_take_from },
  { "To", loader_take_to },
  { "Cc", loader_take_cc },
  { "Bcc", loader_take_bcc },
  { "Message-ID", loader_take_message_id },
  { "Subject", loader_take_subject },
  { "In-Reply-To", loader_take_in_reply_to },
  { "Reply-To", loader_take_reply_to },
  { "Importance", loader_take_importance },
  { "X-Priority", loader_take_priority },
  { "Disposition-Notification-To", loader_take_receipt },
  { "Date", loader_take_date },
  { "User-Agent", loader_take_user_agent },
  { PH_MESSAGE_WISHES, loader_take_wishes },
  { PH_MESSAGE_REPLY_TO_TEXT, loader_take_reply_to_text },
  { "Sender", loader_miss },
  { "Return-Receipt-To", loader_miss },
  { "Priority", loader_miss },
};

/* They belong to the message that they stand in, and to no other. */
static void
loader_keep_field (Loader *self, const char *name, const char *value)
{
  for (guint i = 0; i < PH_MESSAGE_N_KEPT_FIELDS && (self->flags & PH_MESSAGE_LOAD_KEEP_ID) != 0; i++)
    if (g_ascii_strcasecmp (ph_message_kept_fields[i], name) == 0 && !ph_message_keep_field (self->message, i, value))
      loader_miss (self, value);
}

static void
loader_take_field (Loader *self, GMimeHeader *header)
{
  g_autofree char *value = ph_mail_words_unfold (g_mime_header_get_raw_value (header));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_ascii_strcasecmp (fields[i].name, g_mime_header_get_name (header)) == 0)
      fields[i].take (self, value);
  loader_keep_field (self, g_mime_header_get_name (header), value);
}

/* Written there is what In-Reply-To says; a longer thread is not. */
static void
loader_check_references (Loader *self, GMimeHeaderList *headers)
{
  GMimeHeader *header = g_mime_header_list_get_header (headers, "References");
  g_autofree char *value = header != NULL ? ph_mail_words_unfold (g_mime_header_get_raw_value (header)) : NULL;

  if (value != NULL && g_strcmp0 (value, ph_message_get_in_reply_to (self->message)) != 0)
    loader_miss (self, value);
}

static gboolean
loader_read_fields (Loader *self, GMimeMessage *mime, GError **error)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (mime));
  int n_headers = g_mime_header_list_get_count (headers);

  if (n_headers == 0)
    return fail (error, G_IO_ERROR_INVALID_DATA, "It is no message");
  for (int i = 0; i < n_headers; i++)
    loader_take_field (self, g_mime_header_list_get_header_at (headers, i));
  loader_check_references (self, headers);
  loader_set_receipt (self);
  return TRUE;
}

/* ---- parts ------------------------------------------------------------------------------------------------------ */

static gboolean
is_type (GMimeObject *object, const char *type, const char *subtype)
{
  return g_mime_content_type_is_type (g_mime_object_get_content_type (object), type, subtype);
}

static gboolean
is_readable (GMimeObject *object)
{
  return !ph_mail_part_is_attachment (object)
         && (ph_mail_part_is_text (object, "plain") || ph_mail_part_is_text (object, "html"));
}

static gboolean
is_said_to_be_attachment (GMimeObject *object)
{
  const char *disposition = g_mime_object_get_disposition (object);

  return disposition != NULL && g_ascii_strcasecmp (disposition, GMIME_DISPOSITION_ATTACHMENT) == 0;
}

/* Returns: (nullable): the first text of @subtype in @object */
static GMimeObject *
find_text (GMimeObject *object, const char *subtype, guint depth)
{
  GMimeObject *found = NULL;
  int n_parts = 0;

  if (object == NULL || depth > DEPTH_MAX)
    return NULL;
  if (!GMIME_IS_MULTIPART (object))
    return is_readable (object) && ph_mail_part_is_text (object, subtype) ? object : NULL;
  n_parts = g_mime_multipart_get_count (GMIME_MULTIPART (object));
  for (int i = 0; i < n_parts && found == NULL; i++)
    found = find_text (g_mime_multipart_get_part (GMIME_MULTIPART (object), i), subtype, depth + 1);
  return found;
}

static gboolean
is_picture (GMimeObject *object)
{
  const char *id = g_mime_object_get_content_id (object);

  return id != NULL && strlen (id) <= CONTENT_ID_MAX && GMIME_IS_PART (object) && is_type (object, "image", "*")
         && !is_said_to_be_attachment (object);
}

static void
loader_take_leaf (Loader *self, GMimeObject *object)
{
  if (self->body == NULL && is_readable (object))
    self->body = object;
  if (self->body == object)
    return;
  /* Apple's Mail puts attachments beside one of two texts. */
  if (self->is_in_alternative && self->html == NULL && is_readable (object) && ph_mail_part_is_text (object, "html"))
    self->html = object;
  else if (self->is_in_alternative && is_picture (object))
    g_ptr_array_add (self->pictures, object);
  else if (self->is_in_alternative && !is_said_to_be_attachment (object))
    self->losses |= PH_MESSAGE_LOSS_FORMATTING;
  else
    g_ptr_array_add (self->attached, object);
}

static gboolean loader_walk (Loader *self, GMimeObject *object, guint depth, GError **error);

/* The same message is signed again when it is sent. */
static void
loader_take_signed (Loader *self, GMimeObject *multipart, guint depth)
{
  const char *protocol = g_mime_object_get_content_type_parameter (multipart, "protocol");

  if ((self->flags & PH_MESSAGE_LOAD_KEEP_ID) != 0 && depth == 0
      && g_strcmp0 (protocol, "application/pgp-signature") == 0)
    loader_set_option (self, PH_MESSAGE_OPTION_SIGN);
  else
    self->losses |= PH_MESSAGE_LOSS_SIGNATURE;
}

static gboolean
loader_walk_children (Loader *self, GMimeMultipart *multipart, guint depth, GError **error)
{
  int n_parts = g_mime_multipart_get_count (multipart);
  const char *rest = g_mime_multipart_get_prologue (multipart);

  if (n_parts == 0 && rest != NULL && *rest != '\0')
    return fail (error, G_IO_ERROR_INVALID_DATA, "Its parts cannot be told apart");
  if (is_type (GMIME_OBJECT (multipart), "multipart", "signed") && n_parts > 0)
    {
      loader_take_signed (self, GMIME_OBJECT (multipart), depth);
      n_parts = 1; /* the signature is behind what was signed (RFC 1847 section 2.1) */
    }
  for (int i = 0; i < n_parts; i++)
    {
      GMimeObject *part = g_mime_multipart_get_part (multipart, i);

      if (part != NULL)
        g_object_set_data_full (G_OBJECT (part),
                                BOUNDARY,
                                g_strdup (g_mime_multipart_get_boundary (multipart)),
                                g_free);
      if (!loader_walk (self, part, depth + 1, error))
        return FALSE;
    }
  return TRUE;
}

/* The plain one of the forms that a text has, else the HTML; of the others only attachments are kept. */
static gboolean
loader_walk_alternative (Loader *self, GMimeMultipart *multipart, guint depth, GError **error)
{
  gboolean is_walked = FALSE;

  self->body = find_text (GMIME_OBJECT (multipart), "plain", depth);
  if (self->body == NULL)
    self->body = find_text (GMIME_OBJECT (multipart), "html", depth);
  self->is_in_alternative = self->body != NULL;
  is_walked = loader_walk_children (self, multipart, depth, error);
  self->is_in_alternative = FALSE;
  return is_walked;
}

static gboolean
loader_walk (Loader *self, GMimeObject *object, guint depth, GError **error)
{
  if (object == NULL)
    return TRUE;
  if (depth > DEPTH_MAX || ++self->n_parts > PH_MESSAGE_LOAD_MAX_PARTS)
    return fail (error, G_IO_ERROR_MESSAGE_TOO_LARGE, "It has too many parts");
  if (is_type (object, "multipart", "encrypted") || (depth == 0 && is_type (object, "application", "pkcs7-mime"))
      || (depth == 0 && is_type (object, "application", "x-pkcs7-mime")))
    return fail (error, G_IO_ERROR_NOT_SUPPORTED, "It is encrypted");
  if (!GMIME_IS_MULTIPART (object))
    loader_take_leaf (self, object);
  else if (self->body == NULL && is_type (object, "multipart", "alternative"))
    return loader_walk_alternative (self, GMIME_MULTIPART (object), depth, error);
  else
    return loader_walk_children (self, GMIME_MULTIPART (object), depth, error);
  return TRUE;
}

/* ---- text ------------------------------------------------------------------------------------------------------- */

/* (transfer full): the parts that they are in live longer */
static GArray *
list_pictures (GPtrArray *parts)
{
  GArray *pictures = g_array_new (FALSE, TRUE, sizeof (PhMailMarkdownPicture));

  for (guint i = 0; i < parts->len; i++)
    {
      PhMailMarkdownPicture picture = {
        .name = g_mime_part_get_filename (parts->pdata[i]),
        .content_id = g_mime_object_get_content_id (parts->pdata[i]),
      };

      g_array_append_val (pictures, picture);
    }
  return pictures;
}

/* Whether the HTML is what the text is taken for Markdown for; then it need not be kept. */
static gboolean
loader_is_markdown (Loader *self)
{
  const char *text = ph_message_get_text (self->message);
  g_autoptr (GArray) pictures = list_pictures (self->pictures);
  g_autoptr (GString) octets = ph_mail_part_read_text (GMIME_PART (self->html), HTML_MAX);
  g_autofree char *lines = g_strdup_printf ("%s%s", text, *text == '\0' || g_str_has_suffix (text, "\n") ? "" : "\n");
  g_autofree char *expected = NULL;

  if (octets->len > HTML_MAX)
    return FALSE;
  g_string_replace (octets, "\r\n", "\n", 0);
  expected = ph_mail_markdown_dup_html (lines, (gpointer) pictures->data, pictures->len);
  return g_strcmp0 (octets->str, expected) == 0;
}

static void
loader_read_html (Loader *self)
{
  if (self->html == NULL || !loader_is_markdown (self))
    {
      self->losses |= self->html != NULL || self->pictures->len > 0 ? PH_MESSAGE_LOSS_FORMATTING : 0;
      return;
    }
  loader_set_option (self, PH_MESSAGE_OPTION_MARKDOWN);
  for (guint i = 0; i < self->pictures->len; i++)
    g_ptr_array_insert (self->attached, (int) i, self->pictures->pdata[i]);
}

static gboolean
loader_read_text (Loader *self, GError **error)
{
  g_autoptr (GString) octets = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *text = NULL;

  if (self->body == NULL)
    return TRUE;
  octets = ph_mail_part_read_text (GMIME_PART (self->body), PH_MESSAGE_LOAD_MAX_TEXT);
  if (octets->len > PH_MESSAGE_LOAD_MAX_TEXT)
    return fail (error, G_IO_ERROR_MESSAGE_TOO_LARGE, "Its text is too long");
  if (!g_utf8_validate_len (octets->str, octets->len, NULL))
    self->losses |= PH_MESSAGE_LOSS_CHARACTERS;
  valid = g_utf8_make_valid (octets->str, (gssize) octets->len);
  if (ph_mail_part_is_text (self->body, "html"))
    {
      self->losses |= PH_MESSAGE_LOSS_FORMATTING;
      text = ph_mail_html_dup_text (valid);
    }
  else
    {
      typed = ph_mail_text_dup_typed (valid);
      text = ph_mail_part_dup_joined (GMIME_PART (self->body), typed);
    }
  ph_message_set_text (self->message, text);
  loader_read_html (self);
  return TRUE;
}

/* ---- attachments ------------------------------------------------------------------------------------------------ */

/* Returns: where the first field of @object is, or @otherwise if that is before it */
static goffset
find_first_field (GMimeObject *object, goffset otherwise)
{
  GMimeHeaderList *headers = object != NULL ? g_mime_object_get_header_list (object) : NULL;
  goffset start = -1;

  if (headers != NULL && g_mime_header_list_get_count (headers) > 0)
    start = g_mime_header_get_offset (g_mime_header_list_get_header_at (headers, 0));
  return start >= 0 && (otherwise < 0 || start < otherwise) ? start : otherwise;
}

/* Returns: where the message begins that is in @object, -1 when that is none, or has no field. GMime has those of its content apart. */
static goffset
find_enclosed (GMimeObject *object)
{
  GMimeMessage *message
      = GMIME_IS_MESSAGE_PART (object) ? g_mime_message_part_get_message (GMIME_MESSAGE_PART (object)) : NULL;

  if (message == NULL)
    return -1;
  return find_first_field (g_mime_message_get_mime_part (message), find_first_field (GMIME_OBJECT (message), -1));
}

static gboolean
write_enclosed (const PhMailPart *part,
                goffset start,
                int fd,
                GOutputStream *output,
                guint64 *size,
                GCancellable *cancellable,
                GError **error)
{
  const char *boundary = g_object_get_data (G_OBJECT (part->object), BOUNDARY);

  return ph_mail_enclosed_copy (fd, start, boundary, output, size, cancellable, error)
         && g_output_stream_close (output, cancellable, error);
}

static gboolean
write_part (const PhMailPart *part, GOutputStream *output, guint64 *size, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhMailSink) sink = ph_mail_sink_new_for_file (output, cancellable);
  gint64 n_written = ph_mail_part_write (part, GMIME_STREAM (sink));

  *size = (guint64) GMIME_STREAM (sink)->position;
  if (!ph_mail_sink_finish (sink, error) || !g_output_stream_close (output, cancellable, error))
    return FALSE;
  return n_written >= 0 || fail (error, G_IO_ERROR_FAILED, "The message could not be read");
}

/* Returns: (transfer full) (nullable): @object in a file of its own */
static PhAttachment *
save (GMimeObject *object, int fd, GFile *folder, GCancellable *cancellable, GError **error)
{
  goffset start = find_enclosed (object);
  g_autoptr (PhMailPart) part = ph_mail_part_new_unmeasured (object);
  g_autofree char *file_name = g_uuid_string_random ();
  g_autoptr (GFile) file = g_file_get_child (folder, file_name);
  g_autoptr (GFileOutputStream) output = g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, error);
  guint64 size = 0;

  if (output == NULL)
    return NULL;
  if (start >= 0 ? write_enclosed (part, start, fd, G_OUTPUT_STREAM (output), &size, cancellable, error)
                 : write_part (part, G_OUTPUT_STREAM (output), &size, cancellable, error))
    return ph_attachment_new_for_file (file, part->name, part->content_type, size);
  g_prefix_error (error, "%s: ", part->name);
  g_file_delete (file, NULL, NULL); /* the first error is the one to tell */
  return NULL;
}

static void
loader_remove_files (Loader *self)
{
  GListModel *attachments = ph_message_get_attachments (self->message);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      g_file_delete (ph_attachment_get_file (attachment), NULL, NULL); /* as above */
    }
}

static gboolean
loader_save_attachments (Loader *self, GFile *folder, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < self->attached->len; i++)
    {
      g_autoptr (PhAttachment) attachment = save (self->attached->pdata[i], self->fd, folder, cancellable, error);

      if (attachment == NULL)
        {
          loader_remove_files (self);
          return FALSE;
        }
      ph_message_add_attachment (self->message, attachment);
    }
  return TRUE;
}

/* What was encrypted stays so when it is sent again. Returns: (nullable): the part to read */
static GMimeObject *
loader_open (Loader *self, GMimeObject *object, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GMimeParser) parser = NULL;
  gboolean is_signed = FALSE;

  if (object == NULL || !ph_mail_protect_is_encrypted (object))
    return object;
  self->plain = ph_mail_protect_decrypt (object, &is_signed, &local_error);
  if (self->plain == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "It is encrypted: %s", local_error->message);
      return NULL;
    }
  self->fd = GMIME_STREAM_FS (self->plain)->fd;
  parser = g_mime_parser_new_with_stream (self->plain);
  self->decrypted = g_mime_parser_construct_part (parser, NULL);
  loader_set_option (self, PH_MESSAGE_OPTION_ENCRYPT);
  if (is_signed)
    loader_set_option (self, PH_MESSAGE_OPTION_SIGN);
  if (self->decrypted == NULL)
    fail (error, G_IO_ERROR_INVALID_DATA, "What was encrypted is no message");
  return self->decrypted;
}

/* Returns: (transfer full) (nullable) */
static GMimeMessage *
loader_parse (Loader *self, GFile *file, GError **error)
{
  int fd = self->fd = ph_mail_file_open (file, error);
  g_autoptr (GMimeStream) stream = fd >= 0 ? g_mime_stream_fs_new (fd) : NULL;
  g_autoptr (GMimeParser) parser = stream != NULL ? g_mime_parser_new_with_stream (stream) : NULL;
  GMimeMessage *mime = NULL;

  if (parser == NULL)
    return NULL;
  mime = g_mime_parser_construct_message (parser, NULL);
  if (mime == NULL)
    fail (error, G_IO_ERROR_INVALID_DATA, "It is no message");
  return mime;
}

PhMessage *
ph_message_load (GFile *file,
                 GFile *folder,
                 PhMessageLoadFlags flags,
                 PhMessageLoss *losses,
                 GCancellable *cancellable,
                 GError **error)
{
  g_auto (Loader) self = { .flags = flags };
  g_autoptr (GMimeMessage) mime = NULL;
  g_autoptr (GError) local_error = NULL;
  GMimeObject *root = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  ph_mail_gmime_init ();
  mime = loader_parse (&self, file, error);
  if (mime == NULL)
    return NULL;
  self.message = ph_message_new ();
  self.pictures = g_ptr_array_new ();
  self.attached = g_ptr_array_new ();
  if (!loader_read_fields (&self, mime, error))
    return NULL;
  root = loader_open (&self, g_mime_message_get_mime_part (mime), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (!loader_walk (&self, root, 0, error) || !loader_read_text (&self, error)
      || !loader_save_attachments (&self, folder, cancellable, error))
    return NULL;
  if (losses != NULL)
    *losses = self.losses;
  return g_steal_pointer (&self.message);
}

gboolean
ph_message_has_draft_field (GFile *file)
{
  g_autoptr (GFileInputStream) input = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  gboolean is_found = FALSE;
  char *line = NULL;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  input = g_file_read (file, NULL, NULL); /* what cannot be read is not sent either */
  if (input == NULL)
    return FALSE;
  lines = g_data_input_stream_new (G_INPUT_STREAM (input));
  g_data_input_stream_set_newline_type (lines, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  while (!is_found && (line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL && *line != '\0')
    {
      is_found
          = g_ascii_strncasecmp (line, PH_MESSAGE_WISHES ":", strlen (PH_MESSAGE_WISHES ":")) == 0
            || g_ascii_strncasecmp (line, PH_MESSAGE_REPLY_TO_TEXT ":", strlen (PH_MESSAGE_REPLY_TO_TEXT ":")) == 0;
      g_free (line);
      line = NULL;
    }
  g_free (line);
  return is_found;
}
