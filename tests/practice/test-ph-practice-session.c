/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole conversations: the right reply at every step, and in the Maildir exactly what was accepted. */
#include "ph-practice-session.h"

#include "ph-test-client.h"
#include "ph-test-folder.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether only this process sees what it mounts, so that nothing is left of it whatever happens here. */
static gboolean has_own_mounts;

typedef struct
{
  GFile *maildir; /* (owned) */
  PhPracticeSettings settings;
  GCancellable *cancellable; /* (owned) */
  GIOStream *stream; /* (owned): the server's side */
  PhTestClient *client; /* (owned) (nullable) */
  GThread *thread; /* (owned) (nullable) */
  int n_delivered; /* (atomic) */
} Fixture;

static void
delivered_cb (GFile *message, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_true (g_file_query_exists (message, NULL));
  g_atomic_int_inc (&f->n_delivered);
}

static gpointer
session_thread (gpointer data)
{
  Fixture *f = data;

  ph_practice_session_run (f->stream, &f->settings, f->cancellable);
  return NULL;
}

/* @timeout: seconds, or 0 for none */
static GIOStream *
connection_new (int fd, guint timeout)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);
  g_socket_set_timeout (socket, timeout);
  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static void
set_up (Fixture *f, gconstpointer timeout)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  f->maildir = ph_test_folder_new ();
  f->cancellable = g_cancellable_new ();
  f->settings = (PhPracticeSettings){ .maildir = f->maildir,
                                      .size_max = 1024 * 1024,
                                      .slow_ms = 50,
                                      .delivered = delivered_cb,
                                      .delivered_data = f };
  f->stream = connection_new (fds[0], GPOINTER_TO_UINT (timeout));
  f->client = ph_test_client_new (connection_new (fds[1], 0));
  f->thread = g_thread_new ("session", session_thread, f);
}

static void
join (Fixture *f)
{
  g_clear_pointer (&f->thread, g_thread_join);
}

static void
disconnect (Fixture *f)
{
  g_clear_pointer (&f->client, ph_test_client_free);
  join (f);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  disconnect (f);
  g_object_unref (f->stream);
  g_object_unref (f->cancellable);
  ph_test_folder_free (f->maildir);
}

/* Says each line and expects the reply that stands beside it. */
static void
converse (Fixture *f, const char *const lines[][2], guint n_lines)
{
  for (guint i = 0; i < n_lines; i++)
    {
      ph_test_client_say (f->client, lines[i][0]);
      ph_test_client_expect (f->client, lines[i][1]);
    }
}
#define CONVERSE(f, lines) converse (f, lines, G_N_ELEMENTS (lines))

static void
assert_nothing_delivered (Fixture *f)
{
  g_assert_cmpint (g_atomic_int_get (&f->n_delivered), ==, 0);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "new"), ==, 0);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 0);
}

/* The one message, without the fields that the server put in front. */
static char *
read_delivered (Fixture *f)
{
  g_autoptr (GFile) file = ph_test_folder_only_entry (f->maildir, "new");
  g_autofree char *contents = ph_test_folder_read (file, NULL);
  g_autoptr (GRegex) trace = g_regex_new ("^Return-Path: <ann@example\\.org>\r\n"
                                          "Received: from client\\.example by localhost with ESMTP;\r\n"
                                          "\t(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} "
                                          "[0-9:]{8} \\+0000\r\n",
                                          G_REGEX_RAW,
                                          0,
                                          NULL);
  g_autoptr (GMatchInfo) match = NULL;
  int end = 0;

  g_assert_true (g_regex_match (trace, contents, 0, &match));
  g_match_info_fetch_pos (match, 0, NULL, &end);
  return g_strdup (contents + end);
}

static void
test_ehlo (Fixture *f, gconstpointer data)
{
  g_autofree char *reply = NULL;

  ph_test_client_expect (f->client, "220 localhost ESMTP ");
  ph_test_client_say (f->client, "EHLO client.example\r\n");
  reply = ph_test_client_read_reply (f->client);
  g_assert_cmpstr (
      reply,
      ==,
      "250-localhost\n250-PIPELINING\n250-SIZE 1048576\n250-8BITMIME\n250-SMTPUTF8\n250 ENHANCEDSTATUSCODES\n");
}

static void
test_one_message (Fixture *f, gconstpointer data)
{
  static const char *const lines[][2] = {
    { "", "220 " },
    { "EHLO client.example\r\n", "250 " },
    { "MAIL FROM:<ann@example.org> SIZE=20 BODY=8BITMIME\r\n", "250 2.1.0" },
    { "RCPT TO:<bob@example.net>\r\n", "250 2.1.5" },
    { "RCPT TO:<nobody@nowhere.invalid>\r\n", "250 2.1.5" },
    { "DATA\r\n", "354 " },
    { "Subject: x\r\n\r\n..dot\r\nf\xfcr\r\n.\r\n", "250 2.0.0" },
    { "QUIT\r\n", "221 2.0.0" },
  };
  g_autofree char *message = NULL;

  CONVERSE (f, lines);
  ph_test_client_expect_end (f->client);
  message = read_delivered (f);
  g_assert_cmpstr (message, ==, "Subject: x\r\n\r\n.dot\r\nf\xfcr\r\n");
  g_assert_cmpint (g_atomic_int_get (&f->n_delivered), ==, 1);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 0);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  static const char *const lines[][2] = {
    { "", "220 " },
    { "MAIL FROM:<ann@example.org>\r\n", "503 5.5.1" },
    { "DATA\r\n", "503 5.5.1" },
    { "HELO client.example\r\n", "250 localhost" },
    { "RCPT TO:<bob@example.net>\r\n", "503 5.5.1" },
    { "DATA\r\n", "503 5.5.1" },
    { "MAIL FROM:<ann@example.org>\r\n", "250 " },
    { "MAIL FROM:<ann@example.org>\r\n", "503 5.5.1" },
    { "DATA\r\n", "503 5.5.1" },
    { "RCPT TO:<bob@example.net>\r\n", "250 " },
    { "RSET\r\n", "250 " },
    { "DATA\r\n", "503 5.5.1" },
    { "RCPT TO:<bob@example.net>\r\n", "503 5.5.1" },
    { "MAIL FROM:<ann@example.org>\r\n", "250 " },
    { "RCPT TO:<bob@example.net>\r\n", "250 " },
    { "EHLO client.example\r\n", "250 " },
    { "DATA\r\n", "503 5.5.1" },
    { "VRFY bob\r\n", "252 " },
    { "NOOP\r\n", "250 " },
    { "HELP\r\n", "502 " },
    { "WHAT\r\n", "500 " },
  };

  CONVERSE (f, lines);
  assert_nothing_delivered (f);
}

static void
test_transaction_ends_with_the_message (Fixture *f, gconstpointer data)
{
  ph_test_client_begin_message (f->client);
  ph_test_client_say (f->client, "a\r\n.\r\nDATA\r\nRCPT TO:<bob@example.net>\r\n");
  ph_test_client_expect (f->client, "250 ");
  ph_test_client_expect (f->client, "503 ");
  ph_test_client_expect (f->client, "503 ");
}

static void
test_pipelined (Fixture *f, gconstpointer data)
{
  static const char *const expected[] = { "220 ",      "250 ",      "250 2.1.0", "250 2.1.5", "354 ", "250 2.0.0",
                                          "250 2.1.0", "250 2.1.5", "354 ",      "250 2.0.0", "221 " };

  ph_test_client_say (f->client,
                      "EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n"
                      "one\r\n.\r\n"
                      "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n"
                      "two\r\n.\r\nQUIT\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    ph_test_client_expect (f->client, expected[i]);
  ph_test_client_expect_end (f->client);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "new"), ==, 2);
}

static void
test_octet_by_octet (Fixture *f, gconstpointer data)
{
  static const char input[] = "EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.net>\r\n"
                              "DATA\r\n..a\r\n.\r\nQUIT\r\n";
  g_autofree char *message = NULL;

  for (gsize i = 0; input[i] != '\0'; i++)
    ph_test_client_say_octets (f->client, input + i, 1);
  for (guint i = 0; i < 4; i++)
    ph_test_client_expect (f->client, "2");
  ph_test_client_expect (f->client, "354 ");
  ph_test_client_expect (f->client, "250 ");
  ph_test_client_expect (f->client, "221 ");
  message = read_delivered (f);
  g_assert_cmpstr (message, ==, ".a\r\n");
}

/* Many replies to one flight, more than one write's worth, and none is lost. */
static void
test_many_recipients (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) flight = g_string_new ("EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\n");

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (flight, "RCPT TO:<bob%u@example.net>\r\n", i);
  ph_test_client_expect (f->client, "220 ");
  ph_test_client_say (f->client, flight->str);
  for (guint i = 0; i < 2002; i++)
    ph_test_client_expect (f->client, "250 ");
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  static const char *const lines[][2] = {
    { "", "220 " },
    { "EHLO client.example\r\n", "250 " },
    { "MAIL FROM:<refused@example.org>\r\n", "250 " },
    { "RCPT TO:<refused@example.net>\r\n", "550 5.1.1 This is practice" },
    { "RCPT TO:<Refused.Bob@example.net>\r\n", "550 5.1.1 " },
    { "DATA\r\n", "503 " },
    { "RCPT TO:<bob@refused.example>\r\n", "250 2.1.5" },
    { "RCPT TO:<refuse@example.net>\r\n", "250 2.1.5" },
    { "DATA\r\n", "354 " },
    { "a\r\n.\r\n", "250 " },
  };

  CONVERSE (f, lines);
}

/* A message to many of them is no reason to hang up. */
static void
test_many_refused (Fixture *f, gconstpointer data)
{
  ph_test_client_say (f->client, "EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\n");
  ph_test_client_expect (f->client, "220 ");
  ph_test_client_expect (f->client, "250 ");
  ph_test_client_expect (f->client, "250 ");
  for (guint i = 0; i < 30; i++)
    {
      ph_test_client_say (f->client, "RCPT TO:<refused@example.net>\r\n");
      ph_test_client_expect (f->client, "550 5.1.1 ");
    }
}

static void
test_slow (Fixture *f, gconstpointer data)
{
  gint64 start = 0;

  ph_test_client_expect (f->client, "220 ");
  ph_test_client_say (f->client, "EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\n");
  ph_test_client_expect (f->client, "250 ");
  ph_test_client_expect (f->client, "250 ");
  start = g_get_monotonic_time ();
  ph_test_client_say (f->client, "RCPT TO:<slow@example.net>\r\nDATA\r\n");
  ph_test_client_expect (f->client, "250 2.1.5");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, f->settings.slow_ms * G_TIME_SPAN_MILLISECOND);
  ph_test_client_expect (f->client, "354 ");
}

/* The answers to what came before it are there long before its own; and who stops the server waits for nobody. */
static void
test_cancelled_while_slow (Fixture *f, gconstpointer data)
{
  f->settings.slow_ms = G_MAXINT; /* the session has not seen a command yet */
  ph_test_client_say (f->client,
                      "EHLO client.example\r\nMAIL FROM:<ann@example.org>\r\nRCPT TO:<slow@example.net>\r\n");
  ph_test_client_expect (f->client, "220 ");
  ph_test_client_expect (f->client, "250 ");
  ph_test_client_expect (f->client, "250 2.1.0");
  g_cancellable_cancel (f->cancellable);
  ph_test_client_expect_end (f->client);
  join (f);
}

static void
test_offline (Fixture *f, gconstpointer data)
{
  static const char *const lines[][2] = {
    { "", "220 " },
    { "EHLO client.example\r\n", "250 " },
    { "MAIL FROM:<ann@example.org>\r\n", "250 " },
    { "RCPT TO:<bob@example.net>\r\n", "250 " },
  };

  CONVERSE (f, lines);
  ph_test_client_say (f->client, "RCPT TO:<offline@example.net>\r\n");
  ph_test_client_expect_end (f->client);
  join (f);
  assert_nothing_delivered (f);
}

static void
test_smtputf8 (Fixture *f, gconstpointer data)
{
  static const char *const lines[][2] = {
    { "", "220 " },
    { "EHLO client.example\r\n", "250 " },
    { "MAIL FROM:<änn@example.org>\r\n", "553 5.6.7" },
    { "MAIL FROM:<ann@example.org>\r\n", "250 " },
    { "RCPT TO:<böb@example.net>\r\n", "553 5.6.7" },
    { "RSET\r\n", "250 " },
    { "MAIL FROM:<änn@example.org> SMTPUTF8\r\n", "250 " },
    { "RCPT TO:<böb@example.net>\r\n", "250 " },
    { "DATA\r\n", "354 " },
    { "a\r\n.\r\n", "250 " },
  };
  g_autoptr (GFile) file = NULL;
  g_autofree char *contents = NULL;

  CONVERSE (f, lines);
  file = ph_test_folder_only_entry (f->maildir, "new");
  contents = ph_test_folder_read (file, NULL);
  g_assert_true (g_str_has_prefix (contents,
                                   "Return-Path: <änn@example.org>\r\nReceived: from client.example by "
                                   "localhost with UTF8SMTP;\r\n"));
}

static void
test_bare_newline (Fixture *f, gconstpointer data)
{
  ph_test_client_begin_message (f->client);
  ph_test_client_say (f->client, "a\n.\nMAIL FROM:<eve@example.org>\r\n.\r\nNOOP\r\n");
  ph_test_client_expect (f->client, "554 5.6.0");
  ph_test_client_expect (f->client, "250 ");
  assert_nothing_delivered (f);
}

static void
test_declared_too_large (Fixture *f, gconstpointer data)
{
  static const char *const lines[][2] = {
    { "", "220 " },
    { "EHLO client.example\r\n", "250 " },
    { "MAIL FROM:<ann@example.org> SIZE=1048577\r\n", "552 5.3.4" },
    { "MAIL FROM:<ann@example.org> SIZE=1048576\r\n", "250 " },
  };

  CONVERSE (f, lines);
}

static void
say_much (Fixture *f, gsize length)
{
  g_autofree char *octets = g_malloc (length);

  memset (octets, 'x', length);
  for (gsize i = 998; i + 1 < length; i += 1000)
    memcpy (octets + i, "\r\n", 2);
  ph_test_client_say_octets (f->client, octets, length);
}

static void
test_too_large (Fixture *f, gconstpointer data)
{
  ph_test_client_begin_message (f->client);
  say_much (f, 1024 * 1024 - 1);
  ph_test_client_say (f->client, "\r\n.\r\nNOOP\r\n");
  ph_test_client_expect (f->client, "552 5.3.4");
  ph_test_client_expect (f->client, "250 ");
  assert_nothing_delivered (f);
}

static void
test_as_large_as_allowed (Fixture *f, gconstpointer data)
{
  g_autofree char *message = NULL;

  ph_test_client_begin_message (f->client);
  say_much (f, 1024 * 1024 - 2);
  ph_test_client_say (f->client, "\r\n.\r\n");
  ph_test_client_expect (f->client, "250 ");
  message = read_delivered (f);
  g_assert_cmpuint (strlen (message), ==, 1024 * 1024);
}

static gboolean
mount_small_disk (const char *path)
{
  return has_own_mounts && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("none", path, "tmpfs", 0, "size=256k") == 0;
}

static void
test_full_disk (Fixture *f, gconstpointer data)
{
  const char *path = g_file_peek_path (f->maildir);

  if (!mount_small_disk (path))
    {
      g_test_skip ("needs the right to mount");
      return;
    }
  ph_test_client_begin_message (f->client);
  say_much (f, 512 * 1024);
  ph_test_client_say (f->client, "\r\n.\r\nNOOP\r\n");
  ph_test_client_expect (f->client, "452 4.3.1");
  ph_test_client_expect (f->client, "250 ");
  assert_nothing_delivered (f);
  g_assert_cmpint (umount (path), ==, 0);
}

static void
test_no_maildir (Fixture *f, gconstpointer data)
{
  g_autofree char *path = ph_test_folder_path (f->maildir, "tmp");
  static const char *const lines[][2] = {
    { "", "220 " },
    { "EHLO client.example\r\n", "250 " },
    { "MAIL FROM:<ann@example.org>\r\n", "250 " },
    { "RCPT TO:<bob@example.net>\r\n", "250 " },
    { "DATA\r\n", "451 4.3.0" },
    { "NOOP\r\n", "250 " },
  };

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  CONVERSE (f, lines);
}

static void
test_long_line (Fixture *f, gconstpointer data)
{
  g_autofree char *just_right = g_strnfill (1024 - strlen ("NOOP \r\n"), 'x');
  g_autofree char *too_long = g_strnfill (600 * 1024, 'x');

  ph_test_client_expect (f->client, "220 ");
  ph_test_client_say (f->client, "NOOP ");
  ph_test_client_say (f->client, just_right);
  ph_test_client_say (f->client, "\r\n");
  ph_test_client_expect (f->client, "250 ");
  ph_test_client_say (f->client, "NOOP x");
  ph_test_client_say (f->client, just_right);
  ph_test_client_say (f->client, "\r\n");
  ph_test_client_expect (f->client, "500 5.5.2 The line is too long");
  ph_test_client_say (f->client, too_long);
  ph_test_client_say (f->client, "QUIT\r\nNOOP\r\n");
  ph_test_client_expect (f->client, "500 5.5.2 The line is too long");
  ph_test_client_expect (f->client, "250 ");
}

static void
test_too_many_mistakes (Fixture *f, gconstpointer data)
{
  ph_test_client_expect (f->client, "220 ");
  for (guint i = 0; i < 21; i++)
    {
      ph_test_client_say (f->client, "WHAT\r\n");
      ph_test_client_expect (f->client, "500 ");
    }
  ph_test_client_expect (f->client, "421 4.7.0");
  ph_test_client_expect_end (f->client);
}

/* A web page can make a browser talk to this port; what it says must not become mail. */
static void
test_web_page (Fixture *f, gconstpointer data)
{
  ph_test_client_expect (f->client, "220 ");
  ph_test_client_say (f->client, "POST / HTTP/1.1\r\nEHLO x\r\n");
  ph_test_client_expect (f->client, "421 4.7.0");
  ph_test_client_expect_end (f->client);
}

static void
test_disconnected_in_data (Fixture *f, gconstpointer data)
{
  ph_test_client_begin_message (f->client);
  ph_test_client_say (f->client, "half a mess");
  disconnect (f);
  assert_nothing_delivered (f);
}

static void
test_disconnected_before_the_last_octet (Fixture *f, gconstpointer data)
{
  ph_test_client_begin_message (f->client);
  ph_test_client_say (f->client, "all but all\r\n.\r");
  disconnect (f);
  assert_nothing_delivered (f);
}

static void
test_cancelled_in_data (Fixture *f, gconstpointer data)
{
  ph_test_client_begin_message (f->client);
  ph_test_client_say (f->client, "half a mess");
  g_cancellable_cancel (f->cancellable);
  ph_test_client_expect_end (f->client);
  join (f);
  assert_nothing_delivered (f);
}

static void
test_idle (Fixture *f, gconstpointer data)
{
  ph_test_client_expect (f->client, "220 ");
  ph_test_client_expect (f->client, "421 4.4.2");
  ph_test_client_expect_end (f->client);
}

#define ADD(path, func) g_test_add ("/practice/session/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* While there is one thread, so that every later one shares the mounts. */
  has_own_mounts = unshare (CLONE_NEWNS) == 0;
  ADD ("ehlo", test_ehlo);
  ADD ("one-message", test_one_message);
  ADD ("order", test_order);
  ADD ("transaction-ends-with-the-message", test_transaction_ends_with_the_message);
  ADD ("pipelined", test_pipelined);
  ADD ("octet-by-octet", test_octet_by_octet);
  ADD ("many-recipients", test_many_recipients);
  ADD ("refused", test_refused);
  ADD ("many-refused", test_many_refused);
  ADD ("slow", test_slow);
  ADD ("cancelled-while-slow", test_cancelled_while_slow);
  ADD ("offline", test_offline);
  ADD ("smtputf8", test_smtputf8);
  ADD ("bare-newline", test_bare_newline);
  ADD ("declared-too-large", test_declared_too_large);
  ADD ("too-large", test_too_large);
  ADD ("as-large-as-allowed", test_as_large_as_allowed);
  ADD ("full-disk", test_full_disk);
  ADD ("no-maildir", test_no_maildir);
  ADD ("long-line", test_long_line);
  ADD ("too-many-mistakes", test_too_many_mistakes);
  ADD ("web-page", test_web_page);
  ADD ("disconnected-in-data", test_disconnected_in_data);
  ADD ("disconnected-before-the-last-octet", test_disconnected_before_the_last_octet);
  ADD ("cancelled-in-data", test_cancelled_in_data);
  g_test_add ("/practice/session/idle", Fixture, GUINT_TO_POINTER (1), set_up, test_idle, tear_down);
  return g_test_run ();
}
