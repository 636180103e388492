/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people paste into a report names every library and backend, and nothing that is theirs. */
#include "config.h"

#include "ph-about.h"

#include <string.h>

static void
test_lines (void)
{
  static const char *const names[] = { "Posthaste", "GTK",     "libadwaita", "GLib",     "Mail library", "TLS",
                                       "Settings",  "Display", "System",     "Language", "Flatpak" };
  g_autofree char *info = ph_about_dup_debug_info ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *pattern = g_strdup_printf ("^%s: .+$", names[i]);

      g_test_message ("%s", names[i]);
      g_assert_true (g_regex_match_simple (pattern, info, G_REGEX_MULTILINE, 0));
    }
  g_assert_nonnull (strstr (info, "Posthaste: " PH_VERSION "\n"));
  g_assert_nonnull (strstr (info, "Mail library: GMime 3."));
}

static void
test_private (void)
{
  g_autofree char *info = ph_about_dup_debug_info ();

  g_assert_null (strstr (info, g_get_home_dir ()));
  g_assert_null (strstr (info, g_get_host_name ()));
  g_assert_null (strchr (info, '@'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/about/lines", test_lines);
  g_test_add_func ("/about/private", test_private);
  return g_test_run ();
}
