/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long lines are broken where people would break them, and any text comes back as it was typed. */
#include "ph-mail-flowed.h"

#include <string.h>

#define TEN "123456789 "
#define FIFTY TEN TEN TEN TEN TEN
#define HUNDRED "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
#define HAN "会议纪要第三季度报告"
#define ACUTE "\314\201"
#define ZWJ "\342\200\215"
#define RLI "\342\201\247"
#define PDI "\342\201\251"

/* What a line may have at most; RFC 3676 section 4.2. */
#define COLUMNS_MAX 78

typedef struct
{
  const char *text;
  const char *broken; /* %NULL: it goes out as it is */
  gboolean has_deleted_spaces;
} Row;

static const Row rows[] = {
  { "", NULL },
  { "short\n", NULL },
  { FIFTY "1234567890123456789012345\n", NULL },
  { FIFTY TEN TEN "1234567\n", FIFTY TEN TEN "\n1234567\n" },
  /* Spaces that are not behind a break stay, each where it was. */
  { FIFTY TEN "  " TEN "  xxx\n", FIFTY TEN "  " TEN "  \nxxx\n" },
  /* Lines that could be taken for something else. */
  { " x\n>\n> x\n" FIFTY FIFTY ".\nFrom x\n-- \nAnn\n",
    "  x\n>\n> x\n" FIFTY TEN TEN "\n" TEN TEN TEN ".\n From x\n-- \nAnn\n" },
  { FIFTY TEN TEN "12 From here\n", FIFTY TEN TEN "12 \n From here\n" },
  { FIFTY TEN TEN "1234 > here\n", FIFTY TEN TEN "1234 \n > here\n" },
  { FIFTY TEN TEN "1234 >here\n", FIFTY TEN TEN "1234 \n >here\n" },
  /* No piece is the line above a signature. */
  { "-- " FIFTY TEN TEN "12345678901234567890\n", "-- " FIFTY TEN TEN "\n12345678901234567890\n" },
  { "-- 345678901234567890123456789012345678901234567890123456789012345678901234567890 x\n",
    "-- 345678901234567890123456789012345678901234567890123456789012345678901234567890 \nx\n" },
  /* Quoted lines: as deep as they were. */
  { "> " FIFTY TEN TEN "1234567\n", "> " FIFTY TEN TEN "\n> 1234567\n" },
  { ">>" FIFTY TEN TEN "1234567\n> \n", ">>" FIFTY TEN TEN "\n>> 1234567\n> \n" },
  { "> > " FIFTY TEN TEN "1234567\n> -- \n", "> > " FIFTY TEN TEN "\n> 1234567\n> -- \n" },
  /* What cannot be broken stays. */
  { "http://example.org/" HUNDRED " x", "http://example.org/" HUNDRED " \nx" },
  { "http://example.org/" HUNDRED, NULL },
  /* Between ideographs, but before no full stop, and at no bracket. */
  { HAN HAN HAN HAN "\n", HAN HAN HAN "会议纪要第三季度 \n报告\n", TRUE },
  { HAN HAN HAN "会议纪要第三季"
                "。报告\n",
    HAN HAN HAN "会议纪要第三季。 \n报告\n",
    TRUE },
  { HAN HAN HAN "会议纪要第三季度"
                "。报告\n",
    HAN HAN HAN "会议纪要第三季 \n度。报告\n",
    TRUE },
  { HAN HAN HAN "会议纪要第三季"
                "（报告\n",
    HAN HAN HAN "会议纪要第三 \n季（报告\n",
    TRUE },
  { FIFTY HAN HAN "\n" FIFTY FIFTY ".\n",
    FIFTY HAN "会议纪 \n要第三季度报告\n" FIFTY TEN TEN " \n" TEN TEN TEN ".\n",
    TRUE },
  { HAN HAN HAN "かきくけこさし"
                "っかき\n",
    HAN HAN HAN "かきくけこさしっ \nかき\n",
    TRUE },
  /* No letter without its accent, no family without a child. */
  { FIFTY TEN TEN "12345 " ACUTE "x\n", FIFTY TEN TEN "\n12345 " ACUTE "x\n" },
  { HAN HAN HAN "会议纪要第三季👩" ZWJ "👩" ZWJ "👧👧\n", HAN HAN HAN "会议纪要第三季 \n👩" ZWJ "👩" ZWJ "👧👧\n", TRUE },
  /* It would not come back. */
  { FIFTY FIFTY "x \n", NULL },
  { FIFTY FIFTY "x\nAnn \n", NULL },
  { FIFTY FIFTY "x\n>  \n", NULL },
  { FIFTY FIFTY "x\n -- \n", NULL },
};

static void
test_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean has_deleted_spaces = FALSE;
      g_autofree char *broken = ph_mail_flowed_dup_broken (rows[i].text, &has_deleted_spaces);
      g_autofree char *back = broken != NULL ? ph_mail_flowed_dup_joined (broken, has_deleted_spaces) : NULL;

      g_test_message ("%u: %s", i, rows[i].text);
      g_assert_cmpstr (broken, ==, rows[i].broken);
      g_assert_cmpint (has_deleted_spaces, ==, rows[i].has_deleted_spaces);
      if (broken != NULL)
        g_assert_cmpstr (back, ==, rows[i].text);
    }
}

/* What others write, also what they should not. */
static void
test_joined (void)
{
  const struct
  {
    const char *text;
    const char *joined;
    const char *joined_without_spaces;
  } foreign[] = {
    { "", "", "" },
    { "one \ntwo\nthree\n", "one two\nthree\n", "onetwo\nthree\n" },
    { " one\n  two\n >three\n From\n", "one\n two\n>three\nFrom\n", "one\n two\n>three\nFrom\n" },
    { "> one \n> two\n>> three \n> four\n", "> one two\n>> three \n> four\n", "> onetwo\n>> three\n> four\n" },
    { ">one \n> two \n>three", ">one two three", ">onetwothree" },
    { ">> one \n>>two\n> > three \n> four\n", ">> one two\n> > three four\n", ">> onetwo\n> > threefour\n" },
    { "one \n-- \nAnn", "one \n-- \nAnn", "one\n-- \nAnn" },
    { "> one \n> -- \n> Ann", "> one \n> -- \n> Ann", "> one\n> -- \n> Ann" },
    { "one \n\ntwo", "one \ntwo", "one\ntwo" },
    { "one ", "one ", "one" },
    { " \n \nx", "\n\nx", "\n\nx" },
    { "one  \ntwo", "one  two", "one two" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autofree char *joined = ph_mail_flowed_dup_joined (foreign[i].text, FALSE);
      g_autofree char *without_spaces = ph_mail_flowed_dup_joined (foreign[i].text, TRUE);

      g_assert_cmpstr (joined, ==, foreign[i].joined);
      g_assert_cmpstr (without_spaces, ==, foreign[i].joined_without_spaces);
    }
}

/* ---- any text --------------------------------------------------------------------------------------------------- */

static const char *const words[] = {
  " ",
  " ",
  " ",
  "word",
  "longer",
  "punctuation,",
  "-- ",
  ">",
  "From ",
  ".",
  HAN,
  "会",
  "。",
  "「",
  "かっ",
  "ガ",
  "\357\276\236", /* a half-width voicing mark */
  "한국어",
  "שלום",
  "مرحبا",
  RLI,
  PDI,
  "e" ACUTE,
  ACUTE,
  "ก",
  "\340\270\263", /* the vowel AM of Thai */
  "👩" ZWJ "🚀",
  "👍",
  "\360\237\217\275", /* a skin tone */
  "❤\357\270\217",
  "🇪🇺",
  "\t",
};

static const char *const starts[] = { "", "", "", "> ", ">", ">>", "> > ", " ", "From ", "-- ", "." };

static const char *
choose (const char *const *texts, gsize n_texts)
{
  return texts[g_test_rand_int_range (0, (gint32) n_texts)];
}

static void
append_line (GString *text)
{
  gint32 n_words = g_test_rand_int_range (0, 60);

  g_string_append (text, choose (starts, G_N_ELEMENTS (starts)));
  for (gint32 i = 0; i < n_words; i++)
    g_string_append (text, choose (words, G_N_ELEMENTS (words)));
  /* One in eight texts or so may keep what cannot be broken. */
  while (g_test_rand_int_range (0, 40) != 0 && text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

static guint
count_columns (const char *line)
{
  guint n_columns = 0;

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p))
    n_columns += g_unichar_iszerowidth (g_utf8_get_char (p)) ? 0 : g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n_columns;
}

static gboolean
continues_a_grapheme (gunichar c)
{
  return g_unichar_ismark (c) || c == 0x200d || c == 0xff9e || c == 0xff9f || c == 0x0e33
         || (c >= 0x1f3fb && c <= 0x1f3ff);
}

static void
check_lines (const char *broken)
{
  g_auto (GStrv) lines = g_strsplit (broken, "\n", -1);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      gboolean is_behind_break = g_str_has_suffix (lines[i - 1], " ") && !g_str_has_suffix (lines[i - 1], "-- ")
                                 && !g_str_has_suffix (lines[i - 1], "> ");
      const char *content = lines[i] + strspn (lines[i], ">");

      content += *content == ' ' ? 1 : 0;
      /* Behind what can be the line above a signature. */
      if (count_columns (lines[i]) > COLUMNS_MAX)
        g_assert_null (strstr (content + strlen ("-- "), " word"));
      if (is_behind_break)
        g_assert_false (continues_a_grapheme (g_utf8_get_char (content)));
      if (is_behind_break)
        g_assert_false (g_str_has_suffix (lines[i - 1], ZWJ " "));
    }
}

static void
test_any_text (void)
{
  guint n_broken = 0;

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *broken = NULL;
      g_autofree char *back = NULL;
      gboolean has_deleted_spaces = FALSE;

      for (gint32 n_lines = g_test_rand_int_range (1, 8); n_lines > 0; n_lines--)
        append_line (text);
      broken = ph_mail_flowed_dup_broken (text->str, &has_deleted_spaces);
      if (broken == NULL)
        continue;
      n_broken++;
      back = ph_mail_flowed_dup_joined (broken, has_deleted_spaces);
      g_assert_cmpstr (back, ==, text->str);
      check_lines (broken);
    }
  g_assert_cmpuint (n_broken, >, 1000);
}

/* Each would take minutes if what was passed were looked at again. */
static void
test_hostile (void)
{
  const char *pieces[] = { "x", "x ", " ", ">", "> ", "会", ACUTE, "\n", "-- ", " \n", "👩\342\200\215", "x\n> " };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *broken = NULL;
      g_autofree char *joined = NULL;
      gboolean has_deleted_spaces = FALSE;

      while (text->len < 1024 * 1024)
        g_string_append (text, pieces[i]);
      g_string_append (text, "x");
      broken = ph_mail_flowed_dup_broken (text->str, &has_deleted_spaces);
      joined = ph_mail_flowed_dup_joined (broken != NULL ? broken : text->str, has_deleted_spaces);
      g_assert_cmpuint (strlen (joined), <=, text->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-flowed/broken", test_broken);
  g_test_add_func ("/mail-flowed/joined", test_joined);
  g_test_add_func ("/mail-flowed/any-text", test_any_text);
  g_test_add_func ("/mail-flowed/hostile", test_hostile);
  return g_test_run ();
}
