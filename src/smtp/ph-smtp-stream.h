/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines in and octets out over one connection, each wait bounded, everything recorded, secrets masked.
 *
 * For one thread. Errors: #PhSmtpError with the stage set by ph_smtp_stream_set_stage(), and %G_IO_ERROR_CANCELLED. */
#pragma once

#include "ph-smtp-reply.h"
#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

typedef struct _PhSmtpStream PhSmtpStream;

/* @io: (transfer none): pollable in both directions; @context: iterated while waiting */
PhSmtpStream *ph_smtp_stream_new (GIOStream *io, GMainContext *context, PhSmtpTranscript *transcript);
void ph_smtp_stream_free (PhSmtpStream *self);

void ph_smtp_stream_set_stage (PhSmtpStream *self, PhSmtpStage stage);
GIOStream *ph_smtp_stream_get_io (PhSmtpStream *self);
PhSmtpTranscript *ph_smtp_stream_get_transcript (PhSmtpStream *self); /* (nullable) */

/**
 * ph_smtp_stream_check_quiet:
 *
 * Errors: %PH_SMTP_ERROR_PROTOCOL when the server has said something that nothing asked for: octets injected in front of
 * TLS (RFC 3207 section 6), a reply before its command. Looks at what is buffered and at what has arrived.
 */
gboolean ph_smtp_stream_check_quiet (PhSmtpStream *self, GError **error);
/* Goes on over @io (TLS). Nothing may be buffered: see ph_smtp_stream_check_quiet(). */
void ph_smtp_stream_replace_io (PhSmtpStream *self, GIOStream *io);

/* From now on hidden in the transcript and in ph_smtp_stream_dup_words(). */
void ph_smtp_stream_add_secret (PhSmtpStream *self, const char *secret);

/* @command: with CRLF; @shown: (nullable): what to record instead, when it holds a secret; @timeout: seconds */
gboolean ph_smtp_stream_write_command (PhSmtpStream *self,
                                       const char *command,
                                       const char *shown,
                                       guint timeout,
                                       GCancellable *cancellable,
                                       GError **error);
/* Octets of the message: not recorded. @timeout: seconds for all of it. */
gboolean ph_smtp_stream_write (PhSmtpStream *self,
                               const char *octets,
                               gsize length,
                               guint timeout,
                               GCancellable *cancellable,
                               GError **error);
/* @timeout: seconds for the whole reply */
PhSmtpReply *ph_smtp_stream_read_reply (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error);
/* (transfer full): a reply's words with secrets hidden: for errors and outcomes */
char *ph_smtp_stream_dup_words (PhSmtpStream *self, const PhSmtpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpStream, ph_smtp_stream_free)

G_END_DECLS
