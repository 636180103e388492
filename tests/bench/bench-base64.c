/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast attachments are encoded, in MB a second of what goes in: what GMime's filters, GLib and our own encoder do. */
#include "bench-system.h"
#include "ph-mail-base64.h"
#include "ph-mail-gmime.h"

/* Few enough for the processor's cache, as in a message's way. */
#define BLOCK_SIZE ((gsize) PH_MAIL_BASE64_LINE * 2048)
#define LINES_SIZE ((gsize) PH_MAIL_BASE64_ENCODED_LINE * 2048)
#define N_BLOCKS 1000
#define N_ROUNDS 9

typedef void (*Encoder) (const guint8 *octets, char *lines);

static void
with_gmime (const guint8 *octets, char *lines)
{
  g_autoptr (GMimeStream) null = g_mime_stream_null_new ();
  g_autoptr (GMimeStream) filtered = g_mime_stream_filter_new (null);
  g_autoptr (GMimeFilter) base64 = g_mime_filter_basic_new (GMIME_CONTENT_ENCODING_BASE64, TRUE);
  g_autoptr (GMimeFilter) crlf = g_mime_filter_unix2dos_new (FALSE);

  g_mime_stream_filter_add (GMIME_STREAM_FILTER (filtered), base64);
  g_mime_stream_filter_add (GMIME_STREAM_FILTER (filtered), crlf);
  for (gsize i = 0; i < BLOCK_SIZE; i += 4096)
    g_mime_stream_write (filtered, (const char *) octets + i, MIN (4096, BLOCK_SIZE - i));
  g_mime_stream_flush (filtered);
}

static void
with_glib (const guint8 *octets, char *lines)
{
  int state = 0;
  int save = 0;
  gsize n_written = g_base64_encode_step (octets, BLOCK_SIZE, TRUE, lines, &state, &save);

  g_base64_encode_close (TRUE, lines + n_written, &state, &save);
}

static void
with_table (const guint8 *octets, char *lines)
{
  ph_mail_base64_encode_plain (octets, BLOCK_SIZE, lines);
}

static void
with_ours (const guint8 *octets, char *lines)
{
  ph_mail_base64_encode (octets, BLOCK_SIZE, lines);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

/* Returns: the median of a few rounds, in MB a second */
static double
measure (Encoder encode, const guint8 *octets, char *lines)
{
  double rates[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint64 start = bench_now ();

      for (guint i = 0; i < N_BLOCKS / N_ROUNDS; i++)
        encode (octets, lines);
      rates[round] = (double) (BLOCK_SIZE * (N_BLOCKS / N_ROUNDS)) * 1000.0 / (double) (bench_now () - start);
    }
  qsort (rates, N_ROUNDS, sizeof rates[0], compare);
  return rates[N_ROUNDS / 2];
}

int
main (void)
{
  g_autofree guint8 *octets = g_malloc (BLOCK_SIZE);
  g_autofree char *lines = g_malloc (LINES_SIZE + 16);
  const struct
  {
    const char *name;
    Encoder encode;
  } encoders[] = { { "GMime", with_gmime }, { "GLib", with_glib }, { "table", with_table }, { "ours", with_ours } };

  ph_mail_gmime_init ();
  for (gsize i = 0; i < BLOCK_SIZE; i++)
    octets[i] = (guint8) g_random_int ();
  for (guint i = 0; i < G_N_ELEMENTS (encoders); i++)
    g_print ("%s %.0f\n", encoders[i].name, measure (encoders[i].encode, octets, lines));
  return 0;
}
