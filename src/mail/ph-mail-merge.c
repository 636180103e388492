/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows become messages one at a time: a thousand of them need no more memory than the table. */
#include "config.h"

#include "ph-mail-merge.h"

#include "ph-mail-template.h"

#include <string.h>

struct _PhMailMerge
{
  GObject parent_instance;

  PhMessage *message; /* (owned): what all have in common */
  PhMailTable *table; /* (owned) */
  guint column;
  GArray *ordinals; /* (owned) (element-type guint): how many rows before it are the same */
};

G_DEFINE_FINAL_TYPE (PhMailMerge, ph_mail_merge, G_TYPE_OBJECT)

static void
ph_mail_merge_finalize (GObject *object)
{
  PhMailMerge *self = PH_MAIL_MERGE (object);

  g_clear_object (&self->message);
  g_clear_pointer (&self->table, ph_mail_table_free);
  g_clear_pointer (&self->ordinals, g_array_unref);

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
}

/* ---- a row's message --------------------------------------------------------------------------------------------- */

static PhMailbox *
parse_address (PhMailMerge *self, guint row, GError **error)
{
  const char *cell = ph_mail_table_get_cell (self->table, row, self->column);
  g_autoptr (GError) local_error = NULL;
  g_auto (GStrv) pieces = ph_mailbox_split_list (cell);
  PhMailbox *mailbox = NULL;

  if (pieces[0] != NULL && pieces[1] == NULL)
    mailbox = ph_mailbox_parse (pieces[0], &local_error);
  if (mailbox == NULL)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 "row %u: “%s” is not an address%s%s",
                 ph_mail_table_get_number (self->table, row),
                 cell,
                 local_error != NULL ? ": " : "",
                 local_error != NULL ? local_error->message : "");
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
  PhMailbox *from = ph_message_get_from (self->message);
  g_autofree char *sender = from != NULL ? ph_mailbox_to_string (from) : g_strdup ("");

  add_text (sum, sender);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    add_mailboxes (sum, self->message, (PhMessageField) field);
  add_text (sum, ph_message_get_subject (self->message));
  add_text (sum, ph_message_get_text (self->message));
  add_attachments (sum, self->message);
  add_text (sum, ph_mail_table_get_column (self->table, self->column));
}

static void
count_alike (PhMailMerge *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint row = 0; row < ph_mail_table_get_n_rows (self->table); row++)
    {
      g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
      guint ordinal = 0;

      add_row (sum, self, row);
      ordinal = GPOINTER_TO_UINT (g_hash_table_lookup (counts, g_checksum_get_string (sum)));
      g_array_append_val (self->ordinals, ordinal);
      g_hash_table_insert (counts, g_strdup (g_checksum_get_string (sum)), GUINT_TO_POINTER (ordinal + 1));
    }
}

/* ---- public ------------------------------------------------------------------------------------------------------ */

static gboolean
choose_column (PhMailMerge *self, const char *name, GError **error)
{
  static const char *const usual[] = { "email", "e-mail", "address" };
  int column = name != NULL ? ph_mail_table_find_column (self->table, name) : -1;

  for (gsize i = 0; name == NULL && column == -1 && i < G_N_ELEMENTS (usual); i++)
    column = ph_mail_table_find_column (self->table, usual[i]);
  self->column = (guint) column;
  if (column != -1)
    return TRUE;
  if (name != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no column “%s”", name);
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no column “email”");
  return FALSE;
}

static gboolean
try_all (PhMailMerge *self, GError **error)
{
  guint n_rows = ph_mail_table_get_n_rows (self->table);

  for (guint row = 0; row < n_rows; row++)
    {
      g_autoptr (PhMessage) message = make_message (self, row, error);

      if (message == NULL)
        return FALSE;
    }
  if (n_rows == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no row behind the column names");
  return n_rows > 0;
}

PhMailMerge *
ph_mail_merge_new (PhMessage *message, PhMailTable *table, const char *column, GError **error)
{
  g_autoptr (PhMailMerge) self = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (table != NULL, NULL);

  self = g_object_new (PH_TYPE_MAIL_MERGE, NULL);
  self->message = ph_message_copy (message);
  self->table = table;
  self->ordinals = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!choose_column (self, column, error) || !try_all (self, error))
    return NULL;
  count_alike (self);
  return g_steal_pointer (&self);
}

guint
ph_mail_merge_get_n_messages (PhMailMerge *self)
{
  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), 0);
  return ph_mail_table_get_n_rows (self->table);
}

PhMessage *
ph_mail_merge_new_message (PhMailMerge *self, guint position)
{
  PhMessage *message = NULL;

  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), NULL);

  message = make_message (self, position, NULL);
  g_assert (message != NULL); /* it was tried */
  return message;
}

guint
ph_mail_merge_get_number (PhMailMerge *self, guint position)
{
  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), 0);
  return ph_mail_table_get_number (self->table, position);
}

char *
ph_mail_merge_dup_key (PhMailMerge *self, guint position, const char *name)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  g_return_val_if_fail (PH_IS_MAIL_MERGE (self), NULL);
  g_return_val_if_fail (position < self->ordinals->len && name != NULL, NULL);

  add_text (sum, name);
  add_message (sum, self);
  add_row (sum, self, position);
  return g_strdup_printf ("merge/%s/%u", g_checksum_get_string (sum), g_array_index (self->ordinals, guint, position));
}
