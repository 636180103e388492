/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message through a ready session, in steps (RFC 5321 section 3.3):
 *
 *   begin      MAIL and every RCPT, each recipient's outcome goes into the envelope
 *   (decide)   the caller looks at the outcomes and goes on with the accepted ones, or aborts
 *   send_body  everything but what lets the server take the message
 *   (hold)     as long as the sender may still change his mind
 *   commit     or abort
 *
 * Where the server offers PIPELINING all commands of the envelope go out at once; with CHUNKING too, the message goes in
 * BDAT chunks, else behind DATA.
 *
 * For the session's thread. A failed step leaves the session ready or in the envelope (the server said no in order), or
 * closed (the connection broke, or the body was under way); ph_smtp_session_get_state() tells which. Errors: #PhSmtpError,
 * and up to the commit %G_IO_ERROR_CANCELLED. */
#pragma once

#include "ph-smtp-envelope.h"
#include "ph-smtp-session.h"

G_BEGIN_DECLS

/**
 * PhSmtpSendFlags:
 * @PH_SMTP_SEND_DEFAULT: every recipient or none: one refused recipient stops before the body
 * @PH_SMTP_SEND_TO_ACCEPTED: go on as long as one recipient is accepted
 */
typedef enum
{
  PH_SMTP_SEND_DEFAULT = 0,
  PH_SMTP_SEND_TO_ACCEPTED = 1 << 0,
} PhSmtpSendFlags;

/**
 * PhSmtpCommitFunc:
 * @envelope: those recipients that are accepted and not sent to are the ones that the server may take the message for
 *
 * Called on the session's thread when the next octets let the server take the message, so that the caller can write down that
 * it may have been taken; it may block on disk. Once for each turn where LIMITS makes several (RFC 9422). What is cancelled
 * when it has returned is cancelled too late.
 *
 * Returns: %FALSE with any error: the message is not sent
 */
typedef gboolean (*PhSmtpCommitFunc) (PhSmtpEnvelope *envelope, gpointer user_data, GError **error);

/**
 * PhSmtpChoiceFunc:
 * @envelope: who was refused, and why; the session's: copy what another thread is to see
 *
 * Called on the session's thread, which waits then: see #PhSmtpGate.
 */
typedef void (*PhSmtpChoiceFunc) (PhSmtpEnvelope *envelope, gpointer user_data);

/**
 * PhSmtpGate: what a message has to pass between its envelope and its commit
 * @release: (nullable): it is held until this is cancelled; see ph_smtp_transaction_hold()
 * @commit_func: (nullable): see there
 * @choice_func: (nullable): with @go_on: when every recipient is wanted, only some are accepted, and the hold is not over yet,
 *   this is called, and the session waits; see ph_smtp_transaction_wait_for_choice()
 * @go_on: (nullable): cancelled, it lets the message go to the accepted ones: as the answer to @choice_func, or beforehand.
 *   Whoever cancels @release too does it after that
 */
typedef struct
{
  GCancellable *release;
  PhSmtpCommitFunc commit_func;
  gpointer func_data;
  PhSmtpChoiceFunc choice_func;
  GCancellable *go_on;
} PhSmtpGate;

typedef struct _PhSmtpTransaction PhSmtpTransaction;

/* @session: ready, and unowned: it outlives the transaction; @envelope: gets the outcomes */
PhSmtpTransaction *ph_smtp_transaction_new (PhSmtpSession *session, PhSmtpEnvelope *envelope);
/* Aborts what is under way. */
void ph_smtp_transaction_free (PhSmtpTransaction *self);

/**
 * ph_smtp_transaction_begin:
 * @size: the message's octets with CRLF line ends, or -1 when not known (RFC 1870)
 *
 * Everything that needs no server is checked before the first command.
 *
 * Those recipients are asked for that are still pending, up to what LIMITS allows at a time (RFC 9422); the others stay
 * pending.
 *
 * Returns: %TRUE when at least one recipient was accepted: what became of the others stands in the envelope
 */
gboolean ph_smtp_transaction_begin (PhSmtpTransaction *self, gint64 size, GCancellable *cancellable, GError **error);

/**
 * ph_smtp_transaction_keep_data_apart:
 *
 * Before it begins: DATA is not said in one flight with two recipients or more, as only closing leads out behind it. That is one
 * round trip more where the server takes no chunks.
 */
void ph_smtp_transaction_keep_data_apart (PhSmtpTransaction *self);

/**
 * ph_smtp_transaction_wait_for_choice:
 * @go_on: cancelled when the message is to go to those who were accepted
 * @over: cancelled when nobody has chosen
 *
 * Between the envelope and the body. A server that says something meanwhile, or goes away, ends it, and so does its own limit for
 * the next command: nothing was sent.
 *
 * Returns: %TRUE when it goes on. %PH_SMTP_ERROR_RECIPIENTS_REFUSED when nobody has chosen in time
 */
gboolean ph_smtp_transaction_wait_for_choice (PhSmtpTransaction *self,
                                              GCancellable *go_on,
                                              GCancellable *over,
                                              GCancellable *cancellable,
                                              GError **error);
/* Everything up to the commit, though a short end may still be kept back. The server cannot take the message yet. */
gboolean ph_smtp_transaction_send_body (PhSmtpTransaction *self,
                                        GInputStream *message,
                                        GCancellable *cancellable,
                                        GError **error);

/**
 * ph_smtp_transaction_hold:
 * @release: ends the hold when it is cancelled
 *
 * Gives the server what is left of the body, hears what it says to it, and waits. A server that refuses or goes away ends
 * the hold with an error, and nothing was sent.
 */
gboolean ph_smtp_transaction_hold (PhSmtpTransaction *self,
                                   GCancellable *release,
                                   GCancellable *cancellable,
                                   GError **error);
/* The final dot, or BDAT 0 LAST, and its reply. It cannot be cancelled. %PH_SMTP_ERROR_OUTCOME_UNKNOWN when all of that has
 * left and no reply, or none that makes sense, came: the server may have taken the message. */
gboolean ph_smtp_transaction_commit (PhSmtpTransaction *self, GError **error);
/* RSET in the envelope and between chunks, closing in the body. A 354 that nobody was accepted for is answered with a lone
 * dot before that (RFC 2920 section 3.1). */
void ph_smtp_transaction_abort (PhSmtpTransaction *self);

/* All steps in order, aborted at the first that fails. More recipients than the server takes at a time are served in
 * turns, each with the whole message, for which @message must be seekable; ph_smtp_envelope_is_sent() tells how far an error
 * in between let it come.
 *
 * A small message that is seekable goes out in one flight with its envelope (ph_smtp_pipeline_run()) where the server is
 * known to swallow what it refuses (ph_smtp_session_swallows_chunks()), if it has one recipient or @flags let the accepted
 * ones have it. Then it cannot be cancelled once it has begun, and a connection that
 * turns out to be lost behind the last octet leaves the outcome unknown. */
gboolean ph_smtp_transaction_run (PhSmtpSession *session,
                                  PhSmtpEnvelope *envelope,
                                  GInputStream *message,
                                  gint64 size,
                                  PhSmtpSendFlags flags,
                                  GCancellable *cancellable,
                                  GError **error);
/* The same, through a gate. */
gboolean ph_smtp_transaction_run_gated (PhSmtpSession *session,
                                        PhSmtpEnvelope *envelope,
                                        GInputStream *message,
                                        gint64 size,
                                        PhSmtpSendFlags flags,
                                        const PhSmtpGate *gate,
                                        GCancellable *cancellable,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpTransaction, ph_smtp_transaction_free)

G_END_DECLS
