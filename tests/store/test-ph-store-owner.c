/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An owner is alive for the others until it is freed, or its program is gone, and not a moment longer. */
#include "ph-store-owner.h"

#include "ph-test-folder.h"

typedef struct
{
  GFile *folder; /* (owned) */
  char *path; /* (owned) */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->path = ph_test_folder_path (f->folder, "lock");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_free (f->path);
  ph_test_folder_free (f->folder);
}

static PhStoreOwner *
new_owner (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  PhStoreOwner *owner = ph_store_owner_new (f->path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ph_store_owner_get_token (owner), >, 0);
  return owner;
}

static gboolean
finds (PhStoreOwner *owner, gint64 token)
{
  gboolean is_alive = FALSE;

  g_assert_true (ph_store_owner_find (owner, token, &is_alive, NULL));
  return is_alive;
}

static gboolean
finds_others (PhStoreOwner *owner)
{
  gboolean are_alive = FALSE;

  g_assert_true (ph_store_owner_find_others (owner, &are_alive, NULL));
  return are_alive;
}

static void
test_alive_until_freed (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStoreOwner) owner = new_owner (f);
  PhStoreOwner *other = new_owner (f);
  gint64 token = ph_store_owner_get_token (other);

  g_assert_cmpint (token, !=, ph_store_owner_get_token (owner));
  g_assert_true (finds (owner, token));
  g_assert_true (finds (other, ph_store_owner_get_token (owner)));
  g_assert_true (finds (owner, ph_store_owner_get_token (owner)));
  g_assert_true (finds_others (owner));
  ph_store_owner_free (other);
  g_assert_false (finds (owner, token));
  g_assert_false (finds_others (owner));
}

typedef struct
{
  PhStoreOwner *owner;
  int *n_inside;
} Visitor;

static gpointer
visit (gpointer data)
{
  Visitor *visitor = data;

  for (guint i = 0; i < 200; i++)
    {
      g_assert_true (ph_store_owner_enter (visitor->owner, NULL));
      g_assert_cmpint (g_atomic_int_add (visitor->n_inside, 1), ==, 0);
      g_atomic_int_add (visitor->n_inside, -1);
      ph_store_owner_leave (visitor->owner);
    }
  return NULL;
}

static void
test_one_at_a_time (Fixture *f, gconstpointer data)
{
  Visitor visitors[3];
  GThread *threads[G_N_ELEMENTS (visitors)];
  int n_inside = 0;

  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    visitors[i] = (Visitor){ new_owner (f), &n_inside };
  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    threads[i] = g_thread_new ("visit", visit, &visitors[i]);
  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    {
      g_thread_join (threads[i]);
      ph_store_owner_free (visitors[i].owner);
    }
}

/* At the door stands nobody's life: who waits there or is inside does not count as one more. */
static void
test_door_is_no_owner (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStoreOwner) owner = new_owner (f);

  g_assert_true (ph_store_owner_enter (owner, NULL));
  g_assert_false (finds_others (owner));
  ph_store_owner_leave (owner);
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->path, "lock", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (ph_store_owner_new (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

#define ADD(path, func) g_test_add ("/store/owner/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("alive-until-freed", test_alive_until_freed);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("door-is-no-owner", test_door_is_no_owner);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}
