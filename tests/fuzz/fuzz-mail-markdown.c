/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the Markdown, its HTML is valid UTF-8 of our own tags, with no attribute but where a harmless link leads and what a
 * picture is. */
#include "ph-mail-markdown.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define IMAGE "img src=\"cid:x@y\" alt=\""

static const char *const tags[] = {
  "!DOCTYPE html",
  "html",
  "head",
  "meta charset=\"utf-8\"",
  "body",
  "p",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "blockquote",
  "ul",
  "li",
  "ol",
  "pre",
  "code",
  "hr",
  "em",
  "strong",
  "del",
  "br",
  "a",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
  NULL,
};

static gboolean
is_link (const char *tag)
{
  return g_ascii_strncasecmp (tag, "a href=\"http://", 15) == 0
         || g_ascii_strncasecmp (tag, "a href=\"https://", 16) == 0
         || g_ascii_strncasecmp (tag, "a href=\"mailto:", 15) == 0;
}

static void
check_tag (const char *tag)
{
  const char *name = tag + (*tag == '/' ? 1 : 0);
  const char *quote = strchr (tag, '"');

  if (g_str_has_prefix (tag, IMAGE))
    g_assert (strcmp (strchr (tag + strlen (IMAGE), '"'), "\"") == 0);
  else if (is_link (tag))
    g_assert (strcmp (strchr (quote + 1, '"'), "\"") == 0);
  else
    g_assert (g_strv_contains (tags, name) || g_str_has_prefix (tag, "ol start=\""));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  PhMailMarkdownPicture picture = { .name = "a", .content_id = "x@y" };
  g_autofree char *html = ph_mail_markdown_dup_html (text, &picture, 1);

  if (html == NULL)
    return 0;
  g_assert (g_utf8_validate (html, -1, NULL));
  for (const char *p = strchr (html, '<'); p != NULL; p = strchr (p + 1, '<'))
    {
      const char *end = strchr (p, '>');
      g_autofree char *tag = NULL;

      g_assert (end != NULL);
      tag = g_strndup (p + 1, (gsize) (end - p - 1));
      check_tag (tag);
    }
  return 0;
}
