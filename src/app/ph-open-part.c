/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three steps, none of them on the main thread: a private folder, the decoded file in it, the other program. */
#include "config.h"

#include "ph-open-part.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"
#include "ph-open-file.h"

typedef struct
{
  PhMailReader *reader; /* (owned) */
  guint index;
  GtkWindow *window; /* (owned) */
  GFile *file; /* (owned) (nullable) */
} PhOpenPart;

static void
ph_open_part_free (PhOpenPart *data)
{
  g_clear_object (&data->reader);
  g_clear_object (&data->window);
  g_clear_object (&data->file);
  g_free (data);
}

static void
launch_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (ph_open_file_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  PhOpenPart *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!ph_mail_reader_save_part_finish (PH_MAIL_READER (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ph_open_file_async (data->file,
                      GTK_WIDGET (data->window),
                      g_task_get_cancellable (task),
                      launch_cb,
                      g_object_ref (task));
}

static void
make_folder_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *folder = g_dir_make_tmp ("posthaste-XXXXXX", &error);

  if (folder != NULL)
    g_task_return_pointer (task, folder, g_free);
  else
    g_task_return_error (task, error);
}

static void
make_folder_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  PhOpenPart *data = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *folder = g_task_propagate_pointer (G_TASK (result), &error);

  if (folder == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  /* Translators: the name of a file that came without one. */
  name = ph_foreign_text_make_file_name (ph_mail_reader_get_part_name (data->reader, data->index), _ ("Attachment"));
  data->file = g_file_new_build_filename (folder, name, NULL);
  ph_mail_reader_save_part_async (data->reader,
                                  data->index,
                                  data->file,
                                  g_task_get_cancellable (task),
                                  save_cb,
                                  g_object_ref (task));
}

void
ph_open_part_async (PhMailReader *reader,
                    guint index,
                    GtkWindow *window,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) folder_task = NULL;
  PhOpenPart *data = NULL;

  g_return_if_fail (PH_IS_MAIL_READER (reader));
  g_return_if_fail (GTK_IS_WINDOW (window));

  task = g_task_new (reader, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_open_part_async);
  data = g_new0 (PhOpenPart, 1);
  data->reader = g_object_ref (reader);
  data->index = index;
  data->window = g_object_ref (window);
  g_task_set_task_data (task, data, (GDestroyNotify) ph_open_part_free);

  folder_task = g_task_new (NULL, cancellable, make_folder_cb, g_object_ref (task));
  g_task_run_in_thread (folder_task, make_folder_in_thread);
}

gboolean
ph_open_part_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
