/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As whom the message goes: one list of all accounts' identities, in their order. */
#include "config.h"

#include "ph-composer-private.h"

static gpointer
list_identities (gpointer account, gpointer data)
{
  g_autoptr (PhAccount) owned = account;

  return g_object_ref (ph_account_get_identities (owned));
}

/* (transfer none) (nullable): where it is in the list */
static GListModel *
ph_composer_get_identities (PhComposer *self)
{
  return gtk_drop_down_get_model (self->from);
}

/* A drop-down that was empty selects nothing by itself when it is filled. */
static void
identities_changed_cb (PhComposer *self)
{
  guint n = g_list_model_get_n_items (ph_composer_get_identities (self));

  gtk_widget_set_visible (GTK_WIDGET (self->from), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->from_label), n <= 1);
  if (ph_composer_get_identity (self) == NULL && n > 0)
    gtk_drop_down_set_selected (self->from, 0);
}

/* The button inside of the drop-down has the keyboard, and says nothing by itself. */
void
ph_composer_tell_sender (PhComposer *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->from));
  PhIdentity *identity = ph_composer_get_identity (self);

  if (button != NULL && identity != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    ph_identity_get_label (identity),
                                    -1);
}

/* Nobody has chosen it by hand, so it is nothing to save. */
static void
ph_composer_select_identity (PhComposer *self, PhIdentity *identity)
{
  GListModel *identities = ph_composer_get_identities (self);
  gboolean was_loading = self->is_loading;

  self->is_loading = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PhIdentity) other = g_list_model_get_item (identities, i);

      if (other == identity)
        gtk_drop_down_set_selected (self->from, i);
    }
  self->is_loading = was_loading;
}

/* How well it fits a message from @from: the name beside the address, and the account that is selected already. */
static int
rate_identity (PhComposer *self, PhIdentity *identity, PhMailbox *from)
{
  PhAccount *selected = ph_composer_get_account (self);

  if (g_ascii_strcasecmp (ph_identity_get_address (identity), ph_mailbox_get_address (from)) != 0)
    return 0;
  return 1 + (g_strcmp0 (ph_identity_get_name (identity), ph_mailbox_get_name (from)) == 0 ? 1 : 0)
         + (ph_accounts_find_by_identity (self->accounts, identity) == selected ? 2 : 0);
}

void
ph_composer_select_from (PhComposer *self, PhMailbox *from)
{
  GListModel *identities = ph_composer_get_identities (self);
  g_autoptr (PhIdentity) best = NULL;
  int best_rate = 0;

  for (guint i = 0; identities != NULL && i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PhIdentity) identity = g_list_model_get_item (identities, i);
      int rate = rate_identity (self, identity, from);

      if (rate > best_rate)
        g_set_object (&best, identity);
      best_rate = MAX (rate, best_rate);
    }
  if (best != NULL)
    ph_composer_select_identity (self, best);
}

PhMailbox *
ph_composer_dup_from (PhComposer *self)
{
  PhIdentity *identity = ph_composer_get_identity (self);

  if (identity == NULL)
    return NULL;
  return ph_mailbox_new (ph_identity_get_name (identity), ph_identity_get_address (identity), NULL);
}

PhMailbox *
ph_composer_dup_reply_to (PhComposer *self)
{
  PhIdentity *identity = ph_composer_get_identity (self);

  return identity != NULL ? ph_mailbox_parse (ph_identity_get_reply_to (identity), NULL) : NULL;
}

void
ph_composer_select_account (PhComposer *self, PhAccount *account)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  if (account != ph_composer_get_account (self))
    ph_composer_select_identity (self, ph_account_get_first_identity (account));
}

void
ph_composer_set_accounts (PhComposer *self, PhAccounts *accounts)
{
  GListModel *lists = NULL;
  g_autoptr (GListModel) identities = NULL;

  g_return_if_fail (PH_IS_COMPOSER (self));
  g_return_if_fail (PH_IS_ACCOUNTS (accounts));

  g_set_object (&self->accounts, accounts);
  lists = G_LIST_MODEL (gtk_map_list_model_new (g_object_ref (G_LIST_MODEL (accounts)), list_identities, NULL, NULL));
  identities = G_LIST_MODEL (gtk_flatten_list_model_new (lists));
  self->is_loading = TRUE;
  gtk_drop_down_set_model (self->from, identities);
  g_signal_connect_object (identities, "items-changed", G_CALLBACK (identities_changed_cb), self, G_CONNECT_SWAPPED);
  identities_changed_cb (self);
  if (ph_accounts_get_default (accounts) != NULL)
    ph_composer_select_account (self, ph_accounts_get_default (accounts));
  self->is_loading = FALSE;
}

PhIdentity *
ph_composer_get_identity (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);
  return gtk_drop_down_get_selected_item (self->from);
}

PhAccount *
ph_composer_get_account (PhComposer *self)
{
  PhIdentity *identity = ph_composer_get_identity (self);

  return identity != NULL && self->accounts != NULL ? ph_accounts_find_by_identity (self->accounts, identity) : NULL;
}
