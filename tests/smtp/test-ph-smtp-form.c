/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever gives a message is asked for the form that the server takes, MAIL says it, and a binary message goes octet for
 * octet in chunks. */
#include "ph-smtp-transaction.h"
#include "ph-test-server.h"

#include <string.h>

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250-x\n"
#define RCPT "C=: RCPT TO:<b@x>\n"
#define YES "S: 250 ok\n"
#define BY_DATA YES RCPT YES "C=: DATA\nS: 354 go\nDATA\n" YES
#define BY_BDAT YES YES "CHUNK\nCHUNK\n" YES YES
#define END "C: QUIT\nEOF"
/* No lines, and nothing that lines could carry. */
#define BINARY "a: b\r\n\r\n.\n\0\r.\r\n\xff"

typedef struct
{
  const char *name;
  const char *asked; /* a letter for each time: 7, 8 or b; R, a or B when it is read again */
  gboolean has_binary; /* whether the message has such a form */
  gsize length; /* of what arrives, or 0 */
  const char *script;
} Case;

static const Case cases[] = {
  { "7bit", "7", FALSE, 3, HELLO "S: 250 SIZE\nC=: MAIL FROM:<a@x> SIZE=1\n" BY_DATA END },
  { "8bit", "8", FALSE, 3, HELLO "S: 250 8BITMIME\nC=: MAIL FROM:<a@x> BODY=8BITMIME\n" BY_DATA END },
  { "binary",
    "b",
    TRUE,
    sizeof BINARY - 1,
    HELLO "S: 250-PIPELINING\nS: 250-8BITMIME\nS: 250-SIZE\nS: 250-BINARYMIME\nS: 250 CHUNKING\n"
          "C=: MAIL FROM:<a@x> SIZE=16 BODY=BINARYMIME\n" RCPT BY_BDAT END },
  { "nothing-binary-in-it",
    "b8",
    FALSE,
    3,
    HELLO "S: 250-PIPELINING\nS: 250-8BITMIME\nS: 250-BINARYMIME\nS: 250 CHUNKING\n"
          "C=: MAIL FROM:<a@x> BODY=8BITMIME\n" RCPT BY_BDAT END },
  { "binary-without-chunks",
    "8",
    TRUE,
    3,
    HELLO "S: 250-PIPELINING\nS: 250-8BITMIME\nS: 250 BINARYMIME\n"
          "C=: MAIL FROM:<a@x> BODY=8BITMIME\n" RCPT "C=: DATA\n" YES YES "S: 354 go\nDATA\n" YES END },
  { "chunks-without-binary",
    "8",
    TRUE,
    3,
    HELLO "S: 250-PIPELINING\nS: 250-8BITMIME\nS: 250 CHUNKING\n"
          "C=: MAIL FROM:<a@x> BODY=8BITMIME\n" RCPT BY_BDAT END },
  { "read-again",
    "R",
    FALSE,
    3,
    HELLO "S: 250 LIMITS RCPTMAX=1\nC=: MAIL FROM:<a@x>\n" BY_DATA "C=: MAIL FROM:<a@x>\n" YES "C=: RCPT TO:<c@x>\n" YES
          "C=: DATA\nS: 354 go\nDATA\n" YES END },
};

static const Case *current;
static GString *asked;

static gboolean
form_cb (GInputStream *message,
         PhSmtpForm form,
         gboolean is_read_again,
         GInputStream **formed,
         gint64 *size,
         GError **error)
{
  g_string_append_c (asked, (is_read_again ? "RaB" : "78b")[form]);
  if (form != PH_SMTP_FORM_BINARY || !current->has_binary)
    return TRUE;
  *formed = g_memory_input_stream_new_from_data (BINARY, sizeof BINARY - 1, NULL);
  *size = sizeof BINARY - 1;
  return TRUE;
}

static gboolean
refuse_cb (GInputStream *message,
           PhSmtpForm form,
           gboolean is_read_again,
           GInputStream **formed,
           gint64 *size,
           GError **error)
{
  *error = ph_smtp_error_new (PH_SMTP_ERROR_NEEDS_EXTENSION, PH_SMTP_STAGE_ENVELOPE, "no such form");
  return FALSE;
}

static PhSmtpSession *
open_session (PhTestServer *test_server)
{
  g_autoptr (PhSmtpServer) server = NULL;
  PhSmtpSession *session = NULL;
  g_autoptr (GError) error = NULL;

  server = ph_smtp_server_new ("127.0.0.1", ph_test_server_get_port (test_server), PH_SMTP_SECURITY_NONE);
  session = ph_smtp_session_new (server, NULL, NULL);
  ph_smtp_session_open (session, NULL, &error);
  g_assert_no_error (error);
  return session;
}

static void
assert_script (PhTestServer *test_server)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (test_server, &error);
  g_assert_no_error (error);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhTestServer) test_server = ph_test_server_new (c->script);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("a@x");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("x", 1, NULL);
  g_autoptr (GBytes) arrived = NULL;
  g_autoptr (GError) error = NULL;

  current = c;
  asked = g_string_new (NULL);
  ph_smtp_envelope_add_recipient (envelope, "b@x");
  if (g_str_equal (c->asked, "R"))
    ph_smtp_envelope_add_recipient (envelope, "c@x");
  ph_smtp_envelope_set_form_func (envelope, form_cb);
  ph_smtp_transaction_run (session, envelope, input, 1, PH_SMTP_SEND_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (asked->str, ==, c->asked);
  ph_smtp_session_quit (session);
  assert_script (test_server);
  arrived = ph_test_server_dup_message (test_server, 0);
  g_assert_cmpuint (g_bytes_get_size (arrived), ==, c->length);
  if (c->length != 3)
    g_assert_cmpmem (g_bytes_get_data (arrived, NULL), c->length, BINARY, sizeof BINARY - 1);
  g_string_free (asked, TRUE);
}

/* A message that has no form that the server takes is told before a word of it is said. */
static void
test_refused (void)
{
  g_autoptr (PhTestServer) test_server = ph_test_server_new (HELLO "S: 250 SIZE\n" END);
  g_autoptr (PhSmtpSession) session = open_session (test_server);
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("a@x");
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data ("x", 1, NULL);
  g_autoptr (GError) error = NULL;

  ph_smtp_envelope_add_recipient (envelope, "b@x");
  ph_smtp_envelope_set_form_func (envelope, refuse_cb);
  g_assert_false (ph_smtp_transaction_run (session, envelope, input, 1, PH_SMTP_SEND_DEFAULT, NULL, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_NEEDS_EXTENSION);
  ph_smtp_session_quit (session);
  assert_script (test_server);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/form/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/form/refused", test_refused);
  return g_test_run ();
}
