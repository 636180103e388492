/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail in HTML can be read: its words are there in their lines, and nothing that was not meant for people. */
#include "ph-mail-html.h"

#include <string.h>

typedef struct
{
  const char *html;
  const char *text;
} Case;

static const Case cases[] = {
  { "", "" },
  { "just words", "just words" },
  /* Lines. */
  { "<p>One</p><p>Two</p>", "One\n\nTwo" },
  { "<div>One</div><div>Two</div>", "One\nTwo" },
  { "<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo" },
  { "One<br>Two<br/>Three<BR />Four", "One\nTwo\nThree\nFour" },
  { "<h1>Title</h1>Text", "Title\n\nText" },
  { "<p><br><br><br>One</p><br><br><br><p>Two</p><br>", "One\n\nTwo" },
  { "<ul><li>One</li><li> Two</li></ul>End", "• One\n• Two\n\nEnd" },
  { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
  /* White space. */
  { "  One \n\t two  ", "One two" },
  { "<b>One</b> <i>two</i><b>three</b>", "One twothree" },
  { "<p>&nbsp;</p><p>One&nbsp;&nbsp;two</p>", "One two" },
  { "<pre>One\n  two\n\nthree</pre> four  five", "One\n  two\n\nthree\n\nfour five" },
  /* Not for people. */
  { "<html><head><title>T</title><style>p { a: \"<b>\" }</style></head><body>Hi</body></html>", "Hi" },
  { "<script>if (a < b) document.write (\"</p>\");</SCRIPT>Hi", "Hi" },
  { "One<!-- <p>no</p> -->Two<!DOCTYPE html><?xml x?>", "OneTwo" },
  { "<!--[if mso]><p>no</p><![endif]-->Hi", "Hi" },
  { "<a href=\"x>y\" title='a>b'>link</a>", "link" },
  { "<p title=it's>One</p>", "One" },
  /* Characters. */
  { "&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'" },
  { "Gr&uuml;&szlig;e &Agrave; &yuml; &euro; &hellip;", "Grüße À ÿ € …" },
  { "&#228;&#xE4;&#Xe4;&#8364;", "äää€" },
  { "&#146;&#x80;", "’€" },
  { "&#0;&#8;&#xd800;&#x110000;", "\uFFFD\uFFFD\uFFFD\uFFFD" },
  { "a & b &unknown; &#; &#x; &amp R&D;", "a & b &unknown; &#; &#x; &amp R&D;" },
  { "&#99999999999999999999;", "&#99999999999999999999;" },
  /* What is not finished, or is none. */
  { "1 < 2 <3 <", "1 < 2 <3 <" },
  { "One<a href=\"", "One" },
  { "One<!-- two", "One" },
  { "One<style>two", "One" },
  { "One&", "One&" },
  { "One</", "One</" },
  { "One</p", "One" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ph_mail_html_dup_text (cases[i].html);

      g_test_message ("%s", cases[i].html);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Each of them would take minutes if what was passed were looked at again. */
static void
test_hostile (void)
{
  static const char *const pieces[]
      = { "<", "&", "<a", "<p>", "</", "<!--", "<style>", "<pre>\n", "&#x", "<a '", "<li>" };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) html = g_string_new (NULL);
      g_autofree char *text = NULL;

      while (html->len < 1024 * 1024)
        g_string_append (html, pieces[i]);
      text = ph_mail_html_dup_text (html->str);
      g_assert_cmpuint (strlen (text), <=, 2 * html->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-html/text", test_text);
  g_test_add_func ("/mail-html/hostile", test_hostile);
  return g_test_run ();
}
