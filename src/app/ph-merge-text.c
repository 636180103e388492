/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in a table is a stranger's: it is cut, and kept apart from our words. */
#include "config.h"

#include "ph-merge-text.h"

#include "ph-error-text.h"
#include "ph-foreign-text.h"
#include "ph-mail-table.h"

#include <glib/gi18n.h>

/* Characters of a cell: enough to find it again. */
#define MAX_DETAIL 60
#define MAX_COLUMNS 12

/* ---- pieces ----------------------------------------------------------------------------------------------------------- */

char *
ph_merge_text_dup_begin (const char *text, guint max)
{
  const char *end = text;
  g_autofree char *begin = NULL;

  for (guint i = 0; i < max && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  if (*end == '\0')
    return g_strdup (text);
  begin = g_strndup (text, (gsize) (end - text));
  return g_strconcat (begin, "…", NULL);
}

/* ---- problems ------------------------------------------------------------------------------------------------------- */

static char *
dup_detail (const char *text)
{
  g_autofree char *begin = ph_merge_text_dup_begin (text, MAX_DETAIL);

  return ph_foreign_text_isolate (begin);
}

static char *
dup_table_problem (PhMailTableError code)
{
  switch (code)
    {
    case PH_MAIL_TABLE_ERROR_NOT_TEXT:
      return g_strdup (_ ("The table is not text in UTF-8. Save it from the spreadsheet as CSV with UTF-8."));
    case PH_MAIL_TABLE_ERROR_TOO_LARGE:
      return g_strdup (_ ("The table is too large: it has more than 32 MB, a million rows or 16,384 columns."));
    case PH_MAIL_TABLE_ERROR_NO_NAMES:
      return g_strdup (_ ("The table is empty. Its first row names the columns."));
    case PH_MAIL_TABLE_ERROR_NO_ROWS:
      return g_strdup (_ ("The table has no rows below the names of the columns."));
    case PH_MAIL_TABLE_ERROR_NO_ADDRESSES:
      return g_strdup (_ ("No column is called “email”. Choose the one with the addresses."));
    case PH_MAIL_TABLE_ERROR_SAME_NAMES:
    case PH_MAIL_TABLE_ERROR_QUOTES:
    case PH_MAIL_TABLE_ERROR_TOO_MANY_FIELDS:
    case PH_MAIL_TABLE_ERROR_NO_COLUMN:
    case PH_MAIL_TABLE_ERROR_OPEN_GAP:
    case PH_MAIL_TABLE_ERROR_EMPTY_CELL:
    case PH_MAIL_TABLE_ERROR_NO_ADDRESS:
    case PH_MAIL_TABLE_ERROR_BAD_ADDRESS:
    default:
      return NULL;
    }
}

static char *
dup_row_problem (PhMailTableError code, guint row, const char *detail)
{
  switch (code)
    {
    case PH_MAIL_TABLE_ERROR_SAME_NAMES:
      /* Translators: %s is a name */
      return g_strdup_printf (_ ("Two columns have the name “%s”."), detail);
    case PH_MAIL_TABLE_ERROR_NO_COLUMN:
      /* Translators: %s is a name; {{ and }} stay as they are */
      return g_strdup_printf (_ ("The table has no column for {{%s}}."), detail);
    case PH_MAIL_TABLE_ERROR_OPEN_GAP:
      /* Translators: %s is a piece of the message that begins with {{ */
      return g_strdup_printf (_ ("There is no }} behind “%s”."), detail);
    case PH_MAIL_TABLE_ERROR_QUOTES:
      /* Translators: %u is the number of a table's row */
      return g_strdup_printf (_ ("Row %u has a quotation mark that is not closed, or that stands where none may."),
                              row);
    case PH_MAIL_TABLE_ERROR_TOO_MANY_FIELDS:
      return g_strdup_printf (_ ("Row %u has more fields than there are columns."), row);
    case PH_MAIL_TABLE_ERROR_EMPTY_CELL:
      /* Translators: the number of a table's row, the name of a column */
      return g_strdup_printf (_ ("Row %u has nothing in the column “%s”."), row, detail);
    case PH_MAIL_TABLE_ERROR_NO_ADDRESS:
      return g_strdup_printf (_ ("Row %u has no address."), row);
    case PH_MAIL_TABLE_ERROR_BAD_ADDRESS:
      /* Translators: the number of a table's row, what it has in the place of an address */
      return g_strdup_printf (_ ("Row %u: “%s” is not an e-mail address."), row, detail);
    case PH_MAIL_TABLE_ERROR_NOT_TEXT:
    case PH_MAIL_TABLE_ERROR_TOO_LARGE:
    case PH_MAIL_TABLE_ERROR_NO_NAMES:
    case PH_MAIL_TABLE_ERROR_NO_ROWS:
    case PH_MAIL_TABLE_ERROR_NO_ADDRESSES:
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
dup_file_problem (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup (_ ("The table is not there any more."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup (_ ("The table could not be read: permission denied."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE))
    return g_strdup (_ ("That is no file with a table."));
  /* Translators: %s is the reason, in the words of the system */
  return g_strdup_printf (_ ("The table could not be read: %s."), error->message);
}

char *
ph_merge_text_dup_problem (const GError *error)
{
  g_autofree char *detail = NULL;
  char *text = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != PH_MAIL_TABLE_ERROR)
    return dup_file_problem (error);
  detail = dup_detail (ph_mail_table_error_get_detail (error));
  text = dup_table_problem ((PhMailTableError) error->code);
  return text != NULL ? text
                      : dup_row_problem ((PhMailTableError) error->code, ph_mail_table_error_get_row (error), detail);
}

char *
ph_merge_text_dup_failure (const GError *error, guint n_done, guint n_messages)
{
  g_autofree char *why = ph_error_text_dup_disk_problem (error);
  /* Translators: how many messages are safe, and how many there are */
  g_autofree char *safe = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "%u of %u message is in the outbox and safe.",
                                                        "%u of %u messages are in the outbox and safe.",
                                                        n_messages),
                                           n_done,
                                           n_messages);

  return g_strdup_printf ("%s\n%s %s", why, safe, _ ("Sending again goes on with the others."));
}

/* ---- standing ------------------------------------------------------------------------------------------------------- */

char *
ph_merge_text_dup_heading (guint n_messages)
{
  if (n_messages == 0)
    return g_strdup (_ ("Nobody to send to"));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "One message to %u person", "One message to each of %u people", n_messages),
      n_messages);
}

char *
ph_merge_text_dup_standing (guint n_done, guint n_messages)
{
  guint n_others = n_messages - n_done;
  g_autofree char *done = NULL;
  g_autofree char *others = NULL;

  if (n_done == 0)
    return g_strdup ("");
  if (n_others == 0)
    return g_strdup (
        _ ("It is in the outbox for everybody already, or sent. Another subject or text makes it another message."));
  done = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "For %u it is in the outbox already, or sent.",
                                       "For %u it is in the outbox already, or sent.",
                                       n_done),
                          n_done);
  /* Translators: of the people in a table, behind “For 12 it is in the outbox already, or sent.” */
  others = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "It goes to the other %u.", "It goes to the other %u.", n_others),
      n_others);
  return g_strjoin (" ", done, others, NULL);
}

char *
ph_merge_text_dup_left_out (guint n_rows)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u row is left out", "%u rows are left out", n_rows), n_rows);
}

char *
ph_merge_text_dup_unfilled (guint n_gaps)
{
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u placeholder cannot be filled", "%u placeholders cannot be filled", n_gaps),
      n_gaps);
}

char *
ph_merge_text_dup_more (guint n_rows)
{
  /* Translators: rows of a table that are wrong, behind a list of others */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "And %u more row", "And %u more rows", n_rows), n_rows);
}

char *
ph_merge_text_dup_columns (const char *const *names)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *list = NULL;

  for (guint i = 0; i < MAX_COLUMNS && names[i] != NULL; i++)
    if (*names[i] != '\0')
      g_ptr_array_add (shown, dup_detail (names[i]));
  if (g_strv_length ((char **) names) > MAX_COLUMNS)
    g_ptr_array_add (shown, g_strdup ("…"));
  g_ptr_array_add (shown, NULL);
  /* Translators: between the names of a table's columns */
  list = g_strjoinv (_ (", "), (char **) shown->pdata);
  /* Translators: %s is a list of names */
  return g_strdup_printf (_ ("The table has the columns %s."), list);
}

char *
ph_merge_text_dup_hint (const char *column)
{
  g_autofree char *name = dup_detail (column);

  /* Translators: %s is the name of a table's column, twice; {{ and }} stay as they are */
  return g_strdup_printf (
      _ ("Everybody gets the same text. Write {{%s}} in it where each is to get what the column “%s” has."),
      name,
      name);
}

char *
ph_merge_text_dup_send_label (guint n_messages)
{
  if (n_messages == 0)
    return g_strdup (_ ("Send"));
  /* Translators: a button; %u is a number of people */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Send to %u", "Send to %u", n_messages), n_messages);
}

char *
ph_merge_text_dup_queued (guint n_messages)
{
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message is in the outbox", "%u messages are in the outbox", n_messages),
      n_messages);
}

char *
ph_merge_text_dup_progress (guint n_done, guint n_messages)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Queueing %u of %u…", "Queueing %u of %u…", n_messages),
                          n_done,
                          n_messages);
}
