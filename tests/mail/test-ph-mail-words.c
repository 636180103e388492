/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing of what encoded words say is lost, whatever their neighbours are. */
#include "ph-mail-words.h"

#include <string.h>

typedef struct
{
  const char *value;
  const char *decoded;
} Row;

static const Row rows[] = {
  { "", "" },
  { "plain  text", "plain  text" },
  { "=?utf-8?q?Gr=C3=BC=C3=9Fe?= and more", "Grüße and more" },
  { "=?utf-8?B?aGVsbG8=?= =?utf-8?B?IHdvcmxk?=", "hello world" },
  { "=?UTF-8?b?aGVsbG8=?=  =?utf-8?b?IHdvcmxkIQ==?= =?utf-8?b?IQ==?=", "hello world!!" },
  { "=?utf-8?B?aGVsbG8=?= =?utf-8?Q?_world?=", "hello world" },
  { "=?iso-8859-1?B?R3L832U=?= =?iso-8859-1?B?IQ==?=", "Grüße!" },
  { "=?utf-8?B?w7w=?= x =?utf-8?B?w7w=?=", "ü x ü" },
  { "=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü" },
  { "=?utf-8?B?w7w=", "=?utf-8?B?w7w=" },
  { "=?utf-8?B?", "=?utf-8?B?" },
  { "=?=?=", "=?=?=" },
  { "=?", "=?" },
  { "a =? b ?= c", "a =? b ?= c" },
};

static void
test_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *decoded = ph_mail_words_decode_text (rows[i].value);

      g_assert_cmpstr (decoded, ==, rows[i].decoded);
    }
}

static void
test_phrase (void)
{
  g_autofree char *decoded = ph_mail_words_decode_phrase ("=?utf-8?B?SsO8cmdlbg==?= =?utf-8?B?IFg=?=");

  g_assert_cmpstr (decoded, ==, "Jürgen X");
}

static void
test_unfold (void)
{
  const Row folds[] = {
    { NULL, "" },
    { " a\r\n", "a" },
    { " a\r\n b\n\tc\r\n", "a b\tc" },
    { "\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (folds); i++)
    {
      g_autofree char *value = ph_mail_words_unfold (folds[i].value);

      g_assert_cmpstr (value, ==, folds[i].decoded);
    }
}

/* Whatever it is comes back, in words that are no longer than they may be. */
static void
test_encode (void)
{
  const char *texts[] = { "",
                          "x",
                          "=?UTF-8?Q?x?=",
                          "Grüße aus Köln",
                          "会议纪要第三季度报告会议纪要第三季度报告",
                          "🙂👩\342\200\215👧",
                          "\"\\ \t(x)" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *encoded = ph_mail_words_encode (texts[i], "\n ");
      g_autofree char *decoded = ph_mail_words_decode_text (encoded);
      g_auto (GStrv) words = g_strsplit (encoded, "\n ", -1);

      g_assert_cmpstr (decoded, ==, texts[i]);
      for (guint n = 0; words[n] != NULL; n++)
        g_assert_cmpuint (strlen (words[n]), <=, 75);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-words/text", test_text);
  g_test_add_func ("/mail-words/phrase", test_phrase);
  g_test_add_func ("/mail-words/unfold", test_unfold);
  g_test_add_func ("/mail-words/encode", test_encode);

  return g_test_run ();
}
