/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of a server is read as it was written, and anything else in its place counts for nothing. */
#include "ph-send-memory.h"

#include "ph-test-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT (1800000000)
#define DAY (24 * 60 * 60)
#define DIGITS "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define GOOD "posthaste server 1\n1800000000 swallows\n" DIGITS "\n"

typedef struct
{
  GFile *folder; /* (owned) */
  char *path; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->path = ph_test_folder_path (f->folder, "posthaste/servers/x");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->path);
  ph_test_folder_free (f->folder);
}

static void
assert_nothing_known (const char *path, gint64 now)
{
  PhSendMemory memory = { "x", PH_SMTP_CHUNKS_SWALLOWED, 1 };

  g_assert_false (ph_send_memory_read (path, now, &memory));
  g_assert_cmpstr (memory.fingerprint, ==, "");
  g_assert_cmpint (memory.manner, ==, PH_SMTP_CHUNKS_NOT_KNOWN);
  g_assert_cmpint (memory.learnt_at, ==, 0);
}

static void
put (Fixture *f, const char *octets, gssize length)
{
  g_autofree char *parent = g_path_get_dirname (f->path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (f->path, octets, length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
test_kept (Fixture *f, gconstpointer data)
{
  static const PhSendMemory all[] = {
    { DIGITS, PH_SMTP_CHUNKS_SWALLOWED, NOW },
    { DIGITS, PH_SMTP_CHUNKS_READ, NOW - 30 * DAY + 1 },
    { "", PH_SMTP_CHUNKS_NOT_KNOWN, 1 + NOW - DAY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      PhSendMemory memory;

      g_assert_true (ph_send_memory_write (f->path, &all[i]));
      g_assert_true (ph_send_memory_read (f->path, NOW, &memory));
      g_assert_cmpstr (memory.fingerprint, ==, all[i].fingerprint);
      g_assert_cmpint (memory.manner, ==, all[i].manner);
      g_assert_cmpint (memory.learnt_at, ==, all[i].learnt_at);
    }
  /* No half-written one is left. */
  g_assert_cmpuint (ph_test_folder_count (f->folder, "posthaste/servers"), ==, 1);
  ph_send_memory_forget (f->path);
  assert_nothing_known (f->path, NOW);
}

static void
assert_mode (Fixture *f, const char *path, guint mode)
{
  g_autofree char *whole = ph_test_folder_path (f->folder, path);
  GStatBuf status;

  g_assert_cmpint (g_stat (whole, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, mode);
}

static void
test_private (Fixture *f, gconstpointer data)
{
  const PhSendMemory memory = { DIGITS, PH_SMTP_CHUNKS_SWALLOWED, NOW };

  umask (0);
  g_assert_true (ph_send_memory_write (f->path, &memory));
  assert_mode (f, "posthaste/servers", 0700);
  assert_mode (f, "posthaste/servers/x", 0600);
}

static void
test_age (Fixture *f, gconstpointer data)
{
  PhSendMemory memory;

  put (f, GOOD, -1);
  g_assert_true (ph_send_memory_read (f->path, NOW, &memory));
  g_assert_true (ph_send_memory_read (f->path, NOW + 30 * DAY - 1, &memory));
  assert_nothing_known (f->path, NOW + 30 * DAY);
  assert_nothing_known (f->path, NOW - 1);
}

#define TEXT(s)                                                                                                        \
  {                                                                                                                    \
    s, sizeof s - 1                                                                                                    \
  }

static const struct
{
  const char *octets;
  gsize length;
} strange[] = {
  TEXT (""),
  TEXT ("posthaste server 1\n"),
  TEXT ("posthaste server 2\n1800000000 swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n1800000000 swallows\n" DIGITS),
  TEXT ("posthaste server 1\n1800000000 swallows\n" DIGITS "\n\n"),
  TEXT ("posthaste server 1\n1800000000 swallows\n" DIGITS "0\n"),
  TEXT ("posthaste server 1\n1800000000 swallows\0\n" DIGITS "\n"),
  TEXT (GOOD "\0"),
  TEXT ("posthaste server 1\n1800000000 gulps\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n1800000000\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n1800000000 swallows swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n+1800000000 swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n01800000000 swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n-1 swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n0 swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\n99999999999999999999 swallows\n" DIGITS "\n"),
  TEXT ("posthaste server 1\r\n1800000000 swallows\r\n" DIGITS "\r\n"),
  TEXT ("\xff\xfe\n\n\n"),
};

static void
test_strange (Fixture *f, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_test_message ("%zu", i);
      put (f, strange[i].octets, (gssize) strange[i].length);
      assert_nothing_known (f->path, NOW);
    }
}

static void
test_huge (Fixture *f, gconstpointer data)
{
  g_autofree char *octets = g_strnfill (1000 * 1000, '\n');

  memcpy (octets, GOOD, strlen (GOOD));
  put (f, octets, -1);
  assert_nothing_known (f->path, NOW);
}

static void
test_not_a_file (Fixture *f, gconstpointer data)
{
  g_autofree char *target = g_strconcat (f->path, "-target", NULL);

  put (f, GOOD, -1);
  g_assert_cmpint (g_rename (f->path, target), ==, 0);
  g_assert_cmpint (symlink (target, f->path), ==, 0);
  assert_nothing_known (f->path, NOW);
  g_unlink (f->path);
  /* One that nobody writes into is not waited for. */
  g_assert_cmpint (mkfifo (f->path, 0600), ==, 0);
  assert_nothing_known (f->path, NOW);
  g_unlink (f->path);
  g_assert_cmpint (g_mkdir (f->path, 0700), ==, 0);
  assert_nothing_known (f->path, NOW);
}

/* A link is replaced, and what it leads to is left alone. */
static void
test_link_is_not_followed (Fixture *f, gconstpointer data)
{
  const PhSendMemory memory = { DIGITS, PH_SMTP_CHUNKS_READ, NOW };
  PhSendMemory again;
  g_autofree char *target = ph_test_folder_path (f->folder, "target");
  g_autofree char *text = NULL;

  put (f, GOOD, -1);
  g_assert_cmpint (g_rename (f->path, target), ==, 0);
  g_assert_cmpint (symlink (target, f->path), ==, 0);
  g_assert_true (ph_send_memory_write (f->path, &memory));
  g_assert_true (ph_send_memory_read (f->path, NOW, &again));
  g_assert_true (g_file_get_contents (target, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, GOOD);
}

static void
test_of_others (Fixture *f, gconstpointer data)
{
  put (f, GOOD, -1);
  g_assert_cmpint (g_chmod (f->path, 0620), ==, 0);
  assert_nothing_known (f->path, NOW);
  g_assert_cmpint (g_chmod (f->path, 0602), ==, 0);
  assert_nothing_known (f->path, NOW);
  if (geteuid () != 0)
    return;
  g_assert_cmpint (g_chmod (f->path, 0600), ==, 0);
  g_assert_cmpint (chown (f->path, 65534, 65534), ==, 0);
  assert_nothing_known (f->path, NOW);
}

static void
test_nowhere (Fixture *f, gconstpointer data)
{
  const PhSendMemory memory = { DIGITS, PH_SMTP_CHUNKS_READ, NOW };
  g_autofree char *long_name = g_strnfill (300, 'x');
  g_autofree char *too_long = ph_test_folder_path (f->folder, long_name);

  g_assert_false (ph_send_memory_write ("/dev/null/posthaste/x", &memory));
  assert_nothing_known ("/dev/null/posthaste/x", NOW);
  ph_send_memory_forget ("/dev/null/posthaste/x");
  /* In its place there is a folder. */
  g_assert_cmpint (g_mkdir_with_parents (f->path, 0700), ==, 0);
  g_assert_false (ph_send_memory_write (f->path, &memory));
  g_assert_cmpuint (ph_test_folder_count (f->folder, "posthaste/servers"), ==, 1);
  g_assert_false (ph_send_memory_write (too_long, &memory));
  assert_nothing_known (too_long, NOW);
  g_assert_cmpuint (ph_test_folder_count (f->folder, "."), ==, 1);
}

static void
assert_name (const char *host, PhSmtpSecurity security, const char *expected)
{
  g_autoptr (PhSmtpServer) server = ph_smtp_server_new (host, 0, security);
  g_autofree char *path = ph_send_memory_dup_path (server);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpstr (name, ==, expected);
  g_assert_true (g_str_has_suffix (folder, "/posthaste/servers"));
}

/* A host's name is no way to other folders. */
static void
test_name (Fixture *f, gconstpointer data)
{
  assert_name ("Mail.Example.ORG", PH_SMTP_SECURITY_TLS, "mail.example.org:465:tls");
  assert_name ("mail.example.org", PH_SMTP_SECURITY_STARTTLS, "mail.example.org:587:starttls");
  assert_name ("::1", PH_SMTP_SECURITY_NONE, "::1:587:none");
  assert_name ("../../x", PH_SMTP_SECURITY_NONE, "..%2F..%2Fx:587:none");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/send-memory/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("kept", test_kept);
  ADD ("private", test_private);
  ADD ("age", test_age);
  ADD ("strange", test_strange);
  ADD ("huge", test_huge);
  ADD ("not-a-file", test_not_a_file);
  ADD ("link-is-not-followed", test_link_is_not_followed);
  ADD ("of-others", test_of_others);
  ADD ("nowhere", test_nowhere);
  ADD ("name", test_name);
  return g_test_run ();
}
