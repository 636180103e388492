/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows become messages one at a time: a thousand of them need no more memory than the table. */
#include "config.h"

#include "ph-mail-merge.h"

#include "ph-mail-template.h"
#include "ph-mail-text.h"
#include "ph-message-private.h"

#include <string.h>

struct _PhMailMerge
{
  GObject parent_instance;

  PhMessage *message; /* (owned) (mutex lock): what all have in common */
  GMutex lock; /* even to look at a message is for one thread at a time */
  PhMailTable *table; /* (owned) */
  guint column;
  guint n_gaps;
  GArray *rows; /* (owned) (element-type guint): those that make a message */
  GArray *ordinals; /* (owned) (element-type guint): for each of them, how many before it are the same */
};

/* Where the addresses are when nobody says it. */
static const char *const usual_columns[] = { "email", "e-mail", "address" };

G_DEFINE_FINAL_TYPE (PhMailMerge, ph_mail_merge, G_TYPE_OBJECT)

static void
ph_mail_merge_finalize (GObject *object)
{
  PhMailMerge *self = PH_MAIL_MERGE (object);

  g_clear_object (&self->message);
  g_clear_pointer (&self->table, ph_mail_table_unref);
  g_array_unref (self->rows);
  g_array_unref (self->ordinals);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ph_mail_merge_parent_class)->finalize (object);
}

static void
ph_mail_merge_class_init (PhMailMergeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_mail_merge_finalize;
}

static void
ph_mail_merge_init (PhMailMerge *self)
{
  g_mutex_init (&self->lock);
  self->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  self->ordinals = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* ---- a row's message --------------------------------------------------------------------------------------------- */

static void
set_no_address (GError **error, guint number, const char *cell, const char *why)
{
  g_autofree char *message
      = g_strdup_printf ("“%s” is not an address%s%s", cell, why != NULL ? ": " : "", why != NULL ? why : "");
  PhMailTableError code = *cell != '\0' ? PH_MAIL_TABLE_ERROR_BAD_ADDRESS : PH_MAIL_TABLE_ERROR_NO_ADDRESS;

  g_propagate_error (error, ph_mail_table_error_new (code, number, cell, message));
}

static PhMailbox *
parse_address (PhMailMerge *self, guint row, GError **error)
{
  g_autofree char *cell = g_strstrip (g_strdup (ph_mail_table_get_cell (self->table, row, self->column)));
  g_autoptr (GError) local_error = NULL;
  g_auto (GStrv) pieces = ph_mailbox_split_list (cell);
  PhMailbox *mailbox = NULL;

  if (pieces[0] != NULL && pieces[1] == NULL)
    mailbox = ph_mailbox_parse (pieces[0], &local_error);
  if (mailbox == NULL)
    set_no_address (error,
                    ph_mail_table_get_number (self->table, row),
                    cell,
                    local_error != NULL ? local_error->message : NULL);
  return mailbox;
}

static void
copy_recipients (PhMessage *to, PhMessage *from)
{
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      GListModel *mailboxes = ph_message_get_recipients (from, (PhMessageField) field);

      for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
        {
          g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);

          ph_message_add_recipient (to, (PhMessageField) field, mailbox);
        }
    }
}

static void
copy_attachments (PhMessage *to, PhMessage *from)
{
  GListModel *attachments = ph_message_get_attachments (from);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);

      ph_message_add_attachment (to, attachment);
    }
}

static PhMessage *
make_message (PhMailMerge *self, guint row, GError **error)
{
  g_autoptr (PhMailbox) mailbox = parse_address (self, row, error);
  g_autofree char *subject = NULL;
  g_autofree char *text = NULL;
  PhMessage *message = NULL;

  if (mailbox != NULL)
    subject = ph_mail_template_fill (ph_message_get_subject (self->message), self->table, row, error);
  if (subject != NULL)
    text = ph_mail_template_fill (ph_message_get_text (self->message), self->table, row, error);
  if (text == NULL)
    return NULL;
  message = ph_message_new ();
  if (ph_message_get_from (self->message) != NULL)
    ph_message_set_from (message, ph_message_get_from (self->message));
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_TO, mailbox);
  copy_recipients (message, self->message);
  copy_attachments (message, self->message);
  ph_message_set_subject (message, subject);
  ph_message_set_text (message, text);
  ph_message_copy_settings (message, self->message);
  return message;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

/* With its length, so that what follows cannot be taken for a part of it. */
static void
add_text (GChecksum *sum, const char *text)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT ":", strlen (text));

  g_checksum_update (sum, (const guchar *) length, -1);
  g_checksum_update (sum, (const guchar *) text, -1);
}

static void
add_row (GChecksum *sum, PhMailMerge *self, guint row)
{
  for (guint i = 0; i < ph_mail_table_get_n_columns (self->table); i++)
    {
      add_text (sum, ph_mail_table_get_column (self->table, i));
      add_text (sum, ph_mail_table_get_cell (self->table, row, i));
    }
}

static void
add_mailboxes (GChecksum *sum, PhMessage *message, PhMessageField field)
{
  GListModel *mailboxes = ph_message_get_recipients (message, field);

  for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);
      g_autofree char *text = ph_mailbox_to_string (mailbox);

      add_text (sum, text);
    }
  add_text (sum, "");
}

static void
add_attachments (GChecksum *sum, PhMessage *message)
{
  GListModel *attachments = ph_message_get_attachments (message);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, ph_attachment_get_size (attachment));

      add_text (sum, ph_attachment_get_name (attachment));
      add_text (sum, size);
    }
  add_text (sum, "");
}

static void
add_message (GChecksum *sum, PhMailMerge *self)
{
  g_autofree char *subject = g_strchomp (g_strdup (ph_message_get_subject (self->message)));
  g_autofree char *text = ph_mail_text_dup_typed (ph_message_get_text (self->message));
  PhMailbox *from = ph_message_get_from (self->message);
  g_autofree char *sender = from != NULL ? ph_mailbox_to_string (from) : g_strdup ("");

  add_text (sum, sender);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    add_mailboxes (sum, self->message, (PhMessageField) field);
  add_text (sum, g_strchug (subject));
  add_text (sum, text);
  add_attachments (sum, self->message);
  add_text (sum, ph_mail_table_get_column (self->table, self->column));
}

static void
count_alike (PhMailMerge *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
      guint ordinal = 0;

      add_row (sum, self, g_array_index (self->rows, guint, i));
      ordinal = GPOINTER_TO_UINT (g_hash_table_lookup (counts, g_checksum_get_string (sum)));
      g_array_append_val (self->ordinals, ordinal);
      g_hash_table_insert (counts, g_strdup (g_checksum_get_string (sum)), GUINT_TO_POINTER (ordinal + 1));
    }
}

/* ---- trying ------------------------------------------------------------------------------------------------------ */

static gboolean
choose_column (PhMailMerge *self, const char *name, GError **error)
{
  int column = ph_mail_merge_find_column (self->table, name);
  g_autofree char *message = NULL;

  self->column = (guint) column;
  if (column != -1)
    return TRUE;
  message = g_strdup_printf ("there is no column “%s”", name != NULL ? name : usual_columns[0]);
  g_propagate_error (error, ph_mail_table_error_new (PH_MAIL_TABLE_ERROR_NO_ADDRESSES, 0, name, message));
  return FALSE;
}

/* @problems: (nullable): where the errors go of rows that are left out; without it there may be none */
static gboolean
try_row (PhMailMerge *self, guint row, GPtrArray *problems, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (PhMessage) message = make_message (self, row, &problem);

  if (message != NULL)
    g_array_append_val (self->rows, row);
  else if (problems == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  else if (problems->len < PH_MAIL_MERGE_MAX_PROBLEMS)
    g_ptr_array_add (problems, g_steal_pointer (&problem));
  return TRUE;
}

static gboolean
try_all (PhMailMerge *self, GPtrArray *problems, GCancellable *cancellable, GError **error)
{
  guint n_rows = ph_mail_table_get_n_rows (self->table);

  for (guint row = 0; row < n_rows; row++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) || !try_row (self, row, problems, error))
      return FALSE;
  if (n_rows == 0)
    g_propagate_error (
        error,
        ph_mail_table_error_new (PH_MAIL_TABLE_ERROR_NO_ROWS, 0, NULL, "there is no row behind the column names"));
  return n_rows > 0;
}

/* @problems: gets those of all gaps; the first of them is the error */
static gboolean
check_gaps (PhMailMerge *self, GPtrArray *problems, GError **error)
{
  self->n_gaps = ph_mail_template_check (ph_message_get_subject (self->message), self->table, problems)
                 + ph_mail_template_check (ph_message_get_text (self->message), self->table, problems);
  if (problems->len > 0)
    g_propagate_error (error, g_error_copy (g_ptr_array_index (problems, 0)));
  return problems->len == 0;
}

static PhMailMerge *
new_for (PhMessage *message, PhMailTable *table)
{
  PhMailMerge *self = g_object_new (PH_TYPE_MAIL_MERGE, NULL);

  self->message = ph_message_copy (message);
  self->table = ph_mail_table_ref (table);
  return self;
}

/* ---- public ------------------------------------------------------------------------------------------------------ */

int
ph_mail_merge_find_column (PhMailTable *table, const char *name)
{
  int column = name != NULL ? ph_mail_table_find_column (table, name) : -1;

  for (gsize i = 0; name == NULL && column == -1 && i < G_N_ELEMENTS (usual_columns); i++)
    column = ph_mail_table_find_column (table, usual_columns[i]);
  return column;
}

PhMailMerge *
ph_mail_merge_new (PhMessage *message, PhMailTable *table, const char *column, GError **error)
{
  g_autoptr (PhMailMerge) self = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (table != NULL, NULL);

  self = new_for (message, table);
  if (!choose_column (self, column, error) || !try_all (self, NULL, NULL, error))
    return NULL;
  count_alike (self);
  return g_steal_pointer (&self);
}

PhMailMerge *
ph_mail_merge_new_for_usable (PhMessage *message,
                              PhMailTable *table,
                              const char *column,
                              GPtrArray *problems,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (PhMailMerge) self = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (table != NULL && problems != NULL, NULL);

  self = new_for (message, table);
  if (!choose_column (self, column, error) || !check_gaps (self, problems, error)
      || !try_all (self, problems, cancellable, error))
    return NULL;
  count_alike (self);
  return g_steal_pointer (&self);
}

guint
ph_mail_merge_get_n_messages (PhMailMerge *self)
{
  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), 0);
  return self->rows->len;
}

guint
ph_mail_merge_get_n_left_out (PhMailMerge *self)
{
  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), 0);
  return ph_mail_table_get_n_rows (self->table) - self->rows->len;
}

guint
ph_mail_merge_get_n_gaps (PhMailMerge *self)
{
  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), 0);
  return self->n_gaps;
}

PhMessage *
ph_mail_merge_new_message (PhMailMerge *self, guint position)
{
  PhMessage *message = NULL;

  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), NULL);
  g_return_val_if_fail (position < self->rows->len, NULL);

  g_mutex_lock (&self->lock);
  message = make_message (self, g_array_index (self->rows, guint, position), NULL);
  g_mutex_unlock (&self->lock);
  g_assert (message != NULL); /* it was tried */
  return message;
}

guint
ph_mail_merge_get_number (PhMailMerge *self, guint position)
{
  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), 0);
  g_return_val_if_fail (position < self->rows->len, 0);
  return ph_mail_table_get_number (self->table, g_array_index (self->rows, guint, position));
}

char *
ph_mail_merge_dup_key (PhMailMerge *self, guint position, const char *name)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), NULL);
  g_return_val_if_fail (position < self->rows->len && name != NULL, NULL);

  add_text (sum, name);
  g_mutex_lock (&self->lock);
  add_message (sum, self);
  g_mutex_unlock (&self->lock);
  add_row (sum, self, g_array_index (self->rows, guint, position));
  return g_strdup_printf ("merge/%s/%u", g_checksum_get_string (sum), g_array_index (self->ordinals, guint, position));
}
