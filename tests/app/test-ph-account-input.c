/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: what people type or paste into an account's fields is read as they mean it, and a slip is told from a server. */
#include "ph-account-input.h"

static void
test_address (void)
{
  static const struct
  {
    const char *text;
    gboolean is_address;
  } cases[] = {
    { "ann@example.org", TRUE },
    { "  ann@example.org ", TRUE },
    { "ann.tester+x@mail.example.org", TRUE },
    { "ann@localhost", TRUE },
    { "ann@[127.0.0.1]", TRUE },
    { "ann@example", FALSE },
    { "ann@", FALSE },
    { "@example.org", FALSE },
    { "ann", FALSE },
    { "", FALSE },
    { "ann tester@example.org", FALSE },
    { "ann@exam ple.org", FALSE },
    { "Ann <ann@example.org>", FALSE },
    { "ann@example.org\nRCPT TO:<x@example.org>", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ph_account_input_is_address (cases[i].text), ==, cases[i].is_address);
    }
}

static void
test_domain (void)
{
  static const char *const cases[][2] = {
    { "ann@Example.ORG ", "example.org" },
    { "\"a@b\"@example.org", "example.org" },
    { "ann@", NULL },
    { "ann", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *domain = ph_account_input_dup_domain (cases[i][0]);

      g_assert_cmpstr (domain, ==, cases[i][1]);
    }
}

static void
test_host (void)
{
  static const struct
  {
    const char *text;
    const char *host; /* NULL: no server */
    guint port;
  } cases[] = {
    { "smtp.example.org", "smtp.example.org", 0 },
    { " smtp.example.org ", "smtp.example.org", 0 },
    { "smtp.example.org:2525", "smtp.example.org", 2525 },
    { "localhost:25", "localhost", 25 },
    { "192.0.2.1", "192.0.2.1", 0 },
    { "192.0.2.1:587", "192.0.2.1", 587 },
    { "2001:db8::1", "2001:db8::1", 0 },
    { "[2001:db8::1]", "2001:db8::1", 0 },
    { "[2001:db8::1]:465", "2001:db8::1", 465 },
    { "smtp.exämple.org", "smtp.exämple.org", 0 },
    { "", NULL, 0 },
    { ":25", NULL, 0 },
    { "smtp.example.org:", NULL, 0 },
    { "smtp.example.org:0", NULL, 0 },
    { "smtp.example.org:65536", NULL, 0 },
    { "smtp.example.org:tls", NULL, 0 },
    { "smtp://smtp.example.org", NULL, 0 },
    { "ann@example.org", NULL, 0 },
    { "smtp example.org", NULL, 0 },
    { "[2001:db8::1", NULL, 0 },
    { "[2001:db8::1]465", NULL, 0 },
    { "[smtp.example.org]", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = NULL;
      guint port = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ph_account_input_split_host (cases[i].text, &host, &port), ==, cases[i].host != NULL);
      g_assert_cmpstr (host, ==, cases[i].host);
      g_assert_cmpuint (port, ==, cases[i].port);
    }
}

static void
test_port (void)
{
  static const struct
  {
    const char *text;
    guint port; /* 0: none */
  } cases[] = {
    { "465", 465 }, { " 587 ", 587 }, { "1", 1 },          { "65535", 65535 }, { "65536", 0 }, { "0", 0 },    { "", 0 },
    { "-25", 0 },   { "25x", 0 },     { "4294967321", 0 }, { "+25", 0 },       { "2 5", 0 },   { "0x19", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint port = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (ph_account_input_parse_port (cases[i].text, &port), ==, cases[i].port != 0);
      g_assert_cmpuint (port, ==, cases[i].port);
    }
  g_assert_cmpuint (ph_account_input_get_usual_port (PH_SMTP_SECURITY_TLS), ==, 465);
  g_assert_cmpuint (ph_account_input_get_usual_port (PH_SMTP_SECURITY_STARTTLS), ==, 587);
}

/* A password is never sent in the open, but for a server on this very computer. */
static void
test_readable_on_the_way (void)
{
  static const struct
  {
    const char *host;
    PhSmtpSecurity security;
    PhAccountAuth auth;
    gboolean is_readable;
  } cases[] = {
    { "smtp.example.org", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_AUTOMATIC, TRUE },
    { "smtp.example.org", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_PASSWORD, TRUE },
    { "localhost.example.org", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_PASSWORD, TRUE },
    { "smtp.example.org", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_NONE, FALSE },
    { "smtp.example.org", PH_SMTP_SECURITY_STARTTLS, PH_ACCOUNT_AUTH_PASSWORD, FALSE },
    { "smtp.example.org", PH_SMTP_SECURITY_TLS, PH_ACCOUNT_AUTH_PASSWORD, FALSE },
    { "localhost", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_PASSWORD, FALSE },
    { "127.0.0.1", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_PASSWORD, FALSE },
    { "::1", PH_SMTP_SECURITY_NONE, PH_ACCOUNT_AUTH_PASSWORD, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ph_account_input_is_readable_on_the_way (cases[i].host, cases[i].security, cases[i].auth),
                     ==,
                     cases[i].is_readable);
}

static void
test_fingerprint (void)
{
  g_autofree char *groups = ph_account_input_group_fingerprint ("0123456789abcdef01");

  g_assert_cmpstr (groups, ==, "0123 4567 89AB CDEF 01");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-input/address", test_address);
  g_test_add_func ("/account-input/domain", test_domain);
  g_test_add_func ("/account-input/host", test_host);
  g_test_add_func ("/account-input/port", test_port);
  g_test_add_func ("/account-input/readable-on-the-way", test_readable_on_the_way);
  g_test_add_func ("/account-input/fingerprint", test_fingerprint);
  return g_test_run ();
}
