/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What programs give to sendmail is taken in each of its forms, and what would need another sendmail is refused. */
#include "ph-send-arguments.h"

#include "ph-send-report.h"

typedef struct
{
  const char *arguments[12];
  const char *from; /* (nullable) */
  const char *first; /* (nullable): of the rest */
} Taken;

static const Taken taken[] = {
  /* Debian's cron, at, git, mutt with all its settings, and what PHP, sudo and scripts say */
  { { "-FCronDaemon", "-i", "-B8BITMIME", "-oem", "ann@example.org" }, NULL, "ann@example.org" },
  { { "-i", "ann@example.org" }, NULL, "ann@example.org" },
  { { "-f", "ann@example.org", "-i", "bob@example.net" }, "ann@example.org", "bob@example.net" },
  { { "-oem", "-oi", "-f", "ann@example.org", "-B8BITMIME", "--", "bob@example.net" },
    "ann@example.org",
    "bob@example.net" },
  { { "-t", "-i" }, NULL, NULL },
  { { "-ti" }, NULL, NULL },
  { { "-it", "-fann@example.org" }, "ann@example.org", NULL },
  { { "-F", "Ann Tester", "-B", "7BIT", "-e", "m", "-o", "i", "-L", "tag", "bob@example.net" },
    NULL,
    "bob@example.net" },
  { { "-bm", "-r", "ann@example.org", "bob@example.net" }, "ann@example.org", "bob@example.net" },
  { { "-rann@example.org", "-odi", "-odb", "-odq", "-oee", "-om", "-ep", "bob@example.net" },
    "ann@example.org",
    "bob@example.net" },
  { { "-G", "-m", "-n", "-U", "-v", "bob@example.net" }, NULL, "bob@example.net" },
  /* values that look like options, and addresses behind the end of options */
  { { "-F", "-fx", "--subject", "-oQ", "--", "-bp" }, NULL, "-bp" },
};

static void
test_taken (gconstpointer data)
{
  const Taken *expected = data;
  const char *arguments[G_N_ELEMENTS (expected->arguments) + 2] = { "sendmail" };
  g_autoptr (GError) error = NULL;
  g_autoptr (PhSendArguments) self = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (expected->arguments); i++)
    arguments[i + 1] = expected->arguments[i];
  self = ph_send_arguments_parse (arguments, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (self->from, ==, expected->from);
  g_assert_cmpstr (self->rest != NULL ? self->rest[0] : NULL, ==, expected->first);
}

static void
test_refused (void)
{
  static const char *const refused[] = { "-bs", "-bp",          "-bi", "-bd", "-oQ/tmp",  "-oA",     "-o8",
                                         "-B",  "-BBINARYMIME", "-ex", "-q",  "-C/tmp/x", "-X/tmp/x" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ph_send_arguments_parse ((const char *const[]){ "sendmail", refused[i], NULL }, &error));
      g_assert_cmpint (ph_send_report_get_exit (error), ==, PH_SEND_EXIT_USAGE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autofree char *path = g_strdup_printf ("/send-arguments/taken/%u", i);

      g_test_add_data_func (path, &taken[i], test_taken);
    }
  g_test_add_func ("/send-arguments/refused", test_refused);
  return g_test_run ();
}
