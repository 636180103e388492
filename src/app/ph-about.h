/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window “About Posthaste”, with what helps to find the cause of trouble. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* @parent: (nullable): the window to stand above */
void ph_about_show (GtkWindow *parent);

/**
 * ph_about_dup_debug_info:
 *
 * In English, as it is for the people who write the program. It names versions and backends; no account, no address,
 * no folder and no secret.
 *
 * Returns: (transfer full): a line each
 */
char *ph_about_dup_debug_info (void);

G_END_DECLS
