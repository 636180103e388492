/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Leave to go on without a window, which a sandbox has to ask for. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ph_background_request:
 * @bus: (nullable): the session's
 * @reason: one sentence, as the desktop may show it to the person
 *
 * Asks the Background portal for it when this is a Flatpak; elsewhere nobody has to be asked. It waits for no answer: whoever
 * is refused, or asks a desktop that has no such portal, goes on as long as the desktop lets it.
 */
void ph_background_request (GDBusConnection *bus, const char *reason);

G_END_DECLS
