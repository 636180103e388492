/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads RFC 6068's grammar over the octets of the link. Splitting comes before decoding, so that an encoded comma or
 * ampersand is text. A "+" is a plus: mailto: is no web form. */
#include "config.h"

#include "ph-mailto.h"

#include <string.h>

#include "ph-mail-text.h"
#include "ph-mail-words.h"

#define SCHEME "mailto:"

/* A link is typed or clicked; what is longer is meant to harm. */
#define URI_MAX ((gsize) 1024 * 1024)

typedef struct
{
  PhMessage *message;
  GPtrArray *invalid; /* of char * */
  GPtrArray *attach; /* of char * */
  guint n_recipients; /* valid or not */
} PhMailto;

/* Returns: how many octets of @text, @length octets long, come before the first @separator, or @length */
static gsize
length_before (const char *text, gsize length, char separator)
{
  const char *found = memchr (text, separator, length);

  return found != NULL ? (gsize) (found - text) : length;
}

/* Returns: (transfer full): @text, percent-decoded (RFC 3986 section 2.1), as UTF-8. A NUL becomes a replacement
 * character, as a broken escape stays what it is: text. */
static char *
decode (const char *text, gsize length)
{
  g_autoptr (GString) octets = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (text[i] == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
      {
        g_string_append_c (octets,
                           (char) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2])));
        i += 2;
      }
    else
      g_string_append_c (octets, text[i]);
  return g_utf8_make_valid (octets->str, (gssize) octets->len);
}

static void
add_recipient (PhMailto *self, PhMessageField field, const char *text)
{
  g_autoptr (PhMailbox) mailbox = NULL;

  if (self->n_recipients++ >= PH_MAILTO_MAX_RECIPIENTS)
    return;
  mailbox = ph_mailbox_parse (text, NULL);
  if (mailbox != NULL)
    ph_message_add_recipient (self->message, field, mailbox);
  else
    g_ptr_array_add (self->invalid, ph_mail_text_replace_controls (text, ' '));
}

/* The recipients before the "?": commas separate only while they are not encoded (RFC 6068 section 2). */
static void
read_path (PhMailto *self, const char *path, gsize length)
{
  for (gsize start = 0; start < length;)
    {
      gsize end = start + length_before (path + start, length - start, ',');
      g_autofree char *text = g_strstrip (decode (path + start, end - start));

      if (*text != '\0')
        add_recipient (self, PH_MESSAGE_FIELD_TO, text);
      start = end + 1;
    }
}

/* A recipient field is a field of a message once it is decoded, so there an encoded comma separates. */
static void
read_recipients (PhMailto *self, PhMessageField field, const char *value)
{
  g_auto (GStrv) pieces = ph_mailbox_split_list (value);

  for (char **piece = pieces; *piece != NULL; piece++)
    add_recipient (self, field, *piece);
}

/* A subject can hold encoded words, as in a message (RFC 6068 section 6.1). */
static void
read_subject (PhMailto *self, const char *value)
{
  g_autofree char *clean = ph_mail_text_replace_controls (value, ' ');
  g_autofree char *decoded = ph_mail_words_decode_text (clean);

  ph_message_set_subject (self->message, decoded);
}

/* A second body goes under the first. */
static void
read_body (PhMailto *self, const char *value)
{
  g_autoptr (GString) text = g_string_new (ph_message_get_text (self->message));

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, value);
  ph_message_set_text (self->message, text->str);
}

/* What is not here is ignored, whatever it is: a link may prefill and nothing else (RFC 6068 sections 4 and 7). */
static void
read_header (PhMailto *self, const char *name, const char *value)
{
  if (g_ascii_strcasecmp (name, "to") == 0)
    read_recipients (self, PH_MESSAGE_FIELD_TO, value);
  else if (g_ascii_strcasecmp (name, "cc") == 0)
    read_recipients (self, PH_MESSAGE_FIELD_CC, value);
  else if (g_ascii_strcasecmp (name, "bcc") == 0)
    read_recipients (self, PH_MESSAGE_FIELD_BCC, value);
  else if (g_ascii_strcasecmp (name, "subject") == 0)
    read_subject (self, value);
  else if (g_ascii_strcasecmp (name, "body") == 0)
    read_body (self, value);
  else if (g_ascii_strcasecmp (name, "in-reply-to") == 0)
    ph_message_set_in_reply_to (self->message, value);
  else if (g_ascii_strcasecmp (name, "attach") == 0 || g_ascii_strcasecmp (name, "attachment") == 0)
    g_ptr_array_add (self->attach, g_strdup (value));
}

/* One "name=value". In HTML the ampersand before it should have been "&amp;", and sometimes that is what comes. */
static void
read_field (PhMailto *self, const char *field, gsize length)
{
  gsize skip = length > 4 && strncmp (field, "amp;", 4) == 0 ? 4 : 0;
  gsize equals = length_before (field, length, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (equals == length)
    return;
  name = decode (field + skip, equals - skip);
  value = decode (field + equals + 1, length - equals - 1);
  read_header (self, name, value);
}

static void
read_query (PhMailto *self, const char *query, gsize length)
{
  for (gsize start = 0; start < length;)
    {
      gsize end = start + length_before (query + start, length - start, '&');

      read_field (self, query + start, end - start);
      start = end + 1;
    }
}

static void
give_strings (GPtrArray *strings, char ***target)
{
  g_auto (GStrv) given = NULL;

  if (strings->len > 0)
    g_ptr_array_add (strings, NULL);
  given = (char **) g_ptr_array_free (strings, FALSE);
  if (target != NULL)
    *target = g_steal_pointer (&given);
}

PhMessage *
ph_mailto_parse (const char *uri, char ***invalid, char ***attach, GError **error)
{
  PhMailto self = { 0 };
  const char *path = NULL;
  gsize length = 0;
  gsize path_length = 0;

  g_return_val_if_fail (uri != NULL, NULL);

  if (g_ascii_strncasecmp (uri, SCHEME, strlen (SCHEME)) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "It is no mailto: link");
      return NULL;
    }
  path = uri + strlen (SCHEME);
  /* A fragment means nothing here (RFC 6068 section 2). */
  length = length_before (path, strnlen (path, URI_MAX), '#');
  path_length = length_before (path, length, '?');

  self.message = ph_message_new ();
  self.invalid = g_ptr_array_new ();
  self.attach = g_ptr_array_new ();
  read_path (&self, path, path_length);
  if (path_length < length)
    read_query (&self, path + path_length + 1, length - path_length - 1);
  give_strings (self.invalid, invalid);
  give_strings (self.attach, attach);
  return self.message;
}
