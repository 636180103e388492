/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of failure has one exit status and one line, whatever the server says. */
#include "ph-send-report.h"

#include "ph-attachment-error.h"

#include <string.h>

typedef struct
{
  PhSmtpError code;
  int reply_code; /* 0: no reply */
  PhSendExit exit;
} Case;

static const Case cases[] = {
  { PH_SMTP_ERROR_HOST_NOT_FOUND, 0, PH_SEND_EXIT_NO_HOST },
  { PH_SMTP_ERROR_NETWORK_DOWN, 0, PH_SEND_EXIT_UNAVAILABLE },
  { PH_SMTP_ERROR_CONNECTION_REFUSED, 0, PH_SEND_EXIT_UNAVAILABLE },
  { PH_SMTP_ERROR_TIMED_OUT, 0, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_CONNECTION_LOST, 0, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_OUTCOME_UNKNOWN, 0, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_PROTOCOL, 0, PH_SEND_EXIT_PROTOCOL },
  { PH_SMTP_ERROR_SERVICE_UNAVAILABLE, 421, PH_SEND_EXIT_UNAVAILABLE },
  { PH_SMTP_ERROR_SERVICE_UNAVAILABLE, 554, PH_SEND_EXIT_UNAVAILABLE },
  { PH_SMTP_ERROR_TLS_NOT_OFFERED, 0, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_TLS_NOT_OFFERED, 454, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_TLS_FAILED, 0, PH_SEND_EXIT_PROTOCOL },
  { PH_SMTP_ERROR_CERTIFICATE, 0, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_AUTH_NOT_OFFERED, 0, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_AUTH_NEEDED, 530, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_AUTH_REFUSED, 535, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_AUTH_REFUSED, 454, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_TOKEN_REFUSED, 535, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_TOKEN_SCOPE, 535, PH_SEND_EXIT_NO_PERMISSION },
  { PH_SMTP_ERROR_SENDER_REFUSED, 550, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_SENDER_REFUSED, 451, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_RECIPIENTS_REFUSED, 450, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_TOO_LARGE, 0, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_TOO_LARGE, 552, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_TOO_LARGE, 452, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_MESSAGE_REFUSED, 554, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_MESSAGE_REFUSED, 451, PH_SEND_EXIT_TRY_AGAIN },
  { PH_SMTP_ERROR_NEEDS_EXTENSION, 0, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_INVALID_ARGUMENT, 0, PH_SEND_EXIT_REFUSED },
  { PH_SMTP_ERROR_SOURCE, 0, PH_SEND_EXIT_LOCAL_IO },
};

static GError *
new_error (const Case *data)
{
  if (data->reply_code == 0)
    return ph_smtp_error_new (data->code, PH_SMTP_STAGE_NONE, "the detail");
  return ph_smtp_error_new_for_reply (data->code, PH_SMTP_STAGE_NONE, data->reply_code, NULL, "no\nno", "the detail");
}

static void
test_engine (gconstpointer data)
{
  g_autoptr (GError) error = new_error (data);
  g_autofree char *line = ph_send_report_dup_line (error);

  g_assert_cmpint (ph_send_report_get_exit (error), ==, ((const Case *) data)->exit);
  g_assert_nonnull (strstr (line, ": the detail"));
  g_assert_null (strchr (line, '\n'));
}

/* A code of the engine without a row would be told with the sentence of another. */
static void
test_every_code_has_a_case (void)
{
  for (int code = 0; code <= PH_SMTP_ERROR_SOURCE; code++)
    {
      gboolean is_there = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (cases) && !is_there; i++)
        is_there = (int) cases[i].code == code;
      g_assert_true (is_there);
    }
}

static void
test_own (void)
{
  g_autoptr (GError) own = g_error_new_literal (PH_SEND_ERROR, PH_SEND_EXIT_CONFIGURATION, "no account");
  g_autoptr (GError) option = g_error_new_literal (G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown");
  g_autoptr (GError) disk = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");
  g_autoptr (GError) attachment = ph_attachment_error_new ("b.pdf", disk);
  g_autoptr (GError) other = g_error_new_literal (G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, "what");
  g_autofree char *line = ph_send_report_dup_line (own);

  g_assert_cmpstr (line, ==, "no account");
  g_assert_cmpint (ph_send_report_get_exit (own), ==, 78);
  g_assert_cmpint (ph_send_report_get_exit (option), ==, 64);
  g_assert_cmpint (ph_send_report_get_exit (disk), ==, 74);
  g_assert_cmpint (ph_send_report_get_exit (attachment), ==, 74);
  g_assert_cmpint (ph_send_report_get_exit (other), ==, 70);
}

static PhSmtpEnvelope *
new_envelope (int first_reply, int second_reply)
{
  const int replies[] = { first_reply, second_reply };
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@example.org");

  ph_smtp_envelope_add_recipient (envelope, "bob@example.net");
  ph_smtp_envelope_add_recipient (envelope, "cy@example.net");
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    ph_smtp_envelope_set_outcome (envelope,
                                  i,
                                  replies[i] == 250 ? PH_SMTP_OUTCOME_ACCEPTED : PH_SMTP_OUTCOME_REFUSED,
                                  replies[i],
                                  NULL,
                                  "so\nit is");
  return envelope;
}

static void
test_recipients (void)
{
  static const struct
  {
    int first;
    int second;
    PhSendExit exit;
  } outcomes[] = {
    { 250, 250, PH_SEND_EXIT_OK },      { 250, 550, PH_SEND_EXIT_REFUSED }, { 250, 450, PH_SEND_EXIT_TRY_AGAIN },
    { 450, 550, PH_SEND_EXIT_REFUSED }, { 550, 450, PH_SEND_EXIT_REFUSED }, { 450, 450, PH_SEND_EXIT_TRY_AGAIN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (PhSmtpEnvelope) envelope = new_envelope (outcomes[i].first, outcomes[i].second);

      g_assert_cmpint (ph_send_report_get_exit_for_recipients (envelope), ==, outcomes[i].exit);
    }
}

static void
test_refused_are_named (void)
{
  g_autoptr (PhSmtpEnvelope) envelope = new_envelope (250, 550);
  g_auto (GStrv) lines = ph_send_report_dup_refused (envelope);

  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_cmpstr (lines[0], ==, "cy@example.net was refused: 550 so it is");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/send-report/engine/%d-%d", cases[i].code, cases[i].reply_code);

      g_test_add_data_func (path, &cases[i], test_engine);
    }
  g_test_add_func ("/send-report/every-code-has-a-case", test_every_code_has_a_case);
  g_test_add_func ("/send-report/own", test_own);
  g_test_add_func ("/send-report/recipients", test_recipients);
  g_test_add_func ("/send-report/refused-are-named", test_refused_are_named);
  return g_test_run ();
}
