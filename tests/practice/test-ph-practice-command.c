/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A right command is understood to the letter; each wrong one gets the code that RFC 5321 section 4.2 has for it. */
#include "ph-practice-command.h"

#include <string.h>

typedef struct
{
  const char *line;
  PhPracticeVerb verb;
  const char *argument; /* (nullable) */
  guint64 size;
  gboolean is_smtputf8;
} Accepted;

static const Accepted accepted[] = {
  { "EHLO client.example", PH_PRACTICE_VERB_EHLO, "client.example", 0, FALSE },
  { "ehlo [127.0.0.1]", PH_PRACTICE_VERB_EHLO, "[127.0.0.1]", 0, FALSE },
  { "HELO x  ", PH_PRACTICE_VERB_HELO, "x", 0, FALSE },
  { "MAIL FROM:<>", PH_PRACTICE_VERB_MAIL, "", 0, FALSE },
  { "mail from:<ann@example.org>", PH_PRACTICE_VERB_MAIL, "ann@example.org", 0, FALSE },
  { "MAIL FROM:<ann@[192.0.2.1]>", PH_PRACTICE_VERB_MAIL, "ann@[192.0.2.1]", 0, FALSE },
  { "MAIL FROM:<\"a> \\\"b\"@example.org>", PH_PRACTICE_VERB_MAIL, "\"a> \\\"b\"@example.org", 0, FALSE },
  { "MAIL FROM:<@relay.example,@b.example:ann@example.org>", PH_PRACTICE_VERB_MAIL, "ann@example.org", 0, FALSE },
  { "MAIL FROM:<ann@example.org> SIZE=42", PH_PRACTICE_VERB_MAIL, "ann@example.org", 42, FALSE },
  { "MAIL FROM:<ann@example.org> size=18446744073709551615",
    PH_PRACTICE_VERB_MAIL,
    "ann@example.org",
    G_MAXUINT64,
    FALSE },
  { "MAIL FROM:<änn@example.org> BODY=8BITMIME SMTPUTF8", PH_PRACTICE_VERB_MAIL, "änn@example.org", 0, TRUE },
  { "MAIL FROM:<ann@example.org> BODY=7BIT", PH_PRACTICE_VERB_MAIL, "ann@example.org", 0, FALSE },
  { "RCPT TO:<bob@example.net>", PH_PRACTICE_VERB_RCPT, "bob@example.net", 0, FALSE },
  { "RCPT TO:<Postmaster>", PH_PRACTICE_VERB_RCPT, "Postmaster", 0, FALSE },
  { "DATA", PH_PRACTICE_VERB_DATA, NULL, 0, FALSE },
  { "rset ", PH_PRACTICE_VERB_RSET, NULL, 0, FALSE },
  { "NOOP anything at all", PH_PRACTICE_VERB_NOOP, NULL, 0, FALSE },
  { "VRFY bob", PH_PRACTICE_VERB_VRFY, NULL, 0, FALSE },
  { "QUIT", PH_PRACTICE_VERB_QUIT, NULL, 0, FALSE },
  { "POST / HTTP/1.1", PH_PRACTICE_VERB_FOREIGN, NULL, 0, FALSE },
};

typedef struct
{
  const char *line;
  const char *reply; /* its start */
} Refused;

static const Refused refused[] = {
  { "", "500 5.5.2" },
  { " ", "500 5.5.2" },
  { " NOOP", "500 5.5.2" },
  { "EHLOx y", "500 5.5.2" },
  { "MAI", "500 5.5.2" },
  { "NOOP \x01", "500 5.5.2" },
  { "NOOP \x7f", "500 5.5.2" },
  { "NOOP \r", "500 5.5.2" },
  { "NOOP\tx", "500 5.5.2" },
  { "NOOP \xff", "500 5.5.2" },
  { "HELP", "502 5.5.1" },
  { "EXPN list", "502 5.5.1" },
  { "AUTH PLAIN", "502 5.5.1" },
  { "STARTTLS", "502 5.5.1" },
  { "EHLO", "501 5.5.4" },
  { "EHLO two names", "501 5.5.4" },
  { "DATA now", "501 5.5.4" },
  { "QUIT now", "501 5.5.4" },
  { "VRFY", "501 5.5.4" },
  { "MAIL", "501 5.1.7" },
  { "MAIL FROM", "501 5.1.7" },
  { "MAIL FROM:", "501 5.1.7" },
  { "MAIL FROM:ann@example.org", "501 5.1.7" },
  { "MAIL FROM: <ann@example.org>", "501 5.1.7" },
  { "MAIL FROM:<ann@example.org", "501 5.1.7" },
  { "MAIL FROM:<ann@example.org>SIZE=1", "501 5.1.7" },
  { "MAIL FROM:<ann>", "501 5.1.7" },
  { "MAIL FROM:<@example.org>", "501 5.1.7" },
  { "MAIL FROM:<ann@>", "501 5.1.7" },
  { "MAIL FROM:<a b@example.org>", "501 5.1.7" },
  { "MAIL FROM:<ann@exam ple.org>", "501 5.1.7" },
  { "MAIL FROM:<ann@a@b>", "501 5.1.7" },
  { "MAIL FROM:<\"ann@example.org>", "501 5.1.7" },
  { "MAIL FROM:<ann@[192.0.2.1>", "501 5.1.7" },
  { "MAIL FROM:<Postmaster>", "501 5.1.7" },
  { "MAIL FROM:<ann@example.org> SIZE=", "501 5.5.4" },
  { "MAIL FROM:<ann@example.org> SIZE=-1", "501 5.5.4" },
  { "MAIL FROM:<ann@example.org> SIZE=18446744073709551616", "501 5.5.4" },
  { "MAIL FROM:<ann@example.org> BODY=BINARYMIME", "501 5.5.4" },
  { "MAIL FROM:<ann@example.org> RET=HDRS", "555 5.5.4" },
  { "MAIL FROM:<ann@example.org> SMTPUTF8X", "555 5.5.4" },
  { "RCPT TO:<>", "501 5.1.3" },
  { "RCPT TO:<bob>", "501 5.1.3" },
  { "RCPT FROM:<bob@example.net>", "501 5.1.3" },
  { "RCPT TO:<bob@example.net> NOTIFY=NEVER", "555 5.5.4" },
};

/* In memory of exactly its size, so that a read past the end is seen. */
static const char *
parse (PhPracticeCommand *command, const char *text, const char *line_end)
{
  g_autofree char *line = g_strconcat (text, line_end, NULL);
  gsize length = strlen (line);
  g_autofree char *exact = g_memdup2 (line, length);

  return ph_practice_command_parse (command, exact, length);
}

static void
test_accepted (gconstpointer data)
{
  const Accepted *expected = data;
  g_auto (PhPracticeCommand) command = { 0 };

  g_assert_cmpstr (parse (&command, expected->line, "\r\n"), ==, NULL);
  g_assert_cmpint (command.verb, ==, expected->verb);
  g_assert_cmpstr (command.argument, ==, expected->argument);
  g_assert_cmpuint (command.size, ==, expected->size);
  g_assert_cmpint (command.is_smtputf8, ==, expected->is_smtputf8);
}

static void
test_refused (gconstpointer data)
{
  const Refused *expected = data;
  g_auto (PhPracticeCommand) command = { 0 };
  const char *reply = parse (&command, expected->line, "\r\n");

  g_assert_nonnull (reply);
  g_assert_cmpstr (command.argument, ==, NULL);
  if (!g_str_has_prefix (reply, expected->reply))
    g_error ("expected \"%s\", got \"%s\"", expected->reply, reply);
}

static void
test_line_end (void)
{
  static const char *const ends[] = { "", "\r", "\n", "\n\n", "\n\r", "\r\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_auto (PhPracticeCommand) command = { 0 };

      g_assert_true (g_str_has_prefix (parse (&command, "NOOP", ends[i]), "500 5.5.2"));
    }
}

static void
test_nul (void)
{
  static const char line[] = "NOOP \0MAIL FROM:<>\r\n";
  g_auto (PhPracticeCommand) command = { 0 };

  g_assert_nonnull (ph_practice_command_parse (&command, line, sizeof line - 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autofree char *path = g_strdup_printf ("/practice/command/accepted/%u", i);

      g_test_add_data_func (path, &accepted[i], test_accepted);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strdup_printf ("/practice/command/refused/%u", i);

      g_test_add_data_func (path, &refused[i], test_refused);
    }
  g_test_add_func ("/practice/command/line-end", test_line_end);
  g_test_add_func ("/practice/command/nul", test_nul);
  return g_test_run ();
}
