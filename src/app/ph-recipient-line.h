/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of recipients on one line, whatever scripts they are in. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ph_recipient_line_new:
 * @names: (array zero-terminated=1): not trusted
 * @has_more: there are others that are not named
 * @direction: the widget's: a line begins where the person's language begins, whatever the first name is in
 *
 * Returns: (transfer full): "" when there is nobody
 */
char *ph_recipient_line_new (const char *const *names, gboolean has_more, GtkTextDirection direction);

G_END_DECLS
