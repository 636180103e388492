/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model shows a list of the store as it is, whatever its length, keeps little of it, and whoever has an item keeps it. */
#include <gtk/gtk.h>

#include "ph-store-list-model.h"

#include "ph-test-folder.h"
#include "ph-test-store.h"

#define N_MANY 100000
#define N_CROWD 300

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  PhStoreListModel *model;
  guint n_items; /* kept in step only by what items-changed says */
  GString *splices;
  guint max_added;
  guint max_removed;
  guint n_listed;
  GError *error;
} Fixture;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *f)
{
  g_assert_cmpuint (position + removed, <=, f->n_items);
  f->n_items = f->n_items - removed + added;
  g_assert_cmpuint (f->n_items, ==, g_list_model_get_n_items (model));
  g_string_append_printf (f->splices, "(%u,%u,%u)", position, removed, added);
  if (position < 200)
    f->max_added = MAX (f->max_added, added);
  f->max_removed = MAX (f->max_removed, removed);
}

static void
listed_cb (PhStoreListModel *model, const GError *error, Fixture *f)
{
  f->n_listed++;
  g_clear_error (&f->error);
  f->error = error != NULL ? g_error_copy (error) : NULL;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->splices = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->model);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ph_outbox_disk_finish (f->disk);
  g_clear_object (&f->disk);
  g_clear_error (&f->error);
  g_string_free (f->splices, TRUE);
  ph_test_folder_free (f->folder);
}

static void
wait_listed (Fixture *f)
{
  guint before = f->n_listed;

  while (f->n_listed == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_model (Fixture *f, PhStoreBox box)
{
  f->model = ph_store_list_model_new (f->disk, box);
  g_signal_connect (f->model, "items-changed", G_CALLBACK (items_changed_cb), f);
  g_signal_connect (f->model, "listed", G_CALLBACK (listed_cb), f);
  wait_listed (f);
  g_string_truncate (f->splices, 0);
}

/* ---- what happens in the store, on its thread as in the program ---------------------------------------------------- */

typedef struct
{
  PhStoreState state;
  const char *subject;
  gint64 id;
  gboolean is_done;
} Step;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gpointer step = NULL;

  ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &step, &error);
  g_assert_no_error (error);
  ((Step *) step)->is_done = TRUE;
}

static void
run (Fixture *f, PhOutboxDiskFunc func, Step *step)
{
  step->is_done = FALSE;
  ph_outbox_disk_run_async (f->disk, func, step, NULL, NULL, done_cb, NULL);
  while (!step->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
add_step (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Step *step = data;

  step->id = ph_test_store_add_in (store, step->state, step->subject);
  return TRUE;
}

static gint64
add (Fixture *f, PhStoreState state, const char *subject)
{
  Step step = { .state = state, .subject = subject };

  run (f, add_step, &step);
  return step.id;
}

static gboolean
remove_step (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_store_remove (store, ((Step *) data)->id, error);
}

static gboolean
settle_step (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Step *step = data;

  return ph_store_settle (store, step->id, step->state, 0, FALSE, NULL, NULL, error);
}

static gboolean
replace_step (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Step *step = data;
  g_autoptr (PhStoreMessage) message = ph_test_store_new_message (PH_STORE_STATE_DRAFT, step->subject);
  g_autoptr (PhStoreMessage) stored
      = ph_store_replace (store, step->id, message, ph_test_store_write, (char *) step->subject, NULL, error);

  return stored != NULL;
}

/* As many messages as a diligent person sends in years, past the store's functions, as they would sync each of them. */
static void
fill (Fixture *f)
{
  /* So that it is there. */
  add (f, PH_STORE_STATE_DRAFT, "first");
  ph_test_store_run_sql (f->folder,
                         "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
                         "INSERT INTO message (state, file, size, created, changed, account, sender, message_id,"
                         "  subject, has_attachments, due, holder)"
                         " SELECT 4, i || '.eml', 1, i, i, 'a', 's', 'm', 'no ' || i, 0, 0, 0 FROM n");
}

/* ---- looking --------------------------------------------------------------------------------------------------------- */

static PhStoreItem *
get (Fixture *f, guint position)
{
  PhStoreItem *item = g_list_model_get_item (G_LIST_MODEL (f->model), position);

  g_assert_nonnull (item);
  return item;
}

static const char *
wait_subject (PhStoreItem *item)
{
  while (ph_store_item_get_message (item) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ph_store_message_get_subject (ph_store_item_get_message (item));
}

static void
assert_subjects (Fixture *f, const char *expected)
{
  g_autoptr (GString) subjects = g_string_new (NULL);

  for (guint i = 0; i < f->n_items; i++)
    {
      g_autoptr (PhStoreItem) item = get (f, i);

      g_string_append_printf (subjects, "%s%s", i > 0 ? " " : "", wait_subject (item));
    }
  g_assert_cmpstr (subjects->str, ==, expected);
}

static void
test_boxes (Fixture *f, gconstpointer data)
{
  add (f, PH_STORE_STATE_DRAFT, "draft");
  add (f, PH_STORE_STATE_QUEUED, "queued");
  add (f, PH_STORE_STATE_FAILED, "failed");
  add (f, PH_STORE_STATE_SENT, "sent");
  open_model (f, PH_STORE_BOX_OUTBOX);
  g_assert_no_error (f->error);
  assert_subjects (f, "queued failed");
}

/* A list of any length is there at once, of which only what is looked at is read. */
static void
test_many (Fixture *f, gconstpointer data)
{
  g_autoptr (PhStoreItem) first = NULL;
  g_autoptr (PhStoreItem) far = NULL;

  fill (f);
  open_model (f, PH_STORE_BOX_SENT);
  g_assert_cmpuint (f->n_items, ==, N_MANY);
  first = get (f, 0);
  g_assert_cmpstr (ph_store_message_get_subject (ph_store_item_get_message (first)), ==, "no 100000");
  far = get (f, 70000);
  g_assert_null (ph_store_item_get_message (far));
  g_assert_cmpstr (wait_subject (far), ==, "no 30000");
  for (guint i = 0; i < N_MANY; i += 500)
    {
      g_autoptr (PhStoreItem) item = get (f, i);

      wait_subject (item);
      g_assert_cmpuint (ph_store_list_model_get_n_kept (f->model), <, 2000);
    }
  /* Who kept one finds it in its place. */
  g_assert_true (far == g_list_model_get_item (G_LIST_MODEL (f->model), 70000));
  g_object_unref (far);
}

static void
test_come_and_go (Fixture *f, gconstpointer data)
{
  Step step = { 0 };
  g_autoptr (PhStoreItem) b = NULL;
  g_autoptr (PhStoreItem) moved = NULL;

  add (f, PH_STORE_STATE_DRAFT, "a");
  step.id = add (f, PH_STORE_STATE_DRAFT, "b");
  add (f, PH_STORE_STATE_DRAFT, "c");
  open_model (f, PH_STORE_BOX_DRAFTS);
  b = get (f, 1);

  add (f, PH_STORE_STATE_DRAFT, "d");
  wait_listed (f);
  g_assert_cmpstr (f->splices->str, ==, "(0,0,1)");
  assert_subjects (f, "d c b a");
  moved = get (f, 2);
  g_assert_true (moved == b);
  g_assert_cmpuint (ph_store_list_model_find (f->model, step.id), ==, 2);

  g_string_truncate (f->splices, 0);
  run (f, remove_step, &step);
  wait_listed (f);
  g_assert_cmpstr (f->splices->str, ==, "(2,1,0)");
  assert_subjects (f, "d c a");
}

/* A change of state is a row that changes, and no row that comes or goes. */
static void
test_state (Fixture *f, gconstpointer data)
{
  Step step = { .state = PH_STORE_STATE_QUEUED };
  g_autoptr (PhStoreItem) item = NULL;

  add (f, PH_STORE_STATE_QUEUED, "a");
  step.id = add (f, PH_STORE_STATE_FAILED, "b");
  open_model (f, PH_STORE_BOX_OUTBOX);
  item = get (f, 1);
  g_assert_cmpint (ph_store_message_get_state (ph_store_item_get_message (item)), ==, PH_STORE_STATE_FAILED);
  run (f, settle_step, &step);
  wait_listed (f);
  g_assert_cmpstr (f->splices->str, ==, "");
  g_assert_cmpint (ph_store_message_get_state (ph_store_item_get_message (item)), ==, PH_STORE_STATE_QUEUED);
}

/* The row that a person has selected stays selected, though it moves, others come, and pages end elsewhere. */
static void
test_selection (Fixture *f, gconstpointer data)
{
  Step step = { .subject = "again" };
  g_autoptr (GtkSingleSelection) selection = NULL;
  gpointer item = NULL;

  for (guint i = 0; i < 2 * 100 + 10; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u", i);
      gint64 id = add (f, PH_STORE_STATE_DRAFT, subject);

      if (i == 10)
        step.id = id;
    }
  open_model (f, PH_STORE_BOX_DRAFTS);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (f->model)));
  gtk_single_selection_set_selected (selection, 199);
  item = gtk_single_selection_get_selected_item (selection);
  g_assert_cmpstr (wait_subject (item), ==, "10");

  /* Over the edge of its page. */
  add (f, PH_STORE_STATE_DRAFT, "new");
  wait_listed (f);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 200);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == item);

  run (f, replace_step, &step);
  wait_listed (f);
  g_assert_cmpuint (gtk_single_selection_get_selected (selection), ==, 0);
  g_assert_true (gtk_single_selection_get_selected_item (selection) == item);
  g_assert_cmpstr (wait_subject (item), ==, "again");
}

/* On the disk's thread in one go, as another program does it. */
static gboolean
add_many_step (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < N_CROWD; i++)
    {
      g_autofree char *subject = g_strdup_printf ("%u", i);

      ph_test_store_add_in (store, PH_STORE_STATE_QUEUED, subject);
    }
  return TRUE;
}

static gboolean
remove_many_step (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) messages = ph_store_list (store, PH_STORE_BOX_OUTBOX, NULL, 0, N_CROWD - 10, error);

  for (guint i = 0; i < messages->len; i++)
    if (!ph_store_remove (store, ph_store_message_get_id (g_ptr_array_index (messages, i)), error))
      return FALSE;
  return TRUE;
}

static void
assert_small_steps (Fixture *f)
{
  g_assert_cmpuint (f->max_added, <=, 16);
  g_assert_cmpuint (f->max_removed, <=, 16);
}

/* A view makes its rows in the main loop, which must not stand still for hundreds of them. */
static void
test_crowd (Fixture *f, gconstpointer data)
{
  Step step = { 0 };
  g_autoptr (PhStoreItem) last = NULL;
  g_autoptr (PhStoreItem) moved = NULL;

  open_model (f, PH_STORE_BOX_OUTBOX);
  run (f, add_many_step, &step);
  wait_listed (f);
  g_assert_cmpuint (f->n_items, ==, N_CROWD);
  assert_small_steps (f);
  for (guint i = 0; i < N_CROWD; i++)
    {
      g_autoptr (PhStoreItem) item = get (f, i);
      g_autofree char *subject = g_strdup_printf ("%u", i);

      g_assert_cmpstr (wait_subject (item), ==, subject);
    }
  last = get (f, N_CROWD - 10);

  run (f, remove_many_step, &step);
  wait_listed (f);
  g_assert_cmpuint (f->n_items, ==, 10);
  assert_small_steps (f);
  moved = get (f, 0);
  g_assert_true (moved == last);
}

/* An answer that is still being told gives way to a new question. */
static void
test_query_in_crowd (Fixture *f, gconstpointer data)
{
  Step step = { 0 };

  run (f, add_many_step, &step);
  open_model (f, PH_STORE_BOX_OUTBOX);
  ph_store_list_model_set_query (f->model, "1*");
  while (f->n_items == N_CROWD)
    g_main_context_iteration (NULL, TRUE);
  ph_store_list_model_set_query (f->model, "299");
  wait_listed (f);
  assert_subjects (f, "299");
}

static void
test_query (Fixture *f, gconstpointer data)
{
  add (f, PH_STORE_STATE_DRAFT, "apple");
  add (f, PH_STORE_STATE_DRAFT, "pear");
  open_model (f, PH_STORE_BOX_DRAFTS);
  ph_store_list_model_set_query (f->model, "app");
  /* What was there stays until there is an answer. */
  g_assert_cmpuint (f->n_items, ==, 2);
  wait_listed (f);
  assert_subjects (f, "apple");
  ph_store_list_model_set_query (f->model, "x");
  ph_store_list_model_set_query (f->model, "pea");
  wait_listed (f);
  assert_subjects (f, "pear");
  ph_store_list_model_set_query (f->model, NULL);
  wait_listed (f);
  assert_subjects (f, "pear apple");
}

static void
test_error (Fixture *f, gconstpointer data)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "posthaste.db");

  g_file_set_contents (path, "This is no database, and long enough to be looked at as if it were one.", -1, NULL);
  open_model (f, PH_STORE_BOX_SENT);
  g_assert_error (f->error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_cmpuint (f->n_items, ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/store-list-model/boxes", test_boxes);
  ADD ("/store-list-model/many", test_many);
  ADD ("/store-list-model/come-and-go", test_come_and_go);
  ADD ("/store-list-model/state", test_state);
  ADD ("/store-list-model/selection", test_selection);
  ADD ("/store-list-model/crowd", test_crowd);
  ADD ("/store-list-model/query", test_query);
  ADD ("/store-list-model/query-in-crowd", test_query_in_crowd);
  ADD ("/store-list-model/error", test_error);
  return g_test_run ();
}
