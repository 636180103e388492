/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords are kept in a real GNOME keyring on a private bus; where it is locked or missing they last for this run,
 * it is said why, and nothing ever waits for it. */
#include "ph-secrets.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <signal.h>
#include <string.h>

#define KEYRING_PASSWORD "test"
#define LABEL "Posthaste: ann@example.org"

typedef struct
{
  GDBusConnection *bus;
  GSubprocess *daemon; /* (nullable): without it the bus has no Secret Service */
  char *home;
  PhSecrets *secrets;
  GAsyncResult *result;
} Fixture;

/* Never freed: that would wait for a connection that libsecret holds as long as the process lives. */
static GTestDBus *test_bus;

typedef struct
{
  const char *path;
  gboolean has_keyring;
  void (*run) (Fixture *f);
} Scenario;

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Fixture *) data)->result = g_object_ref (result);
}

/* (transfer full): waits until a call of @f has ended */
static GAsyncResult *
wait_for_result (Fixture *f)
{
  while (f->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&f->result);
}

static PhSecretsKept
store (Fixture *f, const char *id, const char *secret)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PhSecretsKept kept = PH_SECRETS_KEPT_RUN;

  ph_secrets_store_async (f->secrets, id, LABEL, secret, NULL, finished_cb, f);
  result = wait_for_result (f);
  g_assert_true (ph_secrets_store_finish (f->secrets, result, &kept, &error));
  g_assert_no_error (error);
  return kept;
}

static char *
lookup (Fixture *f, const char *id, char **problem)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *secret = NULL;

  ph_secrets_lookup_async (f->secrets, id, TRUE, NULL, finished_cb, f);
  result = wait_for_result (f);
  secret = ph_secrets_lookup_finish (f->secrets, result, problem, &error);
  g_assert_no_error (error);
  return secret;
}

static void
assert_lookup (Fixture *f, const char *id, const char *expected, gboolean has_problem)
{
  g_autofree char *problem = NULL;
  char *secret = lookup (f, id, &problem);

  g_assert_cmpstr (secret, ==, expected);
  g_assert_cmpint (problem != NULL, ==, has_problem);
  ph_secrets_free (secret);
}

/* As the next run of the program would find it: this run's memory is gone. */
static void
restart (Fixture *f)
{
  g_object_unref (f->secrets);
  f->secrets = ph_secrets_new ();
}

static gboolean
bus_has_service (GDBusConnection *bus)
{
  g_autoptr (GVariant) answer = g_dbus_connection_call_sync (bus,
                                                             "org.freedesktop.DBus",
                                                             "/org/freedesktop/DBus",
                                                             "org.freedesktop.DBus",
                                                             "NameHasOwner",
                                                             g_variant_new ("(s)", "org.freedesktop.secrets"),
                                                             NULL,
                                                             G_DBUS_CALL_FLAGS_NONE,
                                                             -1,
                                                             NULL,
                                                             NULL);
  gboolean has_owner = FALSE;

  g_variant_get (answer, "(b)", &has_owner);
  return has_owner;
}

static GSubprocess *
start_keyring (GDBusConnection *bus, const char *home)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GOutputStream *input = NULL;
  GSubprocess *daemon = NULL;

  /* Its own prompts have no display to go to: it answers as if the person had declined. */
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  /* Our rule that a warning is fatal is not the daemon's. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", home, TRUE);
  daemon = g_subprocess_launcher_spawn (launcher,
                                        NULL,
                                        "gnome-keyring-daemon",
                                        "--unlock",
                                        "--foreground",
                                        "--components=secrets",
                                        NULL);
  g_assert_nonnull (daemon);
  input = g_subprocess_get_stdin_pipe (daemon);
  g_assert_true (g_output_stream_write_all (input, KEYRING_PASSWORD, strlen (KEYRING_PASSWORD), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));
  while (!bus_has_service (bus))
    g_usleep (1000);
  return daemon;
}

static void
set_up (Fixture *f, gboolean has_keyring)
{
  test_bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (test_bus);
  f->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_dbus_connection_set_exit_on_close (f->bus, FALSE);
  f->home = g_dir_make_tmp ("ph-secrets-XXXXXX", NULL);
  f->secrets = ph_secrets_new ();
  if (has_keyring)
    f->daemon = start_keyring (f->bus, f->home);
}

static void
tear_down (Fixture *f)
{
  const char *remove[] = { "rm", "-rf", f->home, NULL };

  g_clear_object (&f->secrets);
  secret_service_disconnect ();
  if (f->daemon != NULL)
    {
      g_subprocess_send_signal (f->daemon, SIGTERM);
      g_subprocess_wait (f->daemon, NULL, NULL);
    }
  g_clear_object (&f->daemon);
  g_clear_object (&f->bus);
  g_test_dbus_stop (test_bus);
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (f->home);
}

/* libsecret remembers the service that it met first, so each test is a process with a bus of its own. */
static void
run_scenario (gconstpointer data)
{
  const Scenario *scenario = data;
  g_autofree char *daemon = g_find_program_in_path ("gnome-keyring-daemon");
  Fixture f = { 0 };

  if (scenario->has_keyring && daemon == NULL)
    {
      g_test_skip ("gnome-keyring is not installed");
      return;
    }
  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  set_up (&f, scenario->has_keyring);
  scenario->run (&f);
  tear_down (&f);
}

static void
lock_keyring (void)
{
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, NULL);
  g_autolist (SecretCollection) collections = secret_service_get_collections (service);

  g_assert_cmpint (secret_service_lock_sync (service, collections, NULL, NULL, NULL), >, 0);
}

static void
test_keyring (Fixture *f)
{
  g_assert_cmpint (store (f, "ann", "one"), ==, PH_SECRETS_KEPT_KEYRING);
  g_assert_cmpint (store (f, "bob", "two"), ==, PH_SECRETS_KEPT_KEYRING);
  restart (f);
  assert_lookup (f, "ann", "one", FALSE);
  assert_lookup (f, "bob", "two", FALSE);
  assert_lookup (f, "eve", NULL, FALSE);
  g_assert_cmpint (store (f, "ann", "three"), ==, PH_SECRETS_KEPT_KEYRING);
  assert_lookup (f, "ann", "three", FALSE);
}

static void
test_clear (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store (f, "ann", "one");
  store (f, "bob", "two");
  ph_secrets_clear_async (f->secrets, "ann", NULL, finished_cb, f);
  result = wait_for_result (f);
  g_assert_true (ph_secrets_clear_finish (f->secrets, result, &error));
  g_assert_no_error (error);
  assert_lookup (f, "ann", NULL, FALSE);
  assert_lookup (f, "bob", "two", FALSE);
}

static void
test_contents (Fixture *f)
{
  g_autofree char *long_secret = g_strnfill (10 * 1024, 'x');
  const char *cases[] = { "", " ", "Pässwörd – 密碼 🔑", "quote\"back\\slash\nline", long_secret };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (store (f, "ann", cases[i]), ==, PH_SECRETS_KEPT_KEYRING);
      restart (f);
      assert_lookup (f, "ann", cases[i], FALSE);
    }
}

static void
test_locked (Fixture *f)
{
  store (f, "ann", "old");
  assert_lookup (f, "ann", "old", FALSE);
  g_assert_false (ph_secrets_get_is_locked (f->secrets));
  lock_keyring ();
  assert_lookup (f, "ann", NULL, TRUE);
  g_assert_true (ph_secrets_get_is_locked (f->secrets));
  assert_lookup (f, "bob", NULL, FALSE);
  g_assert_false (ph_secrets_get_is_locked (f->secrets));

  /* The new one is newer than what the keyring holds, so it is the one to use, and only for this run. */
  g_assert_cmpint (store (f, "ann", "new"), ==, PH_SECRETS_KEPT_RUN);
  assert_lookup (f, "ann", "new", TRUE);
  g_assert_false (ph_secrets_get_is_locked (f->secrets));
  restart (f);
  assert_lookup (f, "ann", NULL, TRUE);
}

static void
test_no_service (Fixture *f)
{
  assert_lookup (f, "ann", NULL, TRUE);
  g_assert_cmpint (store (f, "ann", "one"), ==, PH_SECRETS_KEPT_RUN);
  assert_lookup (f, "ann", "one", TRUE);
  assert_lookup (f, "bob", NULL, TRUE);
}

/* Whatever the keyring answers, this run forgets at once. */
static void
test_clear_without_service (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store (f, "ann", "one");
  ph_secrets_clear_async (f->secrets, "ann", NULL, finished_cb, f);
  result = wait_for_result (f);
  g_assert_false (ph_secrets_clear_finish (f->secrets, result, &error));
  g_assert_nonnull (error);
  assert_lookup (f, "ann", NULL, TRUE);
}

static void
test_cancelled (Fixture *f)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) looked_up = NULL;
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GError) lookup_error = NULL;
  g_autoptr (GError) store_error = NULL;

  g_cancellable_cancel (cancellable);
  ph_secrets_lookup_async (f->secrets, "ann", TRUE, cancellable, finished_cb, f);
  looked_up = wait_for_result (f);
  g_assert_null (ph_secrets_lookup_finish (f->secrets, looked_up, NULL, &lookup_error));
  g_assert_error (lookup_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  ph_secrets_store_async (f->secrets, "ann", LABEL, "one", cancellable, finished_cb, f);
  stored = wait_for_result (f);
  g_assert_false (ph_secrets_store_finish (f->secrets, stored, NULL, &store_error));
  g_assert_error (store_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_lookup (f, "ann", NULL, FALSE);
}

int
main (int argc, char *argv[])
{
  static const Scenario scenarios[] = {
    { "/secrets/keyring", TRUE, test_keyring },
    { "/secrets/clear", TRUE, test_clear },
    { "/secrets/contents", TRUE, test_contents },
    { "/secrets/locked", TRUE, test_locked },
    { "/secrets/cancelled", TRUE, test_cancelled },
    { "/secrets/no-service", FALSE, test_no_service },
    { "/secrets/clear-without-service", FALSE, test_clear_without_service },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    g_test_add_data_func (scenarios[i].path, &scenarios[i], run_scenario);
  return g_test_run ();
}
