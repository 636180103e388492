/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collects the versions of what is loaded now, which may not be what the program was built with. */
#include "config.h"

#include "ph-about.h"

#include <glib/gi18n.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "ph-mail-library.h"

static void
add_line (GString *info, const char *name, const char *value)
{
  g_string_append_printf (info, "%s: %s\n", name, value != NULL ? value : "unknown");
}

static void
add_version (GString *info, const char *name, guint major, guint minor, guint micro)
{
  g_string_append_printf (info, "%s: %u.%u.%u\n", name, major, minor, micro);
}

static void
add_libraries (GString *info)
{
  g_autofree char *mail_library = ph_mail_library_dup_version ();

  add_version (info, "GTK", gtk_get_major_version (), gtk_get_minor_version (), gtk_get_micro_version ());
  add_version (info, "libadwaita", adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());
  add_version (info, "GLib", glib_major_version, glib_minor_version, glib_micro_version);
  add_line (info, "Mail library", mail_library);
}

static void
add_backends (GString *info)
{
  GTlsBackend *tls = g_tls_backend_get_default ();
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr (GSettingsBackend) settings = g_settings_backend_get_default ();

  add_line (info, "TLS", g_tls_backend_supports_tls (tls) ? G_OBJECT_TYPE_NAME (tls) : "none");
  add_line (info, "Settings", G_OBJECT_TYPE_NAME (settings));
  add_line (info, "Display", display != NULL ? G_OBJECT_TYPE_NAME (display) : "none");
}

static void
add_system (GString *info)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  add_line (info, "System", system);
  add_line (info, "Desktop", g_getenv ("XDG_CURRENT_DESKTOP"));
  add_line (info, "Language", g_get_language_names ()[0]);
  add_line (info, "Flatpak", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "yes" : "no");
}

char *
ph_about_dup_debug_info (void)
{
  GString *info = g_string_new (NULL);

  add_line (info, "Posthaste", PH_VERSION);
  add_libraries (info);
  add_backends (info);
  add_system (info);
  return g_string_free (info, FALSE);
}

void
ph_about_show (GtkWindow *parent)
{
  g_autofree char *debug_info = NULL;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));

  debug_info = ph_about_dup_debug_info ();
  adw_show_about_window (parent,
                         "application-name",
                         "Posthaste",
                         "application-icon",
                         PH_APPLICATION_ID,
                         "version",
                         PH_VERSION,
                         "developer-name",
                         _ ("The Posthaste contributors"),
                         "comments",
                         _ ("Write and send e-mail. Posthaste only sends, it never reads your mail."),
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one a line. */
                         "translator-credits",
                         _ ("translator-credits"),
                         "debug-info",
                         debug_info,
                         "debug-info-filename",
                         "posthaste-troubleshooting.txt",
                         NULL);
}
