/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags are told by their names, "Exif.GPSInfo.GPSLatitude": family, group, tag. */
#include "config.h"

#include "ph-photo-data.h"

#ifdef HAVE_GEXIV2

#include "ph-gexiv2.h"

#include <string.h>

/* A file that has no path is read into memory for this; larger ones are no photos. */
#define MAX_OCTETS (64 * 1024 * 1024)

gboolean
ph_photo_data_is_known (PhAttachment *attachment)
{
  static const char *const known[] = { "image/jpeg", "image/png", "image/webp", "image/tiff", NULL };

  return g_strv_contains (known, ph_attachment_get_content_type (attachment));
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable) */
static GBytes *
read_all (PhAttachment *attachment, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;

  if (ph_attachment_get_size (attachment) > MAX_OCTETS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The picture is too large");
      return NULL;
    }
  stream = ph_attachment_open (attachment, cancellable, error);
  return stream != NULL ? g_input_stream_read_bytes (stream, MAX_OCTETS, cancellable, error) : NULL;
}

/* (transfer full) (nullable) */
static GExiv2Metadata *
load (const PhGexiv2 *gexiv2, PhAttachment *attachment, GCancellable *cancellable, GError **error)
{
  g_autoptr (GExiv2Metadata) metadata = gexiv2->metadata_new ();
  GFile *file = ph_attachment_get_file (attachment);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GBytes) octets = path == NULL ? read_all (attachment, cancellable, error) : NULL;
  gboolean is_read = FALSE;

  if (path != NULL)
    is_read = gexiv2->metadata_open_path (metadata, path, error);
  else if (octets != NULL)
    is_read = gexiv2->metadata_open_buf (metadata,
                                         g_bytes_get_data (octets, NULL),
                                         (glong) g_bytes_get_size (octets),
                                         error);
  return is_read ? g_steal_pointer (&metadata) : NULL;
}

static gboolean
tells_place (const PhGexiv2 *gexiv2, GExiv2Metadata *metadata)
{
  static const char *const places[] = {
    "Exif.GPSInfo.GPSLatitude",  "Xmp.exif.GPSLatitude",        "Xmp.photoshop.City",
    "Xmp.iptc.Location",         "Iptc.Application2.City",      "Iptc.Application2.SubLocation",
    "Xmp.iptcExt.LocationShown", "Xmp.iptcExt.LocationCreated", NULL,
  };
  g_auto (GStrv) exif = gexiv2->metadata_get_exif_tags (metadata);
  g_auto (GStrv) xmp = gexiv2->metadata_get_xmp_tags (metadata);
  g_auto (GStrv) iptc = gexiv2->metadata_get_iptc_tags (metadata);

  for (const char *const *place = places; *place != NULL; place++)
    if (g_strv_contains ((const char *const *) exif, *place) || g_strv_contains ((const char *const *) xmp, *place)
        || g_strv_contains ((const char *const *) iptc, *place))
      return TRUE;
  return FALSE;
}

static void
look_thread (GTask *task, gpointer source, gpointer attachment, GCancellable *cancellable)
{
  GError *error = NULL;
  const PhGexiv2 *gexiv2 = ph_gexiv2_get (&error);
  g_autoptr (GExiv2Metadata) metadata = gexiv2 != NULL ? load (gexiv2, attachment, cancellable, &error) : NULL;

  if (metadata != NULL)
    g_task_return_boolean (task, tells_place (gexiv2, metadata));
  else
    g_task_return_error (task, error);
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

/* The groups that say how the picture is made up; position and makers' notes have groups of their own. */
static gboolean
is_of_picture (const char *tag)
{
  static const char *const groups[]
      = { "Exif.Image", "Exif.Photo.", "Exif.Iop.", "Exif.Thumbnail.", "Exif.SubImage", "Exif.SubThumb", NULL };

  for (const char *const *group = groups; *group != NULL; group++)
    if (g_str_has_prefix (tag, *group))
      return TRUE;
  return FALSE;
}

static gboolean
tells_person (const char *tag)
{
  static const char *const names[] = {
    "Exif.Image.Artist",          "Exif.Image.CameraSerialNumber",
    "Exif.Image.Copyright",       "Exif.Image.HostComputer",
    "Exif.Image.IPTCNAA",         "Exif.Image.XMLPacket",
    "Exif.Image.XPAuthor",        "Exif.Photo.BodySerialNumber",
    "Exif.Photo.CameraOwnerName", "Exif.Photo.LensSerialNumber",
    "Exif.Photo.MakerNote",       NULL,
  };

  return g_strv_contains (names, tag);
}

static gboolean
is_unwanted (const char *tag)
{
  return !is_of_picture (tag) || tells_person (tag);
}

/* Which says nothing of anybody. */
#define FILLER "Xmp.dc.format"

static gboolean
is_clean (const PhGexiv2 *gexiv2, GExiv2Metadata *metadata)
{
  g_auto (GStrv) exif = gexiv2->metadata_get_exif_tags (metadata);
  g_auto (GStrv) xmp = gexiv2->metadata_get_xmp_tags (metadata);
  g_auto (GStrv) iptc = gexiv2->metadata_get_iptc_tags (metadata);

  for (char **tag = exif; *tag != NULL; tag++)
    if (is_unwanted (*tag))
      return FALSE;
  return (*xmp == NULL || (g_str_equal (*xmp, FILLER) && xmp[1] == NULL)) && *iptc == NULL;
}

static void
clean (const PhGexiv2 *gexiv2, GExiv2Metadata *metadata)
{
  g_auto (GStrv) exif = gexiv2->metadata_get_exif_tags (metadata);

  for (char **tag = exif; *tag != NULL; tag++)
    if (is_unwanted (*tag))
      gexiv2->metadata_try_clear_tag (metadata, *tag, NULL); /* what is left is seen when it is read again */
  gexiv2->metadata_clear_xmp (metadata);
  gexiv2->metadata_clear_iptc (metadata);
  gexiv2->metadata_clear_comment (metadata);
}

/* Exiv2 0.27 keeps the old data of a WebP where there is none in its place. */
static void
fill (const PhGexiv2 *gexiv2, GExiv2Metadata *metadata)
{
  g_auto (GStrv) exif = gexiv2->metadata_get_exif_tags (metadata);

  gexiv2->metadata_try_set_tag_string (metadata, FILLER, "image/webp", NULL);
  if (*exif == NULL)
    gexiv2->metadata_try_set_tag_string (metadata, "Exif.Image.Orientation", "1", NULL);
}

static gboolean
copy_octets (PhAttachment *attachment, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) octets = ph_attachment_open (attachment, cancellable, error);
  g_autoptr (GFileOutputStream) stream = NULL;

  if (octets != NULL)
    stream = g_file_create (file, G_FILE_CREATE_PRIVATE, cancellable, error);
  return stream != NULL
         && g_output_stream_splice (G_OUTPUT_STREAM (stream),
                                    octets,
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                    cancellable,
                                    error)
                >= 0;
}

static gboolean
clean_file (const PhGexiv2 *gexiv2, const char *path, gboolean is_webp, GError **error)
{
  g_autoptr (GExiv2Metadata) metadata = gexiv2->metadata_new ();
  g_autoptr (GExiv2Metadata) again = gexiv2->metadata_new ();

  if (!gexiv2->metadata_open_path (metadata, path, error))
    return FALSE;
  clean (gexiv2, metadata);
  if (is_webp)
    fill (gexiv2, metadata);
  if (!gexiv2->metadata_save_file (metadata, path, error) || !gexiv2->metadata_open_path (again, path, error))
    return FALSE;
  if (is_clean (gexiv2, again))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Something is left of it");
  return FALSE;
}

/* (transfer full) (nullable) */
static PhAttachment *
make_clean (PhAttachment *attachment, GCancellable *cancellable, GError **error)
{
  const PhGexiv2 *gexiv2 = ph_gexiv2_get (error);
  g_autofree char *folder = gexiv2 != NULL ? g_dir_make_tmp ("posthaste-XXXXXX", error) : NULL;
  g_autoptr (GFile) file = folder != NULL ? g_file_new_build_filename (folder, "photo", NULL) : NULL;
  g_autoptr (GFileInfo) info = NULL;
  gboolean is_webp = g_str_equal (ph_attachment_get_content_type (attachment), "image/webp");

  if (file == NULL)
    return NULL;
  if (copy_octets (attachment, file, cancellable, error)
      && clean_file (gexiv2, g_file_peek_path (file), is_webp, error))
    info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info != NULL)
    return ph_attachment_new_for_file (file,
                                       ph_attachment_get_name (attachment),
                                       ph_attachment_get_content_type (attachment),
                                       (guint64) g_file_info_get_size (info));
  /* Nobody else knows of it; that it may not exist is no error. */
  g_file_delete (file, NULL, NULL);
  return NULL;
}

static void
clean_thread (GTask *task, gpointer source, gpointer attachment, GCancellable *cancellable)
{
  GError *error = NULL;
  PhAttachment *cleaned = make_clean (attachment, cancellable, &error);

  if (cleaned != NULL)
    g_task_return_pointer (task, cleaned, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
queue (PhAttachment *attachment,
       PhWorker *worker,
       gpointer tag,
       GTaskThreadFunc thread,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_object_ref (attachment), g_object_unref);
  ph_worker_queue (worker, task, thread);
}

#else

gboolean
ph_photo_data_is_known (PhAttachment *attachment)
{
  return FALSE;
}

#endif

void
ph_photo_data_look_async (PhAttachment *attachment,
                          PhWorker *worker,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (ph_photo_data_is_known (attachment));
  g_return_if_fail (PH_IS_WORKER (worker));
#ifdef HAVE_GEXIV2
  queue (attachment, worker, ph_photo_data_look_async, look_thread, cancellable, callback, user_data);
#endif
}

gboolean
ph_photo_data_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_photo_data_look_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
ph_photo_data_clean_async (PhAttachment *attachment,
                           PhWorker *worker,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (ph_photo_data_is_known (attachment));
  g_return_if_fail (PH_IS_WORKER (worker));
#ifdef HAVE_GEXIV2
  queue (attachment, worker, ph_photo_data_clean_async, clean_thread, cancellable, callback, user_data);
#endif
}

PhAttachment *
ph_photo_data_clean_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ph_photo_data_clean_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
