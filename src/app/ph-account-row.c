/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One account in the preferences' list. The list is short and is made anew when it changes, so a row is never told of
 * its place again. */
#include "config.h"

#include "ph-account-row.h"

#include <glib/gi18n.h>

struct _PhAccountRow
{
  AdwActionRow parent_instance;

  AdwAvatar *avatar;
  GtkWidget *badge;
  GtkMenuButton *menu_button;

  PhAccount *account; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PhAccountRow, ph_account_row, ADW_TYPE_ACTION_ROW)

static void
ph_account_row_dispose (GObject *object)
{
  PhAccountRow *self = PH_ACCOUNT_ROW (object);

  g_clear_object (&self->account);
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_ACCOUNT_ROW);

  G_OBJECT_CLASS (ph_account_row_parent_class)->dispose (object);
}

static void
ph_account_row_class_init (PhAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_account_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhAccountRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, PhAccountRow, badge);
  gtk_widget_class_bind_template_child (widget_class, PhAccountRow, menu_button);
}

static void
ph_account_row_init (PhAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
append_action (GMenu *menu, const char *label, const char *action, PhAccount *account)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", ph_account_get_id (account));
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* (transfer full): only what would change anything */
static GMenuModel *
create_menu (PhAccounts *accounts, PhAccount *account)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) use = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  append_action (use, _ ("_Edit…"), "preferences.edit-account", account);
  if (account != ph_accounts_get_default (accounts))
    append_action (use, _ ("Make _Default"), "preferences.make-default", account);
  append_action (use, _ ("Write to _Yourself"), "preferences.write-to-self", account);
  if (ph_accounts_can_move (accounts, account, -1))
    append_action (order, _ ("Move _Up"), "preferences.move-up", account);
  if (ph_accounts_can_move (accounts, account, 1))
    append_action (order, _ ("Move Do_wn"), "preferences.move-down", account);
  append_action (end, _ ("_Remove"), "preferences.remove-account", account);
  append_section (menu, use);
  append_section (menu, order);
  append_section (menu, end);
  return G_MENU_MODEL (menu);
}

static void
set_up_menu (PhAccountRow *self, PhAccounts *accounts)
{
  g_autoptr (GMenuModel) menu = create_menu (accounts, self->account);
  /* Translators: %s is an account, like “Ann Tester <ann@example.org>”. */
  g_autofree char *label = g_strdup_printf (_ ("Menu of %s"), ph_account_get_label (self->account));

  gtk_menu_button_set_menu_model (self->menu_button, menu);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self), "preferences.edit-account");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self), "s", ph_account_get_id (self->account));
}

PhAccountRow *
ph_account_row_new (PhAccounts *accounts, PhAccount *account)
{
  PhAccountRow *self = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), NULL);

  self = g_object_new (PH_TYPE_ACCOUNT_ROW, NULL);
  self->account = g_object_ref (account);
  g_object_bind_property (account, "name", self, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (account, "name", self->avatar, "text", G_BINDING_SYNC_CREATE);
  g_object_bind_property (account, "address", self, "subtitle", G_BINDING_SYNC_CREATE);
  gtk_widget_set_visible (self->badge, account == ph_accounts_get_default (accounts));
  if (ph_account_get_is_practice (account))
    gtk_widget_set_visible (GTK_WIDGET (self->menu_button), FALSE);
  else
    set_up_menu (self, accounts);
  return self;
}

PhAccount *
ph_account_row_get_account (PhAccountRow *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT_ROW (self), NULL);
  return self->account;
}
