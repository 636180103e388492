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
/* @transcript: (nullable): where the record goes on */
void ph_smtp_stream_set_transcript (PhSmtpStream *self, PhSmtpTranscript *transcript);
PhSmtpTranscript *ph_smtp_stream_get_transcript (PhSmtpStream *self); /* (nullable) */

/**
 * PhSmtpHeard: what is there to be read without waiting
 * @PH_SMTP_HEARD_END: the server closed or reset the connection
 */
typedef enum
{
  PH_SMTP_HEARD_NOTHING,
  PH_SMTP_HEARD_OCTETS,
  PH_SMTP_HEARD_END,
} PhSmtpHeard;

PhSmtpHeard ph_smtp_stream_listen (PhSmtpStream *self);
/* Waits until the server says something, and takes nothing of it. @timeout: seconds */
gboolean ph_smtp_stream_wait_for_octets (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error);

/**
 * ph_smtp_stream_check_quiet:
 *
 * Errors: %PH_SMTP_ERROR_PROTOCOL when the server has said something that nothing asked for: octets injected in front of
 * TLS (RFC 3207 section 6), a reply before its command; %PH_SMTP_ERROR_CONNECTION_LOST when it is gone. Looks at what is
 * buffered and at what has arrived.
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

/**
 * PhSmtpFlow: how writing ended
 * @PH_SMTP_FLOW_DONE: the network has every octet
 * @PH_SMTP_FLOW_INTERRUPTED: it takes no more for now and the server has said something: read that, then go on
 * @PH_SMTP_FLOW_BROKEN: the error is set; the last octet has not left
 */
typedef enum
{
  PH_SMTP_FLOW_DONE,
  PH_SMTP_FLOW_INTERRUPTED,
  PH_SMTP_FLOW_BROKEN,
} PhSmtpFlow;

/* Puts a command behind what waits for ph_smtp_stream_flush(), which writes it all at once. It is recorded now. */
void ph_smtp_stream_queue_command (PhSmtpStream *self, const char *command, const char *shown);
/* Records a command that is written together with octets of the message. */
void ph_smtp_stream_record_command (PhSmtpStream *self, const char *command);
/* Like ph_smtp_stream_queue_command() for octets of the message: not recorded. */
void ph_smtp_stream_queue (PhSmtpStream *self, const char *octets, gsize length);
/* Octets that are not on their way yet */
gsize ph_smtp_stream_get_n_queued (PhSmtpStream *self);
PhSmtpFlow ph_smtp_stream_flush (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error);
/* Octets of the message without a copy: @octets and @length move on with what was taken. Flush first. */
PhSmtpFlow ph_smtp_stream_write (PhSmtpStream *self,
                                 const char **octets,
                                 gsize *length,
                                 guint timeout,
                                 GCancellable *cancellable,
                                 GError **error);
/* @timeout: seconds for the whole reply */
PhSmtpReply *ph_smtp_stream_read_reply (PhSmtpStream *self, guint timeout, GCancellable *cancellable, GError **error);
/* (transfer full): a reply's words with secrets hidden: for errors and outcomes */
char *ph_smtp_stream_dup_words (PhSmtpStream *self, const PhSmtpReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpStream, ph_smtp_stream_free)

G_END_DECLS
