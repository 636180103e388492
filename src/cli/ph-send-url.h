/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The URL of --server: smtp://[user@]host[:port] or smtps://… */
#pragma once

#include "ph-smtp-server.h"

G_BEGIN_DECLS

/**
 * ph_send_url_parse:
 * @security: (nullable): "tls", "starttls" or "none"; %NULL follows the scheme: TLS for smtps:, STARTTLS for smtp:
 * @user: (out) (transfer full) (nullable): percent-decoded
 *
 * Returns: (transfer full) (nullable): the server, or %NULL with %PH_SEND_EXIT_USAGE
 */
PhSmtpServer *ph_send_url_parse (const char *url, const char *security, char **user, GError **error);

G_END_DECLS
