/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No argument can become a second command or another address than it says. */
#include "ph-smtp-command.h"

typedef struct
{
  const char *name;
  const char *address;
  PhSmtpMailFlags flags;
  gboolean is_fine;
} Address;

static const Address addresses[] = {
  { "plain", "ann@example.org", PH_SMTP_MAIL_NONE, TRUE },
  { "plus", "ann+tag@example.org", PH_SMTP_MAIL_NONE, TRUE },
  { "quoted-space", "\"ann b\"@example.org", PH_SMTP_MAIL_NONE, TRUE },
  { "quoted-bracket", "\"a>b\"@example.org", PH_SMTP_MAIL_NONE, TRUE },
  { "quoted-quote", "\"a\\\"b\"@example.org", PH_SMTP_MAIL_NONE, TRUE },
  { "literal", "ann@[192.0.2.1]", PH_SMTP_MAIL_NONE, TRUE },
  { "ipv6-literal", "ann@[IPv6:2001:db8::1]", PH_SMTP_MAIL_NONE, TRUE },
  { "crlf", "ann@example.org>\r\nRCPT TO:<eve@example.net", PH_SMTP_MAIL_NONE, FALSE },
  { "lf", "ann@example.org\n", PH_SMTP_MAIL_NONE, FALSE },
  { "cr", "a\rnn@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "quoted-lf", "\"a\nb\"@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "tab", "a\tnn@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "bracket", "ann@example.org> SIZE=1", PH_SMTP_MAIL_NONE, FALSE },
  { "space", "ann b@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "second-address", "ann@example.org,bob@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "unclosed-quote", "\"ann@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "no-domain", "ann", PH_SMTP_MAIL_NONE, FALSE },
  { "empty-domain", "ann@", PH_SMTP_MAIL_NONE, FALSE },
  { "empty-local", "@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "empty", "", PH_SMTP_MAIL_NONE, FALSE },
  { "international-refused", "jürgen@example.org", PH_SMTP_MAIL_NONE, FALSE },
  { "international", "jürgen@example.org", PH_SMTP_MAIL_SMTPUTF8, TRUE },
  { "not-utf8", "j\xfcrgen@example.org", PH_SMTP_MAIL_SMTPUTF8, FALSE },
};

static void
test_address (gconstpointer data)
{
  const Address *a = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *rcpt = ph_smtp_command_rcpt (a->address, a->flags, NULL, &error);
  g_autofree char *expected = g_strdup_printf ("RCPT TO:<%s>\r\n", a->address);

  if (a->is_fine)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (rcpt, ==, expected);
      return;
    }
  g_assert_null (rcpt);
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
  /* What is wrong is named, in one harmless line. */
  g_assert_null (g_strstr_len (error->message, -1, "\n"));
}

static void
test_too_long (void)
{
  g_autofree char *local = g_strnfill (PH_SMTP_COMMAND_MAX_PATH, 'a');
  g_autofree char *address = g_strconcat (local, "@b", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_smtp_command_check_address (address + 2, PH_SMTP_MAIL_NONE, &error));
  g_assert_no_error (error);
  g_assert_false (ph_smtp_command_check_address (address + 1, PH_SMTP_MAIL_NONE, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
}

static void
test_mail (void)
{
  g_autofree char *null_path = ph_smtp_command_mail ("", -1, PH_SMTP_MAIL_NONE, NULL, NULL);
  g_autofree char *sized = ph_smtp_command_mail ("a@b", 12, PH_SMTP_MAIL_NONE, NULL, NULL);
  g_autofree char *all
      = ph_smtp_command_mail ("é@b", 0, PH_SMTP_MAIL_BODY_8BITMIME | PH_SMTP_MAIL_SMTPUTF8, NULL, NULL);

  g_assert_cmpstr (null_path, ==, "MAIL FROM:<>\r\n");
  g_assert_cmpstr (sized, ==, "MAIL FROM:<a@b> SIZE=12\r\n");
  g_assert_cmpstr (all, ==, "MAIL FROM:<é@b> SIZE=0 BODY=8BITMIME SMTPUTF8\r\n");
}

/* A domain has a form for servers without SMTPUTF8, and with it nothing is rewritten (RFC 5891). */
static void
test_international_domain (void)
{
  g_autofree char *ascii = ph_smtp_command_rcpt ("bob@exämple.org", PH_SMTP_MAIL_NONE, NULL, NULL);
  g_autofree char *utf8 = ph_smtp_command_rcpt ("bob@exämple.org", PH_SMTP_MAIL_SMTPUTF8, NULL, NULL);

  g_assert_cmpstr (ascii, ==, "RCPT TO:<bob@xn--exmple-cua.org>\r\n");
  g_assert_cmpstr (utf8, ==, "RCPT TO:<bob@exämple.org>\r\n");
}

typedef struct
{
  const char *name;
  const char *mail; /* (nullable): what MAIL says behind the path; NULL when the wish cannot be said */
  const char *rcpt;
  PhSmtpWishes wishes;
} Wish;

static const Wish wishes[] = {
  { "none", "", "", { 0 } },
  { "never", "", " NOTIFY=NEVER ORCPT=rfc822;b+2Bc@d", { .notify = PH_SMTP_NOTIFY_NEVER } },
  { "notify",
    "",
    " NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;b+2Bc@d",
    { .notify = PH_SMTP_NOTIFY_SUCCESS | PH_SMTP_NOTIFY_FAILURE | PH_SMTP_NOTIFY_DELAY } },
  { "never-and-more", "", NULL, { .notify = PH_SMTP_NOTIFY_NEVER | PH_SMTP_NOTIFY_DELAY } },
  { "ret", " RET=HDRS", "", { .returned = PH_SMTP_RETURN_HEADERS } },
  { "envid", " RET=FULL ENVID=a+20+2B+3Db", "", { .returned = PH_SMTP_RETURN_FULL, .envelope_id = (char *) "a +=b" } },
  { "envid-crlf", NULL, "", { .envelope_id = (char *) "a\r\nDATA" } },
  { "envid-utf8", NULL, "", { .envelope_id = (char *) "é" } },
  { "envid-empty", NULL, "", { .envelope_id = (char *) "" } },
  { "envid-too-long",
    NULL,
    "",
    { .envelope_id
      = (char
             *) "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa++" } },
  { "requiretls", " REQUIRETLS", "", { .require_tls = TRUE } },
  { "hold-for", " HOLDFOR=3600", "", { .hold_for = 3600 } },
  { "hold-until", " HOLDUNTIL=2026-02-03T04:05:06Z", "", { .hold_until = 1770091506 } },
  { "hold-both", NULL, "", { .hold_for = 1, .hold_until = 1770091506 } },
  { "hold-too-long", NULL, "", { .hold_for = 1000000000 } },
  { "by-or-return", " BY=120;R", "", { .by = PH_SMTP_BY_OR_RETURN, .by_seconds = 120 } },
  { "by-or-notify", " BY=-1;N", "", { .by = PH_SMTP_BY_OR_NOTIFY, .by_seconds = -1 } },
  { "by-is-over", NULL, "", { .by = PH_SMTP_BY_OR_RETURN, .by_seconds = 0 } },
  { "by-too-long", NULL, "", { .by = PH_SMTP_BY_OR_NOTIFY, .by_seconds = 1000000000 } },
  { "priority", " MT-PRIORITY=-9", "", { .has_priority = TRUE, .priority = -9 } },
  { "priority-10", NULL, "", { .has_priority = TRUE, .priority = 10 } },
};

static void
test_wish (gconstpointer data)
{
  const Wish *w = data;
  g_autoptr (GError) mail_error = NULL;
  g_autoptr (GError) rcpt_error = NULL;
  g_autofree char *mail = ph_smtp_command_mail ("a@b", -1, PH_SMTP_MAIL_NONE, &w->wishes, &mail_error);
  g_autofree char *rcpt = ph_smtp_command_rcpt ("b+c@d", PH_SMTP_MAIL_NONE, &w->wishes, &rcpt_error);
  g_autofree char *expected_mail = w->mail != NULL ? g_strdup_printf ("MAIL FROM:<a@b>%s\r\n", w->mail) : NULL;
  g_autofree char *expected_rcpt = w->rcpt != NULL ? g_strdup_printf ("RCPT TO:<b+c@d>%s\r\n", w->rcpt) : NULL;

  g_assert_cmpstr (mail, ==, expected_mail);
  g_assert_cmpstr (rcpt, ==, expected_rcpt);
  if (mail == NULL)
    g_assert_error (mail_error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
  if (rcpt == NULL)
    g_assert_error (rcpt_error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
}

/* RFC 6533 section 3: with SMTPUTF8 the octets stay, and what xtext would hide hides in another way. */
static void
test_international_orcpt (void)
{
  const PhSmtpWishes wish = { .notify = PH_SMTP_NOTIFY_FAILURE };
  g_autofree char *rcpt = ph_smtp_command_rcpt ("jürgen+x@b", PH_SMTP_MAIL_SMTPUTF8, &wish, NULL);

  g_assert_cmpstr (rcpt, ==, "RCPT TO:<jürgen+x@b> NOTIFY=FAILURE ORCPT=utf-8;jürgen\\x{2B}x@b\r\n");
}

static void
test_hello (void)
{
  static const char *const bad[] = { "", "a b", "a\r\nQUIT", "ä.example" };
  g_autofree char *hello = ph_smtp_command_hello ("EHLO", "[127.0.0.1]", NULL);

  g_assert_cmpstr (hello, ==, "EHLO [127.0.0.1]\r\n");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ph_smtp_command_hello ("EHLO", bad[i], &error));
      g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_auth (void)
{
  g_autofree char *bare = ph_smtp_command_auth ("LOGIN", NULL, NULL);
  g_autofree char *initial = ph_smtp_command_auth ("PLAIN", "AGEAYg==", NULL);
  g_autofree char *empty = ph_smtp_command_auth ("EXTERNAL", "", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (bare, ==, "AUTH LOGIN\r\n");
  g_assert_cmpstr (initial, ==, "AUTH PLAIN AGEAYg==\r\n");
  g_assert_cmpstr (empty, ==, "AUTH EXTERNAL =\r\n");
  g_assert_null (ph_smtp_command_auth ("PL\r\nAIN", NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/command/address/", addresses[i].name, NULL);

      g_test_add_data_func (path, &addresses[i], test_address);
    }
  g_test_add_func ("/smtp/command/too-long", test_too_long);
  g_test_add_func ("/smtp/command/mail", test_mail);
  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/command/wish/", wishes[i].name, NULL);

      g_test_add_data_func (path, &wishes[i], test_wish);
    }
  g_test_add_func ("/smtp/command/international-domain", test_international_domain);
  g_test_add_func ("/smtp/command/international-orcpt", test_international_orcpt);
  g_test_add_func ("/smtp/command/hello", test_hello);
  g_test_add_func ("/smtp/command/auth", test_auth);
  return g_test_run ();
}
