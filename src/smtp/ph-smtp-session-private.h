/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the transaction needs of its session. */
#pragma once

#include "ph-smtp-session.h"
#include "ph-smtp-stream.h"

G_BEGIN_DECLS

/* How long each reply may take, in seconds (RFC 5321 section 4.5.3.2). */
typedef enum
{
  PH_SMTP_TIMEOUT_GREETING = 300,
  PH_SMTP_TIMEOUT_COMMAND = 300,
  PH_SMTP_TIMEOUT_DATA = 120,
  PH_SMTP_TIMEOUT_BLOCK = 180,
  PH_SMTP_TIMEOUT_COMMIT = 600,
  PH_SMTP_TIMEOUT_HOLD = 300,
  PH_SMTP_TIMEOUT_ABORT = 20, /* ours: a session that is not left in order by then is closed */
} PhSmtpTimeout;

/* The server's own limit if one is set, else the RFC's. */
guint ph_smtp_session_get_timeout (PhSmtpSession *self, PhSmtpTimeout usual);
PhSmtpStream *ph_smtp_session_get_stream (PhSmtpSession *self);
/* The only way to change the state. */
void ph_smtp_session_set_state (PhSmtpSession *self, PhSmtpSessionState state);
void ph_smtp_session_set_stage (PhSmtpSession *self, PhSmtpStage stage);
/* For errors only, and not told as progress: what is heard now belongs to a stage that is behind us. */
void ph_smtp_session_recall_stage (PhSmtpSession *self, PhSmtpStage stage);
PhSmtpStage ph_smtp_session_get_stage (PhSmtpSession *self);
void ph_smtp_session_report (PhSmtpSession *self, guint64 done, guint64 total);
/* Writes a command, reads its reply, and closes the session when that fails. @shown: (nullable): what to record of a command that holds a secret */
PhSmtpReply *ph_smtp_session_ask (PhSmtpSession *self,
                                  const char *command,
                                  const char *shown,
                                  PhSmtpTimeout timeout,
                                  GCancellable *cancellable,
                                  GError **error);
/* Sets the error that a reply means. 421 always means that the service is gone and closes the session (RFC 5321 section
 * 3.8); so does one that refuses nothing, which is a protocol error. Returns FALSE. */
gboolean ph_smtp_session_fail (PhSmtpSession *self,
                               PhSmtpError code,
                               const char *what,
                               const PhSmtpReply *reply,
                               GError **error);
/* Counts one more message, in a new connection when the server takes no more in this one (MAILMAX, RFC 9422 section 4.1). */
gboolean ph_smtp_session_admit (PhSmtpSession *self, GCancellable *cancellable, GError **error);
/* Whether a session that was idle still waits: it may have been told good-bye meanwhile. If not, it is closed. */
gboolean ph_smtp_session_check_quiet (PhSmtpSession *self, GError **error);
/* Whether the capabilities were said to a stranger: before AUTH. */
gboolean ph_smtp_session_is_offer_early (PhSmtpSession *self);
/* EHLO once more, in a ready session. After an error the session is closed. */
gboolean ph_smtp_session_ask_again (PhSmtpSession *self, GCancellable *cancellable, GError **error);
/* RSET: back to ready, or closed when even that fails. */
void ph_smtp_session_reset (PhSmtpSession *self, GCancellable *cancellable);

G_END_DECLS
