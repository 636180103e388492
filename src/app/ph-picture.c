/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoder is told its type and fed by hand, so that it can be stopped: before it takes memory for too many pixels, or
 * when too many octets come. */
#include "config.h"

#include "ph-picture.h"

#define MAX_OCTETS (64 * 1024 * 1024)
/* What large cameras make; decoded, that is 400 MB for the moment. */
#define MAX_PIXELS (100 * 1000 * 1000)
#define BLOCK_SIZE 65536

gboolean
ph_picture_is_known (const char *content_type)
{
  static const char *const known[]
      = { "image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp", "image/tiff", NULL };

  g_return_val_if_fail (content_type != NULL, FALSE);
  return g_strv_contains (known, content_type);
}

/* A size of nothing ends the decoding. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer max_side)
{
  int side = GPOINTER_TO_INT (max_side);
  int longer = MAX (width, height);

  if ((gint64) width * height > MAX_PIXELS)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  else if (longer > side)
    gdk_pixbuf_loader_set_size (loader,
                                MAX (1, (int) ((gint64) width * side / longer)),
                                MAX (1, (int) ((gint64) height * side / longer)));
}

static gboolean
feed (GdkPixbufLoader *loader, GInputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK_SIZE);
  gsize n_all = 0;
  gssize n_read = 0;

  while ((n_read = g_input_stream_read (stream, block, BLOCK_SIZE, cancellable, error)) > 0)
    {
      n_all += (gsize) n_read;
      if (n_all > MAX_OCTETS)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The picture has too many octets");
          return FALSE;
        }
      if (!gdk_pixbuf_loader_write (loader, block, (gsize) n_read, error))
        return FALSE;
    }
  return n_read == 0;
}

GdkPixbuf *
ph_picture_load (GInputStream *stream,
                 const char *content_type,
                 int max_side,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  GdkPixbuf *pixbuf = NULL;
  gboolean is_fed = FALSE;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);
  g_return_val_if_fail (ph_picture_is_known (content_type), NULL);
  g_return_val_if_fail (max_side > 0, NULL);

  loader = gdk_pixbuf_loader_new_with_mime_type (content_type, error);
  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), GINT_TO_POINTER (max_side));
  is_fed = feed (loader, stream, cancellable, error);
  /* It has to be closed in any case; that half a picture is none is said already. */
  if (!gdk_pixbuf_loader_close (loader, is_fed ? error : NULL) || !is_fed)
    return NULL;
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (pixbuf != NULL)
    return gdk_pixbuf_apply_embedded_orientation (pixbuf);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "There is no picture in it");
  return NULL;
}

static void
load_thread (GTask *task, gpointer source, gpointer max_side, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GInputStream) stream = ph_attachment_open (source, cancellable, &error);
  GdkPixbuf *pixbuf = NULL;

  if (stream != NULL)
    pixbuf = ph_picture_load (stream,
                              ph_attachment_get_content_type (source),
                              GPOINTER_TO_INT (max_side),
                              cancellable,
                              &error);
  if (pixbuf != NULL)
    g_task_return_pointer (task, pixbuf, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
ph_picture_load_async (PhAttachment *attachment,
                       int max_side,
                       PhWorker *worker,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_ATTACHMENT (attachment));
  g_return_if_fail (PH_IS_WORKER (worker));

  task = g_task_new (attachment, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_picture_load_async);
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, GINT_TO_POINTER (max_side), NULL);
  ph_worker_queue (worker, task, load_thread);
}

GdkPixbuf *
ph_picture_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_picture_load_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
