/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of needles, made once for each secret. The needles are secrets themselves and are wiped at the end. */
#include "config.h"

#include "ph-smtp-mask.h"

#include <string.h>

struct _PhSmtpMask
{
  GPtrArray *needles; /* (owned) (element-type utf8): lower-cased where case says nothing */
};

static void
ph_smtp_mask_free_needle (char *needle)
{
  explicit_bzero (needle, strlen (needle));
  g_free (needle);
}

PhSmtpMask *
ph_smtp_mask_new (void)
{
  PhSmtpMask *self = g_new0 (PhSmtpMask, 1);

  self->needles = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_smtp_mask_free_needle);
  return self;
}

void
ph_smtp_mask_free (PhSmtpMask *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->needles);
  g_free (self);
}

/* The characters of base64 that say only octets of the secret, when @offset octets of something else come before. */
static char *
base64_core (const char *secret, gsize length, gsize offset)
{
  gsize padded_length = offset + length;
  g_autofree guchar *padded = g_malloc0 (padded_length);
  g_autofree char *whole = NULL;
  gsize first = (offset * 8 + 5) / 6;
  gsize last = padded_length * 8 / 6;
  char *core = NULL;

  memcpy (padded + offset, secret, length);
  whole = g_base64_encode (padded, padded_length);
  core = last > first ? g_strndup (whole + first, last - first) : g_strdup ("");
  explicit_bzero (whole, strlen (whole));
  explicit_bzero (padded, padded_length);
  return core;
}

static char *
hexadecimal (const char *secret, gsize length)
{
  GString *text = g_string_sized_new (2 * length);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02x", (guchar) secret[i]);
  return g_string_free (text, FALSE);
}

/* A needle of one or two characters would hide half of every line and so tell the secret by its absence. */
static void
ph_smtp_mask_take_needle (PhSmtpMask *self, char *needle, gsize min_length)
{
  if (strlen (needle) >= min_length)
    g_ptr_array_add (self->needles, needle);
  else
    ph_smtp_mask_free_needle (needle);
}

void
ph_smtp_mask_add (PhSmtpMask *self, const char *secret)
{
  gsize length = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (secret != NULL);

  length = strlen (secret);
  if (length == 0)
    return;
  ph_smtp_mask_take_needle (self, g_strdup (secret), 1);
  for (gsize offset = 0; offset < 3; offset++)
    ph_smtp_mask_take_needle (self, base64_core (secret, length, offset), 3);
  ph_smtp_mask_take_needle (self, hexadecimal (secret, length), 3);
  ph_smtp_mask_take_needle (self, g_uri_escape_string (secret, NULL, FALSE), 3);
}

/* Case is folded for all needles: base64 whose case differs is another secret's, but hiding too much is the safe side. */
static const char *
find_needle (const char *text, const char *needle)
{
  return strcasestr (text, needle);
}

static char *
replace_all (char *text, const char *needle)
{
  GString *result = NULL;
  const char *rest = text;
  const char *hit = find_needle (rest, needle);

  if (hit == NULL)
    return text;

  result = g_string_new (NULL);
  for (; hit != NULL; hit = find_needle (rest, needle))
    {
      g_string_append_len (result, rest, hit - rest);
      g_string_append (result, PH_SMTP_MASK);
      rest = hit + strlen (needle);
    }
  g_string_append (result, rest);
  ph_smtp_mask_free_needle (text);
  return g_string_free (result, FALSE);
}

char *
ph_smtp_mask_apply (PhSmtpMask *self, const char *text)
{
  char *masked = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  masked = g_strdup (text);
  for (guint i = 0; i < self->needles->len; i++)
    masked = replace_all (masked, g_ptr_array_index (self->needles, i));
  return masked;
}
