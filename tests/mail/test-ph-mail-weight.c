/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted while a text is written is about what goes out, whatever it is written in. */
#include "ph-mail-weight.h"
#include "ph-message.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *line; /* repeated */
} Row;

static const Row rows[] = {
  { "ascii", "The quick brown fox jumps over the lazy dog.\n" },
  { "long-lines",
    "The quick brown fox jumps over the lazy dog, and then over another one, and so on, until the evening has come "
    "and everybody goes home, the fox, the dogs and whoever looked on while they did that, which took all day.\n" },
  { "german", "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.\n" },
  { "german-long-lines",
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, und am Abend gehen wir müde nach Hause, wo es "
    "eine schöne heiße Suppe gibt, die für uns reicht und keinem zu dünn war.\n" },
  { "equals", "größe = höhe = breite = länge = tiefe\n" },
  { "chinese", "会议纪要第三季度报告，请各位查收并于本周五之前回复。\n" },
  { "chinese-long-lines",
    "会议纪要第三季度报告，请各位查收并于本周五之前回复。会议纪要第三季度报告，请各位查收并于本周五之前回复。"
    "会议纪要第三季度报告，请各位查收并于本周五之前回复。会议纪要第三季度报告，请各位查收并于本周五之前回复。\n" },
  { "russian", "Съешь же ещё этих мягких французских булок, да выпей чаю.\n" },
  { "short-lines", "ä\nb\n" },
};

static gsize
measure (const char *text)
{
  g_autoptr (PhMessage) message = ph_message_new ();
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  ph_message_set_text (message, text);
  ph_message_write (message, NULL, output, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (output));
}

static void
test_estimate (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GString) text = g_string_new (NULL);
  PhMailWeight weight = { 0 };
  gsize real = 0;
  guint64 estimate = 0;

  while (text->len < 100000)
    g_string_append (text, row->line);
  ph_mail_weight_add (&weight, text->str, text->len);
  real = measure (text->str) - measure ("");
  estimate = ph_mail_weight_estimate (&weight);
  g_test_message ("%s: %" G_GSIZE_FORMAT " octets, estimated %" G_GUINT64_FORMAT, row->name, real, estimate);
  g_assert_cmpuint (estimate, >=, real - real / 20);
  g_assert_cmpuint (estimate, <=, real + real / 20);
}

static void
test_change (void)
{
  PhMailWeight weight = { 0 };

  ph_mail_weight_add (&weight, "grün = 1\n", strlen ("grün = 1\n"));
  g_assert_cmpuint (weight.n_octets, ==, 10);
  g_assert_cmpuint (weight.n_high, ==, 2);
  g_assert_cmpuint (weight.n_equals, ==, 1);
  g_assert_cmpuint (weight.n_lines, ==, 1);
  ph_mail_weight_subtract (&weight, "ün = 1\n", strlen ("ün = 1\n"));
  g_assert_cmpuint (ph_mail_weight_estimate (&weight), ==, 2);
  ph_mail_weight_subtract (&weight, "gr", 2);
  g_assert_cmpuint (ph_mail_weight_estimate (&weight), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/mail/weight/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_estimate);
    }
  g_test_add_func ("/mail/weight/change", test_change);
  return g_test_run ();
}
