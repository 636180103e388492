/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection from its look-up to QUIT: connect, hello, TLS, authenticate, ready. Straight, blocking code.
 *
 * For one thread, and never the main one. Errors: #PhSmtpError, %G_IO_ERROR_CANCELLED. */
#pragma once

#include "ph-smtp-capabilities.h"
#include "ph-smtp-credentials.h"
#include "ph-smtp-server.h"
#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

/**
 * PhSmtpSessionState:
 * @PH_SMTP_SESSION_CLOSED: not connected yet, or no more
 * @PH_SMTP_SESSION_OPENING: on the way to ready
 * @PH_SMTP_SESSION_READY: takes a transaction
 * @PH_SMTP_SESSION_IN_ENVELOPE: behind MAIL, and between two BDAT chunks: RSET leads back to ready
 * @PH_SMTP_SESSION_IN_BODY: behind a 354, in a chunk and in the commit: only closing leads out
 */
typedef enum
{
  PH_SMTP_SESSION_CLOSED,
  PH_SMTP_SESSION_OPENING,
  PH_SMTP_SESSION_READY,
  PH_SMTP_SESSION_IN_ENVELOPE,
  PH_SMTP_SESSION_IN_BODY,
} PhSmtpSessionState;

/**
 * PhSmtpChunkManner: what a server does with the octets of a chunk that it refuses (RFC 3030 section 4.2)
 * @PH_SMTP_CHUNKS_SWALLOWED: nothing, as it should
 * @PH_SMTP_CHUNKS_READ: they may be taken for commands
 */
typedef enum
{
  PH_SMTP_CHUNKS_NOT_KNOWN,
  PH_SMTP_CHUNKS_SWALLOWED,
  PH_SMTP_CHUNKS_READ,
} PhSmtpChunkManner;

/* On the session's thread. @done and @total are octets on the wire; total is 0 while not known. */
typedef void (*PhSmtpSessionProgressFunc) (PhSmtpStage stage, guint64 done, guint64 total, gpointer user_data);

typedef struct _PhSmtpSession PhSmtpSession;

/* @credentials, @transcript: (nullable); all are copied or kept */
PhSmtpSession *ph_smtp_session_new (const PhSmtpServer *server,
                                    const PhSmtpCredentials *credentials,
                                    PhSmtpTranscript *transcript);
/* Closes at once if still open. */
void ph_smtp_session_free (PhSmtpSession *self);
/* @transcript: (nullable): where the record goes on: each message has its own */
void ph_smtp_session_set_transcript (PhSmtpSession *self, PhSmtpTranscript *transcript);
void ph_smtp_session_set_progress (PhSmtpSession *self, PhSmtpSessionProgressFunc progress, gpointer user_data);

/* From nothing to ready. After an error the session is closed. */
gboolean ph_smtp_session_open (PhSmtpSession *self, GCancellable *cancellable, GError **error);
/* Says QUIT, does not wait for its reply, and closes (RFC 5321 section 4.1.1.10). */
void ph_smtp_session_quit (PhSmtpSession *self);
/* Closes without a word: whatever was under way is not committed. */
void ph_smtp_session_close (PhSmtpSession *self);
/* Whether a ready session still is: NOOP. If not, it is closed. */
gboolean ph_smtp_session_check (PhSmtpSession *self, GCancellable *cancellable);

/**
 * ph_smtp_session_recall_chunks:
 * @fingerprint: (nullable): ph_smtp_session_get_fingerprint() of the connection that showed it; %NULL: nothing is known
 *
 * Hands in what an earlier connection has learnt, before this one is opened. It counts in those connections alone that have
 * the very same fingerprint, and saves them ph_smtp_session_learn_chunks().
 */
void ph_smtp_session_recall_chunks (PhSmtpSession *self, const char *fingerprint, PhSmtpChunkManner manner);
/**
 * ph_smtp_session_get_fingerprint:
 *
 * What would have to change when the server does: a digest of its host, its port, how the connection is secured, the
 * greeting, and the reply to the last EHLO before the session was ready. So what is learnt in cleartext says nothing about
 * a connection under TLS.
 *
 * Returns: (nullable): 64 hexadecimal digits, also after the session is closed; %NULL without CHUNKING and PIPELINING
 */
const char *ph_smtp_session_get_fingerprint (PhSmtpSession *self);

/**
 * ph_smtp_session_learn_chunks:
 * @limit: seconds for all of it, and up to one more; 0: as long as any other command may take
 *
 * Finds out whether the server swallows the octets of a BDAT that it refuses (RFC 3030 section 4.2), or reads them as
 * commands: one BDAT outside a transaction, whose octets are a NOOP line, is answered once or twice. EHLO goes with it, so
 * this is one round trip. Without CHUNKING and PIPELINING, and in a session that knows already, nothing is said.
 *
 * Returns: whether the session, which was ready, still is
 */
gboolean ph_smtp_session_learn_chunks (PhSmtpSession *self, guint limit, GCancellable *cancellable, GError **error);
/* What was found out in this connection or recalled */
PhSmtpChunkManner ph_smtp_session_get_chunk_manner (PhSmtpSession *self);
/* Whether that is known to be as it should, of a session that is not closed */
gboolean ph_smtp_session_swallows_chunks (PhSmtpSession *self);
/* Asks whether @sender may send here: MAIL and RSET. */
gboolean ph_smtp_session_try_sender (PhSmtpSession *self,
                                     const char *sender,
                                     GCancellable *cancellable,
                                     GError **error);

PhSmtpSessionState ph_smtp_session_get_state (PhSmtpSession *self);
/* (nullable): "1.3" and "TLS_AES_256_GCM_SHA384", also after the session is closed; NULL when TLS was not set up */
const char *ph_smtp_session_get_tls_version (PhSmtpSession *self);
const char *ph_smtp_session_get_tls_cipher (PhSmtpSession *self);
/* Of the newest EHLO; never NULL */
const PhSmtpCapabilities *ph_smtp_session_get_capabilities (PhSmtpSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpSession, ph_smtp_session_free)

G_END_DECLS
