/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message as MIME: GMime arranges and encodes, the attachments stay on disk until their turn, and the header passes
 * the guard before anything goes out. */
#include "config.h"

#include "ph-message-private.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

#include "ph-mail-file-part.h"
#include "ph-mail-flowed.h"
#include "ph-mail-markdown.h"
#include "ph-mail-octets.h"
#include "ph-mail-protect.h"
#include "ph-mail-scratch.h"
#include "ph-mail-sink.h"
#include "ph-mail-weight.h"
#include "ph-mail-words.h"

/* RFC 5322 section 2.1.1 */
#define LINE_MAX_OCTETS 998
/* RFC 2045 section 6.7, and the line end */
#define QUOTED_LINE_MAX (76 + 1)
#define FROM "From "
#define ARMORED_FROM "=46rom "

/* Nobody has that many of them in a message by chance: each is a checksum of its id. */
#define BOUNDARIES_MAX 1000

/* A name of so many octets fits into one line of 78, also with each of them quoted. */
#define NAME_MAX_UNFOLDED 38

/* Of a longer one GMime makes an encoded word that is too long (RFC 2047 section 2: 75). */
#define WORD_MAX_OCTETS 21
#define ASCII_WORD_MAX_OCTETS 70

struct _PhMessageMime
{
  GMimeMessage *mime; /* (owned) */
  GPtrArray *files; /* (owned) (element-type PhMailFilePart): its attachments */
};

/* GMime leaves what looks like an encoded word as it is, so a text that only looks so must be encoded before. */
static gboolean
has_lookalike (const char *text)
{
  return strstr (text, "=?") != NULL;
}

static gboolean
has_long_word (const char *text)
{
  gsize max = g_str_is_ascii (text) ? ASCII_WORD_MAX_OCTETS : WORD_MAX_OCTETS;
  gsize length = 0;

  for (const char *p = text; *p != '\0' && length <= max; p += length + strspn (p + length, " "))
    length = strcspn (p, " ");
  return length > max;
}

/* GMime folds a long quoted name between its quotes, and makes the space there a tab; and it does not encode "=" in a name
 * that it encodes. */
static char *
dup_name_for_gmime (const char *name)
{
  if (name != NULL && (strchr (name, '=') != NULL || strlen (name) > NAME_MAX_UNFOLDED))
    return ph_mail_words_encode (name, " ");
  return g_strdup (name);
}

/* The header says what the envelope says. GMime would prepare the domain for DNS again, and it cuts labels that it cannot
 * read ("xn--a.org" becomes ".org"). */
static void
add_mailbox (InternetAddressList *list, PhMailbox *mailbox)
{
  g_autofree char *address = ph_mailbox_dup_envelope_address (mailbox);
  g_autofree char *name = dup_name_for_gmime (ph_mailbox_get_name (mailbox));
  g_autoptr (InternetAddress) ia = internet_address_mailbox_new (name, address);

  internet_address_set_charset (ia, "utf-8");
  g_free (INTERNET_ADDRESS_MAILBOX (ia)->idn_addr);
  INTERNET_ADDRESS_MAILBOX (ia)->idn_addr = g_steal_pointer (&address);
  internet_address_list_add (list, ia);
}

/* Appended as one list, and only if there is something: the message writes its field each time that it changes. */
static void
add_recipients (GMimeMessage *mime, GMimeAddressType type, GListModel *recipients)
{
  g_autoptr (InternetAddressList) list = internet_address_list_new ();
  guint n_recipients = g_list_model_get_n_items (recipients);

  for (guint i = 0; i < n_recipients; i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (recipients, i);

      add_mailbox (list, mailbox);
    }
  if (n_recipients > 0)
    internet_address_list_append (g_mime_message_get_addresses (mime, type), list);
}

/* An empty group: some servers take a message without any recipient field for spam. */
static void
add_undisclosed (GMimeMessage *mime)
{
  g_autoptr (InternetAddress) group = internet_address_group_new ("undisclosed-recipients");

  internet_address_list_add (g_mime_message_get_to (mime), group);
}

/* Bcc is not read here at all. */
static void
add_addresses (GMimeMessage *mime, PhMessage *self)
{
  GListModel *to = ph_message_get_recipients (self, PH_MESSAGE_FIELD_TO);
  GListModel *cc = ph_message_get_recipients (self, PH_MESSAGE_FIELD_CC);

  if (ph_message_get_from (self) != NULL)
    add_mailbox (g_mime_message_get_from (mime), ph_message_get_from (self));
  if (ph_message_get_reply_to (self) != NULL)
    add_mailbox (g_mime_message_get_reply_to (mime), ph_message_get_reply_to (self));
  add_recipients (mime, GMIME_ADDRESS_TYPE_TO, to);
  add_recipients (mime, GMIME_ADDRESS_TYPE_CC, cc);
  if (g_list_model_get_n_items (to) == 0 && g_list_model_get_n_items (cc) == 0)
    add_undisclosed (mime);
}

/* GMime writes @value as it is, once it stands in a field that it knows already. */
static void
set_raw_field (GMimeMessage *mime, const char *name, const char *value)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (mime));
  g_autofree char *raw = g_strdup_printf (" %s\n", value);

  g_mime_header_list_set (headers, name, "x", "utf-8");
  g_mime_header_set_raw_value (g_mime_header_list_get_header (headers, name), raw);
}

static void
add_subject (GMimeMessage *mime, const char *subject)
{
  g_autofree char *stripped = g_strstrip (g_strdup (subject));
  g_autofree char *encoded = NULL;

  if (*stripped == '\0')
    return;
  g_mime_message_set_subject (mime, stripped, "utf-8");
  if (!has_lookalike (stripped) && !has_long_word (stripped))
    return;
  encoded = ph_mail_words_encode (stripped, "\n ");
  set_raw_field (mime, "Subject", encoded);
}

static void
add_date (GMimeMessage *mime, GDateTime *date, PhMessageOptions options)
{
  g_autoptr (GDateTime) when = date != NULL ? g_date_time_ref (date) : g_date_time_new_now_local ();
  g_autoptr (GDateTime) utc = g_date_time_to_utc (when);
  g_autofree char *text = g_mime_utils_header_format_date (utc);

  g_mime_message_set_date (mime, when);
  if ((options & PH_MESSAGE_OPTION_PRIVATE_ZONE) == 0)
    return;
  *strrchr (text, '+') = '-';
  set_raw_field (mime, "Date", text);
}

/* Importance is the one of a standard; many programs know only the other. */
static void
add_importance (GMimeMessage *mime, PhMessageImportance importance)
{
  if (importance == PH_MESSAGE_IMPORTANCE_NORMAL)
    return;
  set_raw_field (mime, "Importance", importance == PH_MESSAGE_IMPORTANCE_HIGH ? "high" : "low");
  set_raw_field (mime, "X-Priority", importance == PH_MESSAGE_IMPORTANCE_HIGH ? "1" : "5");
}

static void
add_receipt (GMimeMessage *mime, PhMailbox *from)
{
  g_autofree char *address = ph_mailbox_dup_envelope_address (from);
  g_autofree char *value = g_strdup_printf ("<%s>", address);

  set_raw_field (mime, "Disposition-Notification-To", value);
}

static void
add_settings (GMimeMessage *mime, PhMessage *self)
{
  PhMessageOptions options = ph_message_get_options (self);

  add_importance (mime, ph_message_get_importance (self));
  if ((options & PH_MESSAGE_OPTION_READ_RECEIPT) != 0 && ph_message_get_from (self) != NULL)
    add_receipt (mime, ph_message_get_from (self));
  if ((options & PH_MESSAGE_OPTION_USER_AGENT) != 0)
    set_raw_field (mime, "User-Agent", PH_MESSAGE_USER_AGENT);
  for (guint field = 0; field < PH_MESSAGE_N_KEPT_FIELDS; field++)
    if (ph_message_get_kept_field (self, field) != NULL)
      set_raw_field (mime, ph_message_kept_fields[field], ph_message_get_kept_field (self, field));
}

static void
add_wishes (GMimeMessage *mime, PhMessageOptions options)
{
  g_autoptr (GString) wishes = g_string_new (NULL);

  if ((options & PH_MESSAGE_OPTION_SIGN) != 0)
    g_string_append (wishes, PH_MESSAGE_WISH_SIGN " ");
  if ((options & PH_MESSAGE_OPTION_ENCRYPT) != 0)
    g_string_append (wishes, PH_MESSAGE_WISH_ENCRYPT " ");
  if (wishes->len > 0)
    set_raw_field (mime, PH_MESSAGE_WISHES, g_strchomp (wishes->str));
}

static void
add_reply_to_text (GMimeMessage *mime, const char *text)
{
  g_autofree char *encoded = text != NULL ? ph_mail_words_encode (text, "\n ") : NULL;

  if (encoded != NULL)
    set_raw_field (mime, PH_MESSAGE_REPLY_TO_TEXT, encoded);
}

static void
add_fields (GMimeMessage *mime, PhMessage *self, GDateTime *date)
{
  const char *in_reply_to = ph_message_get_in_reply_to (self);

  add_date (mime, date, ph_message_get_options (self));
  /* As it is, which is a clean line: GMime adds what it misses in an odd one, and then it is another message's id. */
  set_raw_field (mime, "Message-Id", ph_message_get_message_id (self));
  add_subject (mime, ph_message_get_subject (self));
  if (in_reply_to != NULL)
    {
      set_raw_field (mime, "In-Reply-To", in_reply_to);
      set_raw_field (mime, "References", in_reply_to);
    }
  add_settings (mime, self);
}

/* Returns: (transfer full): @text, and a line end at its end */
static char *
dup_ended (const char *text)
{
  return g_strconcat (text, *text == '\0' || g_str_has_suffix (text, "\n") ? "" : "\n", NULL);
}

static gboolean
has_long_line (const char *text)
{
  for (const char *line = text; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      if (length > LINE_MAX_OCTETS)
        return TRUE;
      line += length + (line[length] == '\n' ? 1 : 0);
    }
  return FALSE;
}

static gboolean
has_from_line (const char *text)
{
  return g_str_has_prefix (text, FROM) || strstr (text, "\n" FROM) != NULL;
}

/* Some servers take it off, which breaks a signature (RFC 3156 section 5). */
static gboolean
has_trailing_space (const char *text)
{
  return strstr (text, " \n") != NULL || strstr (text, "\t\n") != NULL || g_str_has_suffix (text, " ")
         || g_str_has_suffix (text, "\t");
}

static GMimeContentEncoding
choose_encoding (const char *text, gboolean is_signed)
{
  gsize n_8bit = 0;
  gsize length = strlen (text);

  for (const char *p = text; *p != '\0'; p++)
    n_8bit += (guchar) *p >= 0x80 ? 1 : 0;
  if (ph_mail_weight_is_base64 (n_8bit, length))
    return GMIME_CONTENT_ENCODING_BASE64;
  if (n_8bit > 0 || has_long_line (text) || has_from_line (text) || (is_signed && has_trailing_space (text)))
    return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  return GMIME_CONTENT_ENCODING_7BIT;
}

/* Servers that store mail in mbox files change such lines. GMime's filter against it loses a last line that begins so and
 * ends, as an initial. */
static void
append_armored (GString *armored, const char *line, const char *end)
{
  while (g_str_has_prefix (line, FROM))
    {
      line += strlen (FROM);
      g_string_append (armored, ARMORED_FROM);
      if (strlen (ARMORED_FROM) + (gsize) (end - line) <= QUOTED_LINE_MAX)
        break;
      g_string_append (armored, "=\n");
    }
  g_string_append_len (armored, line, end - line);
}

/* (transfer full) */
static GMimeStream *
new_quoted_printable (const char *text)
{
  g_autoptr (GMimeFilter) encode = g_mime_filter_basic_new (GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, TRUE);
  g_autoptr (GString) armored = g_string_new (NULL);
  char *encoded = NULL;
  gsize length = 0;
  gsize prespace = 0;

  g_mime_filter_complete (encode, (char *) text, strlen (text), 0, &encoded, &length, &prespace);
  for (const char *line = encoded, *end = NULL; line < encoded + length; line = end)
    {
      const char *line_end = memchr (line, '\n', (gsize) (encoded + length - line));

      end = line_end != NULL ? line_end + 1 : encoded + length;
      append_armored (armored, line, end);
    }
  return g_mime_stream_mem_new_with_buffer (armored->str, armored->len);
}

/* Base64 holds the text's canonical form; the other encodings get their CRLF from GMime (RFC 2049 section 4). */
static GMimeStream *
new_canonical (const char *text)
{
  g_autoptr (GString) crlf = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n')
        g_string_append_c (crlf, '\r');
      g_string_append_c (crlf, *p);
    }
  return g_mime_stream_mem_new_with_buffer (crlf->str, crlf->len);
}

static void
set_content (GMimePart *part, GMimeStream *stream, GMimeContentEncoding encoding)
{
  g_autoptr (GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream (stream, encoding);

  g_mime_part_set_content (part, content);
}

/* Returns: (transfer full): @text as its lines go out, and what @part must say for that */
static char *
dup_lines (GMimeObject *part, const char *text)
{
  g_autofree char *lf = dup_ended (text);
  gboolean has_deleted_spaces = FALSE;
  char *broken = ph_mail_flowed_dup_broken (lf, &has_deleted_spaces);

  if (broken == NULL)
    return g_steal_pointer (&lf);
  g_mime_object_set_content_type_parameter (part, "format", "flowed");
  if (has_deleted_spaces)
    g_mime_object_set_content_type_parameter (part, "delsp", "yes");
  return broken;
}

static void
set_lines (GMimePart *part, const char *lf, gboolean is_signed)
{
  GMimeContentEncoding encoding = choose_encoding (lf, is_signed);
  g_autoptr (GMimeStream) stream = NULL;

  g_mime_part_set_content_encoding (part, encoding);
  switch ((int) encoding)
    {
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
      stream = new_quoted_printable (lf);
      set_content (part, stream, encoding);
      break;
    case GMIME_CONTENT_ENCODING_BASE64:
      stream = new_canonical (lf);
      set_content (part, stream, GMIME_CONTENT_ENCODING_DEFAULT);
      break;
    default:
      stream = g_mime_stream_mem_new_with_buffer (lf, strlen (lf));
      set_content (part, stream, GMIME_CONTENT_ENCODING_DEFAULT);
    }
}

static GMimeObject *
new_text_part (const char *text, gboolean is_signed)
{
  GMimePart *part = g_mime_part_new_with_type ("text", "plain");
  g_autofree char *lf = NULL;

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  lf = dup_lines (GMIME_OBJECT (part), text);
  set_lines (part, lf, is_signed);
  return GMIME_OBJECT (part);
}

static GMimeObject *
new_html_part (const char *html, gboolean is_signed)
{
  GMimePart *part = g_mime_part_new_with_type ("text", "html");

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  set_lines (part, html, is_signed);
  return GMIME_OBJECT (part);
}

static gboolean
holds_boundary (const char *boundary, const char *text, const char *html, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    if (ph_mail_file_part_holds (files->pdata[i], boundary))
      return TRUE;
  return strstr (text, boundary) != NULL || (html != NULL && strstr (html, boundary) != NULL);
}

/* GMime's own is random, so that a message which is loaded and written again would not be the same, and is not looked for
 * in the text. Neither quoted-printable nor base64 can hold what begins with "=-", but a message in the message can: a copy of it.
 * A file that changes meanwhile ends the search: it ends the message too. @kind: tells it from others of the same message.
 * @html: (nullable). Returns: (transfer full) */
static char *
dup_boundary (PhMessage *self, const char *kind, const char *html, GPtrArray *files)
{
  const char *text = ph_message_get_text (self);
  char *boundary = NULL;

  for (guint attempt = 0;
       boundary == NULL || (attempt < BOUNDARIES_MAX && holds_boundary (boundary, text, html, files));
       attempt++)
    {
      g_autofree char *seed = g_strdup_printf ("%s%u%s", kind, attempt, ph_message_get_message_id (self));
      g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

      g_free (boundary);
      boundary = g_strdup_printf ("=-%.32s", checksum);
    }
  return boundary;
}

static GMimeMultipart *
new_multipart (PhMessage *self, const char *subtype, const char *html, GPtrArray *files)
{
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype (subtype);
  g_autofree char *boundary = dup_boundary (self, strcmp (subtype, "mixed") == 0 ? "" : subtype, html, files);

  g_mime_multipart_set_boundary (multipart, boundary);
  return multipart;
}

static gboolean
wants_signature (PhMessage *self)
{
  return (ph_message_get_options (self) & PH_MESSAGE_OPTION_SIGN) != 0;
}

static guint
count_inline (GPtrArray *files)
{
  guint n_inline = 0;

  for (guint i = 0; i < files->len; i++)
    n_inline += ph_mail_file_part_is_inline (files->pdata[i]) ? 1 : 0;
  return n_inline;
}

/* Returns: (transfer full): the HTML, and the pictures that it shows (RFC 2387) */
static GMimeObject *
new_formatted (PhMessage *self, const char *html, GPtrArray *files)
{
  g_autoptr (GMimeObject) formatted = new_html_part (html, wants_signature (self));
  GMimeMultipart *related = NULL;

  if (count_inline (files) == 0)
    return g_steal_pointer (&formatted);
  related = new_multipart (self, "related", html, files);
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (related), "type", "text/html");
  g_mime_multipart_add (related, formatted);
  for (guint i = 0; i < files->len; i++)
    if (ph_mail_file_part_is_inline (files->pdata[i]))
      g_mime_multipart_add (related, files->pdata[i]);
  return GMIME_OBJECT (related);
}

/* @html: (nullable). Returns: (transfer full): the text, in all the forms that it is to have */
static GMimeObject *
new_body (PhMessage *self, const char *html, GPtrArray *files)
{
  g_autoptr (GMimeObject) plain = new_text_part (ph_message_get_text (self), wants_signature (self));
  g_autoptr (GMimeObject) formatted = NULL;
  GMimeMultipart *alternative = NULL;

  if (html == NULL)
    return g_steal_pointer (&plain);
  formatted = new_formatted (self, html, files);
  alternative = new_multipart (self, "alternative", html, files);
  g_mime_multipart_add (alternative, plain);
  g_mime_multipart_add (alternative, formatted);
  return GMIME_OBJECT (alternative);
}

static void
add_files (GPtrArray *files, PhMessage *self, GCancellable *cancellable)
{
  GListModel *attachments = ph_message_get_attachments (self);
  guint n_attachments = g_list_model_get_n_items (attachments);

  for (guint i = 0; i < n_attachments; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      g_ptr_array_add (files, ph_mail_file_part_new (attachment, wants_signature (self), cancellable));
    }
}

/* The same for the same picture of the same message. Returns: (transfer full) */
static char *
dup_content_id (PhMessage *self, const char *name)
{
  g_autofree char *seed = g_strdup_printf ("picture %s %s", name, ph_message_get_message_id (self));
  g_autofree char *checksum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, seed, -1);

  return g_strdup_printf ("%.32s@posthaste.invalid", checksum);
}

/* Also makes those files pictures in the text that it shows. Returns: (transfer full) (nullable) */
static char *
dup_html (PhMessage *self, GPtrArray *files)
{
  g_autofree char *lf = dup_ended (ph_message_get_text (self));
  g_autofree PhMailMarkdownPicture *pictures = g_new0 (PhMailMarkdownPicture, files->len);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  char *html = NULL;

  if ((ph_message_get_options (self) & PH_MESSAGE_OPTION_MARKDOWN) == 0)
    return NULL;
  for (guint i = 0; i < files->len; i++)
    {
      PhAttachment *attachment = ph_mail_file_part_get_attachment (files->pdata[i]);

      if (!ph_attachment_is_picture (attachment))
        continue;
      pictures[i].name = ph_attachment_get_name (attachment);
      g_ptr_array_add (ids, dup_content_id (self, pictures[i].name));
      pictures[i].content_id = ids->pdata[ids->len - 1];
    }
  html = ph_mail_markdown_dup_html (lf, pictures, files->len);
  for (guint i = 0; i < files->len; i++)
    if (pictures[i].is_shown)
      ph_mail_file_part_set_inline (files->pdata[i], pictures[i].content_id);
  return html;
}

/* Returns: (transfer full): text and files */
static GMimeObject *
new_content (PhMessage *self, GPtrArray *files, GCancellable *cancellable)
{
  g_autofree char *html = NULL;
  g_autoptr (GMimeObject) body = NULL;
  GMimeMultipart *mixed = NULL;

  add_files (files, self, cancellable);
  html = dup_html (self, files);
  body = new_body (self, html, files);
  if (files->len == count_inline (files))
    return g_steal_pointer (&body);
  mixed = new_multipart (self, "mixed", html, files);
  g_mime_multipart_add (mixed, body);
  for (guint i = 0; i < files->len; i++)
    if (!ph_mail_file_part_is_inline (files->pdata[i]))
      g_mime_multipart_add (mixed, files->pdata[i]);
  return GMIME_OBJECT (mixed);
}

/* GMime says only that it failed: one of the files or the sink knows why. Returns: %FALSE when a file does */
static gboolean
check_files (GPtrArray *files, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      const GError *file_error = ph_mail_file_part_get_error (files->pdata[i]);

      if (file_error != NULL)
        {
          g_propagate_error (error, g_error_copy (file_error));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
fail_to_write (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The message could not be written");
  return FALSE;
}

static gssize
write_object (GMimeObject *object, GMimeStream *stream)
{
  g_autoptr (GMimeFormatOptions) format = g_mime_format_options_new ();

  g_mime_format_options_set_newline_format (format, GMIME_NEWLINE_FORMAT_DOS);
  return g_mime_object_write_to_stream (object, format, stream);
}

static gssize
write_to (PhMessageMime *self, GMimeStream *stream)
{
  return write_object (GMIME_OBJECT (self->mime), stream);
}

/* ---- signed and encrypted ---------------------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): what @content is to be protected as, octet for octet */
static GMimeStream *
write_out (GMimeObject *content, GPtrArray *files, GError **error)
{
  g_autoptr (GMimeStream) stream = ph_mail_scratch_new (error);

  if (stream == NULL)
    return NULL;
  if (write_object (content, stream) >= 0)
    return g_steal_pointer (&stream);
  if (check_files (files, error))
    fail_to_write (error);
  return NULL;
}

static void
add_autocrypt (GMimeMessage *mime, const PhMailKey *key)
{
  g_autofree char *value = ph_mail_keys_dup_autocrypt (key->address, key->fingerprint);

  if (value != NULL)
    set_raw_field (mime, "Autocrypt", value);
}

/* Returns: (transfer full) (nullable): what goes out for @content */
static GMimeObject *
protect (PhMessageMime *self, PhMessage *message, GMimeObject *content, GError **error)
{
  gboolean is_encrypted = (ph_message_get_options (message) & PH_MESSAGE_OPTION_ENCRYPT) != 0;
  g_autoptr (PhMailKey) own = ph_mail_protect_find_own_key (message, error);
  g_autoptr (GMimeStream) octets = own != NULL ? write_out (content, self->files, error) : NULL;
  g_autoptr (GPtrArray) no_files = g_ptr_array_new ();
  g_autofree char *boundary = dup_boundary (message, is_encrypted ? "encrypted" : "signed", NULL, no_files);
  GMimeMultipart *multipart = NULL;

  if (octets == NULL)
    return NULL;
  multipart = is_encrypted ? ph_mail_protect_encrypt (octets, message, own, wants_signature (message), error)
                           : ph_mail_protect_sign (octets, own, error);
  if (multipart == NULL)
    return NULL;
  g_mime_multipart_set_boundary (multipart, boundary);
  add_autocrypt (self->mime, own);
  return GMIME_OBJECT (multipart);
}

static gboolean
ph_message_mime_set_body (PhMessageMime *self,
                          PhMessage *message,
                          PhMessagePurpose purpose,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GMimeObject) content = new_content (message, self->files, cancellable);
  g_autoptr (GMimeObject) protected = NULL;

  if (purpose == PH_MESSAGE_PURPOSE_DRAFT)
    {
      add_wishes (self->mime, ph_message_get_options (message));
      add_reply_to_text (self->mime, ph_message_get_reply_to_text (message));
    }
  else if ((ph_message_get_options (message) & PH_MESSAGE_OPTIONS_PROTECTED) != 0)
    {
      protected = protect (self, message, content, error);
      if (protected == NULL)
        return FALSE;
      /* They are in it, and not read again. */
      g_ptr_array_set_size (self->files, 0);
    }
  g_mime_message_set_mime_part (self->mime, protected != NULL ? protected : content);
  return TRUE;
}

PhMessageMime *
ph_message_mime_new (PhMessage *message,
                     GDateTime *date,
                     PhMessagePurpose purpose,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (PhMessageMime) self = g_new0 (PhMessageMime, 1);

  ph_mail_gmime_init ();
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  self->mime = g_mime_message_new (TRUE);
  add_addresses (self->mime, message);
  add_fields (self->mime, message, date);
  if (!ph_message_mime_set_body (self, message, purpose, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ph_message_mime_free (PhMessageMime *self)
{
  g_clear_object (&self->mime);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
}

gboolean
ph_message_mime_write (PhMessageMime *self, GOutputStream *output, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhMailSink) sink = ph_mail_sink_new (output, cancellable);
  gssize n_written = write_to (self, GMIME_STREAM (sink));

  return check_files (self->files, error) && ph_mail_sink_finish (sink, error)
         && (n_written >= 0 || fail_to_write (error));
}

static void
set_measured (GPtrArray *files, gboolean is_measured)
{
  for (guint i = 0; i < files->len; i++)
    ph_mail_file_part_set_measured (files->pdata[i], is_measured);
}

goffset
ph_message_mime_measure (PhMessageMime *self, GError **error)
{
  g_autoptr (GMimeStream) nowhere = g_mime_stream_null_new ();
  gssize n_written = 0;

  set_measured (self->files, TRUE);
  n_written = write_to (self, nowhere);
  set_measured (self->files, FALSE);
  if (!check_files (self->files, error) || (n_written < 0 && !fail_to_write (error)))
    return -1;
  /* GMime's sum leaves some lines out. */
  return nowhere->position;
}

/* ---- 8-bit text -------------------------------------------------------------------------------------------------- */

static gboolean
is_8bit_text (GMimePart *part)
{
  g_autoptr (GMimeFormatOptions) format = g_mime_format_options_new ();
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  GByteArray *octets = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));

  g_mime_format_options_set_newline_format (format, GMIME_NEWLINE_FORMAT_DOS);
  return g_mime_object_write_content_to_stream (GMIME_OBJECT (part), format, stream) > 0
         && ph_mail_octets_are_8bit_text ((const char *) octets->data, octets->len);
}

/* What set_lines() has set. */
static GMimeContentEncoding
get_encoding_for_7bit (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);

  if (g_mime_part_get_content_encoding (part) == GMIME_CONTENT_ENCODING_7BIT)
    return GMIME_CONTENT_ENCODING_7BIT;
  return g_mime_data_wrapper_get_encoding (content) == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
             ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
             : GMIME_CONTENT_ENCODING_BASE64;
}

/* GMime encodes and decodes when it writes. Returns: whether it is 8-bit now */
static gboolean
set_text_is_8bit (GMimePart *part, gboolean is_8bit)
{
  GMimeContentEncoding encoding = get_encoding_for_7bit (part);

  if (is_8bit && encoding != GMIME_CONTENT_ENCODING_7BIT)
    {
      g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_8BIT);
      if (is_8bit_text (part))
        return TRUE;
    }
  g_mime_part_set_content_encoding (part, encoding);
  return FALSE;
}

/* What holds others says the most of what they are (RFC 2045 section 6.4). */
static gboolean
set_is_8bit (GMimeObject *object, gboolean is_8bit)
{
  gboolean has_8bit = FALSE;
  int n_parts = 0;

  if (PH_IS_MAIL_FILE_PART (object) || GMIME_IS_MULTIPART_SIGNED (object) || GMIME_IS_MULTIPART_ENCRYPTED (object))
    return FALSE;
  if (GMIME_IS_PART (object))
    return set_text_is_8bit (GMIME_PART (object), is_8bit);
  n_parts = g_mime_multipart_get_count (GMIME_MULTIPART (object));
  for (int i = 0; i < n_parts; i++)
    has_8bit = set_is_8bit (g_mime_multipart_get_part (GMIME_MULTIPART (object), i), is_8bit) || has_8bit;
  if (has_8bit)
    g_mime_object_set_header (object, "Content-Transfer-Encoding", "8bit", NULL);
  else
    g_mime_object_remove_header (object, "Content-Transfer-Encoding");
  return has_8bit;
}

void
ph_message_mime_set_is_8bit (PhMessageMime *self, gboolean is_8bit)
{
  set_is_8bit (g_mime_message_get_mime_part (self->mime), is_8bit);
}

/* ---- sealed ------------------------------------------------------------------------------------------------------ */

static gboolean
write_sealed (GObject *sealed, GOutputStream *output, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (GMIME_STREAM_FS (sealed)->fd, FALSE);

  lseek (GMIME_STREAM_FS (sealed)->fd, 0, SEEK_SET);
  return g_output_stream_splice (output, input, G_OUTPUT_STREAM_SPLICE_NONE, cancellable, error) >= 0;
}

static gboolean
write_for (PhMessage *self,
           GDateTime *date,
           PhMessagePurpose purpose,
           GOutputStream *output,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (PhMessageMime) mime = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  mime = ph_message_mime_new (self, date, purpose, cancellable, error);
  return mime != NULL && ph_message_mime_write (mime, output, cancellable, error);
}

gboolean
ph_message_seal (PhMessage *self, GDateTime *date, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMimeStream) sealed = NULL;
  g_autoptr (GOutputStream) output = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (self), FALSE);

  if ((ph_message_get_options (self) & PH_MESSAGE_OPTIONS_PROTECTED) == 0)
    return TRUE;
  sealed = ph_mail_scratch_new (error);
  if (sealed == NULL)
    return FALSE;
  output = g_unix_output_stream_new (GMIME_STREAM_FS (sealed)->fd, FALSE);
  if (!write_for (self, date, PH_MESSAGE_PURPOSE_SEND, output, cancellable, error))
    return FALSE;
  ph_message_set_sealed (self, G_OBJECT (sealed));
  return TRUE;
}

/* ---- public ------------------------------------------------------------------------------------------------------ */

gboolean
ph_message_write (PhMessage *self, GDateTime *date, GOutputStream *output, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (output), FALSE);

  if (ph_message_get_sealed (self) != NULL)
    return write_sealed (ph_message_get_sealed (self), output, cancellable, error);
  return write_for (self, date, PH_MESSAGE_PURPOSE_SEND, output, cancellable, error);
}

gboolean
ph_message_write_draft (PhMessage *self,
                        GDateTime *date,
                        GOutputStream *output,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (output), FALSE);

  return write_for (self, date, PH_MESSAGE_PURPOSE_DRAFT, output, cancellable, error);
}
