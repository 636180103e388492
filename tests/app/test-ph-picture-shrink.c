/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: each picture has its smaller forms, which are what they are said to be, and everything else is left alone. */
#include "ph-picture-shrink.h"

#include "ph-test-folder.h"

/* Noise, as flat colours would be small in any size. */
static PhAttachment *
new_picture (GFile *folder, const char *name, const char *type, int width, int height, gboolean has_alpha)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, has_alpha, 8, width, height);
  g_autofree char *path = ph_test_folder_path (folder, name);
  g_autofree char *mime_type = g_strconcat ("image/", type, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (pixbuf); i++)
    pixels[i] = (guchar) g_rand_int (rand);
  g_assert_true (gdk_pixbuf_save (pixbuf, path, type, NULL, NULL));
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  return ph_attachment_new_for_file (file, name, mime_type, (guint64) g_file_info_get_size (info));
}

static void
shrunk_cb (GObject *source, GAsyncResult *result, gpointer shrinkings)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **) shrinkings = ph_picture_shrink_finish (result, &error);
  g_assert_no_error (error);
}

static GPtrArray *
shrink (GListStore *attachments)
{
  g_autoptr (PhWorker) worker = ph_worker_new ("test");
  GPtrArray *shrinkings = NULL;

  ph_picture_shrink_async (G_LIST_MODEL (attachments), worker, NULL, shrunk_cb, &shrinkings);
  while (shrinkings == NULL)
    g_main_context_iteration (NULL, TRUE);
  ph_worker_shutdown (worker);
  return shrinkings;
}

static void
assert_form (PhAttachment *attachment, const char *name, const char *type, int width, int height)
{
  g_autoptr (GInputStream) stream = ph_attachment_open (attachment, NULL, NULL);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GFileInfo) info = NULL;

  g_assert_cmpstr (ph_attachment_get_name (attachment), ==, name);
  g_assert_cmpstr (ph_attachment_get_content_type (attachment), ==, type);
  pixbuf = ph_picture_load (stream, type, 10000, NULL, NULL);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, width);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, height);
  info = g_file_query_info (ph_attachment_get_file (attachment), "standard::size,unix::mode", 0, NULL, NULL);
  g_assert_cmpint (g_file_info_get_size (info), ==, ph_attachment_get_size (attachment));
  g_assert_cmpuint (g_file_info_get_attribute_uint32 (info, "unix::mode") & 0077, ==, 0);
}

static void
test_forms (void)
{
  GFile *folder = ph_test_folder_new ();
  g_autoptr (GListStore) files = g_list_store_new (PH_TYPE_ATTACHMENT);
  g_autoptr (GBytes) text = g_bytes_new_static ("text", 4);
  g_autoptr (PhAttachment) photo = new_picture (folder, "lake.jpg", "jpeg", 2400, 1200, FALSE);
  g_autoptr (PhAttachment) screen = new_picture (folder, "a.screen.png", "png", 900, 1800, FALSE);
  g_autoptr (PhAttachment) logo = new_picture (folder, "logo.png", "png", 1300, 100, TRUE);
  g_autoptr (PhAttachment) broken = ph_attachment_new_for_bytes ("broken.jpg", "image/jpeg", text);
  g_autoptr (PhAttachment) notes = ph_attachment_new_for_bytes ("notes.txt", "text/plain", text);
  g_autoptr (GPtrArray) shrinkings = NULL;
  const PhShrinking *shrinking = NULL;

  g_list_store_append (files, photo);
  g_list_store_append (files, notes);
  g_list_store_append (files, screen);
  g_list_store_append (files, logo);
  g_list_store_append (files, broken);
  shrinkings = shrink (files);
  g_assert_cmpuint (shrinkings->len, ==, 4);

  shrinking = shrinkings->pdata[0];
  g_assert_true (shrinking->whole == photo);
  assert_form (shrinking->shrunk[PH_SHRINK_SMALL], "lake.jpg", "image/jpeg", 640, 320);
  assert_form (shrinking->shrunk[PH_SHRINK_MEDIUM], "lake.jpg", "image/jpeg", 1280, 640);
  assert_form (shrinking->shrunk[PH_SHRINK_LARGE], "lake.jpg", "image/jpeg", 2048, 1024);
  shrinking = shrinkings->pdata[1];
  assert_form (shrinking->shrunk[PH_SHRINK_SMALL], "a.screen.jpg", "image/jpeg", 320, 640);
  assert_form (shrinking->shrunk[PH_SHRINK_LARGE], "a.screen.jpg", "image/jpeg", 900, 1800);
  shrinking = shrinkings->pdata[2];
  assert_form (shrinking->shrunk[PH_SHRINK_SMALL], "logo.png", "image/png", 640, 49);
  /* As large as it was, nothing is saved. */
  g_assert_null (shrinking->shrunk[PH_SHRINK_LARGE]);
  shrinking = shrinkings->pdata[3];
  for (guint i = 0; i < PH_N_SHRINKS; i++)
    g_assert_null (shrinking->shrunk[i]);

  g_assert_cmpuint (ph_picture_shrink_count_saved (shrinkings, PH_SHRINK_SMALL),
                    >,
                    ph_picture_shrink_count_saved (shrinkings, PH_SHRINK_LARGE));
  g_assert_cmpuint (ph_picture_shrink_count_saved (shrinkings, PH_SHRINK_LARGE), >, 0);
  ph_test_folder_free (folder);
}

static void
test_what_can (void)
{
  static const struct
  {
    const char *type;
    gboolean can;
  } cases[] = { { "image/jpeg", TRUE }, { "image/gif", FALSE }, { "image/svg+xml", FALSE }, { "text/plain", FALSE } };
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("x", cases[i].type, bytes);

      g_assert_cmpint (ph_picture_can_shrink (attachment), ==, cases[i].can);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture-shrink/forms", test_forms);
  g_test_add_func ("/picture-shrink/what-can", test_what_can);
  return g_test_run ();
}
