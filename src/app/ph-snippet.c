/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-snippet.h"

#include <string.h>

/* In octets, with the braces: more is a block of code. */
#define MAX_LENGTH 60

/* How long the placeholder at @at is, 0 when none begins there. */
static gsize
measure (const char *at, gboolean is_code)
{
  gsize length = strcspn (at + 1, "{}\r\n");

  if (is_code || length == 0 || length + 2 > MAX_LENGTH || at[1 + length] != '}' || at[2 + length] == '}')
    return 0;
  /* Code has space, and signs, where a person has a word. */
  if (g_ascii_isspace (at[1]) || g_ascii_isspace (at[length]) || strcspn (at + 1, ";:=()<>\"'$,") < length)
    return 0;
  return length + 2;
}

char *
ph_snippet_find (const char *text, gsize *from)
{
  for (const char *at = strchr (text + *from, '{'); at != NULL; at = strchr (at + 1, '{'))
    {
      gsize length = measure (at, at > text && (at[-1] == '{' || at[-1] == '$'));

      if (length == 0)
        continue;
      *from = (gsize) (at - text);
      return g_strndup (at, length);
    }
  return NULL;
}

char **
ph_snippet_list (const char *text)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize at = 0;
  char *placeholder = NULL;

  while ((placeholder = ph_snippet_find (text, &at)) != NULL)
    {
      at += strlen (placeholder);
      if (!g_hash_table_contains (seen, placeholder))
        g_strv_builder_add (builder, placeholder);
      g_hash_table_add (seen, placeholder);
    }
  return g_strv_builder_end (builder);
}

/* “Ann Tester” and “Tester, Ann” are Ann. */
static char *
dup_first_name (const char *name)
{
  const char *comma = strchr (name, ',');
  const char *given = comma != NULL ? comma + 1 : name;

  given += strspn (given, " ");
  return g_strndup (given, strcspn (given, " "));
}

/* (transfer full): "" for what is not known */
static char *
dup_value (const char *placeholder, const PhSnippetValues *values)
{
  const char *name = values->name != NULL ? values->name : "";

  if (g_str_equal (placeholder, "{name}"))
    return g_strdup (name);
  if (g_str_equal (placeholder, "{first-name}"))
    return dup_first_name (name);
  if (g_str_equal (placeholder, "{date}"))
    return g_strdup (values->date != NULL ? values->date : "");
  return g_strdup ("");
}

char *
ph_snippet_fill (const char *text, const PhSnippetValues *values, int *cursor)
{
  GString *filled = g_string_new ("");
  gsize at = 0;
  gsize done = 0;
  char *placeholder = NULL;

  *cursor = -1;
  while ((placeholder = ph_snippet_find (text, &at)) != NULL)
    {
      g_autofree char *value = dup_value (placeholder, values);

      g_string_append_len (filled, text + done, (gssize) (at - done));
      if (g_str_equal (placeholder, "{cursor}"))
        *cursor = (int) g_utf8_strlen (filled->str, (gssize) filled->len);
      else
        g_string_append (filled, *value != '\0' ? value : placeholder);
      at += strlen (placeholder);
      done = at;
      g_free (placeholder);
    }
  g_string_append (filled, text + done);
  return g_string_free (filled, FALSE);
}
