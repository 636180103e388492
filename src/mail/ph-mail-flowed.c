/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each line is its quote marks, a space that stuffs it, and its content; a content that ends in a space goes on in the next
 * line (RFC 3676 section 4). A quoted line's marks and space are written and read as they were typed, only those of the lines
 * behind a break are ours: that is why nothing of a text is lost. */
#include "config.h"

#include "ph-mail-flowed.h"

#include <string.h>

/* With one space that stuffs it and one that is deleted, 78: RFC 3676 section 4.2. */
#define COLUMNS_MAX 76
/* However deep it is quoted. */
#define COLUMNS_MIN 20

/* Never broken softly, though it ends in a space (RFC 3676 section 4.3). */
#define SIGNATURE "-- "

typedef struct
{
  const char *start;
  gsize n_marks;
  const char *content;
  gsize length; /* of the content */
} Line;

/* Returns: where the next line begins, or %NULL */
static const char *
read_line (Line *line, const char *start)
{
  gsize length = strcspn (start, "\n");

  line->start = start;
  line->n_marks = strspn (start, ">");
  line->content = start + line->n_marks;
  line->length = length - line->n_marks;
  return start[length] == '\n' ? start + length + 1 : NULL;
}

static void
line_drop_stuffing (Line *line)
{
  if (line->length > 0 && line->content[0] == ' ')
    {
      line->content++;
      line->length--;
    }
}

static gboolean
is_signature (const char *content, gsize length)
{
  return length == strlen (SIGNATURE) && memcmp (content, SIGNATURE, length) == 0;
}

static gboolean
line_goes_on (const Line *line)
{
  return line->length > 0 && line->content[line->length - 1] == ' ' && !is_signature (line->content, line->length);
}

/* ---- breaking --------------------------------------------------------------------------------------------------- */

static guint
count_columns (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

/* Whether it would be drawn with a space before it (Unicode Standard Annex 29: Extend and SpacingMark). */
static gboolean
joins_a_space (gunichar c)
{
  switch ((int) g_unichar_break_type (c))
    {
    case G_UNICODE_BREAK_COMBINING_MARK:
    case G_UNICODE_BREAK_EMOJI_MODIFIER:
    case G_UNICODE_BREAK_NON_STARTER: /* the half-width voicing marks are among them */
    case G_UNICODE_BREAK_ZERO_WIDTH_JOINER:
      return TRUE;
    default:
      return c == 0x0e33 || c == 0x0eb3; /* the vowel AM of Thai and of Lao */
    }
}

static gboolean
may_end_a_line (gunichar c)
{
  switch ((int) g_unichar_break_type (c))
    {
    case G_UNICODE_BREAK_IDEOGRAPHIC:
    case G_UNICODE_BREAK_EMOJI_BASE:
    case G_UNICODE_BREAK_EMOJI_MODIFIER:
    case G_UNICODE_BREAK_CLOSE_PUNCTUATION:
    case G_UNICODE_BREAK_CONDITIONAL_JAPANESE_STARTER:
    case G_UNICODE_BREAK_EXCLAMATION:
    case G_UNICODE_BREAK_NON_STARTER:
      return TRUE;
    default:
      return FALSE;
    }
}

/* None of them is part of the grapheme before it, unless a joiner stands between them. */
static gboolean
may_begin_a_line (gunichar c)
{
  GUnicodeBreakType type = g_unichar_break_type (c);

  return type == G_UNICODE_BREAK_IDEOGRAPHIC || type == G_UNICODE_BREAK_EMOJI_BASE;
}

static gboolean
can_break_between (gunichar before, gunichar after)
{
  if (before == ' ')
    return after != ' ' && !joins_a_space (after);
  return may_end_a_line (before) && may_begin_a_line (after);
}

/* Returns: where the first piece of @content, which ends at @end, is to end: at the last place that leaves it @columns, else
 * at the first place that there is, else at @end */
static const char *
find_break (const char *content, const char *end, guint columns)
{
  const char *found = end;
  guint n_columns = 0;
  gunichar before = 0;

  for (const char *p = content; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (n_columns > columns && found < end)
        return found;
      if (p > content && can_break_between (before, c) && !is_signature (content, (gsize) (p - content))
          && (n_columns <= columns || found == end))
        found = p;
      n_columns += count_columns (c);
      before = c;
    }
  return n_columns > columns ? found : end;
}

static gboolean
must_be_stuffed (const char *piece)
{
  return *piece == ' ' || *piece == '>' || g_str_has_prefix (piece, "From ");
}

/* How the line begins that holds @piece of @line. */
static void
append_prefix (GString *broken, const Line *line, const char *piece)
{
  if (piece == line->content)
    g_string_append_len (broken, line->start, line->content - line->start);
  else
    g_string_append_len (broken, line->start, (gssize) line->n_marks);
  if (line->n_marks == 0 ? must_be_stuffed (piece) : piece != line->content)
    g_string_append_c (broken, ' ');
}

/* Returns: whether a break has no space before it */
static gboolean
append_line (GString *broken, const Line *line, gboolean has_deleted_spaces)
{
  gsize prefix = (gsize) (line->content - line->start);
  guint columns = prefix + COLUMNS_MIN < COLUMNS_MAX ? COLUMNS_MAX - (guint) prefix : COLUMNS_MIN;
  const char *end = line->content + line->length;
  const char *piece = line->content;
  const char *piece_end = find_break (piece, end, columns);
  gboolean is_inside = FALSE;

  for (; piece_end < end; piece_end = find_break (piece, end, columns))
    {
      append_prefix (broken, line, piece);
      g_string_append_len (broken, piece, piece_end - piece);
      g_string_append (broken, has_deleted_spaces ? " \n" : "\n");
      is_inside |= piece_end[-1] != ' ';
      piece = piece_end;
    }
  append_prefix (broken, line, piece);
  g_string_append_len (broken, piece, end - piece);
  return is_inside;
}

/* Returns: (transfer full) (nullable): %NULL when a line could not be told from a broken one */
static char *
dup_broken (const char *text, gboolean has_deleted_spaces, gboolean *is_inside)
{
  g_autoptr (GString) broken = g_string_sized_new (strlen (text));
  const char *next = text;

  while (next != NULL)
    {
      Line line;

      next = read_line (&line, next);
      if (line.n_marks > 0)
        line_drop_stuffing (&line);
      if (line_goes_on (&line))
        return NULL;
      *is_inside |= append_line (broken, &line, has_deleted_spaces);
      if (next != NULL)
        g_string_append_c (broken, '\n');
    }
  return g_string_free (g_steal_pointer (&broken), FALSE);
}

static guint
count_lines (const char *text)
{
  guint n_lines = 1;

  for (const char *p = text; *p != '\0'; p++)
    n_lines += *p == '\n' ? 1 : 0;
  return n_lines;
}

char *
ph_mail_flowed_dup_broken (const char *text, gboolean *has_deleted_spaces)
{
  g_autofree char *broken = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (has_deleted_spaces != NULL, NULL);

  *has_deleted_spaces = FALSE;
  broken = dup_broken (text, FALSE, has_deleted_spaces);
  if (broken == NULL || count_lines (broken) == count_lines (text))
    return NULL;
  return *has_deleted_spaces ? dup_broken (text, TRUE, has_deleted_spaces) : g_steal_pointer (&broken);
}

/* ---- joining ---------------------------------------------------------------------------------------------------- */

char *
ph_mail_flowed_dup_joined (const char *text, gboolean has_deleted_spaces)
{
  GString *joined = NULL;
  const char *next = text;
  Line before = { NULL };
  gboolean goes_on = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  joined = g_string_sized_new (strlen (text));
  while (next != NULL)
    {
      Line line;

      next = read_line (&line, next);
      line_drop_stuffing (&line);
      goes_on = goes_on && before.n_marks == line.n_marks && !is_signature (line.content, line.length);
      if (!goes_on && before.start != NULL)
        g_string_append_c (joined, '\n');
      if (!goes_on && line.n_marks > 0)
        g_string_append_len (joined, line.start, line.content - line.start);
      goes_on = line_goes_on (&line);
      g_string_append_len (joined, line.content, (gssize) line.length - (goes_on && has_deleted_spaces ? 1 : 0));
      before = line;
    }
  return g_string_free (joined, FALSE);
}
