/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of one message, and that as a line of JSON. Pure: it prints nothing. */
#pragma once

#include "ph-send-report.h"
#include "ph-send-timings.h"

G_BEGIN_DECLS

/**
 * PhSendResult:
 * @file: (nullable): which one of a batch
 * @id: which one of the outbox, or 0
 * @is_queued: it was put there, and that is all that was to be done
 * @envelope: (nullable): %NULL when it did not come so far
 * @error: (nullable): why it was not sent, or not to anybody
 * @tls_version: (nullable): "1.3"
 * @tls_cipher: (nullable): its registered name
 *
 * All is borrowed.
 */
typedef struct
{
  const char *file;
  gint64 id;
  gboolean is_queued;
  PhSmtpEnvelope *envelope;
  const GError *error;
  PhSendTimings timings;
  const char *tls_version;
  const char *tls_cipher;
} PhSendResult;

PhSendExit ph_send_result_get_exit (const PhSendResult *self);

/**
 * ph_send_result_to_json:
 *
 * Returns: (transfer full): one object in one line without a line end; its members are in posthaste-send(1)
 */
char *ph_send_result_to_json (const PhSendResult *self);

G_END_DECLS
