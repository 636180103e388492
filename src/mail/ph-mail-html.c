/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goes through the markup once and forgets what it passed: no tree, so nothing can be nested too deep. White space is
 * only noted, and written when a word follows it. */
#include "config.h"

#include "ph-mail-html.h"

#include <string.h>

#define NO_BREAK_SPACE 0xa0
#define REPLACEMENT 0xfffd
#define BULLET 0x2022

/* No name of a character that is known here, and no name of an element, is longer. */
#define NAME_MAX_LENGTH 10

typedef struct
{
  GString *text; /* (owned) */
  guint n_breaks; /* lines to end before the next word */
  gboolean has_space; /* before the next word */
  gboolean is_pre; /* white space is as it was typed */
} Writer;

/* How many lines end where an element starts or ends: two leave an empty line. An element that is not here is a part of
 * its line. */
static const struct
{
  const char *name;
  guint n_breaks;
} blocks[] = {
  { "address", 1 }, { "article", 1 }, { "blockquote", 2 }, { "body", 1 },   { "center", 1 }, { "dd", 1 }, { "div", 1 },
  { "dl", 2 },      { "dt", 1 },      { "footer", 1 },     { "form", 1 },   { "h1", 2 },     { "h2", 2 }, { "h3", 2 },
  { "h4", 2 },      { "h5", 2 },      { "h6", 2 },         { "header", 1 }, { "hr", 2 },     { "li", 1 }, { "ol", 2 },
  { "p", 2 },       { "pre", 2 },     { "section", 1 },    { "table", 1 },  { "tr", 1 },     { "ul", 2 },
};

/* What stands in them is not for people. */
static const char *const hidden[] = { "script", "style", "template", "textarea", "title", NULL };

/* By their number, from U+00A0 (HTML 4.01 section 24.2). */
static const char *const latin_names[] = {
  "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
  "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
  "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
  "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
  "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
  "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
  "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
  "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

static const struct
{
  const char *name;
  gunichar character;
} other_names[] = {
  { "amp", '&' },      { "apos", '\'' },     { "bull", 0x2022 },   { "emsp", 0x2003 },  { "ensp", 0x2002 },
  { "euro", 0x20ac },  { "gt", '>' },        { "hellip", 0x2026 }, { "ldquo", 0x201c }, { "lsquo", 0x2018 },
  { "lt", '<' },       { "mdash", 0x2014 },  { "ndash", 0x2013 },  { "quot", '"' },     { "rdquo", 0x201d },
  { "rsquo", 0x2019 }, { "thinsp", 0x2009 }, { "trade", 0x2122 },  { "zwj", 0x200d },   { "zwnj", 0x200c },
};

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static void
add_visible (Writer *self, gunichar c)
{
  if (self->text->len > 0 && self->n_breaks > 0)
    g_string_append (self->text, self->n_breaks == 1 ? "\n" : "\n\n");
  else if (self->text->len > 0 && self->has_space)
    g_string_append_c (self->text, ' ');
  self->n_breaks = 0;
  self->has_space = FALSE;
  g_string_append_unichar (self->text, c);
}

static void
add (Writer *self, gunichar c)
{
  if (self->is_pre && c == '\n')
    self->n_breaks++;
  else if (c == NO_BREAK_SPACE || (!self->is_pre && g_unichar_isspace (c)))
    self->has_space = TRUE;
  else
    add_visible (self, c);
}

/* ---- characters by name or number ------------------------------------------------------------------------------- */

/* Returns: 0 when there is no such name */
static gunichar
find_character (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (latin_names); i++)
    if (strcmp (latin_names[i], name) == 0)
      return NO_BREAK_SPACE + (gunichar) i;
  for (gsize i = 0; i < G_N_ELEMENTS (other_names); i++)
    if (strcmp (other_names[i].name, name) == 0)
      return other_names[i].character;
  return 0;
}

/* Numbers from 128 to 159 are meant as Windows has them (HTML, section "numeric character reference end state"). */
static gunichar
make_character (guint64 number)
{
  const char octet = (char) number;
  g_autofree char *converted = NULL;

  if (number >= 0x80 && number < NO_BREAK_SPACE)
    converted = g_convert (&octet, 1, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
  if (converted != NULL)
    return g_utf8_get_char (converted);
  if (number > 0x10ffff || !g_unichar_validate ((gunichar) number))
    return REPLACEMENT;
  return g_unichar_iscntrl ((gunichar) number) && !g_unichar_isspace ((gunichar) number) ? REPLACEMENT
                                                                                         : (gunichar) number;
}

/* Returns: 0 when @name, what stands between "&" and ";", means nothing */
static gunichar
read_name (const char *name)
{
  guint64 number = 0;

  if (*name != '#')
    return find_character (name);
  if (name[1] == 'x' || name[1] == 'X')
    return g_ascii_string_to_unsigned (name + 2, 16, 0, G_MAXUINT32, &number, NULL) ? make_character (number) : 0;
  return g_ascii_string_to_unsigned (name + 1, 10, 0, G_MAXUINT32, &number, NULL) ? make_character (number) : 0;
}

/* Returns: what follows; an "&" that means nothing is one */
static const char *
read_reference (Writer *self, const char *p)
{
  gsize length = strspn (p + 1, "#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  g_autofree char *name = NULL;
  gunichar c = 0;

  if (length <= NAME_MAX_LENGTH && p[1 + length] == ';')
    {
      name = g_strndup (p + 1, length);
      c = read_name (name);
    }
  add (self, c != 0 ? c : '&');
  return c != 0 ? p + length + 2 : p + 1;
}

/* ---- markup ----------------------------------------------------------------------------------------------------- */

static void
end_lines (Writer *self, const char *element)
{
  for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++)
    if (strcmp (blocks[i].name, element) == 0)
      self->n_breaks = MAX (self->n_breaks, blocks[i].n_breaks);
}

static void
take_tag (Writer *self, const char *element, gboolean is_end)
{
  end_lines (self, element);
  if (strcmp (element, "pre") == 0)
    self->is_pre = !is_end;
  else if (strcmp (element, "br") == 0)
    self->n_breaks++;
  else if (strcmp (element, "td") == 0 || strcmp (element, "th") == 0)
    self->has_space = TRUE;
  else if (strcmp (element, "li") == 0 && !is_end)
    {
      add_visible (self, BULLET);
      self->has_space = TRUE;
    }
}

/* Returns: behind the first @end from @p on, or the end of the text */
static const char *
skip_past (const char *p, const char *end)
{
  const char *found = strstr (p, end);

  return found != NULL ? found + strlen (end) : p + strlen (p);
}

/* Returns: behind the tag that @p is in; a ">" in quotes does not end it */
static const char *
skip_tag (const char *p)
{
  char quote = '\0';

  for (; *p != '\0' && (quote != '\0' || *p != '>'); p++)
    if (quote == *p)
      quote = '\0';
    else if (quote == '\0' && (*p == '"' || *p == '\'') && p[-1] == '=')
      quote = *p;
  return *p != '\0' ? p + 1 : p;
}

/* Returns: the end tag of @element, or the end of the text */
static const char *
skip_hidden (const char *p, const char *element)
{
  gsize length = strlen (element);

  while ((p = strstr (p, "</")) != NULL && g_ascii_strncasecmp (p + 2, element, length) != 0)
    p += 2;
  return p;
}

static const char *
read_tag (Writer *self, const char *p)
{
  gboolean is_end = p[1] == '/';
  const char *name = p + (is_end ? 2 : 1);
  gsize length = strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  g_autofree char *element = g_ascii_strdown (name, (gssize) MIN (length, NAME_MAX_LENGTH + 1));
  const char *rest = skip_tag (name + length);

  if (!is_end && g_strv_contains (hidden, element))
    return skip_hidden (rest, element);
  take_tag (self, element, is_end);
  return rest;
}

/* Returns: what follows; a "<" that starts nothing is one */
static const char *
read_markup (Writer *self, const char *p)
{
  if (g_str_has_prefix (p, "<!--"))
    return skip_past (p + 4, "-->");
  if (p[1] == '!' || p[1] == '?')
    return skip_past (p, ">");
  if (g_ascii_isalpha (p[1]) || (p[1] == '/' && g_ascii_isalpha (p[2])))
    return read_tag (self, p);
  add (self, '<');
  return p + 1;
}

char *
ph_mail_html_dup_text (const char *html)
{
  Writer writer = { .text = g_string_new (NULL) };
  const char *p = html;

  g_return_val_if_fail (html != NULL, NULL);

  while (p != NULL && *p != '\0')
    if (*p == '<')
      p = read_markup (&writer, p);
    else if (*p == '&')
      p = read_reference (&writer, p);
    else
      {
        add (&writer, g_utf8_get_char (p));
        p = g_utf8_next_char (p);
      }
  return g_string_free (writer.text, FALSE);
}
