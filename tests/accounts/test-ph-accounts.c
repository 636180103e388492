/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts outlive the object that lists them, there is always the right default, and nothing that stands in the
 * settings can harm. */
#include "config.h"

#include "ph-accounts.h"

#define ACCOUNT_PATH "/io/github/posthaste/Posthaste/accounts/hostile/"

typedef struct
{
  GSettings *settings;
  PhAccounts *accounts;
  guint n_default_notified;
  GArray *changes; /* of guint: position, removed, added, and so on */
} Fixture;

static void
default_changed_cb (PhAccounts *accounts, GParamSpec *pspec, Fixture *f)
{
  f->n_default_notified++;
}

/* Whenever somebody hears of a change, the default is one of the list. */
static void
items_changed_cb (PhAccounts *accounts, guint position, guint removed, guint added, Fixture *f)
{
  guint change[] = { position, removed, added };
  PhAccount *chosen = ph_accounts_get_default (accounts);

  g_array_append_vals (f->changes, change, G_N_ELEMENTS (change));
  if (chosen != NULL)
    g_assert_true (ph_accounts_find (accounts, ph_account_get_id (chosen)) == chosen);
}

static void
reset_settings (GSettings *settings)
{
  g_settings_reset (settings, "accounts");
  g_settings_reset (settings, "default-account");
  g_settings_reset (settings, "practice-enabled");
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->settings = g_settings_new (PH_APPLICATION_ID);
  reset_settings (f->settings);
  f->accounts = ph_accounts_new ();
  f->changes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_signal_connect (f->accounts, "notify::default-account", G_CALLBACK (default_changed_cb), f);
  g_signal_connect (f->accounts, "items-changed", G_CALLBACK (items_changed_cb), f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_array_unref (f->changes);
  g_object_unref (f->accounts);
  reset_settings (f->settings);
  g_object_unref (f->settings);
}

static PhAccount *
add (Fixture *f, const char *name)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  g_autofree char *address = g_strconcat (name, "@example.org", NULL);

  ph_account_set_name (account, name);
  ph_account_set_address (account, address);
  ph_accounts_add (f->accounts, account);
  return account;
}

/* "Ann Bob Practice" */
static char *
names (PhAccounts *accounts)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++)
    {
      g_autoptr (PhAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", ph_account_get_name (account));
    }
  return g_string_free (all, FALSE);
}

static void
assert_names (PhAccounts *accounts, const char *expected)
{
  g_autofree char *found = names (accounts);

  g_assert_cmpstr (found, ==, expected);
}

static void
assert_last_change (Fixture *f, guint position, guint removed, guint added)
{
  g_assert_cmpuint (f->changes->len, >=, 3);
  g_assert_cmpuint (g_array_index (f->changes, guint, f->changes->len - 3), ==, position);
  g_assert_cmpuint (g_array_index (f->changes, guint, f->changes->len - 2), ==, removed);
  g_assert_cmpuint (g_array_index (f->changes, guint, f->changes->len - 1), ==, added);
}

static void
test_empty (Fixture *f, gconstpointer data)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (f->accounts)), ==, 0);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (f->accounts)) == PH_TYPE_ACCOUNT);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (f->accounts), 0));
  g_assert_null (ph_accounts_get_default (f->accounts));
  g_assert_false (ph_accounts_has_real (f->accounts));
}

static void
test_persistence (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  PhAccount *bob = add (f, "Bob");
  g_autoptr (PhAccounts) later = NULL;
  PhAccount *found = NULL;

  /* Both before and after the account was added. */
  ph_account_set_host (bob, "smtp.example.net");
  ph_account_set_port (bob, 2525);
  ph_account_set_security (bob, PH_SMTP_SECURITY_STARTTLS);
  ph_account_set_user (bob, "bob");
  ph_account_set_auth (bob, PH_ACCOUNT_AUTH_PASSWORD);
  ph_account_set_size_limit (bob, 1000);
  ph_account_set_hold_limit (bob, 86400);
  ph_account_set_lacks_smtputf8 (bob, TRUE);
  ph_accounts_set_default (f->accounts, bob);

  later = ph_accounts_new ();
  assert_names (later, "Ann Bob");
  found = ph_accounts_find (later, ph_account_get_id (bob));
  g_assert_true (found != bob);
  g_assert_true (ph_accounts_get_default (later) == found);
  g_assert_cmpstr (ph_account_get_label (found), ==, "Bob <Bob@example.org>");
  g_assert_cmpstr (ph_account_get_host (found), ==, "smtp.example.net");
  g_assert_cmpuint (ph_account_get_port (found), ==, 2525);
  g_assert_cmpint (ph_account_get_security (found), ==, PH_SMTP_SECURITY_STARTTLS);
  g_assert_cmpstr (ph_account_get_user (found), ==, "bob");
  g_assert_cmpint (ph_account_get_auth (found), ==, PH_ACCOUNT_AUTH_PASSWORD);
  g_assert_cmpuint (ph_account_get_size_limit (found), ==, 1000);
  g_assert_cmpuint (ph_account_get_hold_limit (found), ==, 86400);
  g_assert_true (ph_account_get_lacks_smtputf8 (found));

  /* Each way: another list sees what this one writes. */
  ph_account_set_name (found, "Robert");
  g_assert_cmpstr (ph_account_get_name (bob), ==, "Robert");
  g_assert_cmpstr (ph_account_get_name (ann), ==, "Ann");
}

static void
test_default (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  PhAccount *bob = add (f, "Bob");

  g_assert_true (ph_accounts_get_default (f->accounts) == ann);
  g_assert_cmpuint (f->n_default_notified, ==, 1);
  ph_accounts_set_default (f->accounts, bob);
  ph_accounts_set_default (f->accounts, bob);
  g_assert_true (ph_accounts_get_default (f->accounts) == bob);
  g_assert_cmpuint (f->n_default_notified, ==, 2);
  ph_accounts_remove (f->accounts, bob);
  g_assert_true (ph_accounts_get_default (f->accounts) == ann);
  g_assert_cmpuint (f->n_default_notified, ==, 3);
  ph_accounts_remove (f->accounts, ann);
  g_assert_null (ph_accounts_get_default (f->accounts));
}

static void
test_practice_gives_way (Fixture *f, gconstpointer data)
{
  PhAccount *practice = ph_accounts_enable_practice (f->accounts);
  PhAccount *ann = NULL;
  g_autoptr (PhAccounts) later = NULL;

  g_assert_true (ph_accounts_enable_practice (f->accounts) == practice);
  g_assert_true (ph_account_get_is_practice (practice));
  g_assert_cmpstr (ph_account_get_label (practice), ==, "Practice <you@practice.invalid>");
  g_assert_false (ph_account_needs_password (practice));
  g_assert_true (ph_accounts_get_default (f->accounts) == practice);
  g_assert_false (ph_accounts_has_real (f->accounts));

  ann = add (f, "Ann");
  assert_last_change (f, 0, 0, 1);
  assert_names (f->accounts, "Ann Practice");
  g_assert_true (ph_accounts_get_default (f->accounts) == ann);
  ph_accounts_set_default (f->accounts, practice);
  g_assert_true (ph_accounts_get_default (f->accounts) == ann);

  later = ph_accounts_new ();
  assert_names (later, "Ann Practice");
  ph_accounts_remove (f->accounts, ann);
  g_assert_true (ph_accounts_get_default (f->accounts) == practice);
}

static void
test_remove_forgets (Fixture *f, gconstpointer data)
{
  g_autoptr (PhAccount) ann = g_object_ref (add (f, "Ann"));
  g_autofree char *path = g_strdup_printf ("/io/github/posthaste/Posthaste/accounts/%s/", ph_account_get_id (ann));
  g_autoptr (GSettings) settings = g_settings_new_with_path (PH_APPLICATION_ID ".Account", path);
  g_autofree char *before = g_settings_get_string (settings, "address");
  g_autofree char *after = NULL;
  g_autoptr (PhAccounts) later = NULL;

  g_assert_cmpstr (before, ==, "Ann@example.org");
  ph_accounts_remove (f->accounts, ann);
  assert_last_change (f, 0, 1, 0);
  ph_account_set_name (ann, "still usable, kept nowhere");
  after = g_settings_get_string (settings, "address");
  g_assert_cmpstr (after, ==, "");
  later = ph_accounts_new ();
  assert_names (later, "");
}

static void
test_move (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  PhAccount *bob = add (f, "Bob");
  PhAccount *eve = add (f, "Eve");
  PhAccount *practice = ph_accounts_enable_practice (f->accounts);
  g_autoptr (PhAccounts) later = NULL;
  guint n_changes = 0;

  g_assert_true (ph_accounts_can_move (f->accounts, ann, 2));
  g_assert_false (ph_accounts_can_move (f->accounts, ann, 3));
  g_assert_false (ph_accounts_can_move (f->accounts, ann, -1));
  g_assert_false (ph_accounts_can_move (f->accounts, practice, -1));
  ph_accounts_move (f->accounts, ann, 1);
  assert_names (f->accounts, "Bob Ann Eve Practice");
  assert_last_change (f, 0, 2, 2);
  ph_accounts_move (f->accounts, eve, -2);
  assert_names (f->accounts, "Eve Bob Ann Practice");
  assert_last_change (f, 0, 3, 3);

  n_changes = f->changes->len;
  ph_accounts_move (f->accounts, ann, 1);
  ph_accounts_move (f->accounts, eve, -1);
  ph_accounts_move (f->accounts, bob, 0);
  g_assert_cmpuint (f->changes->len, ==, n_changes);
  later = ph_accounts_new ();
  assert_names (later, "Eve Bob Ann Practice");
}

static void
test_find_by_name (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  PhAccount *zoe = add (f, "Zoë");

  g_assert_true (ph_accounts_find_by_name (f->accounts, ph_account_get_id (ann)) == ann);
  g_assert_true (ph_accounts_find_by_name (f->accounts, "ann") == ann);
  g_assert_true (ph_accounts_find_by_name (f->accounts, "ZOË") == zoe);
  g_assert_true (ph_accounts_find_by_name (f->accounts, "zoë@EXAMPLE.org") == zoe);
  g_assert_null (ph_accounts_find_by_name (f->accounts, "an"));
  g_assert_null (ph_accounts_find_by_name (f->accounts, ""));
}

static PhIdentity *
add_identity (PhAccount *account, const char *address)
{
  g_autoptr (PhIdentity) identity = ph_identity_new ();

  ph_identity_set_address (identity, address);
  ph_account_insert_identity (account, G_MAXUINT, identity);
  return identity;
}

/* Each change is in the settings, and what is taken away is gone from there. */
static void
test_identities_are_kept (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  g_autoptr (PhAccounts) later = NULL;
  PhAccount *found = NULL;
  PhIdentity *identity = NULL;

  ph_identity_set_signature (ph_account_get_first_identity (ann), "Ann\nTester");
  ph_identity_set_reply_to (ph_account_get_first_identity (ann), "answers@example.org");
  add_identity (ann, "help@example.org");
  identity = add_identity (ann, "sales@example.org");
  ph_identity_set_name (identity, "Sales");
  ph_identity_set_reply_to (identity, "orders@example.org");
  ph_identity_set_signature (identity, "Buy!");
  ph_account_remove_identity (ann, 1);

  later = ph_accounts_new ();
  found = ph_accounts_find (later, ph_account_get_id (ann));
  g_assert_cmpuint (g_list_model_get_n_items (ph_account_get_identities (found)), ==, 2);
  identity = ph_account_get_first_identity (found);
  g_assert_cmpstr (ph_identity_get_signature (identity), ==, "Ann\nTester");
  g_assert_cmpstr (ph_identity_get_reply_to (identity), ==, "answers@example.org");
  identity = ph_account_find_identity (found, "sales@example.org");
  g_assert_cmpstr (ph_identity_get_label (identity), ==, "Sales <sales@example.org>");
  g_assert_cmpstr (ph_identity_get_reply_to (identity), ==, "orders@example.org");
  g_assert_cmpstr (ph_identity_get_signature (identity), ==, "Buy!");
}

static void
test_find_by_address (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  PhAccount *zoe = add (f, "Zoë");

  add_identity (zoe, "sales@example.org");
  g_assert_true (ph_accounts_find_by_address (f->accounts, "SALES@example.org") == zoe);
  g_assert_true (ph_accounts_find_by_name (f->accounts, "sales@example.org") == zoe);
  g_assert_null (ph_accounts_find_by_address (f->accounts, "sales@example.net"));
  g_assert_null (ph_accounts_find_by_address (f->accounts, "Ann"));

  /* Both have it: the default one it is. */
  add_identity (ann, "sales@example.org");
  g_assert_true (ph_accounts_find_by_address (f->accounts, "sales@example.org") == ann);
  ph_accounts_set_default (f->accounts, zoe);
  g_assert_true (ph_accounts_find_by_address (f->accounts, "sales@example.org") == zoe);
}

static void
expect_ignored_id (void)
{
  g_test_expect_message ("posthaste-accounts", G_LOG_LEVEL_MESSAGE, "*Ignoring the account id*");
}

/* Settings are a file that anybody may edit: bad ids are passed over, bad values become the defaults. */
static void
test_hostile_settings (Fixture *f, gconstpointer data)
{
  const char *ids[] = { "", "../../../org/gnome/desktop", "a/b", "practice", "hostile", "hostile", "\xc3\xa4", NULL };
  g_autoptr (GSettings) hostile = g_settings_new_with_path (PH_APPLICATION_ID ".Account", ACCOUNT_PATH);
  g_autoptr (PhAccounts) accounts = NULL;
  PhAccount *account = NULL;

  g_settings_set_string (hostile, "name", "Eve\r\nBcc: all@example.org");
  g_settings_set_string (hostile, "host", "smtp.example.org\nEHLO");
  g_settings_set_string (hostile, "trusted-fingerprint", "any");
  g_settings_set_strv (f->settings, "accounts", ids);
  g_settings_set_string (f->settings, "default-account", "gone");

  for (guint i = 0; i < 6; i++)
    expect_ignored_id ();
  accounts = ph_accounts_new ();
  g_test_assert_expected_messages ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (accounts)), ==, 1);
  account = ph_accounts_get_default (accounts);
  g_assert_cmpstr (ph_account_get_id (account), ==, "hostile");
  g_assert_cmpstr (ph_account_get_name (account), ==, "EveBcc: all@example.org");
  g_assert_cmpstr (ph_account_get_host (account), ==, "smtp.example.orgEHLO");
  g_assert_cmpstr (ph_account_get_trusted_fingerprint (account), ==, "");
  ph_accounts_remove (accounts, account);
}

/* The practice account cannot be made the default by hand either. */
static void
test_hostile_default (Fixture *f, gconstpointer data)
{
  PhAccount *ann = add (f, "Ann");
  g_autoptr (PhAccounts) later = NULL;

  ph_accounts_enable_practice (f->accounts);
  g_settings_set_string (f->settings, "default-account", PH_ACCOUNT_PRACTICE_ID);
  later = ph_accounts_new ();
  g_assert_cmpstr (ph_account_get_id (ph_accounts_get_default (later)), ==, ph_account_get_id (ann));
}

#define ADD_TEST(name, func) g_test_add ("/accounts/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_TEST ("empty", test_empty);
  ADD_TEST ("persistence", test_persistence);
  ADD_TEST ("default", test_default);
  ADD_TEST ("practice-gives-way", test_practice_gives_way);
  ADD_TEST ("remove-forgets", test_remove_forgets);
  ADD_TEST ("move", test_move);
  ADD_TEST ("find-by-name", test_find_by_name);
  ADD_TEST ("identities-are-kept", test_identities_are_kept);
  ADD_TEST ("find-by-address", test_find_by_address);
  ADD_TEST ("hostile-settings", test_hostile_settings);
  ADD_TEST ("hostile-default", test_hostile_default);
  return g_test_run ();
}
