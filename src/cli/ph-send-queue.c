/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store is opened last, so that nothing is made for a message that is refused. */
#include "config.h"

#include "ph-send-queue.h"

#include "ph-mail-header.h"
#include "ph-mail-summary.h"
#include "ph-outbox-form.h"
#include "ph-outbox-record.h"
#include "ph-send-print.h"
#include "ph-send-source.h"
#include "ph-send-target.h"
#include "ph-smtp-body.h"
#include "ph-store.h"

#include <glib/gi18n.h>
#include <string.h>

/* A message and how its octets come into the store. */
typedef struct
{
  PhStoreMessage *record; /* (owned) */
  PhMessage *message; /* (owned) (nullable): a composed one */
  PhSendSource *source; /* (owned) (nullable): a raw one */
} PhSendItem;

static void
ph_send_item_clear (PhSendItem *self)
{
  g_clear_object (&self->record);
  g_clear_object (&self->message);
  g_clear_pointer (&self->source, ph_send_source_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PhSendItem, ph_send_item_clear)

/* ---- a raw message ----------------------------------------------------------------------------------------------- */

/* For lists only: whom the header does not name gets a copy that the others do not see. */
static guint
guess_field (const char *header, const char *address)
{
  g_autofree char *folded = g_ascii_strdown (header, -1);
  g_autofree char *sought = g_ascii_strdown (address, -1);

  return strstr (folded, sought) != NULL ? PH_MESSAGE_FIELD_TO : PH_MESSAGE_FIELD_BCC;
}

static void
add_recipients (PhStoreMessage *record, PhSmtpEnvelope *envelope, const char *header)
{
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    {
      const char *address = ph_smtp_envelope_get_recipient (envelope, i);

      ph_store_message_add_recipient (record, ph_store_recipient_new (guess_field (header, address), "", address));
    }
}

static void
take_summary (PhStoreMessage *record, const char *header, gsize length)
{
  g_autoptr (PhMailSummary) summary = ph_mail_summary_parse (header, length);
  g_autofree char *message_id = ph_mail_header_dup_message_id (header);

  ph_store_message_set_subject (record, summary->subject);
  ph_store_message_set_has_attachments (record, summary->has_attachments);
  ph_store_message_set_message_id (record, message_id != NULL ? message_id : "");
}

static PhStoreMessage *
new_record (PhSendSource *source, PhAccount *account)
{
  PhStoreMessage *record = ph_store_message_new (PH_STORE_STATE_QUEUED);
  gsize length = 0;
  const char *octets = g_bytes_get_data (source->header, &length);
  g_autofree char *header = g_strndup (octets, length);

  ph_store_message_set_account (record, ph_account_get_id (account));
  ph_store_message_set_sender (record, ph_smtp_envelope_get_sender (source->envelope));
  add_recipients (record, source->envelope, header);
  take_summary (record, header, length);
  return record;
}

static gboolean
write_body (PhSmtpBody *body, GOutputStream *output, GCancellable *cancellable, GError **error)
{
  char *block = NULL;
  gsize length = 0;

  do
    if (!ph_smtp_body_read_block (body, &block, &length, cancellable, error)
        || !g_output_stream_write_all (output, block, length, NULL, cancellable, error))
      return FALSE;
  while (length > 0);
  return TRUE;
}

/* As it would go to a server that takes 8-bit text: what becomes of it for another one is seen when it is sent. */
static gboolean
write_raw (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  PhSendSource *source = data;
  g_autoptr (GInputStream) formed = NULL;
  g_autoptr (PhSmtpBody) body = NULL;
  gint64 size = -1;

  if (!ph_outbox_form (source->message, PH_SMTP_FORM_8BIT, FALSE, &formed, &size, error))
    return FALSE;
  body = ph_smtp_body_new (formed != NULL ? formed : source->message, PH_SMTP_BODY_ALLOW_8BIT | PH_SMTP_BODY_FOR_BDAT);
  return write_body (body, output, cancellable, error);
}

/* ---- either ------------------------------------------------------------------------------------------------------ */

static gboolean
write_composed (GOutputStream *output, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_message_write (PH_MESSAGE (data), NULL, output, cancellable, error);
}

static gboolean
prepare (PhSendItem *self, const PhSendOptions *options, PhAccount *account, GInputStream *input, GError **error)
{
  g_autoptr (PhMailbox) from = ph_send_target_new_from (account, options, error);

  if (from == NULL)
    return FALSE;
  if (options->action == PH_SEND_ACTION_COMPOSE)
    {
      self->message = ph_send_source_compose (options, from, input, error);
      if (self->message != NULL)
        self->record = ph_outbox_record_new (self->message, ph_account_get_id (account), PH_STORE_STATE_QUEUED);
    }
  else
    {
      self->source = ph_send_source_new (options, from, input, error);
      if (self->source != NULL)
        self->record = new_record (self->source, account);
    }
  if (self->record != NULL && options->wishes != NULL)
    ph_store_message_set_notify (self->record, options->wishes->notify);
  return self->record != NULL;
}

static PhStoreMessage *
put (PhSendItem *self, GError **error)
{
  g_autoptr (GFile) folder = ph_send_queue_new_folder ();
  g_autoptr (PhStore) store = ph_store_open (folder, error);

  if (store == NULL)
    return NULL;
  if (self->message != NULL)
    return ph_store_add (store, self->record, write_composed, self->message, NULL, error);
  return ph_store_add (store, self->record, write_raw, self->source, NULL, error);
}

static PhStoreMessage *
queue (const PhSendOptions *options, GInputStream *input, GError **error)
{
  g_autoptr (PhAccount) account = ph_send_target_find_account (options, error);
  g_auto (PhSendItem) item = { 0 };

  return account != NULL && prepare (&item, options, account, input, error) ? put (&item, error) : NULL;
}

PhSendExit
ph_send_queue_run (const PhSendOptions *options, GInputStream *standard_input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) stored = queue (options, standard_input, &error);
  g_autoptr (PhSmtpEnvelope) envelope = NULL;
  PhSendResult result = { .error = error, .is_queued = TRUE };

  if (stored != NULL)
    {
      envelope = ph_outbox_record_new_envelope (stored);
      result.envelope = envelope;
      result.id = ph_store_message_get_id (stored);
    }
  if (stored != NULL && options->is_verbose)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, result.id);
      /* Translators: %s is the message's number in the outbox. */
      g_autofree char *line = g_strdup_printf (_ ("Queued as %s"), number);

      ph_send_print_say (line);
    }
  return ph_send_print_result (options, &result);
}

GFile *
ph_send_queue_new_folder (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "posthaste", NULL);
}
