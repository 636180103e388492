/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a server's name to a TCP connection, all addresses of both families tried (RFC 8305), proxies honoured. */
#pragma once

#include "ph-smtp-error.h"
#include "ph-smtp-server.h"

G_BEGIN_DECLS

/* @context: iterated while waiting; @timeout: seconds for look-up and connection together */
GSocketConnection *ph_smtp_connect (const PhSmtpServer *server,
                                    GMainContext *context,
                                    guint timeout,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
