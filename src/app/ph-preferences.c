/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences. Removing an account asks nothing, it can be taken back: only when that is over is the password
 * forgotten too; and so it is with people. */
#include "config.h"

#include "ph-preferences.h"

#include <glib/gi18n.h>

#include "ph-account-assistant.h"
#include "ph-account-row.h"
#include "ph-dictionaries.h"
#include "ph-snippets-page.h"
#include "ph-toast.h"

/* Twice as long as other toasts stay: what it brings back took some typing. */
#define UNDO_SECONDS 10

struct _PhPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *undo_row;
  GtkSwitch *close_switch;
  GtkSwitch *reminder_switch;
  GtkWidget *spelling_group;
  GtkSwitch *spelling_switch;
  GtkListBox *account_list;
  GtkSwitch *remember_switch;
  GtkSwitch *utc_switch;
  GtkSwitch *program_switch;

  GSettings *settings; /* (owned) */
  PhAccounts *accounts; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  PhOutboxDisk *disk; /* (owned) */
};

/* An account that was removed and can be brought back as long as the toast lives. */
typedef struct
{
  PhAccounts *accounts; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  PhAccount *account; /* (owned) */
  int n_behind;
  gboolean was_default;
  gboolean is_undone;
} PhRemoval;

enum
{
  SIGNAL_WRITE_TO_SELF,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PhPreferences, ph_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
ph_removal_free (PhRemoval *self)
{
  /* Nobody waits for it, and a keyring that cannot be asked keeps a secret of an account that no longer is. */
  if (!self->is_undone)
    ph_secrets_clear_async (self->secrets, ph_account_get_id (self->account), NULL, NULL, NULL);
  g_object_unref (self->accounts);
  g_object_unref (self->secrets);
  g_object_unref (self->account);
  g_free (self);
}

static void
ph_removal_free_closure (gpointer data, GClosure *closure)
{
  ph_removal_free (data);
}

static void
undo_removal_cb (AdwToast *toast, PhRemoval *removal)
{
  removal->is_undone = TRUE;
  ph_accounts_add (removal->accounts, removal->account);
  ph_accounts_move (removal->accounts, removal->account, -removal->n_behind);
  if (removal->was_default)
    ph_accounts_set_default (removal->accounts, removal->account);
}

static void
update_list (PhPreferences *self)
{
  GtkWidget *row = NULL;
  guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->account_list))) != NULL)
    gtk_list_box_remove (self->account_list, row);
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (PhAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      gtk_list_box_append (self->account_list, GTK_WIDGET (ph_account_row_new (self->accounts, account)));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->account_list), n_accounts > 0);
}

/* The rows are new ones after a change, and the keyboard stays with the account. */
static void
focus_account (PhPreferences *self, PhAccount *account)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->account_list));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    if (ph_account_row_get_account (PH_ACCOUNT_ROW (row)) == account)
      gtk_widget_grab_focus (row);
}

static void
show_toast (PhPreferences *self, const char *title)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), ph_toast_new (title));
}

static void
account_added_cb (PhPreferences *self, PhAccount *account)
{
  show_toast (self, _ ("Account added"));
  focus_account (self, account);
}

static void
add_account_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  PhPreferences *self = PH_PREFERENCES (widget);
  PhAccountAssistant *assistant = ph_account_assistant_new (GTK_WINDOW (self), self->accounts, self->secrets, NULL);

  g_signal_connect_object (assistant, "saved", G_CALLBACK (account_added_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (assistant));
}

/* (transfer none) (nullable): a menu may outlive its account for a moment */
static PhAccount *
find_target (PhPreferences *self, GVariant *target)
{
  return ph_accounts_find (self->accounts, g_variant_get_string (target, NULL));
}

static void
edit_account_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  PhPreferences *self = PH_PREFERENCES (widget);
  PhAccount *account = find_target (self, target);

  if (account != NULL)
    gtk_window_present (
        GTK_WINDOW (ph_account_assistant_new (GTK_WINDOW (self), self->accounts, self->secrets, account)));
}

static void
make_default_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  PhPreferences *self = PH_PREFERENCES (widget);
  PhAccount *account = find_target (self, target);

  if (account == NULL)
    return;
  ph_accounts_set_default (self->accounts, account);
  focus_account (self, account);
}

static void
move (PhPreferences *self, GVariant *target, int by)
{
  PhAccount *account = find_target (self, target);

  if (account == NULL)
    return;
  ph_accounts_move (self->accounts, account, by);
  focus_account (self, account);
}

static void
move_up_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  move (PH_PREFERENCES (widget), target, -1);
}

static void
move_down_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  move (PH_PREFERENCES (widget), target, 1);
}

static gboolean
close_cb (gpointer preferences)
{
  gtk_window_close (GTK_WINDOW (preferences));
  return G_SOURCE_REMOVE;
}

/* As long as this window is there, nobody can write in another. */
static void
write_to_self_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  PhPreferences *self = PH_PREFERENCES (widget);
  PhAccount *account = find_target (self, target);

  if (account == NULL)
    return;
  g_signal_emit (self, signals[SIGNAL_WRITE_TO_SELF], 0, account);
  /* The menu that it was chosen from is still being closed, and asks where the pointer is in it. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_cb, g_object_ref (self), g_object_unref);
}

/* How many real accounts are listed behind @account. */
static int
count_behind (PhAccounts *accounts, PhAccount *account)
{
  int n_behind = 0;

  while (ph_accounts_can_move (accounts, account, n_behind + 1))
    n_behind++;
  return n_behind;
}

static PhRemoval *
ph_removal_new (PhPreferences *self, PhAccount *account)
{
  PhRemoval *removal = g_new0 (PhRemoval, 1);

  removal->accounts = g_object_ref (self->accounts);
  removal->secrets = g_object_ref (self->secrets);
  removal->account = g_object_ref (account);
  removal->n_behind = count_behind (self->accounts, account);
  removal->was_default = account == ph_accounts_get_default (self->accounts);
  return removal;
}

static void
remove_account_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  PhPreferences *self = PH_PREFERENCES (widget);
  PhAccount *account = find_target (self, target);
  AdwToast *toast = NULL;

  if (account == NULL)
    return;
  toast = ph_toast_new (_ ("Account removed"));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_data (toast,
                         "button-clicked",
                         G_CALLBACK (undo_removal_cb),
                         ph_removal_new (self, account),
                         ph_removal_free_closure,
                         0);
  ph_accounts_remove (self->accounts, account);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

/* People who were forgotten and can be brought back as long as the toast lives. */
typedef struct
{
  PhOutboxDisk *disk; /* (owned) */
  gboolean is_undone;
} PhForgetting;

static gboolean
forget_people (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_store_forget_people (store, error);
}

static gboolean
recall_people (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_store_recall_people (store, error);
}

static gboolean
purge_people (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_store_purge_people (store, error);
}

static void
people_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, &error))
    g_warning ("people: %s", error->message);
}

static void
run_for_people (PhOutboxDisk *disk, PhOutboxDiskFunc func)
{
  ph_outbox_disk_run_async (disk, func, NULL, NULL, NULL, people_done_cb, NULL);
}

static void
ph_forgetting_free (gpointer data, GClosure *closure)
{
  PhForgetting *self = data;

  if (!self->is_undone)
    run_for_people (self->disk, purge_people);
  g_object_unref (self->disk);
  g_free (self);
}

static void
undo_forgetting_cb (AdwToast *toast, PhForgetting *forgetting)
{
  forgetting->is_undone = TRUE;
  run_for_people (forgetting->disk, recall_people);
}

static void
clear_history_cb (GtkWidget *widget, const char *name, GVariant *target)
{
  PhPreferences *self = PH_PREFERENCES (widget);
  AdwToast *toast = ph_toast_new (_ ("History cleared"));
  PhForgetting *forgetting = g_new0 (PhForgetting, 1);

  forgetting->disk = g_object_ref (self->disk);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_forgetting_cb), forgetting, ph_forgetting_free, 0);
  run_for_people (self->disk, forget_people);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

/* ---- object ------------------------------------------------------------------------------------------------------ */

static void
ph_preferences_dispose (GObject *object)
{
  PhPreferences *self = PH_PREFERENCES (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->secrets);
  g_clear_object (&self->settings);
  g_clear_object (&self->disk);
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_PREFERENCES);

  G_OBJECT_CLASS (ph_preferences_parent_class)->dispose (object);
}

static void
ph_preferences_class_init (PhPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_preferences_dispose;

  signals[SIGNAL_WRITE_TO_SELF] = g_signal_new ("write-to-self",
                                                PH_TYPE_PREFERENCES,
                                                G_SIGNAL_RUN_LAST,
                                                0,
                                                NULL,
                                                NULL,
                                                NULL,
                                                G_TYPE_NONE,
                                                1,
                                                PH_TYPE_ACCOUNT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, undo_row);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, close_switch);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, reminder_switch);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, spelling_group);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, spelling_switch);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, account_list);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, remember_switch);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, utc_switch);
  gtk_widget_class_bind_template_child (widget_class, PhPreferences, program_switch);
  gtk_widget_class_install_action (widget_class, "preferences.add-account", NULL, add_account_cb);
  gtk_widget_class_install_action (widget_class, "preferences.edit-account", "s", edit_account_cb);
  gtk_widget_class_install_action (widget_class, "preferences.make-default", "s", make_default_cb);
  gtk_widget_class_install_action (widget_class, "preferences.write-to-self", "s", write_to_self_cb);
  gtk_widget_class_install_action (widget_class, "preferences.move-up", "s", move_up_cb);
  gtk_widget_class_install_action (widget_class, "preferences.move-down", "s", move_down_cb);
  gtk_widget_class_install_action (widget_class, "preferences.remove-account", "s", remove_account_cb);
  gtk_widget_class_install_action (widget_class, "preferences.clear-history", NULL, clear_history_cb);
}

/* The seconds that the row offers, in its order. */
static const guint undo_choices[] = { 0, 5, 10, 20 };

/* The nearest choice that is not longer, as the setting may hold any number. */
static gboolean
get_undo_choice (GValue *value, GVariant *variant, gpointer data)
{
  guint choice = 0;

  while (choice + 1 < G_N_ELEMENTS (undo_choices) && undo_choices[choice + 1] <= g_variant_get_uint32 (variant))
    choice++;
  g_value_set_uint (value, choice);
  return TRUE;
}

static GVariant *
set_undo_choice (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_uint32 (undo_choices[MIN (g_value_get_uint (value), G_N_ELEMENTS (undo_choices) - 1)]);
}

static void
ph_preferences_init (PhPreferences *self)
{
  g_type_ensure (PH_TYPE_SNIPPETS_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->spelling_group, ph_dictionaries_are_supported ());
  self->settings = g_settings_new (PH_APPLICATION_ID);
  g_settings_bind_with_mapping (self->settings,
                                "undo-seconds",
                                self->undo_row,
                                "selected",
                                G_SETTINGS_BIND_DEFAULT,
                                get_undo_choice,
                                set_undo_choice,
                                NULL,
                                NULL);
  g_settings_bind (self->settings, "close-window-after-sending", self->close_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "remind-attachments", self->reminder_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "check-spelling", self->spelling_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "remember-recipients", self->remember_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "send-dates-in-utc", self->utc_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "send-program-name", self->program_switch, "active", G_SETTINGS_BIND_DEFAULT);
}

PhPreferences *
ph_preferences_new (GtkWindow *parent, PhAccounts *accounts, PhSecrets *secrets, PhOutboxDisk *disk)
{
  PhPreferences *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (PH_IS_SECRETS (secrets), NULL);
  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);

  self = g_object_new (PH_TYPE_PREFERENCES, "transient-for", parent, NULL);
  self->accounts = g_object_ref (accounts);
  self->secrets = g_object_ref (secrets);
  self->disk = g_object_ref (disk);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update_list), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::default-account", G_CALLBACK (update_list), self, G_CONNECT_SWAPPED);
  update_list (self);
  return self;
}
