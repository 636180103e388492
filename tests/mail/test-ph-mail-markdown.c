/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown becomes what it means, and whatever is in it, nothing that is fetched, styled or run. */
#include "ph-mail-markdown.h"

#include <string.h>

#define HEAD "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n"
#define FOOT "</body>\n</html>\n"

static const char *const rows[][2] = {
  { "", "" },
  { "Dear all,\nhello.\n", "<p>Dear all,<br>\nhello.</p>\n" },
  { "# Title\n\ntext", "<h1>Title</h1>\n<p>text</p>\n" },
  { "*a* **b** `c` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c</code> <del>d</del></p>\n" },
  { "> quoted\n> more\n", "<blockquote><p>quoted<br>\nmore</p>\n</blockquote>\n" },
  { "- a\n- b\n", "<ul><li>a</li>\n<li>b</li>\n</ul>\n" },
  { "3. a\n4. b\n", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n" },
  { "```c\na < b\n```\n", "<pre><code>a &lt; b\n</code></pre>\n" },
  { "a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n" },
  { "|a|b|\n|---|:---:|\n|1|2|\n",
    "<table><thead><tr><th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody><tr><td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n" },
  { "会议 **纪要** 🙂 שלום", "<p>会议 <strong>纪要</strong> 🙂 שלום</p>\n" },
  /* Links. */
  { "[x](https://example.org/?a=1&b=\"2\")",
    "<p><a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\">x</a></p>\n" },
  { "https://example.org/ a@example.org",
    "<p><a href=\"https://example.org/\">https://example.org/</a> "
    "<a href=\"mailto:a@example.org\">a@example.org</a></p>\n" },
  { "[x](javascript:alert(1)) [y](JavaScript:x) [z](data:text/html,x) [w](file:///etc/passwd) [v](/path) [u](//host)",
    "<p>x y z w v u</p>\n" },
  { "[x](java&#115;cript:x) [y](&#x68;ttp://example.org) <javascript:x>", "<p>x y javascript:x</p>\n" },
  /* HTML and pictures. */
  { "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n" },
  { "a <b onclick=\"x\">b</b> &copy; &lt;", "<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt; &copy; &lt;</p>\n" },
  { "![a *picture*](https://example.org/x.png \"t\")", "<p>a <em>picture</em></p>\n" },
  /* Signatures. */
  { "Regards\n-- \n*Ann* <x>\nOffice\n", "<p>Regards</p>\n<p>-- <br>\n*Ann* &lt;x&gt;<br>\nOffice<br>\n</p>\n" },
  { "-- \nAnn", "<p>-- <br>\nAnn</p>\n" },
};

static void
test_html (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = ph_mail_markdown_dup_html (rows[i][0], NULL, 0);
      g_autofree char *expected = g_strconcat (HEAD, rows[i][1], FOOT, NULL);

      g_assert_cmpstr (html, ==, expected);
    }
}

/* A picture that is there is shown, by a name that says nothing else, and with its description as words only. */
static void
test_picture (void)
{
  const char *texts[][2] = {
    { "![x](a.png)", "<p><img src=\"cid:1@x\" alt=\"x\"></p>\n" },
    { "![](a%2Epng \"title\")", "<p><img src=\"cid:1@x\" alt=\"\"></p>\n" },
    { "![*x* & [y](https://z) ![z](b) \"\nq](a.png)", "<p><img src=\"cid:1@x\" alt=\"x &amp; y z &quot; q\"></p>\n" },
    { "![x](b.png) ![y](c.png) ![z](https://a.png)", "<p>x <img src=\"cid:3@x\" alt=\"y\"> z</p>\n" },
    { "![x](../a.png) ![y](cid:1@x) ![z](A.png)", "<p>x y z</p>\n" },
    { "[![x](a.png)](https://z)", "<p><a href=\"https://z\"><img src=\"cid:1@x\" alt=\"x\"></a></p>\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PhMailMarkdownPicture pictures[] = {
        { .name = "a.png", .content_id = "1@x" },
        { .content_id = "2@x" },
        { .name = "c.png", .content_id = "3@x" },
        { .name = "a.png", .content_id = "4@x" },
      };
      g_autofree char *html = ph_mail_markdown_dup_html (texts[i][0], pictures, G_N_ELEMENTS (pictures));
      g_autofree char *expected = g_strconcat (HEAD, texts[i][1], FOOT, NULL);

      g_assert_cmpstr (html, ==, expected);
      g_assert_cmpint (pictures[0].is_shown, ==, strstr (texts[i][1], "cid:1@x") != NULL);
      g_assert_false (pictures[3].is_shown);
    }
}

/* Whatever a picture is called, its text shows it and nothing else. */
static void
test_picture_names (void)
{
  const char *names[] = {
    "a.png",
    "two words.png",
    "Grüße 🙂.png",
    ".png",
    "x",
    "a](https://example.org/) ![b.png",
    "<img src=x> & \"q\" 'r' `c` *d* _e_ ~~f~~ |g|.png",
    "javascript:alert(1)",
    "https://example.org/a.png",
    "a%2fb%00 (1)\\.png",
    "-- .png",
    "שלום.png",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PhMailMarkdownPicture picture = { .name = names[i], .content_id = "1@x" };
      g_autofree char *text = ph_mail_markdown_dup_picture (names[i]);
      g_autofree char *target = ph_mail_markdown_dup_picture_target (names[i]);
      g_autofree char *html = ph_mail_markdown_dup_html (text, &picture, 1);

      g_test_message ("%s", text);
      g_assert_true (g_str_has_suffix (text, target));
      g_assert_true (picture.is_shown);
      g_assert_true (g_str_has_prefix (html, HEAD "<p><img src=\"cid:1@x\" alt=\""));
      g_assert_true (g_str_has_suffix (html, "\"></p>\n" FOOT));
      g_assert_cmpstr (strchr (strstr (html, "<img") + 1, '<'), ==, "</p>\n" FOOT);
    }
}

/* They would take minutes, if each was looked for from the start again. */
static void
test_hostile (void)
{
  const char *pieces[]
      = { "[", "](", "*", "`", "> ", "- ", "|", "![", "<", "&", "*a_ ", "\n", "~~", "[a](", "`a", "<a@" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *html = NULL;
      g_autofree char *none = NULL;

      while (text->len + strlen (pieces[i]) <= PH_MAIL_MARKDOWN_MAX)
        g_string_append (text, pieces[i]);
      html = ph_mail_markdown_dup_html (text->str, NULL, 0);
      g_string_append (text, "xxxxx");
      none = ph_mail_markdown_dup_html (text->str, NULL, 0);
      g_assert_null (none);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (ph_mail_markdown_is_available ())
    {
      g_test_add_func ("/mail-markdown/html", test_html);
      g_test_add_func ("/mail-markdown/picture", test_picture);
      g_test_add_func ("/mail-markdown/picture-names", test_picture_names);
      g_test_add_func ("/mail-markdown/hostile", test_hostile);
    }
  return g_test_run ();
}
