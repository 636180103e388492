/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A right command line is understood; a wrong one gets its status before anything is opened or connected. */
#include "ph-send-options.h"

#include "ph-send-report.h"

#include <string.h>

#define SERVER "--server", "smtp://mail.example.org"

static PhSendOptions *
parse (const char *const *arguments)
{
  g_autoptr (GError) error = NULL;
  PhSendOptions *options = ph_send_options_parse (arguments, &error);

  g_assert_no_error (error);
  return options;
}
#define PARSE(...) parse ((const char *const[]){ "posthaste-send", __VA_ARGS__, NULL })

static const char *
get_address (const PhSendOptions *options, PhMessageField field, guint position)
{
  g_assert_cmpuint (position, <, options->recipients[field]->len);
  return ph_mailbox_get_address (g_ptr_array_index (options->recipients[field], position));
}

static void
test_raw (void)
{
  g_autoptr (PhSendOptions) options
      = PARSE ("-f", "ann@example.org", SERVER, "bob@example.net", "Cy <cy@example.net>, dee@example.net");

  g_assert_cmpint (options->action, ==, PH_SEND_ACTION_RAW);
  g_assert_cmpstr (ph_smtp_server_get_host (options->server), ==, "mail.example.org");
  g_assert_cmpstr (ph_mailbox_get_address (options->from), ==, "ann@example.org");
  g_assert_cmpuint (options->recipients[PH_MESSAGE_FIELD_TO]->len, ==, 3);
  g_assert_cmpstr (get_address (options, PH_MESSAGE_FIELD_TO, 0), ==, "bob@example.net");
  g_assert_cmpstr (get_address (options, PH_MESSAGE_FIELD_TO, 1), ==, "cy@example.net");
  g_assert_cmpstr (get_address (options, PH_MESSAGE_FIELD_TO, 2), ==, "dee@example.net");
  g_assert_false (options->takes_recipients_from_header);
}

static void
test_compose (void)
{
  g_autoptr (PhSendOptions) options = PARSE ("--account",
                                             "work",
                                             "--to",
                                             "bob@example.net",
                                             "--cc",
                                             "cy@example.net",
                                             "--bcc",
                                             "dee@example.net",
                                             "--bcc",
                                             "eve@example.net",
                                             "--subject",
                                             "Grüße",
                                             "--body",
                                             "hello",
                                             "--attach",
                                             "a.pdf",
                                             "--attach",
                                             "b.pdf");

  g_assert_cmpint (options->action, ==, PH_SEND_ACTION_COMPOSE);
  g_assert_cmpstr (options->account, ==, "work");
  g_assert_null (options->server);
  g_assert_false (options->has_sender);
  g_assert_cmpstr (get_address (options, PH_MESSAGE_FIELD_TO, 0), ==, "bob@example.net");
  g_assert_cmpstr (get_address (options, PH_MESSAGE_FIELD_CC, 0), ==, "cy@example.net");
  g_assert_cmpstr (get_address (options, PH_MESSAGE_FIELD_BCC, 1), ==, "eve@example.net");
  g_assert_cmpstr (options->subject, ==, "Grüße");
  g_assert_cmpstr (options->text, ==, "hello");
  g_assert_cmpstr (options->attachments[1], ==, "b.pdf");
}

static void
test_target (void)
{
  g_autoptr (PhSendOptions) options = PARSE ("-f",
                                             "ann@example.org",
                                             "--server",
                                             "smtp://ann%40example.org@127.0.0.1:2525",
                                             "--security",
                                             "none",
                                             "--password-file",
                                             "secret.txt",
                                             "--auth",
                                             "plain",
                                             "--ca-file",
                                             "ca.pem",
                                             "--timeout",
                                             "30",
                                             "--trace",
                                             "trace.txt",
                                             "--verbose",
                                             "bob@example.net");

  g_assert_cmpstr (options->user, ==, "ann@example.org");
  g_assert_cmpint (ph_smtp_server_get_security (options->server), ==, PH_SMTP_SECURITY_NONE);
  g_assert_cmpstr (options->password_file, ==, "secret.txt");
  g_assert_cmpstr (options->mechanism, ==, "PLAIN");
  g_assert_cmpstr (options->ca_file, ==, "ca.pem");
  g_assert_cmpuint (options->timeout, ==, 30);
  g_assert_cmpstr (options->trace_file, ==, "trace.txt");
  g_assert_true (options->is_verbose);
}

/* As git send-email, mutt and cron call sendmail. */
static void
test_like_sendmail (void)
{
  g_autoptr (PhSendOptions) git = PARSE ("-f", "ann@example.org", "-i", "bob@example.net");
  g_autoptr (PhSendOptions) mutt = PARSE ("-oem", "-oi", "-f", "ann@example.org", "--", "bob@example.net");
  g_autoptr (PhSendOptions) cron = PARSE ("-i", "-odi", "-oem", "-oi", "-t", "-fann@example.org");

  g_assert_cmpstr (get_address (git, PH_MESSAGE_FIELD_TO, 0), ==, "bob@example.net");
  g_assert_cmpstr (get_address (mutt, PH_MESSAGE_FIELD_TO, 0), ==, "bob@example.net");
  g_assert_true (cron->takes_recipients_from_header);
  g_assert_cmpstr (ph_mailbox_get_address (cron->from), ==, "ann@example.org");
}

/* A value is a value, also when it looks like an option. */
static void
test_values_that_look_like_options (void)
{
  g_autoptr (PhSendOptions) options = PARSE ("--to", "bob@example.net", "--subject", "-formal", "--body", "-oi");
  g_autoptr (PhSendOptions) rest = PARSE ("--quiet", "-fann@example.org", "--", "-formal@example.net");

  g_assert_cmpstr (options->subject, ==, "-formal");
  g_assert_cmpstr (options->text, ==, "-oi");
  g_assert_true (rest->has_sender);
  g_assert_cmpstr (get_address (rest, PH_MESSAGE_FIELD_TO, 0), ==, "-formal@example.net");
}

static void
test_null_sender (void)
{
  g_autoptr (PhSendOptions) empty = PARSE ("-f", "", SERVER, "bob@example.net");
  g_autoptr (PhSendOptions) brackets = PARSE ("-f", "<>", SERVER, "bob@example.net");
  g_autoptr (PhSendOptions) from_header = PARSE ("-t", SERVER);

  g_assert_true (empty->has_sender);
  g_assert_null (empty->from);
  g_assert_true (brackets->has_sender);
  g_assert_null (brackets->from);
  g_assert_false (from_header->has_sender);
}

static void
test_reports (void)
{
  g_autoptr (PhSendOptions) all
      = PARSE ("--dsn", "Failure,DELAY,success", "--ret", "HDRS", "--envid", "a b+c", "bob@example.net");
  g_autoptr (PhSendOptions) like_sendmail = PARSE ("-Nnever", "-Rfull", "-Vid", "bob@example.net");
  g_autoptr (PhSendOptions) none = PARSE ("bob@example.net");

  g_assert_cmpint (all->wishes->notify, ==, PH_SMTP_NOTIFY_FAILURE | PH_SMTP_NOTIFY_DELAY | PH_SMTP_NOTIFY_SUCCESS);
  g_assert_cmpint (all->wishes->returned, ==, PH_SMTP_RETURN_HEADERS);
  g_assert_cmpstr (all->wishes->envelope_id, ==, "a b+c");
  g_assert_cmpint (like_sendmail->wishes->notify, ==, PH_SMTP_NOTIFY_NEVER);
  g_assert_cmpint (like_sendmail->wishes->returned, ==, PH_SMTP_RETURN_FULL);
  g_assert_cmpstr (like_sendmail->wishes->envelope_id, ==, "id");
  g_assert_null (none->wishes);
}

static void
test_outbox (void)
{
  g_autoptr (PhSendOptions) flush = PARSE ("--flush", "--json", "--trace", "x");
  g_autoptr (PhSendOptions) raw = PARSE ("--queue", "-t");
  g_autoptr (PhSendOptions) composed = PARSE ("--account", "work", "--queue", "--to", "bob@example.net");
  g_autoptr (PhSendOptions) merge
      = PARSE ("--merge", "a.csv", "--merge-column", "post", "--dry-run", "--cc", "b@example.net");
  g_autoptr (PhSendOptions) now = PARSE ("-t");

  g_assert_cmpint (flush->action, ==, PH_SEND_ACTION_FLUSH);
  g_assert_cmpint (raw->action, ==, PH_SEND_ACTION_RAW);
  g_assert_true (raw->is_queued);
  g_assert_cmpint (composed->action, ==, PH_SEND_ACTION_COMPOSE);
  g_assert_true (composed->is_queued);
  g_assert_cmpint (merge->action, ==, PH_SEND_ACTION_MERGE);
  g_assert_cmpstr (merge->merge_file, ==, "a.csv");
  g_assert_cmpstr (merge->merge_column, ==, "post");
  g_assert_true (merge->is_dry_run);
  g_assert_false (now->is_queued);
}

static void
test_help_and_version (void)
{
  g_autoptr (PhSendOptions) help = PARSE ("--help");
  g_autoptr (PhSendOptions) version = PARSE ("--version");

  g_assert_cmpint (help->action, ==, PH_SEND_ACTION_HELP);
  g_assert_nonnull (strstr (help->help, "--read-recipients"));
  g_assert_cmpint (version->action, ==, PH_SEND_ACTION_VERSION);
}

typedef struct
{
  PhSendExit exit;
  const char *arguments[12];
} Refused;

static const Refused refused[] = {
  { PH_SEND_EXIT_USAGE, { NULL } },
  { PH_SEND_EXIT_USAGE, { "--no-such-option" } },
  { PH_SEND_EXIT_USAGE, { "-X", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "-oQ", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "-f" } },
  { PH_SEND_EXIT_USAGE, { "-f", "ann@example.org" } },
  { PH_SEND_EXIT_USAGE, { "-t", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { SERVER, "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { SERVER, "--to", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { SERVER, "--account", "work", "-f", "ann@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--security", "none", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--server", "mail.example.org", "-f", "ann@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--server", "smtp://ann@mail.example.org", "-f", "ann@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { SERVER, "--password-file", "x", "-f", "ann@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { SERVER, "--auth", "PLAIN", "-f", "ann@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--auth", "", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--auth", "PLAIN LOGIN", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--auth", "A-MECHANISM-OF-21-CHA", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--timeout", "0", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--timeout", "-1", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--timeout", "5s", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--timeout", "86401", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--verbose", "--quiet", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--to", "bob@example.net", "cy@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--to", "bob@example.net", "-t" } },
  { PH_SEND_EXIT_USAGE, { "--dsn", "", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--dsn", "always", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--dsn", "failure,", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--dsn", "never,failure", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--ret", "all", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--envid", "", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--envid", "a\r\nb", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--envid", "ä", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--envid", "++++++++++++++++++++++++++++++++++", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--subject", "x" } },
  { PH_SEND_EXIT_USAGE, { "--batch", "folder", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--batch", "folder", "--to", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--to", "bob@example.net", "--body", "x", "--body-file", "y" } },
  { PH_SEND_EXIT_USAGE, { "--flush", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--flush", "--account", "work" } },
  { PH_SEND_EXIT_USAGE, { "--flush", "--timeout", "5" } },
  { PH_SEND_EXIT_USAGE, { "--flush", "--queue" } },
  { PH_SEND_EXIT_USAGE, { "--queue", SERVER, "-f", "ann@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--queue", "--ret", "full", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--queue", "--batch", "folder" } },
  { PH_SEND_EXIT_USAGE, { "--merge", "a.csv", "--to", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--merge", "a.csv", "bob@example.net" } },
  { PH_SEND_EXIT_USAGE, { "--merge", "a.csv", SERVER, "-f", "ann@example.org" } },
  { PH_SEND_EXIT_USAGE, { "--merge", "a.csv", "--flush" } },
  { PH_SEND_EXIT_USAGE, { "--dry-run", "--to", "bob@example.net" } },
  { PH_SEND_EXIT_REFUSED, { "--merge", "a.csv", "--merge-column", "\xff" } },
  { PH_SEND_EXIT_REFUSED, { "bob" } },
  { PH_SEND_EXIT_REFUSED, { "bob@" } },
  { PH_SEND_EXIT_REFUSED, { "" } },
  { PH_SEND_EXIT_REFUSED, { "bob@example.net", "cy" } },
  { PH_SEND_EXIT_REFUSED, { "bob@example.net\r\nRCPT TO:<eve@example.net>" } },
  { PH_SEND_EXIT_REFUSED, { "b\xff@example.net" } },
  { PH_SEND_EXIT_REFUSED, { "-f", "ann", "bob@example.net" } },
  { PH_SEND_EXIT_REFUSED, { "-f", "ann@example.org, eve@example.org", "bob@example.net" } },
  { PH_SEND_EXIT_REFUSED, { "-f", "<>", "--to", "bob@example.net" } },
  { PH_SEND_EXIT_REFUSED, { "--to", "bob@example.net", "--cc", "cy" } },
  { PH_SEND_EXIT_REFUSED, { "--to", "bob@example.net", "--bcc", "cy" } },
  { PH_SEND_EXIT_REFUSED, { "--to", "bob@example.net", "--subject", "\xff" } },
  { PH_SEND_EXIT_REFUSED, { "--to", "bob@example.net", "--body", "\xff" } },
};

static void
test_refused (gconstpointer data)
{
  const Refused *given = data;
  const char *arguments[G_N_ELEMENTS (given->arguments) + 2] = { "posthaste-send" };
  g_autoptr (GError) error = NULL;

  memcpy (arguments + 1, given->arguments, sizeof given->arguments);
  g_assert_null (ph_send_options_parse (arguments, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (ph_send_report_get_exit (error), ==, given->exit);
  g_assert_cmpstr (error->message, !=, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-options/raw", test_raw);
  g_test_add_func ("/send-options/compose", test_compose);
  g_test_add_func ("/send-options/target", test_target);
  g_test_add_func ("/send-options/like-sendmail", test_like_sendmail);
  g_test_add_func ("/send-options/values-that-look-like-options", test_values_that_look_like_options);
  g_test_add_func ("/send-options/null-sender", test_null_sender);
  g_test_add_func ("/send-options/reports", test_reports);
  g_test_add_func ("/send-options/outbox", test_outbox);
  g_test_add_func ("/send-options/help-and-version", test_help_and_version);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strdup_printf ("/send-options/refused/%u", i);

      g_test_add_data_func (path, &refused[i], test_refused);
    }
  return g_test_run ();
}
