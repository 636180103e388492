/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a message, and the rules of its states. It knows nothing of the database. */
#include "config.h"

#include "ph-store-message.h"

#include "ph-store-message-private.h"

#include <string.h>

/* More would make the search slow and large, and nobody remembers a word from the middle of a book. */
#define PH_STORE_MESSAGE_MAX_TEXT ((gsize) 64 * 1024)

G_DEFINE_FINAL_TYPE (PhStoreMessage, ph_store_message, G_TYPE_OBJECT)

/* ---- states -------------------------------------------------------------------------------------------------- */

#define TO(state) (1U << PH_STORE_STATE_##state)

gboolean
ph_store_state_can_become (PhStoreState from, PhStoreState to)
{
  static const guint next[PH_STORE_N_STATES] = {
    [PH_STORE_STATE_DRAFT] = TO (QUEUED),
    [PH_STORE_STATE_QUEUED] = TO (SENDING) | TO (DRAFT),
    [PH_STORE_STATE_SENDING] = TO (QUEUED) | TO (DRAFT) | TO (COMMITTING) | TO (SENT) | TO (FAILED) | TO (UNKNOWN),
    [PH_STORE_STATE_COMMITTING] = TO (SENT) | TO (FAILED) | TO (QUEUED) | TO (UNKNOWN),
    [PH_STORE_STATE_SENT] = 0,
    [PH_STORE_STATE_FAILED] = TO (QUEUED) | TO (DRAFT),
    [PH_STORE_STATE_UNKNOWN] = TO (QUEUED) | TO (SENT) | TO (DRAFT),
  };

  g_return_val_if_fail ((guint) from < PH_STORE_N_STATES, FALSE);
  g_return_val_if_fail ((guint) to < PH_STORE_N_STATES, FALSE);

  return (next[from] & (1U << to)) != 0;
}

/* ---- recipients ---------------------------------------------------------------------------------------------- */

/* What comes from a message's fields or a server need not be UTF-8; what is shown and searched has to be. */
static char *
dup_text (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

PhStoreRecipient *
ph_store_recipient_new (guint field, const char *name, const char *address)
{
  PhStoreRecipient *recipient = NULL;

  g_return_val_if_fail (field <= 2, NULL);
  g_return_val_if_fail (address != NULL, NULL);

  recipient = g_new0 (PhStoreRecipient, 1);
  recipient->field = field;
  recipient->name = dup_text (name);
  recipient->address = dup_text (address);
  return recipient;
}

PhStoreRecipient *
ph_store_recipient_copy (const PhStoreRecipient *recipient)
{
  PhStoreRecipient *copy = ph_store_recipient_new (recipient->field, recipient->name, recipient->address);

  copy->fate = recipient->fate;
  copy->reply_code = recipient->reply_code;
  copy->enhanced_status = g_strdup (recipient->enhanced_status);
  copy->words = g_strdup (recipient->words);
  return copy;
}

void
ph_store_recipient_free (PhStoreRecipient *recipient)
{
  g_free (recipient->name);
  g_free (recipient->address);
  g_free (recipient->enhanced_status);
  g_free (recipient->words);
  g_free (recipient);
}

/* ---- message ------------------------------------------------------------------------------------------------- */

static void
ph_store_message_finalize (GObject *object)
{
  PhStoreMessage *self = PH_STORE_MESSAGE (object);

  g_clear_object (&self->file);
  g_free (self->problem);
  g_free (self->account);
  g_free (self->sender);
  g_free (self->message_id);
  g_free (self->subject);
  g_free (self->text);
  g_ptr_array_unref (self->recipients);

  G_OBJECT_CLASS (ph_store_message_parent_class)->finalize (object);
}

static void
ph_store_message_class_init (PhStoreMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_store_message_finalize;
}

static void
ph_store_message_init (PhStoreMessage *self)
{
  self->account = g_strdup ("");
  self->sender = g_strdup ("");
  self->message_id = g_strdup ("");
  self->subject = g_strdup ("");
  self->text = g_strdup ("");
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = dup_text (text);
}

PhStoreMessage *
ph_store_message_new (PhStoreState state)
{
  PhStoreMessage *self = NULL;

  g_return_val_if_fail (state == PH_STORE_STATE_DRAFT || state == PH_STORE_STATE_QUEUED, NULL);

  self = g_object_new (PH_TYPE_STORE_MESSAGE, NULL);
  self->state = state;
  return self;
}

gint64
ph_store_message_get_id (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->id;
}

PhStoreState
ph_store_message_get_state (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), PH_STORE_STATE_DRAFT);
  return self->state;
}

GFile *
ph_store_message_get_file (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), NULL);
  return self->file;
}

guint64
ph_store_message_get_size (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->size;
}

gint64
ph_store_message_get_created (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->created;
}

gint64
ph_store_message_get_changed (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->changed;
}

guint
ph_store_message_get_n_retries (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->n_retries;
}

gint64
ph_store_message_get_first_attempt (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->first_attempt;
}

const char *
ph_store_message_get_problem (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), NULL);
  return self->problem;
}

void
ph_store_message_set_account (PhStoreMessage *self, const char *account_id)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  set_text (&self->account, account_id);
}

const char *
ph_store_message_get_account (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), "");
  return self->account;
}

void
ph_store_message_set_sender (PhStoreMessage *self, const char *address)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  set_text (&self->sender, address);
}

const char *
ph_store_message_get_sender (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), "");
  return self->sender;
}

void
ph_store_message_set_message_id (PhStoreMessage *self, const char *message_id)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  set_text (&self->message_id, message_id);
}

const char *
ph_store_message_get_message_id (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), "");
  return self->message_id;
}

void
ph_store_message_set_subject (PhStoreMessage *self, const char *subject)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  set_text (&self->subject, subject);
}

const char *
ph_store_message_get_subject (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), "");
  return self->subject;
}

void
ph_store_message_set_text (PhStoreMessage *self, const char *text)
{
  gsize length = text != NULL ? strnlen (text, PH_STORE_MESSAGE_MAX_TEXT) : 0;

  g_return_if_fail (PH_IS_STORE_MESSAGE (self));

  /* Not in the middle of a character. */
  while (length > 0 && ((guchar) text[length] & 0xc0) == 0x80)
    length--;
  g_free (self->text);
  self->text = g_utf8_make_valid (text != NULL ? text : "", (gssize) length);
}

void
ph_store_message_set_has_attachments (PhStoreMessage *self, gboolean has_attachments)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  self->has_attachments = has_attachments;
}

gboolean
ph_store_message_get_has_attachments (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), FALSE);
  return self->has_attachments;
}

void
ph_store_message_set_due (PhStoreMessage *self, gint64 due)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  self->due = due;
}

gint64
ph_store_message_get_due (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->due;
}

gint64
ph_store_message_get_ready (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->holder == PH_STORE_HOLDER_SERVER ? self->retry_at : self->due;
}

void
ph_store_message_set_holder (PhStoreMessage *self, PhStoreHolder holder)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  self->holder = holder;
}

void
ph_store_message_set_notify (PhStoreMessage *self, guint notify)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  self->notify = notify;
}

guint
ph_store_message_get_notify (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), 0);
  return self->notify;
}

PhStoreHolder
ph_store_message_get_holder (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), PH_STORE_HOLDER_NONE);
  return self->holder;
}

void
ph_store_message_add_recipient (PhStoreMessage *self, PhStoreRecipient *recipient)
{
  g_return_if_fail (PH_IS_STORE_MESSAGE (self));
  g_return_if_fail (recipient != NULL);

  g_ptr_array_add (self->recipients, recipient);
}

GPtrArray *
ph_store_message_get_recipients (PhStoreMessage *self)
{
  g_return_val_if_fail (PH_IS_STORE_MESSAGE (self), NULL);
  return self->recipients;
}
