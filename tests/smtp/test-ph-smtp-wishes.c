/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked for and not offered is refused in words, and what is offered is said; nothing is passed over in silence. */
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#define SENT -1

typedef struct
{
  const char *name;
  gboolean is_encrypted;
  const char *offer; /* the last line of the EHLO reply */
  int code; /* a PhSmtpError, or SENT */
  const char *said; /* behind the path of MAIL */
  PhSmtpWishes wishes;
} Case;

static const Case cases[] = {
  { "dsn", FALSE, "DSN", SENT, " RET=FULL ENVID=x", { .returned = PH_SMTP_RETURN_FULL, .envelope_id = (char *) "x" } },
  { "dsn-not-offered", FALSE, "HELP", PH_SMTP_ERROR_NEEDS_EXTENSION, NULL, { .notify = PH_SMTP_NOTIFY_NEVER } },
  { "requiretls", TRUE, "REQUIRETLS", SENT, " REQUIRETLS", { .require_tls = TRUE } },
  { "requiretls-not-offered", TRUE, "HELP", PH_SMTP_ERROR_NEEDS_EXTENSION, NULL, { .require_tls = TRUE } },
  { "requiretls-in-the-clear", FALSE, "REQUIRETLS", PH_SMTP_ERROR_NEEDS_EXTENSION, NULL, { .require_tls = TRUE } },
  { "hold", FALSE, "FUTURERELEASE 60 2030-01-01T00:00:00Z", SENT, " HOLDFOR=60", { .hold_for = 60 } },
  { "hold-too-long",
    FALSE,
    "FUTURERELEASE 60 2030-01-01T00:00:00Z",
    PH_SMTP_ERROR_INVALID_ARGUMENT,
    NULL,
    { .hold_for = 61 } },
  { "hold-too-late",
    FALSE,
    "FUTURERELEASE 60 2030-01-01T00:00:00Z",
    PH_SMTP_ERROR_INVALID_ARGUMENT,
    NULL,
    { .hold_until = 1893456001 } },
  { "hold-not-offered", FALSE, "HELP", PH_SMTP_ERROR_NEEDS_EXTENSION, NULL, { .hold_for = 60 } },
  { "by", FALSE, "DELIVERBY", SENT, " BY=60;R", { .by = PH_SMTP_BY_OR_RETURN, .by_seconds = 60 } },
  { "by-too-short",
    FALSE,
    "DELIVERBY 61",
    PH_SMTP_ERROR_INVALID_ARGUMENT,
    NULL,
    { .by = PH_SMTP_BY_OR_RETURN, .by_seconds = 60 } },
  { "by-not-offered",
    FALSE,
    "HELP",
    PH_SMTP_ERROR_NEEDS_EXTENSION,
    NULL,
    { .by = PH_SMTP_BY_OR_NOTIFY, .by_seconds = 60 } },
  { "priority", FALSE, "MT-PRIORITY", SENT, " MT-PRIORITY=3", { .has_priority = TRUE, .priority = 3 } },
  { "priority-not-offered", FALSE, "HELP", PH_SMTP_ERROR_NEEDS_EXTENSION, NULL, { .has_priority = TRUE } },
};

static char *
make_script (const Case *c)
{
  const char *end = "C: RCPT*\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\n";

  return c->code == SENT ? g_strdup_printf (
             "%sS: 220 hi\nC: EHLO*\nS: 250-x\nS: 250 %s\nC=: MAIL FROM:<a@b>%s\nS: 250 ok\n%sC: QUIT\nEOF",
             c->is_encrypted ? "TLS\n" : "",
             c->offer,
             c->said,
             end)
                         : g_strdup_printf ("%sS: 220 hi\nC: EHLO*\nS: 250-x\nS: 250 %s\nC: QUIT\nEOF",
                                            c->is_encrypted ? "TLS\n" : "",
                                            c->offer);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *script = make_script (c);
  g_autoptr (PhTestServer) test_server = ph_test_server_new (script);
  g_autoptr (GTlsDatabase) database = ph_test_tls_load_database ();
  g_autoptr (PhSmtpServer) server = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("a@b");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("Subject: x\r\n\r\n", -1, NULL);
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("localhost",
                               ph_test_server_get_port (test_server),
                               c->is_encrypted ? PH_SMTP_SECURITY_TLS : PH_SMTP_SECURITY_NONE);
  ph_smtp_server_set_tls_database (server, database);
  session = ph_smtp_session_new (server, NULL, NULL);
  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  ph_smtp_envelope_add_recipient (envelope, "c@d");
  ph_smtp_envelope_set_wishes (envelope, &c->wishes);
  ph_smtp_transaction_run (session, envelope, input, -1, PH_SMTP_SEND_DEFAULT, NULL, &error);
  if (c->code == SENT)
    g_assert_no_error (error);
  else
    g_assert_error (error, PH_SMTP_ERROR, c->code);
  ph_smtp_session_quit (session);
  g_clear_error (&error);
  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/wishes/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
