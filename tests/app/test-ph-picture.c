/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: a picture comes upright and no larger than wanted, and what is none, or too much, is an error and costs little. */
#include "ph-picture.h"

#include <string.h>

static GBytes *
new_picture (const char *type, int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *octets = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0x3366ccff);
  gdk_pixbuf_save_to_buffer (pixbuf, &octets, &length, type, &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (octets, length);
}

static GdkPixbuf *
load (GBytes *bytes, const char *type, int max_side, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  return ph_picture_load (stream, type, max_side, NULL, error);
}

static void
test_known (void)
{
  g_assert_true (ph_picture_is_known ("image/jpeg"));
  g_assert_true (ph_picture_is_known ("image/png"));
  g_assert_false (ph_picture_is_known ("image/svg+xml"));
  g_assert_false (ph_picture_is_known ("image/x-xpixmap"));
  g_assert_false (ph_picture_is_known ("text/plain"));
}

static void
test_size (void)
{
  static const struct
  {
    const char *type;
    int width;
    int height;
    int max_side;
    int to_width;
    int to_height;
  } cases[] = {
    { "jpeg", 800, 400, 80, 80, 40 }, { "jpeg", 400, 800, 80, 40, 80 }, { "png", 800, 400, 80, 80, 40 },
    { "bmp", 90, 90, 80, 80, 80 },    { "png", 60, 30, 80, 60, 30 },    { "png", 1000, 2, 80, 80, 1 },
    { "tiff", 300, 100, 30, 30, 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = new_picture (cases[i].type, cases[i].width, cases[i].height);
      g_autofree char *type = g_strconcat ("image/", cases[i].type, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkPixbuf) pixbuf = load (bytes, type, cases[i].max_side, &error);

      g_assert_no_error (error);
      g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, cases[i].to_width);
      g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, cases[i].to_height);
    }
}

/* A camera that was held upright says so in Exif's field 0x0112 (orientation 6: turn it right). */
static void
test_upright (void)
{
  static const guint8 exif[]
      = "\xff\xe1\x00\x22"
        "Exif\0\0"
        "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00";
  g_autoptr (GBytes) plain = new_picture ("jpeg", 400, 200);
  g_autoptr (GByteArray) turned = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  const guint8 *octets = g_bytes_get_data (plain, NULL);

  g_byte_array_append (turned, octets, 2);
  g_byte_array_append (turned, exif, 36);
  g_byte_array_append (turned, octets + 2, (guint) g_bytes_get_size (plain) - 2);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&turned));
  pixbuf = load (bytes, "image/jpeg", 100, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 50);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 100);
}

#define PNG "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"

static void
test_hostile (void)
{
  static const struct
  {
    const char *type;
    const char *octets;
    gsize length;
  } cases[] = {
    { "image/png", "", 0 },
    { "image/png", "nothing of it", 13 },
    { "image/jpeg", "\xff\xd8\xff\xe0", 4 },
    { "image/png", PNG, 16 },
    { "image/gif", "GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x08\x00", 25 },
    /* A program to be drawn, under a false name */
    { "image/png", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", 62 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].octets, cases[i].length);
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_null (load (bytes, cases[i].type, 80, &error));
      g_assert_nonnull (error);
    }
}

static void
add_number (GByteArray *png, guint32 number)
{
  guint32 octets = GUINT32_TO_BE (number);

  g_byte_array_append (png, (const guint8 *) &octets, sizeof octets);
}

/* One chunk (PNG specification, 5.3), with its CRC. */
static void
add_chunk (GByteArray *png, const char *type, GBytes *content)
{
  guint32 crc = G_MAXUINT32;
  guint begin = png->len + 4;

  add_number (png, (guint32) g_bytes_get_size (content));
  g_byte_array_append (png, (const guint8 *) type, 4);
  g_byte_array_append (png, g_bytes_get_data (content, NULL), (guint) g_bytes_get_size (content));
  for (guint i = begin; i < png->len; i++)
    {
      crc ^= png->data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320U : 0);
    }
  add_number (png, ~crc);
}

/* A whole, white picture of @side pixels each way, of few octets. */
static GBytes *
new_bomb (guint side)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GConverter) zlib = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zlib);
  g_autofree guint8 *row = g_malloc0 (1 + (side + 7) / 8);
  g_autoptr (GBytes) rows = NULL;
  g_autoptr (GBytes) head = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  for (guint i = 0; i < side; i++)
    g_assert_true (g_output_stream_write_all (stream, row, 1 + (side + 7) / 8, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  rows = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  add_number (header, side);
  add_number (header, side);
  /* One bit a pixel, grey */
  g_byte_array_append (header, (const guint8 *) "\1\0\0\0\0", 5);
  head = g_byte_array_free_to_bytes (g_steal_pointer (&header));
  g_byte_array_append (png, (const guint8 *) PNG, 8);
  add_chunk (png, "IHDR", head);
  add_chunk (png, "IDAT", rows);
  add_chunk (png, "IEND", nothing);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

/* What is small in octets and would be huge in memory is left as it is. */
static void
test_bomb (void)
{
  g_autoptr (GBytes) harmless = new_bomb (1000);
  g_autoptr (GBytes) bomb = new_bomb (11000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) pixbuf = load (harmless, "image/png", 80, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_pixbuf_get_width (pixbuf), ==, 80);
  g_assert_cmpuint (g_bytes_get_size (bomb), <, 100000);
  g_assert_null (load (bomb, "image/png", 80, &error));
  g_assert_nonnull (error);
}

/* Wherever it ends too early. */
static void
test_cut (void)
{
  g_autoptr (GBytes) whole = new_picture ("png", 100, 100);

  for (gsize length = 0; length < g_bytes_get_size (whole) - 20; length += 7)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkPixbuf) pixbuf = load (part, "image/png", 80, &error);

      g_assert_true ((pixbuf == NULL) == (error != NULL));
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer pixbuf)
{
  *(GdkPixbuf **) pixbuf = ph_picture_load_finish (result, NULL);
}

static void
test_async (void)
{
  g_autoptr (PhWorker) worker = ph_worker_new ("test");
  g_autoptr (GBytes) bytes = new_picture ("png", 100, 50);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("a.png", "image/png", bytes);
  g_autoptr (GdkPixbuf) pixbuf = NULL;

  ph_picture_load_async (attachment, 10, worker, NULL, loaded_cb, &pixbuf);
  while (pixbuf == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gdk_pixbuf_get_height (pixbuf), ==, 5);
  ph_worker_shutdown (worker);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/known", test_known);
  g_test_add_func ("/picture/size", test_size);
  g_test_add_func ("/picture/upright", test_upright);
  g_test_add_func ("/picture/hostile", test_hostile);
  g_test_add_func ("/picture/bomb", test_bomb);
  g_test_add_func ("/picture/cut", test_cut);
  g_test_add_func ("/picture/async", test_async);
  return g_test_run ();
}
