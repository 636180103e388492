/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole session against any server. The first two octets choose what is asked of it, the rest is what the server says.
 *
 * It ends; a message is sent only when all of it was heard there and the reply to that was a yes, and not sent only when it
 * did not get through or was refused; the secret is in no line of the record and in no error. */
#include "ph-fuzz-peer.h"
#include "ph-smtp-pipeline.h"
#include "ph-smtp-transaction.h"

#include <string.h>

#define SECRET "cr0ss-Bow/st4ple"
/* What the last line is made of, so that a dot of the message is never taken for the end of it. */
#define LAST_LINE "so long"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef enum
{
  MODE_RUN,
  MODE_HOLD,
  MODE_ABORT,
  MODE_PIPELINE,
} Mode;

typedef struct
{
  guint mechanism;
  guint n_recipients;
  PhSmtpSendFlags flags;
  gboolean is_8bit;
  Mode mode;
  guint n_messages;
  gboolean is_checked;
  gboolean has_wishes;
  gboolean has_size;
  gboolean tries_sender;
} Options;

static Options
read_options (const guint8 *data)
{
  return (Options){
    .mechanism = data[0] & 7,
    .n_recipients = 1 + ((data[0] >> 3) & 3),
    .flags = (data[0] & 0x20) != 0 ? PH_SMTP_SEND_TO_ACCEPTED : PH_SMTP_SEND_DEFAULT,
    .is_8bit = (data[0] & 0x40) != 0,
    .mode = data[1] & 3,
    .n_messages = (data[1] & 4) != 0 ? 2 : 1,
    .is_checked = (data[1] & 8) != 0,
    .has_wishes = (data[1] & 0x10) != 0,
    .has_size = (data[1] & 0x20) != 0,
    .tries_sender = (data[1] & 0x40) != 0,
  };
}

/* (transfer full) (nullable) */
static PhSmtpCredentials *
new_credentials (guint mechanism)
{
  static const char *const names[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256" };

  switch (mechanism)
    {
    case 0:
      return NULL;
    case 1:
      return ph_smtp_credentials_new ("ann", SECRET, NULL);
    case 2:
    case 3:
      return ph_smtp_credentials_new_for_token ("ann", SECRET, mechanism == 2 ? "XOAUTH2" : NULL);
    default:
      return ph_smtp_credentials_new ("ann", SECRET, names[mechanism - 4]);
    }
}

static PhSmtpEnvelope *
new_envelope (const Options *options)
{
  const PhSmtpWishes wishes = { .notify = PH_SMTP_NOTIFY_FAILURE, .returned = PH_SMTP_RETURN_HEADERS };
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new ("ann@example.org");

  for (guint i = 0; i < options->n_recipients; i++)
    {
      g_autofree char *address = g_strdup_printf (options->is_8bit ? "bö%u@example.org" : "bob%u@example.org", i);

      ph_smtp_envelope_add_recipient (envelope, address);
    }
  if (options->has_wishes)
    ph_smtp_envelope_set_wishes (envelope, &wishes);
  return envelope;
}

static GInputStream *
new_message (const Options *options, gsize *size)
{
  const char *text = options->is_8bit ? "Subject: ö\n\n.\r\n..\r\r.\r\n" LAST_LINE : "Subject: o\n\n.\n..\n" LAST_LINE;

  *size = strlen (text);
  return g_memory_input_stream_new_from_data (text, (gssize) *size, NULL);
}

/* ---- promises ------------------------------------------------------------------------------------------------ */

static gboolean has_secret;

/* As it is, as PLAIN and LOGIN say it in base64, and in hexadecimal. A server may say what nobody has told it. */
static void
check_no_secret (const char *text)
{
  static const char *const forms[] = {
    SECRET,
    "Y3Iwc3MtQm93L3N0NHBsZ",
    "AGFubgBjcjBzcy1Cb3cvc3Q0cGxl",
    "63723073732d426f772f737434706c65",
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms) && has_secret; i++)
    g_assert (strcasestr (text, forms[i]) == NULL);
}

static void
check_error (const GError *error)
{
  g_assert (error != NULL && error->domain == PH_SMTP_ERROR);
  check_no_secret (error->message);
  if (ph_smtp_error_get_server_words (error) != NULL)
    check_no_secret (ph_smtp_error_get_server_words (error));
}

/* Whether all that lets a server take the message has arrived there. */
static gboolean
is_committed (void)
{
  const char *heard = ph_fuzz_peer_get_heard ()->str;

  return strstr (heard, LAST_LINE "\r\n.\r\n") != NULL || strstr (heard, "BDAT 0 LAST\r\n") != NULL
         || (strstr (heard, " LAST\r\n") != NULL && strstr (heard, LAST_LINE "\r\n") != NULL);
}

static void
check_sent (PhSmtpEnvelope *envelope, const GError *error)
{
  g_assert (error == NULL);
  g_assert (ph_smtp_envelope_get_receipt_code (envelope) / 100 == 2);
  g_assert (ph_smtp_envelope_count (envelope, PH_SMTP_OUTCOME_ACCEPTED) > 0);
  g_assert (is_committed ());
}

/* A server that gave a wrong answer has not said yes; only one that gave none may have taken the message all the same. */
static void
check_not_sent (PhSmtpEnvelope *envelope, const GError *error)
{
  check_error (error);
  if (error->code == PH_SMTP_ERROR_OUTCOME_UNKNOWN)
    g_assert (is_committed ());
  else if (is_committed ())
    g_assert (ph_smtp_error_get_reply_code (error) >= 300);
}

/* The newest line of the server's, which is the one that decided. */
static void
check_last_reply (PhSmtpTranscript *transcript)
{
  for (guint i = ph_smtp_transcript_get_n_entries (transcript); i > 0; i--)
    {
      g_autoptr (PhSmtpTranscriptEntry) entry = ph_smtp_transcript_dup_entry (transcript, i - 1);

      if (entry->direction != PH_SMTP_DIRECTION_RECEIVED)
        continue;
      g_assert (entry->text[0] == '2');
      return;
    }
  g_assert_not_reached ();
}

/* ---- what is asked of the session ---------------------------------------------------------------------------- */

static gboolean
run_steps (PhSmtpSession *session, const Options *options, PhSmtpEnvelope *envelope, GError **error)
{
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);
  g_autoptr (GCancellable) release = g_cancellable_new ();
  gsize size = 0;
  g_autoptr (GInputStream) message = new_message (options, &size);

  g_cancellable_cancel (release);
  return ph_smtp_transaction_begin (transaction, options->has_size ? (gint64) size : -1, NULL, error)
         && ph_smtp_transaction_send_body (transaction, message, NULL, error)
         && ph_smtp_transaction_hold (transaction, release, NULL, error)
         && ph_smtp_transaction_commit (transaction, error);
}

static gboolean
run_at_once (PhSmtpSession *session, const Options *options, PhSmtpEnvelope *envelope, GError **error)
{
  gsize size = 0;
  g_autoptr (GInputStream) message = new_message (options, &size);

  return ph_smtp_transaction_run (session,
                                  envelope,
                                  message,
                                  options->has_size ? (gint64) size : -1,
                                  options->flags,
                                  NULL,
                                  error);
}

static void
abort_envelope (PhSmtpSession *session, const Options *options)
{
  g_autoptr (PhSmtpEnvelope) envelope = new_envelope (options);
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (session, envelope);

  ph_smtp_transaction_begin (transaction, -1, NULL, NULL);
}

static void
send_message (PhSmtpSession *session, const Options *options, PhSmtpTranscript *transcript)
{
  g_autoptr (PhSmtpEnvelope) envelope = new_envelope (options);
  g_autoptr (GError) error = NULL;
  gboolean is_sent = FALSE;

  ph_fuzz_peer_forget ();
  is_sent = options->mode == MODE_HOLD ? run_steps (session, options, envelope, &error)
                                       : run_at_once (session, options, envelope, &error);
  if (is_sent)
    {
      check_sent (envelope, error);
      check_last_reply (transcript);
    }
  else
    check_not_sent (envelope, error);
  g_assert (ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY
            || ph_smtp_session_get_state (session) == PH_SMTP_SESSION_CLOSED);
}

static void
done_cb (gpointer envelope, const GError *error, gpointer n_done)
{
  ++*(guint *) n_done;
  if (error == NULL)
    check_sent (envelope, NULL);
  else
    check_not_sent (envelope, error);
}

static void
send_together (PhSmtpSession *session, const Options *options)
{
  guint n_done = 0;
  guint n_given = 0;
  g_autoptr (PhSmtpPipeline) pipeline = ph_smtp_pipeline_new (session, done_cb, &n_done);
  g_autoptr (GPtrArray) envelopes = g_ptr_array_new_with_free_func (g_object_unref);

  ph_fuzz_peer_forget ();
  for (; n_given < 3 && ph_smtp_session_get_state (session) != PH_SMTP_SESSION_CLOSED; n_given++)
    {
      PhSmtpEnvelope *envelope = new_envelope (options);
      gsize size = 0;
      g_autoptr (GInputStream) message = new_message (options, &size);

      g_ptr_array_add (envelopes, envelope);
      if (!ph_smtp_pipeline_takes (session, envelope, (goffset) size))
        break;
      ph_smtp_pipeline_send (pipeline, envelope, message, envelope);
    }
  ph_smtp_pipeline_settle (pipeline);
  g_assert (n_done == n_given);
}

static gboolean
is_ready (PhSmtpSession *session)
{
  return ph_smtp_session_get_state (session) == PH_SMTP_SESSION_READY;
}

static void
use_session (PhSmtpSession *session, const Options *options, PhSmtpTranscript *transcript)
{
  if (options->tries_sender)
    ph_smtp_session_try_sender (session, "ann@example.org", NULL, NULL);
  if (is_ready (session) && options->mode == MODE_ABORT)
    abort_envelope (session, options);
  if (is_ready (session) && options->mode == MODE_PIPELINE)
    ph_smtp_session_learn_chunks (session, 0, NULL, NULL);
  if (is_ready (session) && options->mode == MODE_PIPELINE)
    send_together (session, options);
  for (guint i = 0; i < options->n_messages && is_ready (session); i++)
    if (!options->is_checked || ph_smtp_session_check (session, NULL))
      send_message (session, options, transcript);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new ("127.0.0.1", ph_fuzz_peer_get_port (), PH_SMTP_SECURITY_NONE);
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autoptr (PhSmtpCredentials) credentials = NULL;
  g_autoptr (PhSmtpSession) session = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Options options;

  if (size < 2)
    return 0;
  options = read_options (data);
  ph_fuzz_peer_begin ((const char *) data + 2, size - 2);
  ph_smtp_server_set_proxy (server, PH_SMTP_PROXY_NONE);
  credentials = new_credentials (options.mechanism);
  has_secret = credentials != NULL;
  session = ph_smtp_session_new (server, credentials, transcript);
  if (ph_smtp_session_open (session, NULL, &error))
    use_session (session, &options, transcript);
  else
    check_error (error);
  ph_smtp_session_quit (session);
  ph_fuzz_peer_end ();
  text = ph_smtp_transcript_to_text (transcript);
  check_no_secret (text);
  return 0;
}
