/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Without this a desktop may end a program that it sees running without a window (org.freedesktop.portal.Background). */
#include "config.h"

#include "ph-background.h"

/* Flatpak puts it into every sandbox. */
#define FLATPAK_INFO "/.flatpak-info"

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) handle = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (handle == NULL)
    g_message ("cannot ask to go on in the background: %s", error->message);
}

void
ph_background_request (GDBusConnection *bus, const char *reason)
{
  GVariantBuilder options = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_return_if_fail (bus == NULL || G_IS_DBUS_CONNECTION (bus));
  g_return_if_fail (reason != NULL);

  if (bus == NULL || !g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS))
    return;
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus,
                          "org.freedesktop.portal.Desktop",
                          "/org/freedesktop/portal/desktop",
                          "org.freedesktop.portal.Background",
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", g_variant_builder_end (&options)),
                          G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE,
                          -1,
                          NULL,
                          requested_cb,
                          NULL);
}
