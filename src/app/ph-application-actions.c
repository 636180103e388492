/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The app. actions, and the keys of all actions in one table. */
#include "config.h"

#include "ph-application-private.h"

#include "ph-about.h"
#include "ph-account-assistant.h"
#include "ph-messages.h"
#include "ph-preferences.h"
#include "ph-shortcuts.h"
#include "ph-window.h"

#include <glib/gi18n.h>

static GtkWindow *
active_window (PhApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

static void
new_message_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ph_application_compose (PH_APPLICATION (data));
}

static void
messages_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ph_messages_present (PH_APPLICATION (data));
}

static void
add_account_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PhApplication *self = PH_APPLICATION (data);
  GtkWindow *parent = active_window (self);
  PhAccountAssistant *assistant = NULL;

  assistant
      = ph_account_assistant_new (parent, ph_application_get_accounts (self), ph_application_get_secrets (self), NULL);
  if (PH_IS_WINDOW (parent))
    g_signal_connect_object (assistant, "saved", G_CALLBACK (ph_window_account_added), parent, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (assistant));
}

/* Shows that an account works: its message goes the way that every message goes. */
static void
write_to_self_cb (PhApplication *self, PhAccount *account)
{
  g_autoptr (PhMessage) message = ph_message_new ();
  PhWindow *window = ph_application_new_window (self);

  ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, ph_account_get_address (account));
  /* Translators: the subject of a message that somebody sends to see whether an account works */
  ph_message_set_subject (message, _ ("A test of Posthaste"));
  /* Translators: the text of that message, for the same person to read when it has arrived */
  ph_message_set_text (message, _ ("You can read this, so this account sends mail."));
  ph_window_compose_stored (window, message, account, 0);
  gtk_window_present (GTK_WINDOW (window));
}

/* @page: (nullable): the name of the one that is shown first */
static void
show_preferences (PhApplication *self, const char *page)
{
  PhPreferences *preferences = NULL;

  preferences = ph_preferences_new (active_window (self),
                                    ph_application_get_accounts (self),
                                    ph_application_get_secrets (self),
                                    ph_outbox_get_disk (ph_application_get_outbox (self)));
  g_signal_connect_object (preferences, "write-to-self", G_CALLBACK (write_to_self_cb), self, G_CONNECT_SWAPPED);
  if (page != NULL)
    adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences), page);
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_preferences (PH_APPLICATION (data), NULL);
}

static void
edit_snippets_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_preferences (PH_APPLICATION (data), "snippets");
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = active_window (PH_APPLICATION (data));

  if (GTK_IS_APPLICATION_WINDOW (window))
    ph_shortcuts_show (GTK_APPLICATION_WINDOW (window));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ph_about_show (active_window (PH_APPLICATION (data)));
}

/* The windows go; the program ends by itself when nothing is being sent any more. */
/* A window that is gone by now is not missed. */
static void
present_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_window_by_id (GTK_APPLICATION (data), g_variant_get_uint32 (parameter));

  if (window != NULL)
    gtk_window_present (window);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplication *application = GTK_APPLICATION (data);
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));
  guint n_sending = 0;

  for (GList *l = windows; l != NULL; l = l->next)
    n_sending += PH_IS_WINDOW (l->data) && ph_window_is_sending (l->data) ? 1 : 0;
  if (n_sending > 0)
    {
      g_autofree char *title = NULL;
      g_autoptr (GNotification) notification = NULL;

      title = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "Finishing %u message…", "Finishing %u messages…", n_sending),
          n_sending);
      notification = g_notification_new (title);
      g_application_send_notification (G_APPLICATION (application), NULL, notification);
    }
  ph_application_quit_when_done (PH_APPLICATION (application));
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static const GActionEntry entries[] = {
  { "new-message", new_message_cb, NULL, NULL, NULL, { 0 } },
  { "messages", messages_cb, NULL, NULL, NULL, { 0 } },
  { "present-window", present_window_cb, "u", NULL, NULL, { 0 } },
  { "add-account", add_account_cb, NULL, NULL, NULL, { 0 } },
  { "preferences", preferences_cb, NULL, NULL, NULL, { 0 } },
  { "edit-snippets", edit_snippets_cb, NULL, NULL, NULL, { 0 } },
  { "shortcuts", shortcuts_cb, NULL, NULL, NULL, { 0 } },
  { "about", about_cb, NULL, NULL, NULL, { 0 } },
  { "quit", quit_cb, NULL, NULL, NULL, { 0 } },
};

static const struct
{
  const char *action;
  const char *keys[2];
} keys[] = {
  { "app.new-message", { "<Control>n", NULL } },
  { "app.messages", { "<Control>m", NULL } },
  { "app.preferences", { "<Control>comma", NULL } },
  { "app.shortcuts", { "<Control>question", NULL } },
  { "app.quit", { "<Control>q", NULL } },
  { "window.close", { "<Control>w", NULL } },
  { "win.send", { "<Control>Return", "<Control>KP_Enter" } },
  { "win.undo-send", { "<Control>z", NULL } },
  { "win.save-draft", { "<Control>s", NULL } },
  { "win.attach", { "<Control><Shift>a", NULL } },
  { "win.show-cc", { "<Control><Shift>c", NULL } },
  { "win.show-bcc", { "<Control><Shift>b", NULL } },
  { "win.sign", { "<Control><Shift>s", NULL } },
  { "win.encrypt", { "<Control><Shift>e", NULL } },
  { "win.toggle-markdown", { "<Control><Shift>m", NULL } },
  { "win.show-conversation", { "<Control><Shift>l", NULL } },
  { "win.show-menu", { "F10", NULL } },
  { "win.escape", { "Escape", NULL } },
};

void
ph_application_add_actions (PhApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *accels[] = { keys[i].keys[0], keys[i].keys[1], NULL };

      gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, accels);
    }
}
