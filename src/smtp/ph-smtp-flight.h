/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands that go out in one write, and every reply matched to its command (RFC 2920). A flight of one is lock-step.
 *
 * For the stream's thread. Errors: those of #PhSmtpStream, and %PH_SMTP_ERROR_PROTOCOL for a reply to nothing. */
#pragma once

#include "ph-smtp-stream.h"

G_BEGIN_DECLS

typedef struct _PhSmtpFlight PhSmtpFlight;

/**
 * PhSmtpFlightFunc:
 * @index: which command it answers, from 0
 * @reply: whatever it says: a refusal is not an error of the flight
 *
 * Returns: %FALSE with the error set to stop listening; then the later replies cannot be told apart any more
 */
typedef gboolean (*PhSmtpFlightFunc) (guint index, const PhSmtpReply *reply, gpointer user_data, GError **error);

PhSmtpFlight *ph_smtp_flight_new (void);
void ph_smtp_flight_free (PhSmtpFlight *self);

/* @command: (transfer full): with CRLF; @timeout: seconds for its whole reply */
void ph_smtp_flight_add (PhSmtpFlight *self, char *command, guint timeout);
guint ph_smtp_flight_get_length (PhSmtpFlight *self);

/* Says everything at once and hears every reply, in order. However long the flight is, replies are read as soon as the
 * network takes no more, so that neither side's buffers can lock up. */
gboolean ph_smtp_flight_run (PhSmtpFlight *self,
                             PhSmtpStream *stream,
                             PhSmtpFlightFunc heard,
                             gpointer user_data,
                             GCancellable *cancellable,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpFlight, ph_smtp_flight_free)

G_END_DECLS
