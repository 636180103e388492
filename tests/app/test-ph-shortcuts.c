/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortcuts window tells every key that works, and none that does not. */
#include "ph-shortcuts.h"

#include "ph-application.h"

static GHashTable *
list_told_actions (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/posthaste/Posthaste/help-overlay.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);
  GHashTable *actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (GSList *l = objects; l != NULL; l = l->next)
    {
      char *action = NULL;

      if (GTK_IS_SHORTCUTS_SHORTCUT (l->data))
        g_object_get (l->data, "action-name", &action, NULL);
      if (action != NULL)
        g_hash_table_add (actions, action);
    }
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  return actions;
}

/* What the composer's parts take by themselves, the window must not take before them. Of the keys without Shift, some are
 * taken twice on purpose, in different windows. */
static void
check_taken_once (GtkApplication *application)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/posthaste/Posthaste/help-overlay.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);

  for (GSList *l = objects; l != NULL; l = l->next)
    {
      g_autofree char *accelerator = NULL;
      g_auto (GStrv) actions = NULL;

      if (GTK_IS_SHORTCUTS_SHORTCUT (l->data))
        g_object_get (l->data, "accelerator", &accelerator, NULL);
      if (accelerator == NULL || !g_str_has_prefix (accelerator, "<Control><Shift>"))
        continue;
      g_test_message ("%s", accelerator);
      actions = gtk_application_get_actions_for_accel (application, accelerator);
      g_assert_null (actions[0]);
    }
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

static void
test_keys (void)
{
  g_autoptr (PhApplication) application = ph_application_new ();
  g_autoptr (GHashTable) told = list_told_actions ();
  g_auto (GStrv) known = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer action = NULL;

  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);

  g_hash_table_iter_init (&iter, told);
  while (g_hash_table_iter_next (&iter, &action, NULL))
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application), action);

      g_test_message ("%s", (char *) action);
      g_assert_nonnull (keys[0]);
    }
  known = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  for (char **name = known; *name != NULL; name++)
    {
      g_test_message ("%s", *name);
      /* Escape does many things, none of which needs to be looked up. */
      g_assert_true (g_str_equal (*name, "win.escape") || g_hash_table_contains (told, *name));
    }
  check_taken_once (GTK_APPLICATION (application));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  g_test_add_func ("/shortcuts/keys", test_keys);
  return g_test_run ();
}
