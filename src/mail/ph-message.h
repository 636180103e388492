/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants to send: the fields as they are written, before MIME. */
#pragma once

#include "ph-attachment.h"
#include "ph-mailbox.h"

G_BEGIN_DECLS

/**
 * PhMessageField: the recipient fields (RFC 5322 section 3.6.3). Bcc is of the envelope only.
 */
typedef enum
{
  PH_MESSAGE_FIELD_TO,
  PH_MESSAGE_FIELD_CC,
  PH_MESSAGE_FIELD_BCC,
} PhMessageField;
#define PH_MESSAGE_N_FIELDS 3

/**
 * PhMessageImportance: how much it matters, as programs show it and sort by it (RFC 2156 section 5.3.4, Importance)
 */
typedef enum
{
  PH_MESSAGE_IMPORTANCE_NORMAL,
  PH_MESSAGE_IMPORTANCE_HIGH,
  PH_MESSAGE_IMPORTANCE_LOW,
} PhMessageImportance;

/**
 * PhMessageOptions: what a message does only when it is asked to
 * @PH_MESSAGE_OPTION_READ_RECEIPT: asks the recipients' programs to tell From that it was shown (RFC 8098); nothing without From
 * @PH_MESSAGE_OPTION_PRIVATE_ZONE: says its date in UTC, and by "-0000" that this tells no zone (RFC 5322 section 3.3)
 * @PH_MESSAGE_OPTION_USER_AGENT: names Posthaste, without a version
 * @PH_MESSAGE_OPTION_MARKDOWN: is sent as HTML too, which its text is taken for Markdown for (ph_mail_markdown_dup_html()); the
 *   text itself stays as it was written; a picture that is attached and that the text names goes into it (RFC 2387)
 * @PH_MESSAGE_OPTION_SIGN: is signed by From's OpenPGP key (RFC 3156)
 * @PH_MESSAGE_OPTION_ENCRYPT: is encrypted to everybody who gets it, and to From; its fields, the subject too, are not
 * @PH_MESSAGE_OPTION_DELIVERY_RECEIPT: the server is asked to report that it was delivered, or not (RFC 3461). That is of the
 *   envelope only, as Bcc is: whoever stores a message stores it, and ph_message_load() does not know of it
 */
typedef enum
{
  PH_MESSAGE_OPTION_NONE = 0,
  PH_MESSAGE_OPTION_READ_RECEIPT = 1 << 0,
  PH_MESSAGE_OPTION_PRIVATE_ZONE = 1 << 1,
  PH_MESSAGE_OPTION_USER_AGENT = 1 << 2,
  PH_MESSAGE_OPTION_MARKDOWN = 1 << 3,
  PH_MESSAGE_OPTION_SIGN = 1 << 4,
  PH_MESSAGE_OPTION_ENCRYPT = 1 << 5,
  PH_MESSAGE_OPTION_DELIVERY_RECEIPT = 1 << 6,
} PhMessageOptions;

#define PH_MESSAGE_OPTIONS_PROTECTED (PH_MESSAGE_OPTION_SIGN | PH_MESSAGE_OPTION_ENCRYPT)

#define PH_TYPE_MESSAGE (ph_message_get_type ())
/* Not thread-safe; give another thread a ph_message_copy(). */
G_DECLARE_FINAL_TYPE (PhMessage, ph_message, PH, MESSAGE, GObject)

PhMessage *ph_message_new (void);
/* (transfer full): mailboxes and attachments are shared, as they do not change */
PhMessage *ph_message_copy (PhMessage *self);

void ph_message_set_from (PhMessage *self, PhMailbox *from);
PhMailbox *ph_message_get_from (PhMessage *self); /* (nullable) */

void ph_message_add_recipient (PhMessage *self, PhMessageField field, PhMailbox *mailbox);
/* (transfer none): a live GListModel of PhMailbox */
GListModel *ph_message_get_recipients (PhMessage *self, PhMessageField field);
void ph_message_clear_recipients (PhMessage *self, PhMessageField field); /* unfinished ones too */

/**
 * ph_message_add_recipient_text:
 * @text: one recipient as it was typed; any text, but control characters become spaces and an empty one is nothing
 *
 * A mailbox becomes a recipient like any other. What is none is kept as it is, in its place between the others: it is
 * unfinished, and only a draft can have it. It is never written into a message and never in the envelope, so whoever
 * stores a draft stores what ph_message_dup_recipient_texts() gives, for each field, and adds it here after
 * ph_message_load() and ph_message_clear_recipients().
 */
void ph_message_add_recipient_text (PhMessage *self, PhMessageField field, const char *text);
/* (transfer full): all of a field in their order, mailboxes and unfinished ones; %NULL-terminated */
char **ph_message_dup_recipient_texts (PhMessage *self, PhMessageField field);
/* Such a message may be kept and not be sent: somebody would not get it. */
gboolean ph_message_has_unfinished_recipients (PhMessage *self);

/* UTF-8 after setting, whatever came in; line ends, controls and bidi overrides in a subject become spaces. */
void ph_message_set_subject (PhMessage *self, const char *subject);
const char *ph_message_get_subject (PhMessage *self); /* "" when there is none */
/* As ph_mail_text_dup_lines() makes it. */
void ph_message_set_text (PhMessage *self, const char *text);
const char *ph_message_get_text (PhMessage *self); /* "" when there is none */
/* What is no message id is the same as %NULL. */
void ph_message_set_in_reply_to (PhMessage *self, const char *message_id);
const char *ph_message_get_in_reply_to (PhMessage *self); /* (nullable), with angle brackets */

/* Whom to answer, where it is not From (RFC 5322 section 3.6.2). */
void ph_message_set_reply_to (PhMessage *self, PhMailbox *reply_to); /* (nullable) */
PhMailbox *ph_message_get_reply_to (PhMessage *self); /* (nullable) */
/* What was typed there and is no mailbox: only ph_message_write_draft() writes it. Control characters become spaces, and an
 * empty one is the same as %NULL. */
void ph_message_set_reply_to_text (PhMessage *self, const char *text);
const char *ph_message_get_reply_to_text (PhMessage *self); /* (nullable) */
void ph_message_set_importance (PhMessage *self, PhMessageImportance importance);
PhMessageImportance ph_message_get_importance (PhMessage *self);
void ph_message_set_options (PhMessage *self, PhMessageOptions options);
PhMessageOptions ph_message_get_options (PhMessage *self);

void ph_message_add_attachment (PhMessage *self, PhAttachment *attachment);
GListModel *ph_message_get_attachments (PhMessage *self); /* (transfer none): of PhAttachment */
void ph_message_remove_attachment (PhMessage *self, guint position);

/**
 * ph_message_get_message_id:
 *
 * Made at random when the message is first written, or before; kept by ph_message_copy(), so that sending again says
 * the same. Its right side is the From address's domain, never this machine's name.
 *
 * Returns: with angle brackets
 */
const char *ph_message_get_message_id (PhMessage *self);

/**
 * ph_message_dup_envelope_recipients:
 *
 * Returns: (transfer full): every address of To, Cc and Bcc once, in that order, %NULL-terminated
 */
char **ph_message_dup_envelope_recipients (PhMessage *self);

/**
 * ph_message_write:
 * @date: (nullable): the Date field; %NULL is now, in the local zone (but see %PH_MESSAGE_OPTION_PRIVATE_ZONE)
 * @output: gets the complete message, CRLF line ends, no Bcc, no line over 998 octets; it is not closed
 *
 * A text with lines that are too long for a mail goes out as format=flowed (ph_mail_flowed_dup_broken()).
 *
 * A draft can be written too: without a sender, and without recipients, when To is an empty group (RFC 5322 3.4).
 *
 * All is 7-bit, except an address whose local part is not ASCII: that one stands as UTF-8 (RFC 6532), and the server
 * must know SMTPUTF8. The message is checked once more when its header is whole: with a field or a line end in it that
 * Posthaste does not write, nothing reaches @output (%G_IO_ERROR_INVALID_DATA).
 *
 * Blocks on disk, so run it on a worker. Memory does not grow with the attachments. An attachment that cannot be
 * read, or whose size is not what it was, is an error that names it (#PhAttachmentError).
 *
 * What is to be signed or encrypted is, and is never written as anything else: what is in the way is an error. It says which key From
 * has (Autocrypt Level 1), and no more than that of the program that made it. GnuPG may ask for a passphrase, which takes as long as
 * it takes, also after @cancellable; ph_message_seal() does that beforehand.
 *
 * Errors: #GIOErrorEnum, #PhMailProtectionError
 */
gboolean ph_message_write (PhMessage *self,
                           GDateTime *date,
                           GOutputStream *output,
                           GCancellable *cancellable,
                           GError **error);

/**
 * ph_message_write_draft:
 *
 * The same for who goes on with it: nothing is signed or encrypted, as nobody's key may be asked for every few seconds, and a draft that
 * only its author's key could open would be lost with that. The wish for it is kept in a field that no message has.
 */
gboolean ph_message_write_draft (PhMessage *self,
                                 GDateTime *date,
                                 GOutputStream *output,
                                 GCancellable *cancellable,
                                 GError **error);

/**
 * ph_message_seal:
 *
 * Signs and encrypts now what ph_message_write() will write then, as of @date, of this message and its copies: none of them may be
 * changed any more. Nothing for a message that is neither. Blocks, maybe on a person: run it where nothing else waits.
 *
 * Errors: as of ph_message_write()
 */
gboolean ph_message_seal (PhMessage *self, GDateTime *date, GCancellable *cancellable, GError **error);

G_END_DECLS
