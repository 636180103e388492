/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message is in new/ whole and private, under a name of its own that names no host, or there is no trace of it. */
#include "ph-practice-delivery.h"

#include "ph-test-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  GFile *folder; /* (owned) */
  GFile *maildir; /* (owned): not there yet */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->maildir = g_file_resolve_relative_path (f->folder, "data/practice");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_unref (f->maildir);
  ph_test_folder_free (f->folder);
}

static PhPracticeDelivery *
begin (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  PhPracticeDelivery *delivery = ph_practice_delivery_new (f->maildir, &error);

  g_assert_no_error (error);
  g_assert_true (ph_practice_delivery_write (delivery, "Subject: x\r\n", 12, &error));
  g_assert_no_error (error);
  return delivery;
}

static GFile *
deliver (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhPracticeDelivery) delivery = begin (f);
  GFile *file = ph_practice_delivery_commit (delivery, &error);

  g_assert_no_error (error);
  return file;
}

static void
assert_mode (GFile *file, mode_t mode)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (g_file_peek_path (file), &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, mode);
}

static void
test_delivered (Fixture *f, gconstpointer data)
{
  mode_t before = umask (0);
  g_autoptr (GFile) file = deliver (f);
  g_autofree char *contents = ph_test_folder_read (file, NULL);
  g_autoptr (GFile) only = ph_test_folder_only_entry (f->maildir, "new");

  umask (before);
  g_assert_cmpstr (contents, ==, "Subject: x\r\n");
  g_assert_true (g_file_equal (only, file));
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 0);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "."), ==, 3);
  assert_mode (file, 0600);
  assert_mode (f->maildir, 0700);
}

static void
test_in_tmp_before (Fixture *f, gconstpointer data)
{
  PhPracticeDelivery *delivery = begin (f);

  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 1);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "new"), ==, 0);
  ph_practice_delivery_free (delivery);
}

static void
test_dropped (Fixture *f, gconstpointer data)
{
  ph_practice_delivery_free (begin (f));
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 0);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "new"), ==, 0);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^[0-9]+\\.M[0-9]{6}P[0-9]+Q[0-9]+R[0-9a-f]{8}\\.localhost$", 0, 0, NULL);

  for (guint i = 1; i <= 50; i++)
    {
      g_autoptr (GFile) file = deliver (f);
      g_autofree char *name = g_file_get_basename (file);

      g_assert_true (g_regex_match (pattern, name, 0, NULL));
      g_assert_cmpuint (ph_test_folder_count (f->maildir, "new"), ==, i);
    }
}

static void
test_no_folder (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ph_test_folder_path (f->folder, "data");

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (ph_practice_delivery_new (f->maildir, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

static void
test_new_is_gone (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhPracticeDelivery) delivery = begin (f);
  g_autofree char *path = ph_test_folder_path (f->maildir, "new");

  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_null (ph_practice_delivery_commit (delivery, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_pointer (&delivery, ph_practice_delivery_free);
  g_assert_cmpuint (ph_test_folder_count (f->maildir, "tmp"), ==, 0);
}

#define ADD(path, func) g_test_add ("/practice/delivery/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("delivered", test_delivered);
  ADD ("in-tmp-before", test_in_tmp_before);
  ADD ("dropped", test_dropped);
  ADD ("names", test_names);
  ADD ("no-folder", test_no_folder);
  ADD ("new-is-gone", test_new_is_gone);
  return g_test_run ();
}
