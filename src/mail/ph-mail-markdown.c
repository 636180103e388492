/* SPDX-License-Identifier: GPL-3.0-or-later */
/* md4c finds out what is what; what becomes of it is decided here, by tables of what there may be. */
#include "config.h"

#include "ph-mail-markdown.h"

#ifdef PH_MD4C_SONAME
#include <gmodule.h>
#include <md4c.h>
#endif
#include <string.h>

#ifdef PH_MD4C_SONAME

typedef __typeof__ (&md_parse) ParseFunction;

#define FLAGS                                                                                                          \
  (MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEURLAUTOLINKS                            \
   | MD_FLAG_PERMISSIVEEMAILAUTOLINKS)

#define HEAD "<!DOCTYPE html>\n<html>\n<head><meta charset=\"utf-8\"></head>\n<body>\n"
#define FOOT "</body>\n</html>\n"

typedef struct
{
  GString *html;
  GHashTable *pictures; /* of PhMailMarkdownPicture, by their names */
  guint depth; /* pictures that the text is in, which is their description then: there are no tags in it */
} Output;

/* The line above a signature (RFC 3676 section 4.3). */
#define SIGNATURE "-- \n"

static const char *const schemes[] = { "http://", "https://", "mailto:" };

/* By MD_BLOCKTYPE; those without a name have none of their own. */
static const char *const blocks[] = {
  [MD_BLOCK_QUOTE] = "blockquote",
  [MD_BLOCK_UL] = "ul",
  [MD_BLOCK_LI] = "li",
  [MD_BLOCK_P] = "p",
  [MD_BLOCK_TABLE] = "table",
  [MD_BLOCK_THEAD] = "thead",
  [MD_BLOCK_TBODY] = "tbody",
  [MD_BLOCK_TR] = "tr",
  [MD_BLOCK_TH] = "th",
  [MD_BLOCK_TD] = "td",
};

/* By MD_SPANTYPE. */
static const char *const spans[] = {
  [MD_SPAN_EM] = "em",
  [MD_SPAN_STRONG] = "strong",
  [MD_SPAN_CODE] = "code",
  [MD_SPAN_DEL] = "del",
};

static void
append_escaped (GString *html, const char *text, gsize length)
{
  for (const char *p = text; p < text + length; p++)
    switch (*p)
      {
      case '&':
        g_string_append (html, "&amp;");
        break;
      case '<':
        g_string_append (html, "&lt;");
        break;
      case '>':
        g_string_append (html, "&gt;");
        break;
      case '"':
        g_string_append (html, "&quot;");
        break;
      default:
        g_string_append_c (html, *p);
      }
}

/* An entity is such by its form only ("&x;"), which is harmless also where it is none. */
static void
append_attribute (GString *html, const MD_ATTRIBUTE *attribute)
{
  for (guint i = 0; attribute->substr_offsets[i] < attribute->size; i++)
    {
      const char *start = attribute->text + attribute->substr_offsets[i];
      gsize length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

      if (attribute->substr_types[i] == MD_TEXT_ENTITY)
        g_string_append_len (html, start, (gssize) length);
      else
        append_escaped (html, start, length);
    }
}

static gboolean
is_harmless (const MD_ATTRIBUTE *address)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (address->size > strlen (schemes[i])
        && g_ascii_strncasecmp (address->text, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

/* (nullable): the picture that @source names */
static PhMailMarkdownPicture *
find_picture (Output *output, const MD_ATTRIBUTE *source)
{
  g_autofree char *encoded = g_strndup (source->text, source->size);
  g_autofree char *name = g_uri_unescape_string (encoded, NULL);

  return name != NULL ? g_hash_table_lookup (output->pictures, name) : NULL;
}

static void
enter_picture (Output *output, const MD_SPAN_IMG_DETAIL *detail)
{
  PhMailMarkdownPicture *picture = find_picture (output, &detail->src);

  if (output->depth == 0 && picture == NULL)
    return;
  if (output->depth++ > 0)
    return;
  picture->is_shown = TRUE;
  g_string_append_printf (output->html, "<img src=\"cid:%s\" alt=\"", picture->content_id);
}

static void
leave_picture (Output *output)
{
  if (output->depth > 0 && --output->depth == 0)
    g_string_append (output->html, "\">");
}

static int
enter_block_cb (MD_BLOCKTYPE type, void *detail, void *data)
{
  GString *html = ((Output *) data)->html;

  if (type == MD_BLOCK_HR)
    g_string_append (html, "<hr>\n");
  else if (type == MD_BLOCK_CODE)
    g_string_append (html, "<pre><code>");
  else if (type == MD_BLOCK_H)
    g_string_append_printf (html, "<h%u>", ((const MD_BLOCK_H_DETAIL *) detail)->level);
  else if (type == MD_BLOCK_OL)
    g_string_append_printf (html, "<ol start=\"%u\">\n", ((const MD_BLOCK_OL_DETAIL *) detail)->start);
  else if (type < G_N_ELEMENTS (blocks) && blocks[type] != NULL)
    g_string_append_printf (html, "<%s>", blocks[type]);
  return 0;
}

static int
leave_block_cb (MD_BLOCKTYPE type, void *detail, void *data)
{
  GString *html = ((Output *) data)->html;

  if (type == MD_BLOCK_CODE)
    g_string_append (html, "</code></pre>\n");
  else if (type == MD_BLOCK_H)
    g_string_append_printf (html, "</h%u>\n", ((const MD_BLOCK_H_DETAIL *) detail)->level);
  else if (type == MD_BLOCK_OL)
    g_string_append (html, "</ol>\n");
  else if (type < G_N_ELEMENTS (blocks) && blocks[type] != NULL)
    g_string_append_printf (html, "</%s>\n", blocks[type]);
  return 0;
}

static int
enter_span_cb (MD_SPANTYPE type, void *detail, void *data)
{
  Output *output = data;
  GString *html = output->html;

  if (type == MD_SPAN_IMG)
    enter_picture (output, detail);
  else if (output->depth > 0)
    return 0;
  else if (type == MD_SPAN_A && is_harmless (&((const MD_SPAN_A_DETAIL *) detail)->href))
    {
      g_string_append (html, "<a href=\"");
      append_attribute (html, &((const MD_SPAN_A_DETAIL *) detail)->href);
      g_string_append (html, "\">");
    }
  else if (type < G_N_ELEMENTS (spans) && spans[type] != NULL)
    g_string_append_printf (html, "<%s>", spans[type]);
  return 0;
}

static int
leave_span_cb (MD_SPANTYPE type, void *detail, void *data)
{
  Output *output = data;
  GString *html = output->html;

  if (type == MD_SPAN_IMG)
    leave_picture (output);
  else if (output->depth > 0)
    return 0;
  else if (type == MD_SPAN_A && is_harmless (&((const MD_SPAN_A_DETAIL *) detail)->href))
    g_string_append (html, "</a>");
  else if (type < G_N_ELEMENTS (spans) && spans[type] != NULL)
    g_string_append_printf (html, "</%s>", spans[type]);
  return 0;
}

static int
text_cb (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
  Output *output = data;
  GString *html = output->html;

  if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
    g_string_append (html, output->depth > 0 ? " " : "<br>\n");
  else if (type == MD_TEXT_ENTITY)
    g_string_append_len (html, text, size);
  else
    append_escaped (html, text, size);
  return 0;
}

/* Most messages are not for it, so it is loaded when one is, and stays. Returns: (nullable) */
static ParseFunction
get_parse_function (void)
{
  static gpointer function;
  static gsize is_tried;

  if (g_once_init_enter (&is_tried))
    {
      GModule *module = g_module_open (PH_MD4C_SONAME, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);

      if (module == NULL || !g_module_symbol (module, "md_parse", &function))
        g_message ("there is no Markdown: %s", g_module_error ());
      g_once_init_leave (&is_tried, 1);
    }
  return (ParseFunction) function;
}

/* Returns: (nullable): where the line is that a signature begins with */
static const char *
find_signature (const char *text)
{
  const char *found = strstr (text, "\n" SIGNATURE);

  if (g_str_has_prefix (text, SIGNATURE))
    return text;
  return found != NULL ? found + 1 : NULL;
}

static void
append_signature (GString *html, const char *signature)
{
  g_auto (GStrv) lines = g_strsplit (signature, "\n", -1);

  g_string_append (html, "<p>");
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (html, "<br>\n");
      append_escaped (html, lines[i], strlen (lines[i]));
    }
  g_string_append (html, "</p>\n");
}

/* (transfer full): by their names, the first of each */
static GHashTable *
index_pictures (PhMailMarkdownPicture *pictures, gsize n_pictures)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = n_pictures; i > 0; i--)
    {
      PhMailMarkdownPicture *picture = &pictures[i - 1];

      picture->is_shown = FALSE;
      if (picture->name != NULL)
        g_hash_table_replace (table, (char *) picture->name, picture);
    }
  return table;
}

#endif

char *
ph_mail_markdown_dup_picture_target (const char *name)
{
  g_autofree char *encoded = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  encoded = g_uri_escape_string (name, NULL, TRUE);
  return g_strdup_printf ("](%s)", encoded);
}

char *
ph_mail_markdown_dup_picture (const char *name)
{
  g_autoptr (GString) text = g_string_new ("![");
  g_autofree char *target = ph_mail_markdown_dup_picture_target (name);
  const char *suffix = strrchr (name, '.');
  gsize length = suffix != NULL && suffix != name ? (gsize) (suffix - name) : strlen (name);

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_ispunct (name[i]))
        g_string_append_c (text, '\\');
      g_string_append_c (text, name[i]);
    }
  return g_strconcat (text->str, target, NULL);
}

gboolean
ph_mail_markdown_is_available (void)
{
#ifdef PH_MD4C_SONAME
  return get_parse_function () != NULL;
#else
  return FALSE;
#endif
}

char *
ph_mail_markdown_dup_html (const char *text, PhMailMarkdownPicture *pictures, gsize n_pictures)
{
#ifdef PH_MD4C_SONAME
  const MD_PARSER parser = {
    .flags = FLAGS,
    .enter_block = enter_block_cb,
    .leave_block = leave_block_cb,
    .enter_span = enter_span_cb,
    .leave_span = leave_span_cb,
    .text = text_cb,
  };
  g_autoptr (GString) html = NULL;
  g_autoptr (GHashTable) table = NULL;
  Output output = { 0 };
  const char *signature = NULL;
  gsize length = 0;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > PH_MAIL_MARKDOWN_MAX || get_parse_function () == NULL)
    return NULL;
  html = g_string_new (HEAD);
  table = index_pictures (pictures, n_pictures);
  output.html = html;
  output.pictures = table;
  signature = find_signature (text);
  length = signature != NULL ? (gsize) (signature - text) : strlen (text);
  if (get_parse_function () (text, (MD_SIZE) length, &parser, &output) != 0)
    return NULL;
  if (signature != NULL)
    append_signature (html, signature);
  return g_string_free (g_string_append (g_steal_pointer (&html), FOOT), FALSE);
#else
  return NULL;
#endif
}
