/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The usual ports, and which hosts count as this computer. */
#include "ph-smtp-server.h"

static void
test_usual_ports (void)
{
  g_autoptr (PhSmtpServer) tls = ph_smtp_server_new ("a", 0, PH_SMTP_SECURITY_TLS);
  g_autoptr (PhSmtpServer) starttls = ph_smtp_server_new ("a", 0, PH_SMTP_SECURITY_STARTTLS);
  g_autoptr (PhSmtpServer) own = ph_smtp_server_new ("a", 2525, PH_SMTP_SECURITY_NONE);

  g_assert_cmpuint (ph_smtp_server_get_port (tls), ==, 465);
  g_assert_cmpuint (ph_smtp_server_get_port (starttls), ==, 587);
  g_assert_cmpuint (ph_smtp_server_get_port (own), ==, 2525);
}

static void
test_loopback (void)
{
  static const struct
  {
    const char *host;
    gboolean is_loopback;
  } hosts[] = {
    { "localhost", TRUE },     { "LocalHost", TRUE }, { "127.0.0.1", TRUE },          { "127.9.9.9", TRUE },
    { "::1", TRUE },           { "0.0.0.0", FALSE },  { "localhost.example", FALSE }, { "127.0.0.1.example", FALSE },
    { "smtp.example", FALSE }, { "", FALSE },         { "mylocalhost", FALSE },       { "192.0.2.1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (PhSmtpServer) server = ph_smtp_server_new (hosts[i].host, 0, PH_SMTP_SECURITY_NONE);

      g_assert_cmpint (ph_smtp_server_is_loopback (server), ==, hosts[i].is_loopback);
    }
}

static void
test_copy (void)
{
  g_autoptr (PhSmtpServer) copy = NULL;
  PhSmtpServer *server = ph_smtp_server_new ("a", 25, PH_SMTP_SECURITY_NONE);

  ph_smtp_server_set_ehlo_name (server, "me.example");
  ph_smtp_server_set_timeout (server, 7);
  ph_smtp_server_set_trusted_fingerprint (server, "00ff");
  copy = ph_smtp_server_copy (server);
  ph_smtp_server_free (server);
  g_assert_cmpstr (ph_smtp_server_get_host (copy), ==, "a");
  g_assert_cmpint (ph_smtp_server_get_security (copy), ==, PH_SMTP_SECURITY_NONE);
  g_assert_cmpstr (ph_smtp_server_get_ehlo_name (copy), ==, "me.example");
  g_assert_cmpuint (ph_smtp_server_get_timeout (copy), ==, 7);
  g_assert_cmpstr (ph_smtp_server_get_trusted_fingerprint (copy), ==, "00ff");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/server/usual-ports", test_usual_ports);
  g_test_add_func ("/smtp/server/loopback", test_loopback);
  g_test_add_func ("/smtp/server/copy", test_copy);
  return g_test_run ();
}
