/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each picture is decoded once, at the largest size, and the others are made of that. */
#include "config.h"

#include "ph-picture-shrink.h"

#include <string.h>

static const int sides[PH_N_SHRINKS] = { 640, 1280, 2048 };

/* Of what is animated only the first picture would be left. */
gboolean
ph_picture_can_shrink (PhAttachment *attachment)
{
  const char *type = ph_attachment_get_content_type (attachment);

  return ph_picture_is_known (type) && !g_str_equal (type, "image/gif");
}

static void
shrinking_free (PhShrinking *shrinking)
{
  g_clear_object (&shrinking->whole);
  for (guint i = 0; i < PH_N_SHRINKS; i++)
    g_clear_object (&shrinking->shrunk[i]);
  g_free (shrinking);
}

/* (transfer full): smaller where it is larger than that */
static GdkPixbuf *
scale (GdkPixbuf *pixbuf, int side)
{
  int width = gdk_pixbuf_get_width (pixbuf);
  int height = gdk_pixbuf_get_height (pixbuf);
  int longer = MAX (width, height);

  if (longer <= side)
    return g_object_ref (pixbuf);
  return gdk_pixbuf_scale_simple (pixbuf,
                                  MAX (1, (width * side + longer / 2) / longer),
                                  MAX (1, (height * side + longer / 2) / longer),
                                  GDK_INTERP_BILINEAR);
}

static gboolean
save (GdkPixbuf *pixbuf, gboolean is_png, const char *profile, GFile *file, GCancellable *cancellable, GError **error)
{
  const char *keys[] = { is_png ? NULL : "quality", NULL, NULL };
  const char *values[] = { is_png ? NULL : "85", NULL, NULL };
  g_autoptr (GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, error);

  if (stream == NULL)
    return FALSE;
  if (profile != NULL)
    {
      keys[is_png ? 0 : 1] = "icc-profile";
      values[is_png ? 0 : 1] = profile;
    }
  return gdk_pixbuf_save_to_streamv (pixbuf,
                                     G_OUTPUT_STREAM (stream),
                                     is_png ? "png" : "jpeg",
                                     (char **) keys,
                                     (char **) values,
                                     cancellable,
                                     error)
         && g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

/* "lake.png" becomes "lake.jpg"; a name that says nothing stays. */
static char *
dup_name (PhAttachment *whole, gboolean is_png)
{
  const char *name = ph_attachment_get_name (whole);
  const char *suffix = strrchr (name, '.');
  const char *type = is_png ? "image/png" : "image/jpeg";

  if (suffix == NULL || g_str_equal (ph_attachment_get_content_type (whole), type))
    return g_strdup (name);
  return g_strdup_printf ("%.*s%s", (int) (suffix - name), name, is_png ? ".png" : ".jpg");
}

/* (transfer full) (nullable): NULL where it is not worth it */
static PhAttachment *
shrink (PhAttachment *whole, GdkPixbuf *pixbuf, int side, const char *folder, GCancellable *cancellable)
{
  g_autofree char *unique = g_uuid_string_random ();
  g_autoptr (GFile) file = g_file_new_build_filename (folder, unique, NULL);
  g_autoptr (GdkPixbuf) scaled = scale (pixbuf, side);
  gboolean is_png = gdk_pixbuf_get_has_alpha (pixbuf);
  const char *profile = gdk_pixbuf_get_option (pixbuf, "icc-profile");
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *name = dup_name (whole, is_png);
  guint64 size = 0;

  if (save (scaled, is_png, profile, file, cancellable, NULL))
    info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, NULL);
  size = info != NULL ? (guint64) g_file_info_get_size (info) : 0;
  if (size > 0 && size < ph_attachment_get_size (whole) / 10 * 9)
    return ph_attachment_new_for_file (file, name, is_png ? "image/png" : "image/jpeg", size);
  /* Nobody else knows of it; that it may not exist is no error. */
  g_file_delete (file, NULL, NULL);
  return NULL;
}

static PhShrinking *
shrink_all (PhAttachment *whole, const char *folder, GCancellable *cancellable)
{
  PhShrinking *self = g_new0 (PhShrinking, 1);
  g_autoptr (GInputStream) stream = ph_attachment_open (whole, cancellable, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  self->whole = g_object_ref (whole);
  if (stream != NULL)
    pixbuf = ph_picture_load (stream,
                              ph_attachment_get_content_type (whole),
                              sides[PH_SHRINK_LARGE],
                              cancellable,
                              NULL); /* what cannot be read stays as it is */
  for (guint i = 0; pixbuf != NULL && i < PH_N_SHRINKS; i++)
    self->shrunk[i] = shrink (whole, pixbuf, sides[i], folder, cancellable);
  return self;
}

static void
shrink_thread (GTask *task, gpointer source, gpointer pictures, GCancellable *cancellable)
{
  GPtrArray *whole = pictures;
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("posthaste-XXXXXX", &error);
  g_autoptr (GPtrArray) shrinkings = g_ptr_array_new_with_free_func ((GDestroyNotify) shrinking_free);

  for (guint i = 0; folder != NULL && i < whole->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (shrinkings, shrink_all (whole->pdata[i], folder, cancellable));
  if (folder != NULL)
    g_task_return_pointer (task, g_steal_pointer (&shrinkings), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
ph_picture_shrink_async (GListModel *attachments,
                         PhWorker *worker,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) pictures = NULL;

  g_return_if_fail (G_IS_LIST_MODEL (attachments));
  g_return_if_fail (PH_IS_WORKER (worker));

  pictures = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      if (ph_picture_can_shrink (attachment))
        g_ptr_array_add (pictures, g_steal_pointer (&attachment));
    }
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_picture_shrink_async);
  g_task_set_task_data (task, g_steal_pointer (&pictures), (GDestroyNotify) g_ptr_array_unref);
  ph_worker_queue (worker, task, shrink_thread);
}

GPtrArray *
ph_picture_shrink_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_picture_shrink_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint64
ph_picture_shrink_count_saved (GPtrArray *shrinkings, PhShrink shrink)
{
  guint64 saved = 0;

  g_return_val_if_fail (shrinkings != NULL, 0);

  for (guint i = 0; i < shrinkings->len; i++)
    {
      const PhShrinking *shrinking = g_ptr_array_index (shrinkings, i);

      if (shrinking->shrunk[shrink] != NULL)
        saved += ph_attachment_get_size (shrinking->whole) - ph_attachment_get_size (shrinking->shrunk[shrink]);
    }
  return saved;
}
