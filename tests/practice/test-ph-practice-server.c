/* SPDX-License-Identifier: GPL-3.0-or-later */
/* It listens on loopback alone, serves clients side by side, announces what arrived where it was started, and leaves
 * nothing running behind. */
#include "ph-practice-server.h"

#include "ph-test-client.h"
#include "ph-test-folder.h"

#include <string.h>

typedef struct
{
  GFile *maildir; /* (owned) */
  PhPracticeServer *server; /* (owned) (nullable) */
  GPtrArray *delivered; /* (owned): of GFile */
  GThread *thread; /* where a message must be announced */
} Fixture;

static void
delivered_cb (PhPracticeServer *server, GFile *file, Fixture *f)
{
  g_assert_true (g_thread_self () == f->thread);
  g_ptr_array_add (f->delivered, g_object_ref (file));
}

static void
start (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ph_practice_server_start (f->server, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->maildir = ph_test_folder_new ();
  f->server = ph_practice_server_new (f->maildir);
  f->delivered = g_ptr_array_new_with_free_func (g_object_unref);
  f->thread = g_thread_self ();
  g_signal_connect (f->server, "delivered", G_CALLBACK (delivered_cb), f);
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->server);
  g_ptr_array_unref (f->delivered);
  ph_test_folder_free (f->maildir);
}

static PhTestClient *
connect_to (Fixture *f)
{
  return ph_test_client_connect (G_SOCKET_FAMILY_IPV4, ph_practice_server_get_port (f->server));
}

static void
deliver (PhTestClient *client, const char *text)
{
  ph_test_client_begin_message (client);
  ph_test_client_say (client, text);
  ph_test_client_say (client, "\r\n.\r\n");
  ph_test_client_expect (client, "250 2.0.0");
}

static void
wait_for_delivered (Fixture *f, guint n)
{
  while (f->delivered->len < n)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->delivered->len, ==, n);
}

static gboolean
is_listening (const char *host, guint16 port)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (host, port);

  return g_socket_connect (socket, address, NULL, NULL);
}

static gboolean
has_ipv6 (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("::1", 0);

  return socket != NULL && g_socket_bind (socket, address, FALSE, NULL);
}

static void
test_delivered (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestClient) client = connect_to (f);
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;

  deliver (client, "Subject: here");
  /* The client knows first; who started the server is told in its own context, and only there. */
  g_assert_cmpuint (f->delivered->len, ==, 0);
  wait_for_delivered (f, 1);
  file = ph_test_folder_only_entry (f->maildir, "new");
  g_assert_true (g_file_equal (file, g_ptr_array_index (f->delivered, 0)));
  contents = ph_test_folder_read (file, NULL);
  g_assert_true (g_str_has_suffix (contents, "\r\nSubject: here\r\n"));
}

static void
test_both_families (Fixture *f, gconstpointer data)
{
  guint16 port = ph_practice_server_get_port (f->server);
  g_autoptr (PhTestClient) client = NULL;

  if (!has_ipv6 ())
    {
      g_test_skip ("no IPv6 here");
      return;
    }
  client = ph_test_client_connect (G_SOCKET_FAMILY_IPV6, port);
  deliver (client, "over ::1");
  g_clear_pointer (&client, ph_test_client_free);
  client = ph_test_client_connect (G_SOCKET_FAMILY_IPV4, port);
  deliver (client, "over 127.0.0.1");
  wait_for_delivered (f, 2);
}

/* 127.0.0.2 is this machine too, but another address than the one that is listened on. */
static void
test_loopback_alone (Fixture *f, gconstpointer data)
{
  guint16 port = ph_practice_server_get_port (f->server);

  g_assert_true (is_listening ("127.0.0.1", port));
  g_assert_false (is_listening ("127.0.0.2", port));
}

static void
test_side_by_side (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestClient) slow = connect_to (f);
  g_autoptr (PhTestClient) quick = connect_to (f);

  ph_test_client_begin_message (slow);
  ph_test_client_say (slow, "half of it");
  deliver (quick, "all of it");
  wait_for_delivered (f, 1);
  ph_test_client_say (slow, " and the rest\r\n.\r\n");
  ph_test_client_expect (slow, "250 ");
  wait_for_delivered (f, 2);
}

static void
test_too_many (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_test_client_free);
  g_autoptr (PhTestClient) late = NULL;

  for (guint i = 0; i < 32; i++)
    {
      g_ptr_array_add (clients, connect_to (f));
      ph_test_client_expect (g_ptr_array_index (clients, i), "220 ");
    }
  late = connect_to (f);
  ph_test_client_expect (late, "421 4.3.2");
  ph_test_client_expect_end (late);
}

static void
test_place_is_free_again (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (PhTestClient) client = connect_to (f);

      ph_test_client_expect (client, "220 ");
      ph_test_client_say (client, "QUIT\r\n");
      ph_test_client_expect (client, "221 ");
      ph_test_client_expect_end (client);
    }
}

static void
test_large (Fixture *f, gconstpointer data)
{
  const gsize n_lines = 20 * 1000;
  g_autoptr (PhTestClient) client = connect_to (f);
  g_autoptr (GString) sent = g_string_new (NULL);
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  for (gsize i = 0; i < n_lines; i++)
    g_string_append_printf (sent, "%0998" G_GSIZE_FORMAT "\r\n", i);
  ph_test_client_begin_message (client);
  ph_test_client_say_octets (client, sent->str, sent->len);
  ph_test_client_say (client, ".\r\n");
  ph_test_client_expect (client, "250 ");
  file = ph_test_folder_only_entry (f->maildir, "new");
  contents = ph_test_folder_read (file, &length);
  g_assert_cmpuint (length, >, sent->len);
  g_assert_true (memcmp (contents + length - sent->len, sent->str, sent->len) == 0);
}

static void
test_stop_cuts_clients (Fixture *f, gconstpointer data)
{
  guint16 port = ph_practice_server_get_port (f->server);
  g_autoptr (PhTestClient) idle = connect_to (f);
  g_autoptr (PhTestClient) sending = connect_to (f);

  ph_test_client_expect (idle, "220 ");
  ph_test_client_begin_message (sending);
  ph_test_client_say (sending, "half of it");
  ph_practice_server_stop (f->server);
  ph_test_client_expect_end (idle);
  ph_test_client_expect_end (sending);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "new"), ==, 0);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 0);
  g_assert_cmpuint (ph_practice_server_get_port (f->server), ==, 0);
  g_assert_false (is_listening ("127.0.0.1", port));
}

static void
test_stop_announces_the_last (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestClient) client = connect_to (f);

  deliver (client, "just in time");
  ph_practice_server_stop (f->server);
  g_assert_cmpuint (f->delivered->len, ==, 1);
}

static void
test_start_again (Fixture *f, gconstpointer data)
{
  guint16 port = ph_practice_server_get_port (f->server);
  g_autoptr (PhTestClient) client = NULL;

  start (f);
  g_assert_cmpuint (ph_practice_server_get_port (f->server), ==, port);
  ph_practice_server_stop (f->server);
  ph_practice_server_stop (f->server);
  start (f);
  client = connect_to (f);
  deliver (client, "again");
  wait_for_delivered (f, 1);
}

static void
unref_cb (PhPracticeServer *server, GFile *file, Fixture *f)
{
  g_clear_object (&f->server);
}

/* The window may close because of what arrived. */
static void
test_freed_in_its_signal (Fixture *f, gconstpointer data)
{
  g_autoptr (PhTestClient) client = connect_to (f);

  g_signal_connect (f->server, "delivered", G_CALLBACK (unref_cb), f);
  deliver (client, "the end");
  wait_for_delivered (f, 1);
  g_assert_null (f->server);
  ph_test_client_expect_end (client);
}

static void
test_own_context (Fixture *f, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (PhTestClient) client = NULL;

  ph_practice_server_stop (f->server);
  g_main_context_push_thread_default (context);
  start (f);
  g_main_context_pop_thread_default (context);
  client = connect_to (f);
  deliver (client, "x");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->delivered->len, ==, 0);
  while (f->delivered->len == 0)
    g_main_context_iteration (context, TRUE);
}

#define ADD(path, func) g_test_add ("/practice/server/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("delivered", test_delivered);
  ADD ("both-families", test_both_families);
  ADD ("loopback-alone", test_loopback_alone);
  ADD ("side-by-side", test_side_by_side);
  ADD ("too-many", test_too_many);
  ADD ("place-is-free-again", test_place_is_free_again);
  ADD ("large", test_large);
  ADD ("stop-cuts-clients", test_stop_cuts_clients);
  ADD ("stop-announces-the-last", test_stop_announces_the_last);
  ADD ("start-again", test_start_again);
  ADD ("freed-in-its-signal", test_freed_in_its_signal);
  ADD ("own-context", test_own_context);
  return g_test_run ();
}
