/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table may be large and its disk far away. */
#include "config.h"

#include "ph-merge-load.h"

typedef struct
{
  GFile *file; /* (owned) */
  PhMailTable *table; /* (owned) (nullable) */
  PhMessage *message; /* (owned) */
  char *column; /* (owned) (nullable) */
} PhMergeLoadJob;

static void
job_free (PhMergeLoadJob *job)
{
  g_object_unref (job->file);
  g_clear_pointer (&job->table, ph_mail_table_unref);
  g_object_unref (job->message);
  g_free (job->column);
  g_free (job);
}

void
ph_merge_load_free (PhMergeLoad *self)
{
  g_clear_pointer (&self->table, ph_mail_table_unref);
  g_clear_object (&self->merge);
  g_ptr_array_unref (self->problems);
  g_clear_error (&self->error);
  g_free (self);
}

/* Nobody waits for the writer of a pipe. */
static gboolean
check_file (GFile *file, GCancellable *cancellable, GError **error)
{
  GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable);

  if (type == G_FILE_TYPE_REGULAR || type == G_FILE_TYPE_UNKNOWN)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "it is not a regular file");
  return FALSE;
}

static PhMailTable *
get_table (const PhMergeLoadJob *job, GCancellable *cancellable, GError **error)
{
  if (job->table != NULL)
    return ph_mail_table_ref (job->table);
  return check_file (job->file, cancellable, error) ? ph_mail_table_read (job->file, cancellable, error) : NULL;
}

static void
load_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const PhMergeLoadJob *job = task_data;
  g_autoptr (PhMergeLoad) self = g_new0 (PhMergeLoad, 1);

  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  self->table = get_table (job, cancellable, &self->error);
  if (self->table != NULL)
    self->merge = ph_mail_merge_new_for_usable (job->message,
                                                self->table,
                                                job->column,
                                                self->problems,
                                                cancellable,
                                                &self->error);
  g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) ph_merge_load_free);
}

void
ph_merge_load_async (GFile *file,
                     PhMailTable *table,
                     PhMessage *message,
                     const char *column,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PhMergeLoadJob *job = NULL;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (PH_IS_MESSAGE (message));

  job = g_new0 (PhMergeLoadJob, 1);
  job->file = g_object_ref (file);
  job->table = table != NULL ? ph_mail_table_ref (table) : NULL;
  job->message = ph_message_copy (message);
  job->column = g_strdup (column);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_merge_load_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, load_in_thread);
}

PhMergeLoad *
ph_merge_load_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_merge_load_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
