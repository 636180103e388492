/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the engine, which knows the form that the server takes, and the layer that can put a message into it. */
#pragma once

#include "ph-smtp-envelope.h"

G_BEGIN_DECLS

/**
 * ph_outbox_form:
 *
 * A #PhSmtpFormFunc for a message that is octets as somebody wrote them.
 *
 * A regular file is read where it is. Anything else is copied to a file that has no name when it has to be read again, or
 * when what is buffered of it, in a #GBufferedInputStream, has not the form; so a pipe is never made binary.
 */
gboolean ph_outbox_form (GInputStream *message,
                         PhSmtpForm form,
                         gboolean is_read_again,
                         GInputStream **formed,
                         gint64 *size,
                         GError **error);

/* The same for what Posthaste has written, which needs no look: every server takes it. A file may be made binary. */
gboolean ph_outbox_form_composed (GInputStream *message,
                                  PhSmtpForm form,
                                  gboolean is_read_again,
                                  GInputStream **formed,
                                  gint64 *size,
                                  GError **error);

/* The same when its text has octets over 127: a file's text goes as it is where 8-bit is taken and that is sound and smaller. */
gboolean ph_outbox_form_text (GInputStream *message,
                              PhSmtpForm form,
                              gboolean is_read_again,
                              GInputStream **formed,
                              gint64 *size,
                              GError **error);

G_END_DECLS
