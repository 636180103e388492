/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is copied before it is wanted, and never on the main thread. */
#include "config.h"

#include "ph-message-export.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"

/* ---- a copy --------------------------------------------------------------------------------------------------------- */

char *
ph_message_export_dup_name (PhStoreMessage *message)
{
  /* Translators: the suggested name of a file for a message without a subject. */
  g_autofree char *stem = ph_foreign_text_make_file_name (ph_store_message_get_subject (message), _ ("Message"));

  return g_strconcat (stem, ".eml", NULL);
}

static void
export_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  PhStoreMessage *message = task_data;
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("posthaste-XXXXXX", &error);
  g_autofree char *name = ph_message_export_dup_name (message);
  g_autoptr (GFile) target = folder != NULL ? g_file_new_build_filename (folder, name, NULL) : NULL;

  if (target != NULL
      && g_file_copy (ph_store_message_get_file (message),
                      target,
                      G_FILE_COPY_TARGET_DEFAULT_PERMS,
                      cancellable,
                      NULL,
                      NULL,
                      &error))
    g_task_return_pointer (task, g_steal_pointer (&target), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
ph_message_export_async (PhStoreMessage *message,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_STORE_MESSAGE (message));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_message_export_async);
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  g_task_run_in_thread (task, export_in_thread);
}

GFile *
ph_message_export_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_message_export_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- a drag --------------------------------------------------------------------------------------------------------- */

struct _PhMessageContent
{
  GdkContentProvider parent_instance;

  PhStoreMessage *message; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PhMessageContent, ph_message_content, GDK_TYPE_CONTENT_PROVIDER)

/* The forms that GDK can write a file in, but not the file itself, which is not there yet. */
static GdkContentFormats *
ph_message_content_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  g_autoptr (GdkContentFormats) formats = NULL;
  const char *const *types = NULL;
  gsize n_types = 0;

  formats = gdk_content_formats_union_serialize_mime_types (gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));
  types = gdk_content_formats_get_mime_types (formats, &n_types);
  for (gsize i = 0; i < n_types; i++)
    gdk_content_formats_builder_add_mime_type (builder, types[i]);
  return gdk_content_formats_builder_free_to_formats (builder);
}

typedef struct
{
  char *type; /* (owned) */
  GOutputStream *output; /* (owned) */
} PhContentJob;

static void
job_free (PhContentJob *job)
{
  g_free (job->type);
  g_object_unref (job->output);
  g_free (job);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const PhContentJob *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFile) file = ph_message_export_finish (result, &error);
  g_auto (GValue) value = G_VALUE_INIT;
  GSList files = { file, NULL };

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, &files);
  gdk_content_serialize_async (job->output,
                               job->type,
                               &value,
                               g_task_get_priority (task),
                               g_task_get_cancellable (task),
                               written_cb,
                               g_object_ref (task));
}

static void
ph_message_content_write_async (GdkContentProvider *provider,
                                const char *type,
                                GOutputStream *output,
                                int io_priority,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  PhMessageContent *self = PH_MESSAGE_CONTENT (provider);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  PhContentJob *job = g_new0 (PhContentJob, 1);

  job->type = g_strdup (type);
  job->output = g_object_ref (output);
  g_task_set_priority (task, io_priority);
  g_task_set_source_tag (task, ph_message_content_write_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  ph_message_export_async (self->message, cancellable, exported_cb, g_object_ref (task));
}

static gboolean
ph_message_content_write_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ph_message_content_finalize (GObject *object)
{
  PhMessageContent *self = PH_MESSAGE_CONTENT (object);

  g_clear_object (&self->message);

  G_OBJECT_CLASS (ph_message_content_parent_class)->finalize (object);
}

static void
ph_message_content_class_init (PhMessageContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ph_message_content_finalize;
  provider_class->ref_formats = ph_message_content_ref_formats;
  provider_class->write_mime_type_async = ph_message_content_write_async;
  provider_class->write_mime_type_finish = ph_message_content_write_finish;
}

static void
ph_message_content_init (PhMessageContent *self)
{
}

GdkContentProvider *
ph_message_content_new (PhStoreMessage *message)
{
  PhMessageContent *self = NULL;

  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), NULL);

  self = g_object_new (PH_TYPE_MESSAGE_CONTENT, NULL);
  self->message = g_object_ref (message);
  return GDK_CONTENT_PROVIDER (self);
}
