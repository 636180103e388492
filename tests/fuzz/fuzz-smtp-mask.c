/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any secret in any text: it is gone, as it is and in every encoding that a server says it back in.
 *
 * The first octet is the secret's length, the second how much of the rest stands in front of it in a text. */
#include "ph-smtp-mask.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *
hexadecimal (const char *text, gsize length)
{
  GString *digits = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (digits, i % 2 == 0 ? "%02x" : "%02X", (guchar) text[i]);
  return g_string_free (digits, FALSE);
}

/* Something of it, at least, must give way. */
static void
check_encoded (PhSmtpMask *mask, char *encoded)
{
  g_autofree char *owned = encoded;
  g_autofree char *masked = ph_smtp_mask_apply (mask, owned);

  g_assert (strstr (masked, PH_SMTP_MASK) != NULL);
}

/* Fewer characters than three in an encoding are not looked for. */
static void
check_encodings (PhSmtpMask *mask, const char *secret, const char *text, gsize length)
{
  if (strlen (secret) < 3)
    return;
  check_encoded (mask, g_base64_encode ((const guchar *) text, length));
  check_encoded (mask, hexadecimal (text, length));
  check_encoded (mask, g_uri_escape_string (secret, NULL, FALSE));
}

static void
check_plain (PhSmtpMask *mask, const char *secret, const char *text)
{
  g_autofree char *masked = ph_smtp_mask_apply (mask, text);
  g_autofree char *again = ph_smtp_mask_apply (mask, masked);

  g_assert (strcasestr (masked, secret) == NULL);
  g_assert (strcasestr (again, secret) == NULL);
}

/* What stands for a secret is not one. */
static gboolean
is_of_mask (const char *secret)
{
  return *secret == '\0' || strpbrk (secret, PH_SMTP_MASK) != NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PhSmtpMask) mask = ph_smtp_mask_new ();
  g_autofree char *secret = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *front = NULL;
  g_autofree char *text = NULL;

  if (size < 2 || data[0] > size - 2)
    return 0;
  secret = g_strndup ((const char *) data + 2, data[0]);
  rest = g_strndup ((const char *) data + 2 + data[0], size - 2 - data[0]);
  front = g_strndup (rest, MIN (data[1], strlen (rest)));
  text = g_strconcat (front, secret, rest + strlen (front), NULL);
  if (is_of_mask (secret))
    return 0;
  ph_smtp_mask_add (mask, secret);
  check_plain (mask, secret, text);
  check_encodings (mask, secret, text, strlen (text));
  return 0;
}
