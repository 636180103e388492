/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortcuts window tells every key that works, and none that does not. */
#include "ph-shortcuts.h"

#include "ph-application.h"
#include "ph-editor.h"

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

/* (element-type utf8): the keys that are told by themselves, as GTK writes them */
static GHashTable *
list_told_keys (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/posthaste/Posthaste/help-overlay.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (GSList *l = objects; l != NULL; l = l->next)
    {
      g_autofree char *accelerator = NULL;
      g_auto (GStrv) each = NULL;

      if (GTK_IS_SHORTCUTS_SHORTCUT (l->data))
        g_object_get (l->data, "accelerator", &accelerator, NULL);
      each = g_strsplit (accelerator != NULL ? accelerator : "", " ", -1);
      for (char **key = each; *key != NULL; key++)
        {
          g_autoptr (GtkShortcutTrigger) trigger = gtk_shortcut_trigger_parse_string (*key);

          g_assert_nonnull (trigger);
          g_hash_table_add (keys, gtk_shortcut_trigger_to_string (trigger));
        }
    }
  gtk_window_destroy (GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  return keys;
}

static gboolean
is_told (GtkShortcutTrigger *trigger, GHashTable *told)
{
  g_autofree char *key = gtk_shortcut_trigger_to_string (trigger);

  if (GTK_IS_ALTERNATIVE_TRIGGER (trigger))
    return is_told (gtk_alternative_trigger_get_first (GTK_ALTERNATIVE_TRIGGER (trigger)), told)
           || is_told (gtk_alternative_trigger_get_second (GTK_ALTERNATIVE_TRIGGER (trigger)), told);
  return g_hash_table_contains (told, key);
}

/* @found: of each action of the editor's that has keys, whether one of them is told */
static void
find_keys (GtkWidget *widget, GHashTable *told, GHashTable *found)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GListModel) shortcuts = g_list_model_get_item (controllers, i);

      for (guint j = 0; GTK_IS_SHORTCUT_CONTROLLER (shortcuts) && j < g_list_model_get_n_items (shortcuts); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, j);
          GtkShortcutAction *action = gtk_shortcut_get_action (shortcut);
          const char *name
              = GTK_IS_NAMED_ACTION (action) ? gtk_named_action_get_action_name (GTK_NAMED_ACTION (action)) : "";
          gboolean is_one_told
              = g_hash_table_lookup (found, name) != NULL || is_told (gtk_shortcut_get_trigger (shortcut), told);

          if (g_str_has_prefix (name, "editor."))
            g_hash_table_insert (found, g_strdup (name), GINT_TO_POINTER (is_one_told));
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_keys (child, told, found);
}

static void
test_editor_keys (void)
{
  g_autoptr (PhEditor) editor = g_object_ref_sink (g_object_new (PH_TYPE_EDITOR, NULL));
  g_autoptr (GHashTable) told = list_told_keys ();
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer action = NULL;
  gpointer is_one_told = NULL;

  find_keys (GTK_WIDGET (editor), told, found);
  g_assert_cmpuint (g_hash_table_size (found), ==, 10);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &action, &is_one_told))
    {
      g_test_message ("%s", (char *) action);
      g_assert_true (GPOINTER_TO_INT (is_one_told));
    }
}

static void
test_keys (void)
{
  g_autoptr (PhApplication) application = ph_application_new ();
  g_autoptr (GHashTable) told = list_told_actions ();
  g_autoptr (GHashTable) told_keys = list_told_keys ();
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
  /* Told by its key: the other one is the same for people, and not told. */
  g_assert_true (g_hash_table_add (told, g_strdup ("win.send")));
  g_assert_true (g_hash_table_contains (told_keys, "<Control>Return"));
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
  g_test_add_func ("/shortcuts/editor-keys", test_editor_keys);
  return g_test_run ();
}
