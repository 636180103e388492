/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message to all its recipients: as many transactions as the server's limits make of it (RFC 9422). */
#include "config.h"

#include "ph-smtp-transaction.h"

#include "ph-smtp-form.h"
#include "ph-smtp-outcome.h"
#include "ph-smtp-pipeline.h"

typedef struct
{
  PhSmtpSession *session;
  PhSmtpEnvelope *envelope;
  GInputStream *message; /* (owned): in the form that is sent */
  gint64 size;
  PhSmtpSendFlags flags;
  const PhSmtpGate *gate;
  GSeekable *seekable; /* (nullable) */
  goffset start;
} PhSmtpRun;

/* Whether somebody can be asked while the message is held. */
static gboolean
has_choice (const PhSmtpRun *run)
{
  const PhSmtpGate *gate = run->gate;

  return (run->flags & PH_SMTP_SEND_TO_ACCEPTED) == 0 && gate->choice_func != NULL && gate->go_on != NULL
         && gate->release != NULL && !g_cancellable_is_cancelled (gate->release);
}

/* What is chosen for one turn holds for those behind it. */
static gboolean
decide (PhSmtpRun *run, PhSmtpTransaction *transaction, GCancellable *cancellable, GError **error)
{
  const PhSmtpGate *gate = run->gate;

  if (gate->go_on != NULL && g_cancellable_is_cancelled (gate->go_on))
    run->flags |= PH_SMTP_SEND_TO_ACCEPTED;
  if ((run->flags & PH_SMTP_SEND_TO_ACCEPTED) != 0
      || ph_smtp_envelope_count (run->envelope, PH_SMTP_OUTCOME_REFUSED) == 0)
    return TRUE;
  if (!has_choice (run))
    return ph_smtp_outcome_fail_recipients (run->envelope, error);
  gate->choice_func (run->envelope, gate->func_data);
  if (!ph_smtp_transaction_wait_for_choice (transaction, gate->go_on, gate->release, cancellable, error))
    return FALSE;
  run->flags |= PH_SMTP_SEND_TO_ACCEPTED;
  return TRUE;
}

/* Nobody cancels behind what the caller has written down. A hold that is over already is not begun: it would wait for the
 * replies to the body. */
static gboolean
pass_gate (const PhSmtpRun *run, PhSmtpTransaction *transaction, GCancellable *cancellable, GError **error)
{
  const PhSmtpGate *gate = run->gate;

  if (gate->release != NULL && !g_cancellable_is_cancelled (gate->release)
      && !ph_smtp_transaction_hold (transaction, gate->release, cancellable, error))
    return FALSE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error)
         && (gate->commit_func == NULL || gate->commit_func (run->envelope, gate->func_data, error));
}

static gboolean
run_part (PhSmtpRun *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhSmtpTransaction) transaction = ph_smtp_transaction_new (run->session, run->envelope);

  if (has_choice (run))
    ph_smtp_transaction_keep_data_apart (transaction);
  return ph_smtp_transaction_begin (transaction, run->size, cancellable, error)
         && decide (run, transaction, cancellable, error)
         && ph_smtp_transaction_send_body (transaction, run->message, cancellable, error)
         && pass_gate (run, transaction, cancellable, error) && ph_smtp_transaction_commit (transaction, error);
}

static gboolean
is_one_part (const PhSmtpRun *run, GError **error)
{
  g_autoptr (GArray) part
      = ph_smtp_envelope_choose_part (run->envelope, ph_smtp_session_get_capabilities (run->session));

  if (part->len == ph_smtp_envelope_count (run->envelope, PH_SMTP_OUTCOME_PENDING))
    return TRUE;
  if (error != NULL)
    *error
        = ph_smtp_error_new (PH_SMTP_ERROR_NEEDS_EXTENSION,
                             PH_SMTP_STAGE_ENVELOPE,
                             "the server takes %u of these recipients at a time, and the message can be read only once",
                             part->len);
  return FALSE;
}

static gboolean
rewind_message (const PhSmtpRun *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (run->seekable == NULL || g_seekable_tell (run->seekable) == run->start
      || g_seekable_seek (run->seekable, run->start, G_SEEK_SET, cancellable, &local_error))
    return TRUE;
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_SOURCE,
                                PH_SMTP_STAGE_ENVELOPE,
                                "the message could not be read again: %s",
                                local_error->message);
  return FALSE;
}

/* A turn in which everybody was refused does not end the others' when the accepted ones are enough. */
static gboolean
run_parts (PhSmtpRun *run, GCancellable *cancellable, GError **error)
{
  gboolean is_sent = FALSE;
  g_autoptr (GError) refusal = NULL;

  while (ph_smtp_envelope_count (run->envelope, PH_SMTP_OUTCOME_PENDING) > 0)
    {
      g_clear_error (&refusal);
      if (rewind_message (run, cancellable, &refusal) && run_part (run, cancellable, &refusal))
        is_sent = TRUE;
      else if ((run->flags & PH_SMTP_SEND_TO_ACCEPTED) == 0
               || !g_error_matches (refusal, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED)
               || ph_smtp_session_get_state (run->session) != PH_SMTP_SESSION_READY)
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
    }
  if (!is_sent)
    g_propagate_error (error, g_steal_pointer (&refusal));
  return is_sent;
}

static gboolean
can_seek (GInputStream *message)
{
  return G_IS_SEEKABLE (message) && g_seekable_can_seek (G_SEEKABLE (message));
}

static gboolean
take_message (PhSmtpRun *run, GInputStream *message, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean is_read_again = !is_one_part (run, &local_error);

  run->message = ph_smtp_form_choose (run->session, run->envelope, message, is_read_again, &run->size, error);
  if (run->message == NULL)
    return FALSE;
  if (can_seek (run->message))
    {
      run->seekable = G_SEEKABLE (run->message);
      run->start = g_seekable_tell (run->seekable);
    }
  if (run->seekable != NULL || !is_read_again)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* The octets that are still to be read, as they are stored: -1 when that cannot be said */
static goffset
find_extent (const PhSmtpRun *run, GInputStream *message)
{
  GSeekable *seekable = G_SEEKABLE (message);
  goffset start = g_seekable_tell (seekable);
  goffset end = -1;

  if (run->size >= 0)
    return run->size;
  if (g_seekable_seek (seekable, 0, G_SEEK_END, NULL, NULL))
    end = g_seekable_tell (seekable);
  return g_seekable_seek (seekable, start, G_SEEK_SET, NULL, NULL) && end >= start ? end - start : -1;
}

/* Whether the message may leave before the server has said a word to its envelope. What is refused then keeps nobody else
 * from getting it, so either that is wanted or there is nobody else. Who tries again elsewhere needs it from its start. Who
 * keeps a gate wants to know whom the commit is for, and rather waits than not know whether a dead connection took it. */
static gboolean
may_go_blind (const PhSmtpRun *run, GInputStream *message)
{
  gboolean is_open = run->gate->release == NULL && run->gate->commit_func == NULL;
  gboolean is_agreed
      = (run->flags & PH_SMTP_SEND_TO_ACCEPTED) != 0 || ph_smtp_envelope_get_n_recipients (run->envelope) == 1;

  return is_open && is_agreed && ph_smtp_session_swallows_chunks (run->session) && can_seek (message)
         && ph_smtp_pipeline_takes (run->session, run->envelope, find_extent (run, message));
}

static gboolean
run_blind (PhSmtpRun *run, GInputStream *message, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  run->seekable = G_SEEKABLE (message);
  run->start = g_seekable_tell (run->seekable);
  if (ph_smtp_pipeline_run (run->session, run->envelope, message, &local_error))
    return TRUE;
  if (g_error_matches (local_error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN) || rewind_message (run, NULL, error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
ph_smtp_transaction_run (PhSmtpSession *session,
                         PhSmtpEnvelope *envelope,
                         GInputStream *message,
                         gint64 size,
                         PhSmtpSendFlags flags,
                         GCancellable *cancellable,
                         GError **error)
{
  static const PhSmtpGate open_gate;

  return ph_smtp_transaction_run_gated (session, envelope, message, size, flags, &open_gate, cancellable, error);
}

gboolean
ph_smtp_transaction_run_gated (PhSmtpSession *session,
                               PhSmtpEnvelope *envelope,
                               GInputStream *message,
                               gint64 size,
                               PhSmtpSendFlags flags,
                               const PhSmtpGate *gate,
                               GCancellable *cancellable,
                               GError **error)
{
  PhSmtpRun run = { .session = session, .envelope = envelope, .size = size, .flags = flags, .gate = gate };
  gboolean is_sent = FALSE;

  g_return_val_if_fail (session != NULL && PH_IS_SMTP_ENVELOPE (envelope) && gate != NULL, FALSE);

  ph_smtp_envelope_reset (envelope);
  g_return_val_if_fail (ph_smtp_envelope_count (envelope, PH_SMTP_OUTCOME_PENDING) > 0, FALSE);
  if (may_go_blind (&run, message))
    return run_blind (&run, message, cancellable, error);
  is_sent = take_message (&run, message, error) && run_parts (&run, cancellable, error);
  g_clear_object (&run.message);
  return is_sent;
}
