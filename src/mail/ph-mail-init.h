/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime wants to be started once, before its first use; every file of this folder that calls GMime says so here. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Any thread, any number of times. */
void ph_mail_init (void);

G_END_DECLS
