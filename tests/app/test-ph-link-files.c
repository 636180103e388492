/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link can only name files of this computer, by their whole path, and the question says which. */
#include "ph-link-files.h"

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"
#define RLO "\xe2\x80\xae"

/* "/a/b|/c" and what is ignored, parted by blanks */
static void
assert_read (const char *const *wishes, const char *expected, const char *expected_ignored)
{
  g_auto (GStrv) ignored = NULL;
  g_autoptr (GPtrArray) files = ph_link_files_new (wishes, &ignored);
  g_autoptr (GString) paths = g_string_new (NULL);
  g_autofree char *others = g_strjoinv (" ", ignored);

  for (guint i = 0; i < files->len; i++)
    g_string_append_printf (paths, "%s%s", i > 0 ? "|" : "", g_file_peek_path (g_ptr_array_index (files, i)));
  g_assert_cmpstr (paths->str, ==, expected);
  g_assert_cmpstr (others, ==, expected_ignored);
}

static void
test_read (void)
{
  static const struct
  {
    const char *wish;
    const char *path; /* NULL: ignored */
  } cases[] = {
    { "/home/ann/b.pdf", "/home/ann/b.pdf" },
    { "file:///home/ann/a%20b.pdf", "/home/ann/a b.pdf" },
    { "FILE://localhost/home/ann/b.pdf", "/home/ann/b.pdf" },
    { "/home/ann/../bob/./b.pdf", "/home/bob/b.pdf" },
    { "b.pdf", NULL },
    { "./b.pdf", NULL },
    { "~/b.pdf", NULL },
    { "~root/b.pdf", NULL },
    { "", NULL },
    { "/", NULL },
    { "/..", NULL },
    { "//server/share/b.pdf", NULL },
    { "\\\\server\\share", NULL },
    { "smb://server/share/b.pdf", NULL },
    { "http://example.org/b.pdf", NULL },
    { "file://server/share/b.pdf", NULL },
    { "file:b.pdf", NULL },
    { "file:///a%2Fb", NULL },
    { "file:///a%00b", NULL },
    { "trash:///b", NULL },
  };

  assert_read (NULL, "", "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const wishes[] = { cases[i].wish, NULL };

      assert_read (wishes, cases[i].path != NULL ? cases[i].path : "", cases[i].path != NULL ? "" : cases[i].wish);
    }
}

static void
test_several (void)
{
  const char *const wishes[] = { "/a/1", "x", "/a/../a/1", "/b/2", "~/y", NULL };
  const char *const many[] = { "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11", NULL };

  assert_read (wishes, "/a/1|/b/2", "x ~/y");
  assert_read (many, "/1|/2|/3|/4|/5|/6|/7|/8|/9|/10", "/11");
}

/* What could be taken for other words, or for another name, cannot. */
static void
test_words (void)
{
  const char *const wishes[] = { "/home/ann/Documents/b.pdf", "/tmp/x\n" RLO "fdp.exe", "smb://h/\x1b[31m", NULL };
  g_auto (GStrv) ignored = NULL;
  g_autoptr (GPtrArray) files = ph_link_files_new (wishes, &ignored);
  g_autofree char *question = ph_link_files_dup_question (files);
  g_autofree char *details = ph_link_files_dup_details (files, (const char *const *) ignored);

  g_assert_cmpstr (question,
                   ==,
                   "The link wants to attach “" FSI "b.pdf" PDI "” from " FSI "Documents" PDI ", “" FSI "x fdp.exe" PDI
                   "” from " FSI "tmp" PDI);
  g_assert_cmpstr (details,
                   ==,
                   FSI "/home/ann/Documents/b.pdf" PDI "\n" FSI "/tmp/x fdp.exe" PDI "\n“" FSI "smb://h/ [31m" PDI
                       "” is no file of this computer, and was ignored.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link-files/read", test_read);
  g_test_add_func ("/link-files/several", test_several);
  g_test_add_func ("/link-files/words", test_words);
  return g_test_run ();
}
