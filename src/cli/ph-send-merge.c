/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The merge itself is ph-mail-merge's, and that a row is queued once is ph-outbox-merge's. */
#include "config.h"

#include "ph-send-merge.h"

#include "ph-outbox-merge.h"
#include "ph-outbox-record.h"
#include "ph-send-print.h"
#include "ph-send-queue.h"
#include "ph-send-source.h"
#include "ph-send-target.h"
#include "ph-smtp-text.h"
#include "ph-store.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const PhSendOptions *options;
  PhAccount *account; /* (owned) (nullable) */
  PhMailMerge *merge; /* (owned) (nullable) */
  guint n_before; /* rows that were queued by an earlier run */
} PhSendMerge;

static void
ph_send_merge_clear (PhSendMerge *self)
{
  g_clear_object (&self->account);
  g_clear_object (&self->merge);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PhSendMerge, ph_send_merge_clear)

static gboolean
set_error (GError **error, PhSendExit exit, const char *sentence, const char *detail)
{
  g_set_error (error, PH_SEND_ERROR, exit, "%s: %s", sentence, detail);
  return FALSE;
}

/* ---- before ------------------------------------------------------------------------------------------------------ */

/* (transfer full) (nullable) */
static PhMailTable *
read_table (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local_error = NULL;
  PhMailTable *table = ph_mail_table_read (file, NULL, &local_error);

  if (table == NULL && local_error->domain == PH_MAIL_TABLE_ERROR)
    set_error (error, PH_SEND_EXIT_REFUSED, _ ("The table cannot be used"), local_error->message);
  else if (table == NULL)
    set_error (error, PH_SEND_EXIT_NO_INPUT, _ ("The table cannot be read"), local_error->message);
  return table;
}

static gboolean
prepare (PhSendMerge *self, GInputStream *standard_input, GError **error)
{
  const PhSendOptions *options = self->options;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PhMailbox) from = NULL;
  g_autoptr (PhMessage) message = NULL;
  g_autoptr (PhMailTable) table = NULL;

  self->account = ph_send_target_find_account (options, error);
  from = self->account != NULL ? ph_send_target_new_from (self->account, options, error) : NULL;
  message = from != NULL ? ph_send_source_compose (options, from, standard_input, error) : NULL;
  table = message != NULL ? read_table (options->merge_file, error) : NULL;
  if (table == NULL)
    return FALSE;
  self->merge = ph_mail_merge_new (message, table, options->merge_column, &local_error);
  return self->merge != NULL
         || set_error (error, PH_SEND_EXIT_REFUSED, _ ("The table cannot be used"), local_error->message);
}

/* ---- dry run ----------------------------------------------------------------------------------------------------- */

/* What a table has in it must not command the terminal. */
static void
print_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *harmless = ph_smtp_text_make_harmless (g_strchomp (lines[i]), strlen (lines[i]));

      puts (harmless);
    }
}

static void
print_recipients (PhMessage *message, PhMessageField field, const char *name)
{
  GListModel *mailboxes = ph_message_get_recipients (message, field);

  for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);
      g_autofree char *text = ph_mailbox_to_string (mailbox);

      printf ("%s: %s\n", name, text);
    }
}

/* The fields are named as in a message. */
static void
print_message (PhSendMerge *self, guint position)
{
  g_autoptr (PhMessage) message = ph_mail_merge_new_message (self->merge, position);

  /* Translators: of a table. */
  printf (_ ("Row %u"), ph_mail_merge_get_number (self->merge, position));
  putchar ('\n');
  print_recipients (message, PH_MESSAGE_FIELD_TO, "To");
  print_recipients (message, PH_MESSAGE_FIELD_CC, "Cc");
  print_recipients (message, PH_MESSAGE_FIELD_BCC, "Bcc");
  printf ("Subject: %s\n\n", ph_message_get_subject (message));
  print_text (ph_message_get_text (message));
}

static void
print_all (PhSendMerge *self)
{
  for (guint i = 0; i < ph_mail_merge_get_n_messages (self->merge); i++)
    {
      if (i > 0)
        putchar ('\n');
      print_message (self, i);
    }
}

/* ---- queue ------------------------------------------------------------------------------------------------------- */

static void
tell (PhSendMerge *self, PhStoreMessage *stored)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_outbox_record_new_envelope (stored);
  const PhSendResult result = { .id = ph_store_message_get_id (stored), .is_queued = TRUE, .envelope = envelope };

  ph_send_print_result (self->options, &result);
}

static gboolean
queue_row (PhSendMerge *self, PhStore *store, guint position, GError **error)
{
  const char *name = self->options->merge_name != NULL ? self->options->merge_name : "";
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PhStoreMessage) stored
      = ph_outbox_merge_add_row (store, self->merge, position, ph_account_get_id (self->account), name, &local_error);

  if (stored != NULL)
    tell (self, stored);
  else if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    self->n_before++;
  else
    {
      g_propagate_prefixed_error (error,
                                  g_steal_pointer (&local_error),
                                  _ ("Row %u: "),
                                  ph_mail_merge_get_number (self->merge, position));
      return FALSE;
    }
  return TRUE;
}

static void
say_counts (PhSendMerge *self)
{
  guint n = ph_mail_merge_get_n_messages (self->merge);
  g_autofree char *line = g_strdup_printf (_ ("Queued now: %u, before: %u"), n - self->n_before, self->n_before);

  if (!self->options->is_quiet && (self->n_before > 0 || self->options->is_verbose))
    ph_send_print_say (line);
}

static gboolean
queue_all (PhSendMerge *self, GError **error)
{
  g_autoptr (GFile) folder = ph_send_queue_new_folder ();
  g_autoptr (PhStore) store = ph_store_open (folder, error);

  if (store == NULL)
    return FALSE;
  for (guint i = 0; i < ph_mail_merge_get_n_messages (self->merge); i++)
    if (!queue_row (self, store, i, error))
      return FALSE;
  say_counts (self);
  return TRUE;
}

PhSendExit
ph_send_merge_run (const PhSendOptions *options, GInputStream *standard_input)
{
  g_auto (PhSendMerge) self = { .options = options };
  g_autoptr (GError) error = NULL;
  gboolean is_done = prepare (&self, standard_input, &error);

  if (is_done && options->is_dry_run)
    print_all (&self);
  else if (is_done)
    is_done = queue_all (&self, &error);
  if (!is_done)
    {
      const PhSendResult result = { .error = error };

      return ph_send_print_result (options, &result);
    }
  return PH_SEND_EXIT_OK;
}
