/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The leaves of foreign messages: names that lead nowhere else, charsets that lie, parts without content. */
#include "config.h"

#include "ph-mail-part.h"

#include "ph-mail-flowed.h"
#include "ph-mail-text.h"

#define FALLBACK_CONTENT_TYPE "application/octet-stream"

/* What most mail that says no charset was written in, when it is not UTF-8. */
#define FALLBACK_CHARSET "windows-1252"

/* The longest character in UTF-8. */
#define CHARACTER_MAX 4

typedef enum
{
  LINE_ENDS_UNIX,
  LINE_ENDS_AS_THEY_CAME,
} LineEnds;

static const char *
get_file_name (GMimeObject *object)
{
  const char *name = g_mime_object_get_content_disposition_parameter (object, "filename");

  return name != NULL ? name : g_mime_object_get_content_type_parameter (object, "name");
}

static gboolean
is_type (GMimeObject *object, const char *type, const char *subtype)
{
  return g_mime_content_type_is_type (g_mime_object_get_content_type (object), type, subtype);
}

PhMailPart *
ph_mail_part_new_unmeasured (GMimeObject *object)
{
  g_autofree char *content_type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (object));
  const char *name = get_file_name (object);
  PhMailPart *self = g_new0 (PhMailPart, 1);

  self->object = g_object_ref (object);
  self->name = ph_mail_text_dup_file_name (name != NULL ? name : "");
  self->content_type = g_strdup (ph_mail_text_is_mime_type (content_type) ? content_type : FALLBACK_CONTENT_TYPE);
  return self;
}

PhMailPart *
ph_mail_part_new (GMimeObject *object)
{
  PhMailPart *self = ph_mail_part_new_unmeasured (object);
  g_autoptr (GMimeStream) counter = g_mime_stream_null_new ();

  ph_mail_part_write (self, counter);
  /* What GMime says that it wrote is what it had before it converted line ends. */
  self->size = GMIME_STREAM_NULL (counter)->written;
  return self;
}

void
ph_mail_part_free (PhMailPart *self)
{
  g_clear_object (&self->object);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->content_type, g_free);
  g_free (self);
}

static gint64
write_message (GMimeMessage *message, GMimeStream *stream)
{
  g_autoptr (GMimeFormatOptions) format = g_mime_format_options_new ();

  g_mime_format_options_set_newline_format (format, GMIME_NEWLINE_FORMAT_DOS);
  return message != NULL ? g_mime_object_write_to_stream (GMIME_OBJECT (message), format, stream) : 0;
}

gint64
ph_mail_part_write (const PhMailPart *self, GMimeStream *stream)
{
  GMimeDataWrapper *content = NULL;

  if (GMIME_IS_MESSAGE_PART (self->object))
    return write_message (g_mime_message_part_get_message (GMIME_MESSAGE_PART (self->object)), stream);
  content = g_mime_part_get_content (GMIME_PART (self->object));
  return content != NULL ? g_mime_data_wrapper_write_to_stream (content, stream) : 0;
}

gboolean
ph_mail_part_is_attachment (GMimeObject *object)
{
  const char *disposition = g_mime_object_get_disposition (object);

  return GMIME_IS_MESSAGE_PART (object) || get_file_name (object) != NULL || !is_type (object, "text", "*")
         || (disposition != NULL && g_ascii_strcasecmp (disposition, GMIME_DISPOSITION_ATTACHMENT) == 0);
}

gboolean
ph_mail_part_is_text (GMimeObject *object, const char *subtype)
{
  return GMIME_IS_PART (object) && is_type (object, "text", subtype);
}

static void
add_filter (GMimeStream *stream, GMimeFilter *filter)
{
  g_mime_stream_filter_add (GMIME_STREAM_FILTER (stream), filter);
  g_object_unref (filter);
}

/* Returns: (transfer full): the decoded octets of @content, from @charset in UTF-8 if @charset is known */
static GMimeStream *
open_text (GMimeDataWrapper *content, const char *charset, LineEnds line_ends)
{
  GMimeStream *source = g_mime_data_wrapper_get_stream (content);
  GMimeFilter *convert = charset != NULL ? g_mime_filter_charset_new (charset, "utf-8") : NULL;
  GMimeStream *stream = NULL;

  g_mime_stream_reset (source);
  stream = g_mime_stream_filter_new (source);
  add_filter (stream, g_mime_filter_basic_new (g_mime_data_wrapper_get_encoding (content), FALSE));
  if (convert != NULL)
    add_filter (stream, convert);
  if (line_ends == LINE_ENDS_UNIX)
    add_filter (stream, g_mime_filter_dos2unix_new (FALSE));
  return stream;
}

/* Returns: (transfer full): more than @max octets if there are more */
static GString *
read_text (GMimePart *part, const char *charset, gsize max, LineEnds line_ends)
{
  GString *text = g_string_new (NULL);
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  g_autoptr (GMimeStream) stream = content != NULL ? open_text (content, charset, line_ends) : g_mime_stream_mem_new ();
  char block[4096];
  gssize n_read = 0;

  while (text->len <= max && (n_read = g_mime_stream_read (stream, block, sizeof block)) > 0)
    g_string_append_len (text, block, n_read);
  return text;
}

/* A character can be cut where reading stopped. */
static gboolean
can_be_utf8 (const GString *text)
{
  const char *end = NULL;

  return g_utf8_validate (text->str, (gssize) text->len, &end) || text->len - (gsize) (end - text->str) < CHARACTER_MAX;
}

static gboolean
is_known_charset (const char *charset)
{
  GMimeFilter *filter = charset != NULL ? g_mime_filter_charset_new (charset, "utf-8") : NULL;
  gboolean is_known = filter != NULL && g_ascii_strcasecmp (charset, "us-ascii") != 0;

  g_clear_object (&filter);
  return is_known;
}

/* A text that names no charset, an unknown one, or only ASCII, is UTF-8 if it can be. */
static GString *
read_and_convert (GMimePart *part, gsize max, LineEnds line_ends)
{
  const char *charset = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), "charset");
  GString *text = NULL;

  /* GMime would drop the octets that are wrong in it, and nobody would see that something was there. */
  if (charset != NULL && g_ascii_strcasecmp (charset, "utf-8") == 0)
    return read_text (part, NULL, max, line_ends);
  if (is_known_charset (charset))
    return read_text (part, charset, max, line_ends);
  text = read_text (part, NULL, max, line_ends);
  if (can_be_utf8 (text))
    return text;
  g_string_free (text, TRUE);
  return read_text (part, FALLBACK_CHARSET, max, line_ends);
}

char *
ph_mail_part_dup_text (GMimePart *part, gsize max, gboolean *is_cut)
{
  g_autoptr (GString) text = read_and_convert (part, max, LINE_ENDS_UNIX);
  g_autofree char *lines = NULL;
  gsize length = MIN (text->len, max);

  *is_cut = text->len > max;
  /* The octets after the first one of a character all begin with the bits 10. */
  while (*is_cut && length > 0 && ((guchar) text->str[length] & 0xc0) == 0x80)
    length--;
  g_string_truncate (text, length);
  lines = g_strdelimit (g_utf8_make_valid (text->str, (gssize) text->len), "\r", '\n');
  return ph_mail_part_dup_joined (part, lines);
}

GString *
ph_mail_part_read_text (GMimePart *part, gsize max)
{
  GString *text = read_and_convert (part, max, LINE_ENDS_AS_THEY_CAME);

  if (text->len > max)
    g_string_truncate (text, max + 1);
  return text;
}

static gboolean
says (GMimePart *part, const char *parameter, const char *value)
{
  const char *said = g_mime_object_get_content_type_parameter (GMIME_OBJECT (part), parameter);

  return said != NULL && g_ascii_strcasecmp (said, value) == 0;
}

char *
ph_mail_part_dup_joined (GMimePart *part, const char *text)
{
  if (ph_mail_part_is_text (GMIME_OBJECT (part), "plain") && says (part, "format", "flowed"))
    return ph_mail_flowed_dup_joined (text, says (part, "delsp", "yes"));
  return g_strdup (text);
}
