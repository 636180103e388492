/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The times that “Send Later” offers. Pure. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PhSendLater:
 * @PH_SEND_LATER_HOUR: an hour from now
 * @PH_SEND_LATER_EVENING: today at 18:00, or tomorrow when that is past
 * @PH_SEND_LATER_MORNING: tomorrow at 8:00
 * @PH_SEND_LATER_MONDAY: the next Monday at 8:00, never today
 */
typedef enum
{
  PH_SEND_LATER_HOUR,
  PH_SEND_LATER_EVENING,
  PH_SEND_LATER_MORNING,
  PH_SEND_LATER_MONDAY,
} PhSendLater;

/* @name: (nullable): "hour", "evening", "morning" or "monday". Returns: whether it is one of them */
gboolean ph_send_later_parse (const char *name, PhSendLater *choice);
/* (transfer full): in @now's zone; an hour that the clock leaves out becomes the next one that there is */
GDateTime *ph_send_later_get_time (PhSendLater choice, GDateTime *now);

G_END_DECLS
