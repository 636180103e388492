/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list is in the settings as ids; the accounts keep themselves (see ph-account.c). The practice account is no
 * setting but a switch: it is appended behind the real ones while that is on. */
#include "config.h"

#include "ph-accounts.h"

#include "ph-account-private.h"

struct _PhAccounts
{
  GObject parent_instance;

  GSettings *settings; /* (owned) */
  GPtrArray *real; /* (owned) (element-type PhAccount) */
  PhAccount *practice; /* (owned) (nullable) */
  PhAccount *default_account; /* (owned) (nullable) */
};

enum
{
  PROP_DEFAULT_ACCOUNT = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void ph_accounts_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PhAccounts,
                               ph_accounts,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ph_accounts_list_model_init))

static GType
ph_accounts_get_item_type (GListModel *model)
{
  return PH_TYPE_ACCOUNT;
}

static guint
ph_accounts_get_n_items (GListModel *model)
{
  PhAccounts *self = PH_ACCOUNTS (model);

  return self->real->len + (self->practice != NULL ? 1 : 0);
}

/* (transfer none) (nullable) */
static PhAccount *
ph_accounts_peek (PhAccounts *self, guint position)
{
  if (position < self->real->len)
    return g_ptr_array_index (self->real, position);
  return position == self->real->len ? self->practice : NULL;
}

static gpointer
ph_accounts_get_item (GListModel *model, guint position)
{
  PhAccount *account = ph_accounts_peek (PH_ACCOUNTS (model), position);

  return account != NULL ? g_object_ref (account) : NULL;
}

static void
ph_accounts_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ph_accounts_get_item_type;
  iface->get_n_items = ph_accounts_get_n_items;
  iface->get_item = ph_accounts_get_item;
}

static void
ph_accounts_write_ids (PhAccounts *self)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < self->real->len; i++)
    g_ptr_array_add (ids, (gpointer) ph_account_get_id (g_ptr_array_index (self->real, i)));
  g_ptr_array_add (ids, NULL);
  g_settings_set_strv (self->settings, "accounts", (const char *const *) ids->pdata);
}

/* The wanted one if it may be it; else the first in the list, which is the practice account only when alone. */
static PhAccount *
ph_accounts_choose_default (PhAccounts *self, const char *wanted_id)
{
  PhAccount *wanted = ph_accounts_find (self, wanted_id);

  if (wanted != NULL && wanted != self->practice)
    return wanted;
  return ph_accounts_peek (self, 0);
}

/* Also writes it down. The practice account never stands there: it is the default only for want of another. */
static void
ph_accounts_change_default (PhAccounts *self, const char *wanted_id)
{
  PhAccount *chosen = ph_accounts_choose_default (self, wanted_id);

  if (chosen != NULL && chosen != self->practice)
    g_settings_set_string (self->settings, "default-account", ph_account_get_id (chosen));
  else
    g_settings_reset (self->settings, "default-account");
  if (g_set_object (&self->default_account, chosen))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT_ACCOUNT]);
}

/* After a change of the list: the default is right before anybody hears of either. */
static void
ph_accounts_announce (PhAccounts *self, guint position, guint n_removed, guint n_added)
{
  g_autofree char *default_id = g_settings_get_string (self->settings, "default-account");

  g_object_freeze_notify (G_OBJECT (self));
  ph_accounts_change_default (self, default_id);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
  g_object_thaw_notify (G_OBJECT (self));
}

/* Ids come from a file that anybody may have edited: what is no id, or stands there twice, is passed over. */
static void
ph_accounts_load (PhAccounts *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "accounts");
  g_autofree char *default_id = g_settings_get_string (self->settings, "default-account");

  if (g_settings_get_boolean (self->settings, "practice-enabled"))
    self->practice = ph_account_new_practice ();
  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (!ph_account_id_is_valid (ids[i]) || g_str_equal (ids[i], PH_ACCOUNT_PRACTICE_ID)
          || ph_accounts_find (self, ids[i]) != NULL)
        g_message ("Ignoring the account id “%s” in the settings", ids[i]);
      else
        g_ptr_array_add (self->real, ph_account_new_from_settings (ids[i]));
    }
  g_set_object (&self->default_account, ph_accounts_choose_default (self, default_id));
}

static void
ph_accounts_finalize (GObject *object)
{
  PhAccounts *self = PH_ACCOUNTS (object);

  g_clear_object (&self->default_account);
  g_clear_object (&self->practice);
  g_clear_pointer (&self->real, g_ptr_array_unref);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (ph_accounts_parent_class)->finalize (object);
}

static void
ph_accounts_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PhAccounts *self = PH_ACCOUNTS (object);

  switch (id)
    {
    case PROP_DEFAULT_ACCOUNT:
      g_value_set_object (value, self->default_account);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_accounts_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_DEFAULT_ACCOUNT:
      ph_accounts_set_default (PH_ACCOUNTS (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_accounts_class_init (PhAccountsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_accounts_finalize;
  object_class->get_property = ph_accounts_get_property;
  object_class->set_property = ph_accounts_set_property;

  properties[PROP_DEFAULT_ACCOUNT]
      = g_param_spec_object ("default-account",
                             NULL,
                             NULL,
                             PH_TYPE_ACCOUNT,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ph_accounts_init (PhAccounts *self)
{
  self->settings = g_settings_new (PH_APPLICATION_ID);
  self->real = g_ptr_array_new_with_free_func (g_object_unref);
  ph_accounts_load (self);
}

PhAccounts *
ph_accounts_new (void)
{
  return g_object_new (PH_TYPE_ACCOUNTS, NULL);
}

PhAccount *
ph_accounts_find (PhAccounts *self, const char *id)
{
  PhAccount *account = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; (account = ph_accounts_peek (self, i)) != NULL; i++)
    if (g_str_equal (ph_account_get_id (account), id))
      return account;
  return NULL;
}

/* (nullable): the first that is called so, in whatever case */
static PhAccount *
ph_accounts_find_called (PhAccounts *self, const char *name)
{
  g_autofree char *folded = g_utf8_casefold (name, -1);
  PhAccount *account = NULL;

  for (guint i = 0; (account = ph_accounts_peek (self, i)) != NULL; i++)
    {
      g_autofree char *other = g_utf8_casefold (ph_account_get_name (account), -1);

      if (g_str_equal (other, folded))
        return account;
    }
  return NULL;
}

PhAccount *
ph_accounts_find_by_name (PhAccounts *self, const char *name)
{
  PhAccount *account = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  account = ph_accounts_find (self, name);
  if (account == NULL)
    account = ph_accounts_find_called (self, name);
  if (account == NULL)
    account = ph_accounts_find_by_address (self, name);
  return account;
}

PhAccount *
ph_accounts_find_by_address (PhAccounts *self, const char *address)
{
  PhAccount *account = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  if (self->default_account != NULL && ph_account_find_identity (self->default_account, address) != NULL)
    return self->default_account;
  for (guint i = 0; (account = ph_accounts_peek (self, i)) != NULL; i++)
    if (ph_account_find_identity (account, address) != NULL)
      return account;
  return NULL;
}

PhAccount *
ph_accounts_find_by_identity (PhAccounts *self, PhIdentity *identity)
{
  PhAccount *account = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNTS (self), NULL);
  g_return_val_if_fail (PH_IS_IDENTITY (identity), NULL);

  for (guint i = 0; (account = ph_accounts_peek (self, i)) != NULL; i++)
    if (g_list_store_find (G_LIST_STORE (ph_account_get_identities (account)), identity, NULL))
      return account;
  return NULL;
}

void
ph_accounts_add (PhAccounts *self, PhAccount *account)
{
  g_return_if_fail (PH_IS_ACCOUNTS (self));
  g_return_if_fail (PH_IS_ACCOUNT (account));
  g_return_if_fail (ph_accounts_find (self, ph_account_get_id (account)) == NULL);

  /* The account before the list: a list never names what is not there. */
  ph_account_keep (account);
  g_ptr_array_add (self->real, g_object_ref (account));
  ph_accounts_write_ids (self);
  ph_accounts_announce (self, self->real->len - 1, 0, 1);
}

void
ph_accounts_remove (PhAccounts *self, PhAccount *account)
{
  g_autoptr (PhAccount) held = NULL;
  guint position = 0;

  g_return_if_fail (PH_IS_ACCOUNTS (self));
  g_return_if_fail (PH_IS_ACCOUNT (account));
  g_return_if_fail (g_ptr_array_find (self->real, account, &position));

  held = g_object_ref (account);
  g_ptr_array_remove_index (self->real, position);
  ph_accounts_write_ids (self);
  ph_account_forget (held);
  ph_accounts_announce (self, position, 1, 0);
}

void
ph_accounts_move (PhAccounts *self, PhAccount *account, int by)
{
  guint from = 0;
  gint64 to = 0;

  g_return_if_fail (PH_IS_ACCOUNTS (self));
  g_return_if_fail (PH_IS_ACCOUNT (account));
  g_return_if_fail (g_ptr_array_find (self->real, account, &from));

  to = CLAMP ((gint64) from + by, 0, (gint64) self->real->len - 1);
  if (to == (gint64) from)
    return;
  g_ptr_array_insert (self->real, (int) to, g_ptr_array_steal_index (self->real, from));
  ph_accounts_write_ids (self);
  g_list_model_items_changed (G_LIST_MODEL (self),
                              MIN (from, (guint) to),
                              (guint) ABS (to - (gint64) from) + 1,
                              (guint) ABS (to - (gint64) from) + 1);
}

gboolean
ph_accounts_can_move (PhAccounts *self, PhAccount *account, int by)
{
  guint from = 0;
  gint64 to = 0;

  g_return_val_if_fail (PH_IS_ACCOUNTS (self), FALSE);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), FALSE);

  if (!g_ptr_array_find (self->real, account, &from))
    return FALSE;
  to = (gint64) from + by;
  return to >= 0 && to < (gint64) self->real->len;
}

PhAccount *
ph_accounts_get_default (PhAccounts *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNTS (self), NULL);
  return self->default_account;
}

void
ph_accounts_set_default (PhAccounts *self, PhAccount *account)
{
  g_return_if_fail (PH_IS_ACCOUNTS (self));
  g_return_if_fail (PH_IS_ACCOUNT (account));
  g_return_if_fail (ph_accounts_find (self, ph_account_get_id (account)) == account);

  if (account != self->practice)
    ph_accounts_change_default (self, ph_account_get_id (account));
}

gboolean
ph_accounts_has_real (PhAccounts *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNTS (self), FALSE);
  return self->real->len > 0;
}

PhAccount *
ph_accounts_enable_practice (PhAccounts *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNTS (self), NULL);

  if (self->practice != NULL)
    return self->practice;
  self->practice = ph_account_new_practice ();
  g_settings_set_boolean (self->settings, "practice-enabled", TRUE);
  ph_accounts_announce (self, self->real->len, 0, 1);
  return self->practice;
}
