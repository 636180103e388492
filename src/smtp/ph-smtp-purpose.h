/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a certificate is for, which GIO does not look at. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ph_smtp_purpose_prepare:
 *
 * Loads what is needed, which GIO's TLS needs too. Before that is used, this saves time: GIO loads its module for TLS,
 * finds out what is in it, unloads it with all that came along, and loads it all again when it is asked for TLS.
 * On any thread.
 */
void ph_smtp_purpose_prepare (void);

/**
 * ph_smtp_purpose_is_server:
 *
 * On any thread.
 *
 * Returns: %FALSE for an extended key usage that leaves servers out; none at all means any purpose (RFC 5280 section
 * 4.2.1.12). Also when it cannot be found out
 */
gboolean ph_smtp_purpose_is_server (GTlsCertificate *certificate);

G_END_DECLS
