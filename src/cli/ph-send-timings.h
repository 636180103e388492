/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long each stage of a sending took. Pure: it has no clock. */
#pragma once

#include "ph-smtp-error.h"

G_BEGIN_DECLS

/**
 * PhSendTimings:
 * @spent: microseconds in each stage so far; one that was left and entered again has the sum
 * @stage: the one that runs; %PH_SMTP_STAGE_NONE and %PH_SMTP_STAGE_DONE are not timed
 * @entered_at: when it was looked at last, in microseconds of any clock that only goes forward
 */
typedef struct
{
  gint64 spent[PH_SMTP_STAGE_DONE];
  PhSmtpStage stage;
  gint64 entered_at;
} PhSendTimings;

/* The stage until now gets its time; @stage runs. */
void ph_send_timings_enter (PhSendTimings *self, PhSmtpStage stage, gint64 now);

G_END_DECLS
