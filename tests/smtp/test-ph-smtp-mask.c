/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A secret cannot be read in what was masked, however the other side says it back. */
#include "ph-smtp-mask.h"

#include <string.h>

static const char *const secrets[]
    = { "hunter2", "grüße & co", "a", "ab", "\"<>%", "0123456789abcdef0123456789abcdef" };

static void
assert_hidden (const char *secret, const char *said)
{
  g_autoptr (PhSmtpMask) mask = ph_smtp_mask_new ();
  g_autofree char *line = g_strconcat ("535 no: ", said, NULL);
  g_autofree char *masked = NULL;

  ph_smtp_mask_add (mask, secret);
  masked = ph_smtp_mask_apply (mask, line);
  g_assert_null (strstr (masked, said));
  g_assert_nonnull (strstr (masked, PH_SMTP_MASK));
}

static void
test_as_it_is (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    assert_hidden (secrets[i], secrets[i]);
}

/* PLAIN puts the user in front of it, LOGIN nothing: the alphabet's groups of three fall in every way. */
static void
test_base64 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    for (gsize n = 0; n < 6; n++)
      {
        g_autofree char *front = g_strnfill (n, 'u');
        g_autofree char *whole = g_strconcat (front, secrets[i], "tail", NULL);
        g_autofree char *encoded = g_base64_encode ((const guchar *) whole, strlen (whole));

        /* Two characters of base64 say too little of a shorter one to be looked for. */
        if (strlen (secrets[i]) >= 4)
          assert_hidden (secrets[i], encoded);
      }
}

static void
test_hexadecimal_and_percent (void)
{
  assert_hidden ("hunter2", "68756e74657232");
  assert_hidden ("hunter2", "68756E74657232");
  assert_hidden ("grüße & co", "gr%C3%BC%C3%9Fe%20%26%20co");
  assert_hidden ("grüße & co", "gr%c3%bc%c3%9fe%20%26%20co");
}

static void
test_leaves_the_rest (void)
{
  g_autoptr (PhSmtpMask) mask = ph_smtp_mask_new ();
  g_autofree char *untouched = NULL;
  g_autofree char *masked = NULL;

  ph_smtp_mask_add (mask, "");
  untouched = ph_smtp_mask_apply (mask, "250 ok");
  g_assert_cmpstr (untouched, ==, "250 ok");
  ph_smtp_mask_add (mask, "hunter2");
  masked = ph_smtp_mask_apply (mask, "a hunter2 b hunter2 c");
  g_assert_cmpstr (masked, ==, "a " PH_SMTP_MASK " b " PH_SMTP_MASK " c");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/mask/as-it-is", test_as_it_is);
  g_test_add_func ("/smtp/mask/base64", test_base64);
  g_test_add_func ("/smtp/mask/hexadecimal-and-percent", test_hexadecimal_and_percent);
  g_test_add_func ("/smtp/mask/leaves-the-rest", test_leaves_the_rest);
  return g_test_run ();
}
