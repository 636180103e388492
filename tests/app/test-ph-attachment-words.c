/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: a word is found where it stands whole and was written by hand, in scripts with spaces and without. */
#include "ph-attachment-words.h"

#define WORDS "attached|attachment|ci-joint|pièce jointe|прилагаю|附件|添付|첨부"

static void
test_find (void)
{
  static const struct
  {
    const char *text;
    const char *word; /* NULL for none */
  } cases[] = {
    { "", NULL },
    { "See the attached file.", "attached" },
    { "Attached", "Attached" },
    { "ATTACHMENT!", "ATTACHMENT" },
    { "(attached)", "attached" },
    { "the attachment is attached", "attachment" },
    { "unattached", NULL },
    { "attachedly", NULL },
    { "attached2", NULL },
    { "reattached, attached", "attached" },
    { "Voir le document ci-joint.", "ci-joint" },
    { "La PIÈCE JOINTE", "PIÈCE JOINTE" },
    { "pie\xcc\x80"
      "ce jointe",
      "pièce jointe" },
    { "attach"
      "e\xcc\x81"
      "d",
      NULL },
    { "Прилагаю договор", "Прилагаю" },
    { "请查收附件谢谢", "附件" },
    { "請看attached檔案", "attached" },
    { "ファイルを添付します", "添付" },
    { "첨부합니다", "첨부" },
    { "> it is attached\nThanks", NULL },
    { ">> attached\n>attached", NULL },
    { "> attached\nThe attachment of yours", "attachment" },
    { "Hi\n-- \nattached", NULL },
    { "Hi\n--\nattached", "attached" },
    { "Hi\n-- \n", NULL },
    { "at\ntached", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *word = ph_attachment_words_find (cases[i].text, WORDS);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (word, ==, cases[i].word);
    }
}

/* A translator's slip finds nothing, and ends nothing either. */
static void
test_odd_lists (void)
{
  static const char *const lists[] = { "", "|", "||zzz|", "a text much longer than the line" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_assert_null (ph_attachment_words_find ("It is attached\n\n", lists[i]));
}

static void
test_bounded (void)
{
  g_autofree char *much = g_strnfill (PH_ATTACHMENT_WORDS_MAX_LOOK - 9, ' ');
  g_autofree char *near = g_strconcat (much, "attached", NULL);
  g_autofree char *far = g_strconcat (much, "  attached", NULL);
  g_autofree char *found = ph_attachment_words_find (near, WORDS);

  g_assert_cmpstr (found, ==, "attached");
  g_assert_null (ph_attachment_words_find (far, WORDS));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attachment-words/find", test_find);
  g_test_add_func ("/attachment-words/odd-lists", test_odd_lists);
  g_test_add_func ("/attachment-words/bounded", test_bounded);
  return g_test_run ();
}
