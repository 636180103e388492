/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip at the bottom that follows one delivery: words, a bar, a way to stop it. */
#pragma once

#include <gtk/gtk.h>

#include "ph-delivery.h"

G_BEGIN_DECLS

#define PH_TYPE_PROGRESS_STRIP (ph_progress_strip_get_type ())
G_DECLARE_FINAL_TYPE (PhProgressStrip, ph_progress_strip, PH, PROGRESS_STRIP, GtkWidget)

/* @delivery: (nullable): followed until it is finished; the strip comes after 300 ms and goes by itself */
void ph_progress_strip_set_delivery (PhProgressStrip *self, PhDelivery *delivery);

G_END_DECLS
