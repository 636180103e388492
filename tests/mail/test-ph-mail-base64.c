/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The encoder says what GLib's says, in lines of 76 that end in CRLF, and touches nothing beside them. */
#include "ph-mail-base64.h"

#include <string.h>

#define LENGTH_MAX 200
#define GUARD "\xaa\xbb\xcc\xdd"

typedef gsize (*Encoder) (const guint8 *octets, gsize length, char *lines);

static const Encoder encoders[] = { ph_mail_base64_encode, ph_mail_base64_encode_plain };

/* A copy of its own size, so that the address checker sees each octet that is read beyond it. */
static guint8 *
new_octets (gsize length)
{
  guint8 *octets = g_malloc (MAX (length, 1));

  for (gsize i = 0; i < length; i++)
    octets[i] = (guint8) g_test_rand_int ();
  return octets;
}

static char *
expect_lines (const guint8 *octets, gsize length)
{
  g_autofree char *encoded = length > 0 ? g_base64_encode (octets, length) : g_strdup ("");
  GString *lines = g_string_new (NULL);

  for (const char *p = encoded; *p != '\0'; p += strnlen (p, 76))
    g_string_append_printf (lines, "%.76s\r\n", p);
  return g_string_free (lines, FALSE);
}

static void
assert_encoded (Encoder encode, const guint8 *octets, gsize length)
{
  g_autofree char *expected = expect_lines (octets, length);
  gsize n_expected = strlen (expected);
  g_autofree char *lines = g_malloc (n_expected + strlen (GUARD));

  memcpy (lines + n_expected, GUARD, strlen (GUARD));
  g_assert_cmpuint (encode (octets, length, lines), ==, n_expected);
  g_assert_cmpmem (lines, n_expected, expected, n_expected);
  g_assert_cmpmem (lines + n_expected, strlen (GUARD), GUARD, strlen (GUARD));
}

static void
test_lengths (gconstpointer data)
{
  const Encoder *encode = data;

  for (gsize length = 0; length <= LENGTH_MAX; length++)
    {
      g_autofree guint8 *octets = new_octets (length);

      assert_encoded (*encode, octets, length);
    }
}

/* Every six bits at every place of a line. */
static void
test_alphabet (gconstpointer data)
{
  const Encoder *encode = data;
  guint8 octets[PH_MAIL_BASE64_LINE];

  for (guint value = 0; value <= G_MAXUINT8; value++)
    {
      memset (octets, (int) value, sizeof octets);
      assert_encoded (*encode, octets, sizeof octets);
    }
  for (guint bits = 0; bits < 64; bits++)
    for (guint i = 0; i < sizeof octets; i += 3)
      {
        guint group = bits << 18 | bits << 12 | (63 - bits) << 6 | bits;

        octets[i] = (guint8) (group >> 16);
        octets[i + 1] = (guint8) (group >> 8);
        octets[i + 2] = (guint8) group;
        assert_encoded (*encode, octets, sizeof octets);
      }
}

/* Blocks of whole lines, one after the other, are what the whole is at once. */
static void
test_splits (gconstpointer data)
{
  const Encoder *encode = data;

  for (guint round = 0; round < 200; round++)
    {
      gsize length = (gsize) g_test_rand_int_range (0, 20000);
      g_autofree guint8 *octets = new_octets (length);
      g_autofree char *expected = expect_lines (octets, length);
      g_autofree char *lines = g_malloc (strlen (expected) + 1);
      gsize n_written = 0;

      for (gsize i = 0; i < length;)
        {
          gsize n_lines = (gsize) g_test_rand_int_range (1, 100);
          gsize n_block = MIN (length - i, n_lines * PH_MAIL_BASE64_LINE);

          n_written += (*encode) (octets + i, n_block, lines + n_written);
          i += n_block;
        }
      g_assert_cmpmem (lines, n_written, expected, strlen (expected));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/mail-base64/lengths", &encoders[0], test_lengths);
  g_test_add_data_func ("/mail-base64/lengths/plain", &encoders[1], test_lengths);
  g_test_add_data_func ("/mail-base64/alphabet", &encoders[0], test_alphabet);
  g_test_add_data_func ("/mail-base64/alphabet/plain", &encoders[1], test_alphabet);
  g_test_add_data_func ("/mail-base64/splits", &encoders[0], test_splits);
  g_test_add_data_func ("/mail-base64/splits/plain", &encoders[1], test_splits);

  return g_test_run ();
}
