/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person types is read as the one mailbox it means, or refused with the reason: never cut, never bent. */
#include "ph-mailbox.h"

#include <string.h>

#define RLO "\342\200\256"
#define LETTERS_64 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"

typedef struct
{
  const char *text;
  const char *name;
  const char *address;
} Readable;

static const Readable readable[] = {
  { "ann@example.org", NULL, "ann@example.org" },
  { "  ann@example.org \n", NULL, "ann@example.org" },
  { "<ann@example.org>", NULL, "ann@example.org" },
  { "Ann <ann@example.org>", "Ann", "ann@example.org" },
  { "Ann\t<ann@example.org>", "Ann", "ann@example.org" },
  { "Ann<ann@example.org>", "Ann", "ann@example.org" },
  { "Ann\tann@example.org", "Ann", "ann@example.org" },
  { " Ann\tTester\t\tann@example.org\t", "Ann Tester", "ann@example.org" },
  { "\"Tester, Ann\" <ann@example.org>", "Tester, Ann", "ann@example.org" },
  { "\"Ann \\\"A\\\" T\\\\\" <ann@example.org>", "Ann \"A\" T\\", "ann@example.org" },
  { "\"Ann <a@b>\" <ann@example.org>", "Ann <a@b>", "ann@example.org" },
  { "J. R. Hacker <j@example.org>", "J. R. Hacker", "j@example.org" },
  { "O'Brien <o'brien@example.org>", "O'Brien", "o'brien@example.org" },
  { "ann@example.org <ann@example.org>", "ann@example.org", "ann@example.org" },
  { "ann@example.org (Ann Tester)", "Ann Tester", "ann@example.org" },
  { "ann@example.org (Ann (at home))", "Ann (at home)", "ann@example.org" },
  { "=?UTF-8?Q?J=C3=BCrgen?= <j@example.org>", "Jürgen", "j@example.org" },
  { "\"=?UTF-8?Q?J=C3=BCrgen?=\" <j@example.org>", "=?UTF-8?Q?J=C3=BCrgen?=", "j@example.org" },
  { "=?UTF-8?Q?Ann=0D=0ABcc:_eve@example.org?= <ann@example.org>", "Ann  Bcc: eve@example.org", "ann@example.org" },
  { "ann@example.org (=?UTF-8?Q?Ann=0D=0A?= T)", "Ann   T", "ann@example.org" },
  { "Ann <ann@example.org> (at home)", "Ann", "ann@example.org" },
  { "Jürgen Groß <jürgen@exämple.org>", "Jürgen Groß", "jürgen@exämple.org" },
  { "王小明 <用户@例え.テスト>", "王小明", "用户@例え.テスト" },
  { "\"a b\"@example.org", NULL, "\"a b\"@example.org" },
  { "\"a@b\"@example.org", NULL, "\"a@b\"@example.org" },
  { "Ann <\"a<>b\"@example.org>", "Ann", "\"a<>b\"@example.org" },
  { "ann+tag=x@example.org", NULL, "ann+tag=x@example.org" },
  { "ann@localhost", NULL, "ann@localhost" },
  { "ann@[192.0.2.1]", NULL, "ann@[192.0.2.1]" },
  { "ann@[IPv6:2001:db8::1]", NULL, "ann@[IPv6:2001:db8::1]" },
  { "Ann@EXAMPLE.Org", NULL, "Ann@EXAMPLE.Org" },
  { LETTERS_64 "@example.org", NULL, LETTERS_64 "@example.org" },
};

static void
test_readable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (readable[i].text, &error);

      g_test_message ("readable %u", i);
      g_assert_no_error (error);
      g_assert_cmpstr (ph_mailbox_get_name (mailbox), ==, readable[i].name);
      g_assert_cmpstr (ph_mailbox_get_address (mailbox), ==, readable[i].address);
    }
}

typedef struct
{
  const char *text;
  PhMailboxError code;
} Refused;

static const Refused refused[] = {
  { "", PH_MAILBOX_ERROR_EMPTY },
  { "  ", PH_MAILBOX_ERROR_EMPTY },
  { "Ann <>", PH_MAILBOX_ERROR_EMPTY },
  { "ann", PH_MAILBOX_ERROR_NO_AT },
  { "Ann <ann>", PH_MAILBOX_ERROR_NO_AT },
  { "@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "ann tester@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "ann@example.org\tbob@example.net\tBob", PH_MAILBOX_ERROR_LOCAL_PART },
  { "\"ann\t\"b@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { ".ann@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "ann.@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "a..b@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "a@b@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "\"a\"b@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "\"a@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "a,b@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "a@example.org, b@example.org", PH_MAILBOX_ERROR_LOCAL_PART },
  { "<@relay.example:ann@example.org>", PH_MAILBOX_ERROR_LOCAL_PART },
  { "ann@", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@.", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@example.org.", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@example..org", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@exa mple.org", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@-example.org", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@example.org, bob", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@example.org/x", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@b＠example.org", PH_MAILBOX_ERROR_DOMAIN }, /* a wide @ becomes @ when the domain is prepared for DNS */
  { "ann@" LETTERS_64 ".org", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@[300.0.2.1]", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@[2001:db8::1]", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@[IPv6:192.0.2.1]", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@[IPv6:fe80::1%eth0]", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@[]", PH_MAILBOX_ERROR_DOMAIN },
  { "ann@[", PH_MAILBOX_ERROR_DOMAIN },
  { "Ann <ann@example.org", PH_MAILBOX_ERROR_SYNTAX },
  { "ann@example.org>", PH_MAILBOX_ERROR_SYNTAX },
  { "Ann <ann@example.org> and more", PH_MAILBOX_ERROR_SYNTAX },
  { "ann@example.org\377", PH_MAILBOX_ERROR_SYNTAX },
  { "ann@example.org\r\nBcc: eve@example.org", PH_MAILBOX_ERROR_CONTROL },
  { "An\rn <ann@example.org>", PH_MAILBOX_ERROR_CONTROL },
  { "Ann" RLO " <ann@example.org>", PH_MAILBOX_ERROR_CONTROL },
  { "ann" RLO "@example.org", PH_MAILBOX_ERROR_CONTROL },
  { "ann\302\205@example.org", PH_MAILBOX_ERROR_CONTROL },
  { LETTERS_64 "x@example.org", PH_MAILBOX_ERROR_TOO_LONG },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (refused[i].text, &error);

      g_test_message ("refused %u", i);
      g_assert_error (error, PH_MAILBOX_ERROR, (int) refused[i].code);
      g_assert_null (mailbox);
    }
}

/* Each limit of RFC 5321 is met exactly, and one octet more is too long. */
static void
test_longest_address (void)
{
  g_autoptr (GString) domain = g_string_new (NULL);
  g_autofree char *longest = NULL;
  g_autofree char *too_long = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailbox) mailbox = NULL;

  while (domain->len < 254 - 65 - 2)
    g_string_append (domain, "d.");
  g_string_append (domain, domain->len == 254 - 65 - 1 ? "d" : "dd");
  longest = g_strdup_printf ("%s@%s", LETTERS_64, domain->str);
  g_assert_cmpuint (strlen (longest), ==, 254);
  mailbox = ph_mailbox_new (NULL, longest, &error);
  g_assert_no_error (error);
  g_clear_object (&mailbox);

  too_long = g_strconcat (longest, "d", NULL);
  mailbox = ph_mailbox_new (NULL, too_long, &error);
  g_assert_error (error, PH_MAILBOX_ERROR, PH_MAILBOX_ERROR_TOO_LONG);
}

/* A name that a program hands over is held to the same as one that is typed. */
static void
test_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailbox) mailbox = ph_mailbox_new ("", "ann@example.org", &error);

  g_assert_no_error (error);
  g_assert_null (ph_mailbox_get_name (mailbox));
  g_assert_cmpstr (ph_mailbox_get_label (mailbox), ==, "ann@example.org");
  g_assert_null (ph_mailbox_new ("Ann\nBcc: eve@example.org", "ann@example.org", &error));
  g_assert_error (error, PH_MAILBOX_ERROR, PH_MAILBOX_ERROR_CONTROL);
  g_clear_error (&error);
  g_assert_null (ph_mailbox_new ("Ann", NULL, &error));
  g_assert_error (error, PH_MAILBOX_ERROR, PH_MAILBOX_ERROR_EMPTY);
}

static const char *names[] = {
  NULL,          "Ann",       "Tester, Ann", "Ann \"A\" T\\", "Ann <a@b>",  "=?UTF-8?Q?J=C3=BCrgen?=",
  "Jürgen Groß", "(comment)", "J. R.",       "a: b;",         "חנה ישראלי", "\"quoted\"",
};

/* What is copied as text can be pasted again. */
static void
test_to_string_parses_back (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new (names[i], "\"a b\"@example.org", NULL);
      g_autofree char *text = ph_mailbox_to_string (mailbox);
      g_auto (GStrv) pieces = ph_mailbox_split_list (text);
      g_autoptr (PhMailbox) again = ph_mailbox_parse (text, NULL);

      g_assert_cmpuint (g_strv_length (pieces), ==, 1);
      g_assert_cmpstr (ph_mailbox_get_name (again), ==, names[i]);
      g_assert_cmpstr (ph_mailbox_get_address (again), ==, "\"a b\"@example.org");
    }
}

typedef struct
{
  const char *text;
  const char *pieces; /* joined with "|" */
} List;

static const List lists[] = {
  { "", "" },
  { " , ;\n,", "" },
  { "a@b.org", "a@b.org" },
  { "a@b.org, c@d.org;e@f.org\r\n  g@h.org", "a@b.org|c@d.org|e@f.org|g@h.org" },
  { "\"Tester, Ann\" <a@b.org>, Bob <c@d.org>", "\"Tester, Ann\" <a@b.org>|Bob <c@d.org>" },
  { "a@b.org (one, two (three; four)), c@d.org", "a@b.org (one, two (three; four))|c@d.org" },
  { "friends: a@b.org, c@d.org; e@f.org", "a@b.org|c@d.org|e@f.org" },
  { "undisclosed-recipients:;", "" },
  { "mailto:a@b.org", "a@b.org" },
  { "a@[IPv6:2001:db8::1], b@c.org", "a@[IPv6:2001:db8::1]|b@c.org" },
  { "\"a:b,c\"@d.org, e@f.org", "\"a:b,c\"@d.org|e@f.org" },
  { "\"Ann <a@b.org>\nBob <c@d.org>", "\"Ann <a@b.org>|Bob <c@d.org>" },
  { "Ann (home <a@b.org>, c@d.org", "Ann (home <a@b.org>|c@d.org" },
  { "Ann <a@b.org, c@d.org", "Ann <a@b.org|c@d.org" },
  { "wrong, a@b.org", "wrong|a@b.org" },
  { "a@b.org\tc@d.org", "a@b.org|c@d.org" },
  { "Ann <a@b.org>\tBob <c@d.org>\n", "Ann <a@b.org>|Bob <c@d.org>" },
  { "Ann\ta@b.org\r\nBob\tc@d.org", "Ann\ta@b.org|Bob\tc@d.org" },
  { "\"Team, one\": a@b.org, c@d.org;; e@f.org", "a@b.org|c@d.org|e@f.org" },
};

static void
test_split_list (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto (GStrv) pieces = ph_mailbox_split_list (lists[i].text);
      g_autofree char *joined = g_strjoinv ("|", pieces);

      g_assert_cmpstr (joined, ==, lists[i].pieces);
    }
}

/* Openers that never close must not make each character look for an end again: this would take hours if they did. */
static void
test_split_list_hostile (void)
{
  const char *openers[] = { "\"", "(", "<", "\"(<", "\\\"", "<\"" };

  for (guint i = 0; i < G_N_ELEMENTS (openers); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_auto (GStrv) pieces = NULL;
      g_autoptr (PhMailbox) mailbox = NULL;

      while (text->len < 1024 * 1024)
        g_string_append (text, openers[i]);
      pieces = ph_mailbox_split_list (text->str);
      g_assert_nonnull (pieces);
      mailbox = ph_mailbox_parse (text->str, NULL);
      g_assert_null (mailbox);
    }
}

static void
test_same_address (void)
{
  const struct
  {
    const char *a;
    const char *b;
    gboolean is_same;
  } pairs[] = {
    { "ann@example.org", "ann@EXAMPLE.org", TRUE },        { "Ann@example.org", "ann@example.org", FALSE },
    { "ann@exämple.org", "ann@xn--exmple-cua.org", TRUE }, { "ann@example.org", "ann@example.com", FALSE },
    { "ann@example.org", "annex@example.org", FALSE },     { "\"a@b\"@example.org", "\"a@c\"@example.org", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (PhMailbox) a = ph_mailbox_new ("One", pairs[i].a, NULL);
      g_autoptr (PhMailbox) b = ph_mailbox_new (NULL, pairs[i].b, NULL);

      g_assert_cmpint (ph_mailbox_same_address (a, b), ==, pairs[i].is_same);
    }
}

static void
test_envelope_address (void)
{
  const char *addresses[][2] = {
    { "ann@example.org", "ann@example.org" },
    { "ann@exämple.org", "ann@xn--exmple-cua.org" },
    { "\"a@b\"@exämple.org", "\"a@b\"@xn--exmple-cua.org" },
    { "änn@exämple.org", "änn@exämple.org" },
    { "ann@[IPv6:2001:db8::1]", "ann@[IPv6:2001:db8::1]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new (NULL, addresses[i][0], NULL);
      g_autofree char *envelope = ph_mailbox_dup_envelope_address (mailbox);

      g_assert_cmpstr (envelope, ==, addresses[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mailbox/readable", test_readable);
  g_test_add_func ("/mailbox/refused", test_refused);
  g_test_add_func ("/mailbox/longest-address", test_longest_address);
  g_test_add_func ("/mailbox/new", test_new);
  g_test_add_func ("/mailbox/to-string-parses-back", test_to_string_parses_back);
  g_test_add_func ("/mailbox/split-list", test_split_list);
  g_test_add_func ("/mailbox/split-list-hostile", test_split_list_hostile);
  g_test_add_func ("/mailbox/same-address", test_same_address);
  g_test_add_func ("/mailbox/envelope-address", test_envelope_address);

  return g_test_run ();
}
