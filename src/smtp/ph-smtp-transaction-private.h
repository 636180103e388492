/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a transaction and a run of several share. */
#pragma once

#include "ph-smtp-transaction.h"

G_BEGIN_DECLS

/* Sets the error that says how many recipients were refused, with the first one's reply. Returns FALSE. */
gboolean ph_smtp_transaction_fail_recipients (PhSmtpEnvelope *envelope, GError **error);

G_END_DECLS
