/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The app. actions, and the keys of all actions in one table. */
#include "config.h"

#include "ph-application-private.h"

static void
new_message_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ph_application_open_window (PH_APPLICATION (user_data));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_quit (G_APPLICATION (user_data));
}

static const GActionEntry ACTIONS[] = {
  { "new-message", new_message_cb },
  { "quit", quit_cb },
};

static const struct
{
  const char *action;
  const char *keys[2];
} KEYS[] = {
  { "app.new-message", { "<Control>n" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
};

void
ph_application_add_actions (PhApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  for (gsize i = 0; i < G_N_ELEMENTS (KEYS); i++)
    {
      const char *keys[] = { KEYS[i].keys[0], KEYS[i].keys[1], NULL };

      gtk_application_set_accels_for_action (GTK_APPLICATION (self), KEYS[i].action, keys);
    }
}
