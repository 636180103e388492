/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table can be searched, and no row in it would send a password in the open or to a place that cannot be. */
#include "ph-provider.h"

#include <string.h>

static void
assert_is_date (const char *text)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *moment = g_strconcat (text, "T00:00:00Z", NULL);

  date = g_date_time_new_from_iso8601 (moment, NULL);
  g_assert_nonnull (date);
  g_assert_cmpint (g_date_time_get_year (date), >=, 2026);
}

static void
assert_is_lower_case_domain (const char *domain)
{
  g_autofree char *lower = g_ascii_strdown (domain, -1);

  g_assert_cmpstr (domain, ==, lower);
  g_assert_nonnull (strchr (domain, '.'));
  g_assert_null (strpbrk (domain, " @:/"));
}

static void
assert_is_usable (const PhProvider *provider)
{
  g_assert_cmpstr (provider->name, !=, "");
  assert_is_date (provider->checked_on);
  if (provider->hint == PH_PROVIDER_HINT_NO_SMTP)
    {
      g_assert_cmpstr (provider->host, ==, "");
      return;
    }
  assert_is_lower_case_domain (provider->host);
  g_assert_cmpint (provider->security, !=, PH_SMTP_SECURITY_NONE);
  if (provider->hint != PH_PROVIDER_HINT_BRIDGE)
    g_assert_cmpuint (provider->port, ==, provider->security == PH_SMTP_SECURITY_TLS ? 465 : 587);
}

static void
test_table (void)
{
  const char *previous = "";
  const char *domain = NULL;

  for (guint i = 0; (domain = ph_provider_get_domain (i)) != NULL; i++)
    {
      const PhProvider *provider = ph_provider_find (domain);

      assert_is_lower_case_domain (domain);
      /* Strictly: sorted for the search, and none twice. */
      g_assert_cmpstr (previous, <, domain);
      g_assert_nonnull (provider);
      assert_is_usable (provider);
      previous = domain;
    }
  g_assert_cmpstr (previous, !=, "");
}

static void
test_find (void)
{
  static const struct
  {
    const char *domain;
    const char *host; /* NULL: not known */
  } cases[] = {
    { "gmail.com", "smtp.gmail.com" },
    { "GMail.COM", "smtp.gmail.com" },
    { "googlemail.com", "smtp.gmail.com" },
    { "126.com", "smtp.126.com" },
    { "zohomail.eu", "smtp.zoho.eu" },
    { "example.org", NULL },
    { "gmail.com.example.org", NULL },
    { "xgmail.com", NULL },
    { "gmail.co", NULL },
    { "gmail.com.", NULL },
    { "", NULL },
    { "\xc3\xa4.example", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PhProvider *provider = ph_provider_find (cases[i].domain);

      g_assert_cmpstr (provider != NULL ? provider->host : NULL, ==, cases[i].host);
    }
}

static void
test_hints (void)
{
  g_assert_cmpint (ph_provider_find ("gmail.com")->hint, ==, PH_PROVIDER_HINT_APP_PASSWORD);
  g_assert_cmpint (ph_provider_find ("gmx.net")->hint, ==, PH_PROVIDER_HINT_SWITCH_ON);
  g_assert_cmpint (ph_provider_find ("outlook.com")->hint, ==, PH_PROVIDER_HINT_OAUTH_ONLY);
  g_assert_cmpint (ph_provider_find ("proton.me")->hint, ==, PH_PROVIDER_HINT_BRIDGE);
  g_assert_cmpint (ph_provider_find ("tuta.com")->hint, ==, PH_PROVIDER_HINT_NO_SMTP);
  g_assert_true (ph_provider_find ("web.de")->user_is_local_part);
  g_assert_false (ph_provider_find ("gmx.de")->user_is_local_part);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider/table", test_table);
  g_test_add_func ("/provider/find", test_find);
  g_test_add_func ("/provider/hints", test_hints);
  return g_test_run ();
}
