/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists a Maildir. Whatever happens in the folder, it is listed again on a thread and compared with what was there, so
 * that items that stay keep their identity and their summary. It does not know how a message is read. */
#include "config.h"

#include "ph-maildir-model.h"

#include "ph-worker.h"

#include <errno.h>
#include <glib/gstdio.h>

static const char *const FOLDERS[] = { "tmp", "new", "cur" };
/* Messages in tmp are not there yet. */
#define FIRST_LISTED 1

#define FILE_ATTRIBUTES                                                                                                \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_TIME_MODIFIED                 \
                                 "," G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC

struct _PhMaildirModel
{
  GObject parent_instance;

  GFile *maildir; /* (owned) */
  GPtrArray *items; /* (owned) (element-type PhMaildirItem) */
  PhWorker *worker; /* (owned): reads summaries */
  GFileMonitor *monitors[G_N_ELEMENTS (FOLDERS)]; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  gboolean is_listing;
  gboolean is_stale; /* something changed while it was being listed */
};

static void ph_maildir_model_list_model_init (GListModelInterface *iface);
static void ph_maildir_model_list (PhMaildirModel *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (PhMaildirModel,
                               ph_maildir_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ph_maildir_model_list_model_init))

enum
{
  SIGNAL_LISTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
ph_maildir_model_get_item_type (GListModel *model)
{
  return PH_TYPE_MAILDIR_ITEM;
}

static guint
ph_maildir_model_get_n_items (GListModel *model)
{
  return PH_MAILDIR_MODEL (model)->items->len;
}

static gpointer
ph_maildir_model_get_item (GListModel *model, guint position)
{
  PhMaildirModel *self = PH_MAILDIR_MODEL (model);

  if (position >= self->items->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
ph_maildir_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ph_maildir_model_get_item_type;
  iface->get_n_items = ph_maildir_model_get_n_items;
  iface->get_item = ph_maildir_model_get_item;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  PhMaildirItem *left = *(PhMaildirItem **) a;
  PhMaildirItem *right = *(PhMaildirItem **) b;
  gint64 left_time = ph_maildir_item_get_time (left);
  gint64 right_time = ph_maildir_item_get_time (right);

  if (left_time != right_time)
    return left_time < right_time ? 1 : -1;
  return g_strcmp0 (ph_maildir_item_get_name (right), ph_maildir_item_get_name (left));
}

static void
add_message (GPtrArray *items, GFile *file, GFileInfo *info)
{
  gint64 seconds = (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED);
  gint64 usec = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC);

  if (g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && *g_file_info_get_name (info) != '.')
    g_ptr_array_add (items, ph_maildir_item_new (file, seconds * G_USEC_PER_SEC + usec));
}

static gboolean
list_folder (GPtrArray *items, GFile *folder, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileEnumerator) files
      = g_file_enumerate_children (folder, FILE_ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, error);

  if (files == NULL)
    return FALSE;
  while (TRUE)
    {
      GFileInfo *info = NULL;
      GFile *file = NULL;

      if (!g_file_enumerator_iterate (files, &info, &file, cancellable, error))
        return FALSE;
      if (info == NULL)
        return TRUE;
      add_message (items, file, info);
    }
}

static void
list_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GFile *maildir = G_FILE (task_data);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  for (gsize i = FIRST_LISTED; i < G_N_ELEMENTS (FOLDERS); i++)
    {
      g_autoptr (GFile) folder = g_file_get_child (maildir, FOLDERS[i]);

      if (!list_folder (items, folder, cancellable, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }
  g_ptr_array_sort (items, compare_newest_first);
  g_task_return_pointer (task, g_steal_pointer (&items), (GDestroyNotify) g_ptr_array_unref);
}

static void
make_folders_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FOLDERS); i++)
    {
      g_autofree char *path = g_build_filename (g_file_peek_path (G_FILE (task_data)), FOLDERS[i], NULL);
      int saved = 0;

      if (g_mkdir_with_parents (path, 0700) == 0)
        continue;
      saved = errno;
      g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (saved), "%s", g_strerror (saved));
      return;
    }
  g_task_return_boolean (task, TRUE);
}

/* Puts the items that are known already in the place of their new twins. */
static void
ph_maildir_model_keep_known (PhMaildirModel *self, GPtrArray *items)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->items->len; i++)
    g_hash_table_insert (known,
                         (gpointer) ph_maildir_item_get_name (g_ptr_array_index (self->items, i)),
                         g_ptr_array_index (self->items, i));
  for (guint i = 0; i < items->len; i++)
    {
      PhMaildirItem *item = g_ptr_array_index (items, i);
      PhMaildirItem *old = g_hash_table_lookup (known, ph_maildir_item_get_name (item));

      if (old == NULL)
        continue;
      ph_maildir_item_set_file (old, ph_maildir_item_get_file (item));
      items->pdata[i] = g_object_ref (old);
      g_object_unref (item);
    }
}

/* @items: (transfer full): tells listeners about the smallest range that covers every difference. */
static void
ph_maildir_model_replace (PhMaildirModel *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->items);
  guint n_shared = MIN (old->len, items->len);
  guint head = 0;
  guint tail = 0;

  while (head < n_shared && old->pdata[head] == items->pdata[head])
    head++;
  while (tail < n_shared - head && old->pdata[old->len - tail - 1] == items->pdata[items->len - tail - 1])
    tail++;
  self->items = items;
  if (head + tail < MAX (old->len, items->len))
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, items->len - head - tail);
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PhMaildirModel *self = PH_MAILDIR_MODEL (source);
  g_autoptr (GError) error = NULL;
  GPtrArray *items = g_task_propagate_pointer (G_TASK (result), &error);

  self->is_listing = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (items != NULL)
    {
      ph_maildir_model_keep_known (self, items);
      ph_maildir_model_replace (self, items);
    }
  g_signal_emit (self, signals[SIGNAL_LISTED], 0, error);
  if (self->is_stale)
    ph_maildir_model_list (self);
}

static void
ph_maildir_model_list (PhMaildirModel *self)
{
  g_autoptr (GTask) task = NULL;

  self->is_stale = self->is_listing;
  if (self->is_listing)
    return;
  self->is_listing = TRUE;
  task = g_task_new (self, self->cancellable, list_cb, NULL);
  g_task_set_task_data (task, g_object_ref (self->maildir), g_object_unref);
  g_task_run_in_thread (task, list_in_thread);
}

/* A folder that cannot be followed is still listed once: that is better than an error. */
static void
ph_maildir_model_follow (PhMaildirModel *self)
{
  for (gsize i = FIRST_LISTED; i < G_N_ELEMENTS (FOLDERS); i++)
    {
      g_autoptr (GFile) folder = g_file_get_child (self->maildir, FOLDERS[i]);

      self->monitors[i] = g_file_monitor_directory (folder, G_FILE_MONITOR_NONE, NULL, NULL);
      if (self->monitors[i] != NULL)
        g_signal_connect_object (self->monitors[i],
                                 "changed",
                                 G_CALLBACK (ph_maildir_model_list),
                                 self,
                                 G_CONNECT_SWAPPED);
    }
}

static void
make_folders_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PhMaildirModel *self = PH_MAILDIR_MODEL (source);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* In this order: what comes in between is seen by the monitor. */
      ph_maildir_model_follow (self);
      ph_maildir_model_list (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_LISTED], 0, error);
}

static void
ph_maildir_model_dispose (GObject *object)
{
  PhMaildirModel *self = PH_MAILDIR_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  for (gsize i = 0; i < G_N_ELEMENTS (FOLDERS); i++)
    g_clear_object (&self->monitors[i]);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (ph_maildir_model_parent_class)->dispose (object);
}

static void
ph_maildir_model_finalize (GObject *object)
{
  PhMaildirModel *self = PH_MAILDIR_MODEL (object);

  g_clear_object (&self->maildir);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_maildir_model_parent_class)->finalize (object);
}

static void
ph_maildir_model_class_init (PhMaildirModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ph_maildir_model_dispose;
  object_class->finalize = ph_maildir_model_finalize;

  signals[SIGNAL_LISTED] = g_signal_new ("listed",
                                         PH_TYPE_MAILDIR_MODEL,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
ph_maildir_model_init (PhMaildirModel *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->worker = ph_worker_new ("summaries");
}

PhMaildirModel *
ph_maildir_model_new (GFile *maildir)
{
  PhMaildirModel *self = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (G_IS_FILE (maildir) && g_file_peek_path (maildir) != NULL, NULL);

  self = g_object_new (PH_TYPE_MAILDIR_MODEL, NULL);
  self->maildir = g_object_ref (maildir);
  task = g_task_new (self, self->cancellable, make_folders_cb, NULL);
  g_task_set_task_data (task, g_object_ref (maildir), g_object_unref);
  g_task_run_in_thread (task, make_folders_in_thread);
  return self;
}

GFile *
ph_maildir_model_get_maildir (PhMaildirModel *self)
{
  g_return_val_if_fail (PH_IS_MAILDIR_MODEL (self), NULL);

  return self->maildir;
}

static void
load_summary_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  PhMailSummary *summary = ph_mail_summary_read (G_FILE (task_data), cancellable, &error);

  if (summary != NULL)
    g_task_return_pointer (task, summary, (GDestroyNotify) ph_mail_summary_free);
  else
    g_task_return_error (task, error);
}

static void
load_summary_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* An error is not told: the message was moved or removed, and then the list is about to say so; or it cannot be
   * read, which opening it explains. */
  PhMailSummary *summary = g_task_propagate_pointer (G_TASK (result), NULL);

  if (summary != NULL)
    ph_maildir_item_take_summary (PH_MAILDIR_ITEM (source), summary);
}

GCancellable *
ph_maildir_model_load_summary (PhMaildirModel *self, PhMaildirItem *item)
{
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (PH_IS_MAILDIR_MODEL (self), NULL);
  g_return_val_if_fail (PH_IS_MAILDIR_ITEM (item), NULL);

  if (ph_maildir_item_get_summary (item) != NULL)
    return NULL;
  cancellable = g_cancellable_new ();
  task = g_task_new (item, cancellable, load_summary_cb, NULL);
  g_task_set_task_data (task, g_object_ref (ph_maildir_item_get_file (item)), g_object_unref);
  ph_worker_queue (self->worker, task, load_summary_in_thread);
  return g_steal_pointer (&cancellable);
}
