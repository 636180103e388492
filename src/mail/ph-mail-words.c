/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A word in B that ends in padding becomes one in Q before GMime sees it; for the same reason ours are in Q. */
#include "config.h"

#include "ph-mail-words.h"

#include <string.h>

#define WORD_START "=?UTF-8?Q?"
#define WORD_END "?="
/* What a word has room for, and what the longest character takes of it. */
#define WORD_MAX (75 - 10 - 2)
#define CHARACTER_MAX (4 * 3)

static void
append_q (GString *words, const char *charset, gsize charset_length, const char *payload, gsize length)
{
  g_autofree char *base64 = g_strndup (payload, length);
  gsize n_octets = 0;
  g_autofree guchar *octets = g_base64_decode (base64, &n_octets);

  g_string_append (words, "=?");
  g_string_append_len (words, charset, (gssize) charset_length);
  g_string_append (words, "?Q?");
  for (gsize i = 0; i < n_octets; i++)
    if (g_ascii_isalnum (octets[i]))
      g_string_append_c (words, (char) octets[i]);
    else
      g_string_append_printf (words, "=%02X", octets[i]);
  g_string_append (words, "?=");
}

/* Adds the word in B with padding that begins at @text, which begins with "=?". Returns: its length, 0 when it is none */
static gsize
take_padded_word (GString *words, const char *text)
{
  const char *charset = text + 2;
  gsize charset_length = strcspn (charset, "? \t");
  const char *payload = charset + charset_length + strlen ("?B?");
  gsize length = 0;

  if (g_ascii_strncasecmp (charset + charset_length, "?B?", 3) != 0)
    return 0;
  length = strcspn (payload, "? \t");
  if (length == 0 || payload[length - 1] != '=' || strncmp (payload + length, "?=", 2) != 0)
    return 0;
  append_q (words, charset, charset_length, payload, length);
  return (gsize) (payload + length + 2 - text);
}

/* Returns: (transfer full) */
static char *
dup_without_padding (const char *value)
{
  GString *words = g_string_sized_new (strlen (value));
  const char *start = value;

  for (const char *p = strstr (value, "=?"); p != NULL; p = strstr (p, "=?"))
    {
      gsize length = 0;

      g_string_append_len (words, start, p - start);
      start = p;
      length = take_padded_word (words, p);
      start += length;
      p += length > 0 ? length : 2;
    }
  return g_string_free (g_string_append (words, start), FALSE);
}

char *
ph_mail_words_decode_text (const char *value)
{
  g_autofree char *words = dup_without_padding (value);

  ph_mail_gmime_init ();
  return g_mime_utils_header_decode_text (NULL, words);
}

char *
ph_mail_words_dup_subject (GMimeMessage *message)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  GMimeHeader *subject = g_mime_header_list_get_header (headers, "Subject");
  g_autofree char *value = ph_mail_words_unfold (subject != NULL ? g_mime_header_get_raw_value (subject) : NULL);

  return ph_mail_words_decode_text (value);
}

char *
ph_mail_words_decode_phrase (const char *phrase)
{
  g_autofree char *words = dup_without_padding (phrase);

  ph_mail_gmime_init ();
  return g_mime_utils_header_decode_phrase (NULL, words);
}

char *
ph_mail_words_unfold (const char *raw)
{
  g_autofree char *value = g_strdup (raw != NULL ? raw : "");
  char *end = value;

  for (const char *p = value; *p != '\0'; p++)
    if (*p != '\r' && *p != '\n')
      *end++ = *p;
  *end = '\0';
  return g_strstrip (g_steal_pointer (&value));
}

static void
append_character (GString *word, const char *character, const char *end)
{
  for (const char *p = character; p < end; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (word, *p);
    else
      g_string_append_printf (word, "=%02X", (guchar) *p);
}

char *
ph_mail_words_encode (const char *text, const char *separator)
{
  GString *encoded = g_string_new (WORD_START);
  gsize start = encoded->len; /* of the word's own octets */

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (encoded->len - start > WORD_MAX - CHARACTER_MAX)
        {
          g_string_append_printf (encoded, WORD_END "%s" WORD_START, separator);
          start = encoded->len;
        }
      append_character (encoded, p, g_utf8_next_char (p));
    }
  return g_string_free (g_string_append (encoded, WORD_END), FALSE);
}
