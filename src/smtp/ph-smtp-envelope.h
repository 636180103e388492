/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sender and recipients of one transaction, and what the server said to each (RFC 5321 section 2.3.1). */
#pragma once

#include "ph-smtp-wishes.h"

G_BEGIN_DECLS

/**
 * PhSmtpOutcome:
 * @PH_SMTP_OUTCOME_PENDING: RCPT has not been answered
 * @PH_SMTP_OUTCOME_ACCEPTED: the server takes mail for this recipient
 * @PH_SMTP_OUTCOME_REFUSED: it does not, see the reply
 */
typedef enum
{
  PH_SMTP_OUTCOME_PENDING,
  PH_SMTP_OUTCOME_ACCEPTED,
  PH_SMTP_OUTCOME_REFUSED,
} PhSmtpOutcome;

/**
 * PhSmtpForm:
 * @PH_SMTP_FORM_7BIT: octets up to 127 but NUL, in lines of at most 998
 * @PH_SMTP_FORM_8BIT: any octets but NUL, in lines of at most 998 (RFC 6152)
 * @PH_SMTP_FORM_BINARY: any octets (RFC 3030)
 */
typedef enum
{
  PH_SMTP_FORM_7BIT,
  PH_SMTP_FORM_8BIT,
  PH_SMTP_FORM_BINARY,
} PhSmtpForm;

/**
 * PhSmtpFormFunc:
 * @message: as it was given to the engine, its first octet next; the same still after this returned %FALSE or no stream
 * @is_read_again: whether it is needed more than once, so that it has to be seekable to where it begins
 * @formed: (out) (transfer full) (nullable): the message in that form, its first octet next; in %PH_SMTP_FORM_BINARY with
 *   CRLF at the ends of all lines. %NULL when @message can go as it is or, for %PH_SMTP_FORM_BINARY, gets no smaller
 * @size: (in and out): set to the octets of @formed when there is one
 *
 * Called on the session's thread; it may block on disk.
 *
 * Returns: %FALSE with a #PhSmtpError when the message can be given no such form
 */
typedef gboolean (*PhSmtpFormFunc) (GInputStream *message,
                                    PhSmtpForm form,
                                    gboolean is_read_again,
                                    GInputStream **formed,
                                    gint64 *size,
                                    GError **error);

#define PH_TYPE_SMTP_ENVELOPE (ph_smtp_envelope_get_type ())
/* Not thread-safe: while it is being sent it belongs to the session. */
G_DECLARE_FINAL_TYPE (PhSmtpEnvelope, ph_smtp_envelope, PH, SMTP_ENVELOPE, GObject)

/**
 * ph_smtp_envelope_new:
 * @sender: local@domain, or "" for the null reverse-path
 */
PhSmtpEnvelope *ph_smtp_envelope_new (const char *sender);
const char *ph_smtp_envelope_get_sender (PhSmtpEnvelope *self);

/* (transfer full): the sender, the recipients and what became of each, for another thread to read; nothing else */
PhSmtpEnvelope *ph_smtp_envelope_copy_outcomes (PhSmtpEnvelope *self);

void ph_smtp_envelope_add_recipient (PhSmtpEnvelope *self, const char *address);
guint ph_smtp_envelope_get_n_recipients (PhSmtpEnvelope *self);
const char *ph_smtp_envelope_get_recipient (PhSmtpEnvelope *self, guint index);

PhSmtpOutcome ph_smtp_envelope_get_outcome (PhSmtpEnvelope *self, guint index);
guint ph_smtp_envelope_count (PhSmtpEnvelope *self, PhSmtpOutcome outcome);
/* 0 while pending */
int ph_smtp_envelope_get_reply_code (PhSmtpEnvelope *self, guint index);
/* (nullable): "5.1.1" (RFC 3463), when the server said one */
const char *ph_smtp_envelope_get_enhanced_status (PhSmtpEnvelope *self, guint index);
/* (nullable): the server's words to this recipient, harmless for display */
const char *ph_smtp_envelope_get_reply_words (PhSmtpEnvelope *self, guint index);

/* For the transaction. */
void ph_smtp_envelope_set_outcome (PhSmtpEnvelope *self,
                                   guint index,
                                   PhSmtpOutcome outcome,
                                   int reply_code,
                                   const char *enhanced_status,
                                   const char *words);
/* Whether the server has taken the message for this recipient, who then is never sent to again. */
gboolean ph_smtp_envelope_is_sent (PhSmtpEnvelope *self, guint index);
void ph_smtp_envelope_set_sent (PhSmtpEnvelope *self, guint index);
/* Back to pending, for another attempt; who was sent to stays so. */
void ph_smtp_envelope_reset (PhSmtpEnvelope *self);
/* (nullable): what the server said when it took the message: often with the queue id, see ph_smtp_receipt_dup_queue_id() */
const char *ph_smtp_envelope_get_receipt (PhSmtpEnvelope *self);
/* 0 while there is no receipt */
int ph_smtp_envelope_get_receipt_code (PhSmtpEnvelope *self);
/* (nullable) */
const char *ph_smtp_envelope_get_receipt_status (PhSmtpEnvelope *self);
void ph_smtp_envelope_set_receipt (PhSmtpEnvelope *self,
                                   int reply_code,
                                   const char *enhanced_status,
                                   const char *words);
/* (transfer full) (element-type guint): which recipients are next: pending, and as many as LIMITS allows (RFC 9422) */
GArray *ph_smtp_envelope_choose_part (PhSmtpEnvelope *self, const PhSmtpCapabilities *capabilities);
/* (nullable): what is asked of the server for this message; copied */
void ph_smtp_envelope_set_wishes (PhSmtpEnvelope *self, const PhSmtpWishes *wishes);
const PhSmtpWishes *ph_smtp_envelope_get_wishes (PhSmtpEnvelope *self);
/* (nullable): who puts the message into the form that the server takes; without it goes what can go as it is */
void ph_smtp_envelope_set_form_func (PhSmtpEnvelope *self, PhSmtpFormFunc func);
PhSmtpFormFunc ph_smtp_envelope_get_form_func (PhSmtpEnvelope *self);
/* For the transaction: whether the message is sent in the form %PH_SMTP_FORM_BINARY. */
void ph_smtp_envelope_set_is_binary (PhSmtpEnvelope *self, gboolean is_binary);
gboolean ph_smtp_envelope_get_is_binary (PhSmtpEnvelope *self);
/* Whether a local part has octets over 127, so that SMTPUTF8 is needed (RFC 6531): a domain has an ASCII form. */
gboolean ph_smtp_envelope_needs_smtputf8 (PhSmtpEnvelope *self);

G_END_DECLS
