/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing leaves with a field or a line end that is not ours, whatever went wrong before. */
#include "ph-mail-guard.h"

#include <string.h>

#include "ph-mail-sink.h"

static gboolean
passes (const char *header, gsize length)
{
  g_autoptr (GError) error = NULL;
  gboolean is_passed = ph_mail_guard_check (header, length, &error);

  if (is_passed)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  return is_passed;
}

static void
test_passed (void)
{
  const char *headers[] = {
    "",
    "From: ann@example.org\r\n",
    "from: ann@example.org\r\nTO: bob@example.org\r\n",
    "Subject: folded\r\n over\r\n\tlines\r\nDate: x\r\n",
    "From: änn@example.org\r\n",
    "Subject: Bcc: in a text\r\n",
    "Subject:\r\n",
    "List-Unsubscribe: y\r\nList-Unsubscribe-Post: y\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_true (passes (headers[i], strlen (headers[i])));
}

static void
test_refused (void)
{
  const char *headers[] = {
    "Bcc: eve@example.org\r\n",
    "From: ann@example.org\r\nbcc: eve@example.org\r\n",
    "BCC : eve@example.org\r\n",
    "Resent-Bcc: eve@example.org\r\n",
    "Bcc:\r\n eve@example.org\r\n",
    "Subject: x\nBcc: eve@example.org\r\n",
    "Subject: x\rBcc: eve@example.org\r\n",
    "Subject: x\r\n\r\nFrom: in the body already\r\n",
    "Subject: x\r\nSubject: y\r\n",
    "Subject: x",
    "X-Mailer: y\r\n",
    "X-Originating-IP: y\r\n",
    "List-Unsubscribed: y\r\n",
    "Sub: y\r\n",
    "no colon\r\n",
    ": no name\r\n",
    " folded: before a field\r\n",
    "Subject: \377\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (headers); i++)
    g_assert_false (passes (headers[i], strlen (headers[i])));
  g_assert_false (passes ("Subject: a\0b\r\n", 14));
}

static void
test_line_length (void)
{
  g_autofree char *value = g_strnfill (998 - 9, 'x');
  g_autofree char *longest = g_strdup_printf ("Subject: %s\r\n", value);
  g_autofree char *too_long = g_strdup_printf ("Subject: %sx\r\n", value);

  g_assert_true (passes (longest, strlen (longest)));
  g_assert_false (passes (too_long, strlen (too_long)));
}

/* The sink is the only way out, and it holds everything back until the header has passed. */
static void
write_in_pieces (const char *text, gsize piece, gboolean *is_written, char **written)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (PhMailSink) sink = ph_mail_sink_new (output, NULL);
  g_autoptr (GError) error = NULL;
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += piece)
    g_mime_stream_write (GMIME_STREAM (sink), text + i, MIN (piece, length - i));
  *is_written = ph_mail_sink_finish (sink, &error);
  g_assert_true (*is_written == (error == NULL));
  g_assert_true (g_output_stream_write (output, "", 1, NULL, NULL) == 1);
  g_assert_true (g_output_stream_close (output, NULL, NULL));
  *written = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (output));
}

static void
test_sink (void)
{
  const struct
  {
    const char *text;
    gboolean is_let_out;
  } messages[] = {
    { "Subject: x\r\n\r\nBcc: a body may say this\r\n", TRUE },
    { "Subject: x\r\nBcc: eve@example.org\r\n\r\nbody\r\n", FALSE },
    { "Bcc: eve@example.org\r\n\r\nbody\r\n", FALSE },
    { "Subject: x\r\n", FALSE },
    { "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    for (gsize piece = 1; piece < 64; piece++)
      {
        gboolean is_written = FALSE;
        g_autofree char *written = NULL;

        ph_mail_gmime_init ();
        write_in_pieces (messages[i].text, piece, &is_written, &written);
        g_assert_cmpint (is_written, ==, messages[i].is_let_out);
        g_assert_cmpstr (written, ==, messages[i].is_let_out ? messages[i].text : "");
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-guard/passed", test_passed);
  g_test_add_func ("/mail-guard/refused", test_refused);
  g_test_add_func ("/mail-guard/line-length", test_line_length);
  g_test_add_func ("/mail-guard/sink", test_sink);

  return g_test_run ();
}
