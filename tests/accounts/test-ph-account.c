/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account tells of changes only, holds single lines only, and gives the engine the server that it describes. */
#include "ph-account.h"

#define FINGERPRINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define FINGERPRINT_UPPER "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_new (void)
{
  g_autoptr (PhAccount) first = ph_account_new ();
  g_autoptr (PhAccount) second = ph_account_new ();

  g_assert_cmpstr (ph_account_get_id (first), !=, ph_account_get_id (second));
  g_assert_cmpstr (ph_account_get_name (first), ==, "");
  g_assert_cmpstr (ph_account_get_label (first), ==, "");
  g_assert_cmpstr (ph_account_get_trusted_fingerprint (first), ==, "");
  g_assert_cmpint (ph_account_get_security (first), ==, PH_SMTP_SECURITY_TLS);
  g_assert_false (ph_account_get_is_practice (first));
}

/* Each property, by its name, so that a binding in a .ui file sees the same. */
static void
test_notify_on_change_only (void)
{
  static const struct
  {
    const char *property;
    const char *text; /* NULL: a number */
    int number;
  } cases[] = {
    { "name", "Ann Tester", 0 },
    { "address", "ann@example.org", 0 },
    { "reply-to", "answers@example.org", 0 },
    { "signature", "Ann\nexample.org", 0 },
    { "host", "smtp.example.org", 0 },
    { "port", NULL, 2525 },
    { "security", NULL, PH_SMTP_SECURITY_STARTTLS },
    { "user", "ann", 0 },
    { "auth", NULL, PH_ACCOUNT_AUTH_NONE },
    { "trusted-fingerprint", FINGERPRINT, 0 },
    { "hold-limit", NULL, 86400 },
    { "lacks-smtputf8", NULL, TRUE },
    { "lacks-dsn", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PhAccount) account = ph_account_new ();
      g_autofree char *signal = g_strconcat ("notify::", cases[i].property, NULL);
      guint n_notified = 0;

      g_signal_connect (account, signal, G_CALLBACK (count_cb), &n_notified);
      for (int round = 0; round < 2; round++)
        {
          if (cases[i].text != NULL)
            g_object_set (account, cases[i].property, cases[i].text, NULL);
          else
            g_object_set (account, cases[i].property, cases[i].number, NULL);
          g_assert_cmpuint (n_notified, ==, 1);
        }
    }
}

static void
test_size_limit (void)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  guint n_notified = 0;

  g_signal_connect (account, "notify::size-limit", G_CALLBACK (count_cb), &n_notified);
  ph_account_set_host (account, "smtp.example.org");
  ph_account_set_size_limit (account, G_MAXUINT64);
  ph_account_set_size_limit (account, G_MAXUINT64);
  ph_account_set_host (account, "smtp.example.org");
  g_assert_cmpuint (ph_account_get_size_limit (account), ==, G_MAXUINT64);
  g_assert_cmpuint (n_notified, ==, 1);
  ph_account_set_hold_limit (account, 86400);
  ph_account_set_lacks_smtputf8 (account, TRUE);
  ph_account_set_lacks_dsn (account, TRUE);
  ph_account_set_host (account, "smtp.example.net");
  g_assert_cmpuint (ph_account_get_size_limit (account), ==, 0);
  g_assert_cmpuint (ph_account_get_hold_limit (account), ==, 0);
  g_assert_false (ph_account_get_lacks_smtputf8 (account));
  g_assert_false (ph_account_get_lacks_dsn (account));
}

static void
test_label (void)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  guint n_notified = 0;

  g_signal_connect (account, "notify::label", G_CALLBACK (count_cb), &n_notified);
  ph_account_set_address (account, "ann@example.org");
  g_assert_cmpstr (ph_account_get_label (account), ==, "ann@example.org");
  ph_account_set_name (account, "Ann Tester");
  g_assert_cmpstr (ph_account_get_label (account), ==, "Ann Tester <ann@example.org>");
  ph_account_set_host (account, "smtp.example.org");
  g_assert_cmpuint (n_notified, ==, 2);
  ph_account_set_address (account, "");
  g_assert_cmpstr (ph_account_get_label (account), ==, "Ann Tester");
}

/* What is pasted or hand-edited becomes one line: no header or command can be smuggled in by an account. */
static void
test_single_lines (void)
{
  static const struct
  {
    const char *set;
    const char *kept;
  } cases[] = {
    { "  Ann \n", "Ann" },
    { "Ann\r\nBcc: eve@example.net", "AnnBcc: eve@example.net" },
    { "Ann\tTester\x7f", "AnnTester" },
    { "Zoë \xe2\x80\x93 Ω", "Zoë \xe2\x80\x93 Ω" },
    { "Ann\xff", "Ann\xef\xbf\xbd" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PhAccount) account = ph_account_new ();

      ph_account_set_name (account, cases[i].set);
      g_assert_cmpstr (ph_account_get_name (account), ==, cases[i].kept);
      ph_account_set_host (account, cases[i].set);
      g_assert_cmpstr (ph_account_get_host (account), ==, cases[i].kept);
    }
}

static void
test_fingerprint (void)
{
  static const struct
  {
    const char *set;
    const char *kept;
  } cases[] = {
    { FINGERPRINT, FINGERPRINT },
    { FINGERPRINT_UPPER, FINGERPRINT },
    { FINGERPRINT "0", "" },
    { "0123", "" },
    { "x123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "" },
    { "", "" },
    { NULL, "" },
  };
  g_autoptr (PhAccount) account = ph_account_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ph_account_set_trusted_fingerprint (account, FINGERPRINT);
      ph_account_set_trusted_fingerprint (account, cases[i].set);
      g_assert_cmpstr (ph_account_get_trusted_fingerprint (account), ==, cases[i].kept);
    }
}

static void
test_sign_in (void)
{
  g_autoptr (PhAccount) account = ph_account_new ();

  ph_account_set_address (account, "ann@example.org");
  g_assert_cmpstr (ph_account_get_sign_in_name (account), ==, "ann@example.org");
  ph_account_set_user (account, "ann");
  g_assert_cmpstr (ph_account_get_sign_in_name (account), ==, "ann");
  g_assert_true (ph_account_needs_password (account));
  ph_account_set_auth (account, PH_ACCOUNT_AUTH_PASSWORD);
  g_assert_true (ph_account_needs_password (account));
  ph_account_set_auth (account, PH_ACCOUNT_AUTH_NONE);
  g_assert_false (ph_account_needs_password (account));
}

static void
test_server (void)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  g_autoptr (PhSmtpServer) plain = NULL;
  g_autoptr (PhSmtpServer) pinned = NULL;

  g_assert_null (ph_account_dup_server (account));
  ph_account_set_host (account, "smtp.example.org");
  ph_account_set_security (account, PH_SMTP_SECURITY_STARTTLS);
  plain = ph_account_dup_server (account);
  g_assert_cmpstr (ph_smtp_server_get_host (plain), ==, "smtp.example.org");
  g_assert_cmpuint (ph_smtp_server_get_port (plain), ==, 587);
  g_assert_cmpint (ph_smtp_server_get_security (plain), ==, PH_SMTP_SECURITY_STARTTLS);
  g_assert_null (ph_smtp_server_get_trusted_fingerprint (plain));

  ph_account_set_port (account, 65535);
  ph_account_set_trusted_fingerprint (account, FINGERPRINT);
  pinned = ph_account_dup_server (account);
  g_assert_cmpuint (ph_smtp_server_get_port (pinned), ==, 65535);
  g_assert_cmpstr (ph_smtp_server_get_trusted_fingerprint (pinned), ==, FINGERPRINT);
}

static PhIdentity *
add_identity (PhAccount *account, const char *name, const char *address)
{
  g_autoptr (PhIdentity) identity = ph_identity_new ();

  ph_identity_set_name (identity, name);
  ph_identity_set_address (identity, address);
  ph_account_insert_identity (account, G_MAXUINT, identity);
  return identity;
}

/* The first is the account itself, by both names, and cannot be taken away. */
static void
test_first_identity (void)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  PhIdentity *first = ph_account_get_first_identity (account);
  guint n_notified = 0;

  g_signal_connect (account, "notify::label", G_CALLBACK (count_cb), &n_notified);
  ph_account_set_name (account, "Ann");
  g_assert_cmpstr (ph_identity_get_name (first), ==, "Ann");
  ph_identity_set_address (first, "ann@example.org");
  g_assert_cmpstr (ph_account_get_address (account), ==, "ann@example.org");
  g_assert_cmpstr (ph_account_get_label (account), ==, "Ann <ann@example.org>");
  g_assert_cmpuint (n_notified, ==, 2);
  add_identity (account, "Sales", "sales@example.org");
  g_assert_true (ph_account_get_first_identity (account) == first);
  g_assert_true (ph_account_find_identity (account, "ANN@example.org") == first);
  g_assert_null (ph_account_find_identity (account, "an@example.org"));
}

static void
test_signature_lines (void)
{
  g_autoptr (PhIdentity) identity = ph_identity_new ();

  ph_identity_set_signature (identity, "Ann\r\n\tTester\x1b[31m\xff\n\n ");
  g_assert_cmpstr (ph_identity_get_signature (identity), ==, "Ann\n\tTester[31m\xef\xbf\xbd");
  ph_identity_set_reply_to (identity, " Ann\n<a@example.org> ");
  g_assert_cmpstr (ph_identity_get_reply_to (identity), ==, "Ann<a@example.org>");
}

/* Whoever writes as one of them goes on with the same object, whatever is edited around it. */
static void
test_copy_identities (void)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  g_autoptr (PhAccount) draft = ph_account_new ();
  PhIdentity *sales = NULL;
  PhIdentity *other = NULL;
  guint n_notified = 0;

  ph_account_set_name (account, "Ann");
  add_identity (account, "Help", "help@example.org");
  sales = add_identity (account, "Sales", "sales@example.org");
  ph_account_copy_identities (draft, account);
  g_assert_cmpuint (g_list_model_get_n_items (ph_account_get_identities (draft)), ==, 3);

  g_signal_connect (account, "notify::other-identities", G_CALLBACK (count_cb), &n_notified);
  ph_account_copy_identities (account, draft);
  g_assert_cmpuint (n_notified, ==, 0);

  ph_account_remove_identity (draft, 1);
  other = ph_account_find_identity (draft, "sales@example.org");
  g_assert_true (other != sales);
  ph_identity_set_signature (other, "Buy!");
  add_identity (draft, "Sales too", "sales@example.org");
  ph_account_copy_identities (account, draft);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (ph_account_get_identities (account)), ==, 3);
  g_assert_true (ph_account_find_identity (account, "sales@example.org") == sales);
  g_assert_cmpstr (ph_identity_get_signature (sales), ==, "Buy!");
  g_assert_null (ph_account_find_identity (account, "help@example.org"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/new", test_new);
  g_test_add_func ("/account/notify-on-change-only", test_notify_on_change_only);
  g_test_add_func ("/account/size-limit", test_size_limit);
  g_test_add_func ("/account/label", test_label);
  g_test_add_func ("/account/single-lines", test_single_lines);
  g_test_add_func ("/account/fingerprint", test_fingerprint);
  g_test_add_func ("/account/sign-in", test_sign_in);
  g_test_add_func ("/account/server", test_server);
  g_test_add_func ("/account/first-identity", test_first_identity);
  g_test_add_func ("/account/signature-lines", test_signature_lines);
  g_test_add_func ("/account/copy-identities", test_copy_identities);
  return g_test_run ();
}
