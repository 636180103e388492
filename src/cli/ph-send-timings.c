/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sum for each stage, as TLS and the greeting come in either order. */
#include "config.h"

#include "ph-send-timings.h"

void
ph_send_timings_enter (PhSendTimings *self, PhSmtpStage stage, gint64 now)
{
  if (self->stage > PH_SMTP_STAGE_NONE && self->stage < PH_SMTP_STAGE_DONE)
    self->spent[self->stage] += now - self->entered_at;
  self->stage = stage;
  self->entered_at = now;
}
