/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sender, recipients and each one's outcome. It only keeps them: the transaction says MAIL and RCPT. */
#include "config.h"

#include "ph-smtp-envelope.h"

#include <string.h>

typedef struct
{
  char *address; /* (owned) */
  PhSmtpOutcome outcome;
  int reply_code;
  char *enhanced_status; /* (owned) (nullable) */
  char *reply_words; /* (owned) (nullable) */
  gboolean is_sent;
} PhSmtpRecipient;

struct _PhSmtpEnvelope
{
  GObject parent_instance;

  char *sender; /* (owned) */
  GPtrArray *recipients; /* (owned) (element-type PhSmtpRecipient) */
  PhSmtpWishes *wishes; /* (owned) (nullable) */
  PhSmtpFormFunc form_func; /* (nullable) */
  gboolean is_binary;
  int receipt_code;
  char *receipt_status; /* (owned) (nullable) */
  char *receipt; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhSmtpEnvelope, ph_smtp_envelope, G_TYPE_OBJECT)

static void
ph_smtp_recipient_free (PhSmtpRecipient *recipient)
{
  g_free (recipient->address);
  g_free (recipient->enhanced_status);
  g_free (recipient->reply_words);
  g_free (recipient);
}

/* Without a check: for indices that this file counts itself. */
static PhSmtpRecipient *
ph_smtp_envelope_peek (PhSmtpEnvelope *self, guint index)
{
  return g_ptr_array_index (self->recipients, index);
}

static PhSmtpRecipient *
ph_smtp_envelope_at (PhSmtpEnvelope *self, guint index)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);
  g_return_val_if_fail (index < self->recipients->len, NULL);
  return ph_smtp_envelope_peek (self, index);
}

static void
ph_smtp_envelope_finalize (GObject *object)
{
  PhSmtpEnvelope *self = PH_SMTP_ENVELOPE (object);

  g_clear_pointer (&self->sender, g_free);
  g_clear_pointer (&self->recipients, g_ptr_array_unref);
  g_clear_pointer (&self->wishes, ph_smtp_wishes_free);
  g_clear_pointer (&self->receipt_status, g_free);
  g_clear_pointer (&self->receipt, g_free);

  G_OBJECT_CLASS (ph_smtp_envelope_parent_class)->finalize (object);
}

static void
ph_smtp_envelope_class_init (PhSmtpEnvelopeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_smtp_envelope_finalize;
}

static void
ph_smtp_envelope_init (PhSmtpEnvelope *self)
{
  self->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_smtp_recipient_free);
}

PhSmtpEnvelope *
ph_smtp_envelope_new (const char *sender)
{
  PhSmtpEnvelope *self = NULL;

  g_return_val_if_fail (sender != NULL, NULL);

  self = g_object_new (PH_TYPE_SMTP_ENVELOPE, NULL);
  self->sender = g_strdup (sender);
  return self;
}

const char *
ph_smtp_envelope_get_sender (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);
  return self->sender;
}

void
ph_smtp_envelope_add_recipient (PhSmtpEnvelope *self, const char *address)
{
  PhSmtpRecipient *recipient = NULL;

  g_return_if_fail (PH_IS_SMTP_ENVELOPE (self));
  g_return_if_fail (address != NULL);

  recipient = g_new0 (PhSmtpRecipient, 1);
  recipient->address = g_strdup (address);
  g_ptr_array_add (self->recipients, recipient);
}

guint
ph_smtp_envelope_get_n_recipients (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), 0);
  return self->recipients->len;
}

const char *
ph_smtp_envelope_get_recipient (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  return recipient != NULL ? recipient->address : NULL;
}

PhSmtpOutcome
ph_smtp_envelope_get_outcome (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  return recipient != NULL ? recipient->outcome : PH_SMTP_OUTCOME_PENDING;
}

guint
ph_smtp_envelope_count (PhSmtpEnvelope *self, PhSmtpOutcome outcome)
{
  guint count = 0;

  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), 0);

  for (guint i = 0; i < self->recipients->len; i++)
    if (ph_smtp_envelope_peek (self, i)->outcome == outcome)
      count++;
  return count;
}

int
ph_smtp_envelope_get_reply_code (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  return recipient != NULL ? recipient->reply_code : 0;
}

const char *
ph_smtp_envelope_get_enhanced_status (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  return recipient != NULL ? recipient->enhanced_status : NULL;
}

const char *
ph_smtp_envelope_get_reply_words (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  return recipient != NULL ? recipient->reply_words : NULL;
}

void
ph_smtp_envelope_set_outcome (PhSmtpEnvelope *self,
                              guint index,
                              PhSmtpOutcome outcome,
                              int reply_code,
                              const char *enhanced_status,
                              const char *words)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  if (recipient == NULL)
    return;
  recipient->outcome = outcome;
  recipient->reply_code = reply_code;
  g_free (recipient->enhanced_status);
  recipient->enhanced_status = g_strdup (enhanced_status);
  g_free (recipient->reply_words);
  recipient->reply_words = g_strdup (words);
}

gboolean
ph_smtp_envelope_is_sent (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  return recipient != NULL && recipient->is_sent;
}

void
ph_smtp_envelope_set_sent (PhSmtpEnvelope *self, guint index)
{
  PhSmtpRecipient *recipient = ph_smtp_envelope_at (self, index);

  if (recipient != NULL)
    recipient->is_sent = TRUE;
}

PhSmtpEnvelope *
ph_smtp_envelope_copy_outcomes (PhSmtpEnvelope *self)
{
  PhSmtpEnvelope *copy = NULL;

  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);

  copy = ph_smtp_envelope_new (self->sender);
  for (guint i = 0; i < self->recipients->len; i++)
    {
      const PhSmtpRecipient *own = ph_smtp_envelope_peek (self, i);

      ph_smtp_envelope_add_recipient (copy, own->address);
      ph_smtp_envelope_set_outcome (copy, i, own->outcome, own->reply_code, own->enhanced_status, own->reply_words);
      ph_smtp_envelope_peek (copy, i)->is_sent = own->is_sent;
    }
  return copy;
}

static char *
dup_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return g_ascii_strdown (at != NULL ? at : "", -1);
}

GArray *
ph_smtp_envelope_choose_part (PhSmtpEnvelope *self, const PhSmtpCapabilities *capabilities)
{
  guint max_domains = ph_smtp_capabilities_get_limit (capabilities, PH_SMTP_LIMIT_DOMAINS);
  guint max = ph_smtp_capabilities_get_limit (capabilities, PH_SMTP_LIMIT_RECIPIENTS);
  g_autoptr (GHashTable) domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GArray *part = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; part->len < max && i < ph_smtp_envelope_get_n_recipients (self); i++)
    {
      if (ph_smtp_envelope_get_outcome (self, i) != PH_SMTP_OUTCOME_PENDING)
        continue;
      g_hash_table_add (domains, dup_domain (ph_smtp_envelope_get_recipient (self, i)));
      if (g_hash_table_size (domains) > max_domains)
        break;
      g_array_append_val (part, i);
    }
  return part;
}

void
ph_smtp_envelope_reset (PhSmtpEnvelope *self)
{
  g_return_if_fail (PH_IS_SMTP_ENVELOPE (self));

  for (guint i = 0; i < self->recipients->len; i++)
    if (!ph_smtp_envelope_peek (self, i)->is_sent)
      ph_smtp_envelope_set_outcome (self, i, PH_SMTP_OUTCOME_PENDING, 0, NULL, NULL);
  ph_smtp_envelope_set_receipt (self, 0, NULL, NULL);
}

const char *
ph_smtp_envelope_get_receipt (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);
  return self->receipt;
}

int
ph_smtp_envelope_get_receipt_code (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), 0);
  return self->receipt_code;
}

const char *
ph_smtp_envelope_get_receipt_status (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);
  return self->receipt_status;
}

void
ph_smtp_envelope_set_receipt (PhSmtpEnvelope *self, int reply_code, const char *enhanced_status, const char *words)
{
  g_return_if_fail (PH_IS_SMTP_ENVELOPE (self));
  self->receipt_code = reply_code;
  g_free (self->receipt_status);
  self->receipt_status = g_strdup (enhanced_status);
  g_free (self->receipt);
  self->receipt = g_strdup (words);
}

void
ph_smtp_envelope_set_wishes (PhSmtpEnvelope *self, const PhSmtpWishes *wishes)
{
  g_return_if_fail (PH_IS_SMTP_ENVELOPE (self));
  g_clear_pointer (&self->wishes, ph_smtp_wishes_free);
  self->wishes = wishes != NULL ? ph_smtp_wishes_copy (wishes) : NULL;
}

const PhSmtpWishes *
ph_smtp_envelope_get_wishes (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);
  return self->wishes;
}

static gboolean
has_international_local_part (const char *address)
{
  const char *at = strrchr (address, '@');

  for (const char *p = address; *p != '\0' && p != at; p++)
    if ((guchar) *p > 127)
      return TRUE;
  return FALSE;
}

void
ph_smtp_envelope_set_form_func (PhSmtpEnvelope *self, PhSmtpFormFunc func)
{
  g_return_if_fail (PH_IS_SMTP_ENVELOPE (self));
  self->form_func = func;
}

PhSmtpFormFunc
ph_smtp_envelope_get_form_func (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), NULL);
  return self->form_func;
}

void
ph_smtp_envelope_set_is_binary (PhSmtpEnvelope *self, gboolean is_binary)
{
  g_return_if_fail (PH_IS_SMTP_ENVELOPE (self));
  self->is_binary = is_binary;
}

gboolean
ph_smtp_envelope_get_is_binary (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), FALSE);
  return self->is_binary;
}

gboolean
ph_smtp_envelope_needs_smtputf8 (PhSmtpEnvelope *self)
{
  g_return_val_if_fail (PH_IS_SMTP_ENVELOPE (self), FALSE);

  if (has_international_local_part (self->sender))
    return TRUE;
  for (guint i = 0; i < self->recipients->len; i++)
    if (has_international_local_part (ph_smtp_envelope_peek (self, i)->address))
      return TRUE;
  return FALSE;
}
