/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type into an account's fields, read: pure functions without widgets. */
#pragma once

#include "ph-account.h"

G_BEGIN_DECLS

/* Whether it could be an e-mail address; blanks around it do not count. */
gboolean ph_account_input_is_address (const char *text);

/* (transfer full) (nullable): what stands behind the @, in lower case */
char *ph_account_input_dup_domain (const char *address);

/**
 * ph_account_input_split_host:
 * @text: `host`, `host:port`, `address`, `[IPv6 address]` or `[IPv6 address]:port`
 * @host: (out) (transfer full): without brackets and port
 * @port: (out): 0 when there is none in @text
 *
 * Returns: whether @text is one of those; otherwise nothing is set
 */
gboolean ph_account_input_split_host (const char *text, char **host, guint *port);

/* Whether it is a number from 1 to 65535; blanks around it do not count. */
gboolean ph_account_input_parse_port (const char *text, guint *port);

/* The port that servers usually have for it. */
guint ph_account_input_get_usual_port (PhSmtpSecurity security);

/* Whether a password would travel where others can read it. */
gboolean ph_account_input_is_readable_on_the_way (const char *host, PhSmtpSecurity security, PhAccountAuth auth);

/* (transfer full): a fingerprint in groups of four digits, easy to read aloud and to break into lines */
char *ph_account_input_group_fingerprint (const char *sha256);

G_END_DECLS
