/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a message that fits what the server offers. The engine knows no MIME: whoever gave the message puts it into
 * the form (ph_smtp_envelope_set_form_func()), or the body refuses what the server does not take. For the session's
 * thread. */
#pragma once

#include "ph-smtp-envelope.h"
#include "ph-smtp-session.h"

G_BEGIN_DECLS

/**
 * ph_smtp_form_choose:
 * @is_read_again: whether the message has to be seekable
 * @size: (in and out): octets with CRLF line ends, or -1
 *
 * Binary where BINARYMIME can be used (RFC 3030) and the message gets smaller by it, else what 8BITMIME allows (RFC 6152).
 * The envelope knows then whether what is returned is binary.
 *
 * Returns: (transfer full) (nullable): what is to be sent, which is @message when it has the form already
 */
GInputStream *ph_smtp_form_choose (PhSmtpSession *session,
                                   PhSmtpEnvelope *envelope,
                                   GInputStream *message,
                                   gboolean is_read_again,
                                   gint64 *size,
                                   GError **error);

G_END_DECLS
