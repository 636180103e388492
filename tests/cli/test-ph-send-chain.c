/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two streams read as one, whatever the size of the reads. */
#include "ph-send-chain.h"

#include <string.h>

typedef struct
{
  const char *first;
  const char *rest;
} Case;

static const Case cases[] = {
  { "header", "body" },
  { "", "body" },
  { "header", "" },
  { "", "" },
};

static GInputStream *
new_chain (const Case *data)
{
  g_autoptr (GBytes) first = g_bytes_new_static (data->first, strlen (data->first));
  g_autoptr (GInputStream) rest = g_memory_input_stream_new_from_data (data->rest, (gssize) strlen (data->rest), NULL);

  return ph_send_chain_new (first, rest);
}

static void
test_reads_of_any_size (gconstpointer data)
{
  const Case *given = data;
  g_autofree char *expected = g_strconcat (given->first, given->rest, NULL);

  for (gsize size = 1; size <= strlen (expected) + 1; size++)
    {
      g_autoptr (GInputStream) chain = new_chain (given);
      g_autoptr (GString) all = g_string_new (NULL);
      char buffer[64];
      gssize n_read = 0;

      while ((n_read = g_input_stream_read (chain, buffer, size, NULL, NULL)) > 0)
        g_string_append_len (all, buffer, n_read);
      g_assert_cmpint (n_read, ==, 0);
      g_assert_cmpstr (all->str, ==, expected);
    }
}

static void
test_error_of_the_rest (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = g_bytes_new_static ("header", 6);
  g_autoptr (GInputStream) rest = g_memory_input_stream_new ();
  g_autoptr (GInputStream) chain = ph_send_chain_new (first, rest);
  char buffer[64];

  g_assert_true (g_input_stream_close (rest, NULL, NULL));
  g_assert_cmpint (g_input_stream_read (chain, buffer, sizeof buffer, NULL, &error), ==, 6);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (chain, buffer, sizeof buffer, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
test_closes_the_rest (void)
{
  g_autoptr (GBytes) first = g_bytes_new_static ("header", 6);
  g_autoptr (GInputStream) rest = g_memory_input_stream_new ();
  g_autoptr (GInputStream) chain = ph_send_chain_new (first, rest);

  g_assert_true (g_input_stream_close (chain, NULL, NULL));
  g_assert_true (g_input_stream_is_closed (rest));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/send-chain/reads-of-any-size/%u", i);

      g_test_add_data_func (path, &cases[i], test_reads_of_any_size);
    }
  g_test_add_func ("/send-chain/error-of-the-rest", test_error_of_the_rest);
  g_test_add_func ("/send-chain/closes-the-rest", test_closes_the_rest);
  return g_test_run ();
}
