/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each layer names a recipient in its own way; here and nowhere else one becomes the other. */
#include "config.h"

#include "ph-outbox-record.h"

#include "ph-smtp-receipt.h"

/* What is no address yet stands there as it was typed: only a draft has any. */
static PhStoreRecipient *
make_recipient (PhMessageField field, const char *text)
{
  g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (text, NULL);
  g_autofree char *address = mailbox != NULL ? ph_mailbox_dup_envelope_address (mailbox) : g_strdup (text);
  const char *name = mailbox != NULL ? ph_mailbox_get_name (mailbox) : NULL;

  return ph_store_recipient_new (field, name != NULL ? name : "", address);
}

static void
add_recipients (PhStoreMessage *record, PhMessage *message, PhMessageField field)
{
  g_auto (GStrv) texts = ph_message_dup_recipient_texts (message, field);

  for (guint i = 0; texts[i] != NULL; i++)
    ph_store_message_add_recipient (record, make_recipient (field, texts[i]));
}

PhStoreMessage *
ph_outbox_record_new (PhMessage *message, const char *account_id, PhStoreState state)
{
  PhStoreMessage *record = ph_store_message_new (state);
  PhMailbox *from = ph_message_get_from (message);
  g_autofree char *sender = from != NULL ? ph_mailbox_dup_envelope_address (from) : g_strdup ("");

  ph_store_message_set_account (record, account_id);
  ph_store_message_set_sender (record, sender);
  ph_store_message_set_message_id (record, ph_message_get_message_id (message));
  ph_store_message_set_subject (record, ph_message_get_subject (message));
  /* What only its recipients are to read is not searched for either; a draft is no secret yet. */
  if (state == PH_STORE_STATE_DRAFT || (ph_message_get_options (message) & PH_MESSAGE_OPTION_ENCRYPT) == 0)
    ph_store_message_set_text (record, ph_message_get_text (message));
  ph_store_message_set_has_attachments (record, g_list_model_get_n_items (ph_message_get_attachments (message)) > 0);
  if ((ph_message_get_options (message) & PH_MESSAGE_OPTION_DELIVERY_RECEIPT) != 0)
    ph_store_message_set_notify (record, PH_SMTP_NOTIFY_SUCCESS | PH_SMTP_NOTIFY_FAILURE | PH_SMTP_NOTIFY_DELAY);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    add_recipients (record, message, field);
  return record;
}

static PhStoreFate
get_fate (PhSmtpEnvelope *envelope, guint index, gboolean is_unknown)
{
  if (ph_smtp_envelope_is_sent (envelope, index))
    return PH_STORE_FATE_SENT;
  switch (ph_smtp_envelope_get_outcome (envelope, index))
    {
    case PH_SMTP_OUTCOME_REFUSED:
      return ph_smtp_envelope_get_reply_code (envelope, index) / 100 == 4 ? PH_STORE_FATE_PENDING
                                                                          : PH_STORE_FATE_REFUSED;
    case PH_SMTP_OUTCOME_ACCEPTED:
      return is_unknown ? PH_STORE_FATE_UNKNOWN : PH_STORE_FATE_PENDING;
    case PH_SMTP_OUTCOME_PENDING:
    default:
      return PH_STORE_FATE_PENDING;
    }
}

static void
set_fate (PhStoreRecipient *recipient, PhSmtpEnvelope *envelope, guint index, gboolean is_unknown)
{
  recipient->fate = get_fate (envelope, index, is_unknown);
  recipient->reply_code = ph_smtp_envelope_get_reply_code (envelope, index);
  g_free (recipient->enhanced_status);
  recipient->enhanced_status = g_strdup (ph_smtp_envelope_get_enhanced_status (envelope, index));
  g_free (recipient->words);
  recipient->words = g_strdup (ph_smtp_envelope_get_reply_words (envelope, index));
}

static gboolean
find_recipient (PhSmtpEnvelope *envelope, const char *address, guint *index)
{
  for (*index = 0; *index < ph_smtp_envelope_get_n_recipients (envelope); (*index)++)
    if (g_str_equal (ph_smtp_envelope_get_recipient (envelope, *index), address))
      return TRUE;
  return FALSE;
}

void
ph_outbox_record_continue (PhStoreMessage *record, PhSmtpEnvelope *previous, const char *const *only)
{
  GPtrArray *recipients = ph_store_message_get_recipients (record);

  for (guint i = 0; i < recipients->len; i++)
    {
      PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);
      gboolean is_left_out = only != NULL && !g_strv_contains (only, recipient->address);
      guint index = 0;

      if (find_recipient (previous, recipient->address, &index)
          && (is_left_out || ph_smtp_envelope_is_sent (previous, index)))
        set_fate (recipient, previous, index, FALSE);
      if (is_left_out && recipient->fate != PH_STORE_FATE_SENT)
        recipient->fate = PH_STORE_FATE_REFUSED;
    }
}

PhSmtpEnvelope *
ph_outbox_record_new_envelope (PhStoreMessage *record)
{
  PhSmtpEnvelope *envelope = ph_smtp_envelope_new (ph_store_message_get_sender (record));
  GPtrArray *recipients = ph_store_message_get_recipients (record);
  PhSmtpWishes wishes = { .notify = (PhSmtpNotify) ph_store_message_get_notify (record) };
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (recipient->fate == PH_STORE_FATE_PENDING && g_hash_table_add (known, recipient->address))
        ph_smtp_envelope_add_recipient (envelope, recipient->address);
    }
  if (wishes.notify != PH_SMTP_NOTIFY_DEFAULT)
    ph_smtp_envelope_set_wishes (envelope, &wishes);
  return envelope;
}

void
ph_outbox_record_ask_to_hold (PhStoreMessage *record, PhSmtpEnvelope *envelope, gint64 now)
{
  gint64 seconds = (ph_store_message_get_due (record) - now + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  PhSmtpWishes wishes = {
    .notify = (PhSmtpNotify) ph_store_message_get_notify (record),
    .hold_for = (guint) CLAMP (seconds, 0, G_MAXUINT),
  };

  if (ph_store_message_get_holder (record) == PH_STORE_HOLDER_SERVER && seconds > 0)
    ph_smtp_envelope_set_wishes (envelope, &wishes);
}

GPtrArray *
ph_outbox_record_new_fates (PhSmtpEnvelope *envelope, gboolean is_unknown)
{
  GPtrArray *fates = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);

  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    {
      PhStoreRecipient *recipient = ph_store_recipient_new (0, "", ph_smtp_envelope_get_recipient (envelope, i));

      set_fate (recipient, envelope, i, is_unknown);
      g_ptr_array_add (fates, recipient);
    }
  return fates;
}

guint
ph_outbox_record_count_pending (GPtrArray *fates)
{
  guint n_pending = 0;

  for (guint i = 0; i < fates->len; i++)
    if (((const PhStoreRecipient *) g_ptr_array_index (fates, i))->fate == PH_STORE_FATE_PENDING)
      n_pending++;
  return n_pending;
}

static void
fill_receipt (PhStoreAttempt *attempt, PhSmtpEnvelope *envelope)
{
  const char *words = ph_smtp_envelope_get_receipt (envelope);

  attempt->reply_code = ph_smtp_envelope_get_receipt_code (envelope);
  attempt->enhanced_status = g_strdup (ph_smtp_envelope_get_receipt_status (envelope));
  attempt->words = g_strdup (words);
  attempt->queue_id = ph_smtp_receipt_dup_queue_id (words);
}

void
ph_outbox_record_fill_attempt (PhStoreAttempt *attempt, PhSmtpEnvelope *envelope, const GError *error)
{
  attempt->error_code = -1;
  if (error == NULL)
    {
      attempt->stage = PH_SMTP_STAGE_DONE;
      fill_receipt (attempt, envelope);
      return;
    }
  attempt->error = g_strdup (error->message);
  if (error->domain != PH_SMTP_ERROR)
    return;
  attempt->error_code = error->code;
  attempt->stage = ph_smtp_error_get_stage (error);
  attempt->reply_code = ph_smtp_error_get_reply_code (error);
  attempt->enhanced_status = g_strdup (ph_smtp_error_get_enhanced_status (error));
  attempt->words = g_strdup (ph_smtp_error_get_server_words (error));
}
