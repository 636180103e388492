/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's URL means one thing or is refused; a password in it is refused and not repeated. */
#include "ph-send-url.h"

#include "ph-send-report.h"

#include <string.h>

typedef struct
{
  const char *url;
  const char *security; /* (nullable) */
  const char *host;
  guint16 port;
  PhSmtpSecurity chosen;
  const char *user; /* (nullable) */
} Accepted;

static const Accepted accepted[] = {
  { "smtp://mail.example.org", NULL, "mail.example.org", 587, PH_SMTP_SECURITY_STARTTLS, NULL },
  { "smtps://mail.example.org", NULL, "mail.example.org", 465, PH_SMTP_SECURITY_TLS, NULL },
  { "SMTPS://mail.example.org/", NULL, "mail.example.org", 465, PH_SMTP_SECURITY_TLS, NULL },
  { "smtp://mail.example.org:2525", "none", "mail.example.org", 2525, PH_SMTP_SECURITY_NONE, NULL },
  { "smtp://mail.example.org", "tls", "mail.example.org", 465, PH_SMTP_SECURITY_TLS, NULL },
  { "smtps://mail.example.org:1", "tls", "mail.example.org", 1, PH_SMTP_SECURITY_TLS, NULL },
  { "smtp://ann%40example.org@mail.example.org",
    NULL,
    "mail.example.org",
    587,
    PH_SMTP_SECURITY_STARTTLS,
    "ann@example.org" },
  { "smtp://a%3Ab@[::1]:65535", NULL, "::1", 65535, PH_SMTP_SECURITY_STARTTLS, "a:b" },
  { "smtp://127.0.0.1:25", NULL, "127.0.0.1", 25, PH_SMTP_SECURITY_STARTTLS, NULL },
};

typedef struct
{
  const char *url;
  const char *security; /* (nullable) */
} Refused;

static const Refused refused[] = {
  { "", NULL },
  { "mail.example.org", NULL },
  { "mail.example.org:587", NULL },
  { "http://mail.example.org", NULL },
  { "smtp:mail.example.org", NULL },
  { "smtp://", NULL },
  { "smtp://:25", NULL },
  { "smtp://mail.example.org:0", NULL },
  { "smtp://mail.example.org:65536", NULL },
  { "smtp://mail.example.org:-1", NULL },
  { "smtp://mail.example.org:port", NULL },
  { "smtp://mail.example.org/path", NULL },
  { "smtp://mail.example.org?query", NULL },
  { "smtp://mail.example.org#fragment", NULL },
  { "smtp://mail example.org", NULL },
  { "smtp://ann:tell-no-one@mail.example.org", NULL },
  { "smtp://ann%00@mail.example.org", NULL },
  { "smtp://ann%01auth=Bearer@mail.example.org", NULL },
  { "smtp://ann%0D%0A@mail.example.org", NULL },
  { "smtp://mail.example.org%0d%0a", NULL },
  { "smtp://mail.example.org", "ssl" },
  { "smtp://mail.example.org", "" },
  { "smtps://mail.example.org", "none" },
  { "smtps://mail.example.org", "starttls" },
};

static void
test_accepted (gconstpointer data)
{
  const Accepted *expected = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;
  g_autoptr (PhSmtpServer) server = ph_send_url_parse (expected->url, expected->security, &user, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (ph_smtp_server_get_host (server), ==, expected->host);
  g_assert_cmpuint (ph_smtp_server_get_port (server), ==, expected->port);
  g_assert_cmpint (ph_smtp_server_get_security (server), ==, expected->chosen);
  g_assert_cmpstr (user, ==, expected->user);
}

static void
test_refused (gconstpointer data)
{
  const Refused *given = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;

  g_assert_null (ph_send_url_parse (given->url, given->security, &user, &error));
  g_assert_error (error, PH_SEND_ERROR, PH_SEND_EXIT_USAGE);
  g_assert_null (user);
  g_assert_null (strstr (error->message, "tell-no-one"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autofree char *path = g_strdup_printf ("/send-url/accepted/%u", i);

      g_test_add_data_func (path, &accepted[i], test_accepted);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strdup_printf ("/send-url/refused/%u", i);

      g_test_add_data_func (path, &refused[i], test_refused);
    }
  return g_test_run ();
}
