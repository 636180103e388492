/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A moment as a list shows it: the time of today, the day of this year, else the date. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ph_short_time_format:
 * @then: the moment to show
 * @now: what "today" and "this year" are measured by, in the zone to show
 *
 * Returns: (transfer full): translated, such as "14:05", "3 May" or "05/03/25"
 */
char *ph_short_time_format (GDateTime *then, GDateTime *now);

G_END_DECLS
