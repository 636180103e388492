/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message, taken apart into what the composer goes on with. Foreign bytes: any file can be given. */
#pragma once

#include "ph-message.h"

G_BEGIN_DECLS

/* A longer text, or a header of more recipients than fit, is refused: nobody could edit it. Octets of UTF-8. */
#define PH_MESSAGE_LOAD_MAX_TEXT ((gsize) 16 * 1024 * 1024)
/* So many attachments and texts can be in it. */
#define PH_MESSAGE_LOAD_MAX_PARTS 10000

/**
 * PhMessageLoadFlags:
 * @PH_MESSAGE_LOAD_AS_NEW: it becomes another message, with a Message-ID of its own
 * @PH_MESSAGE_LOAD_KEEP_ID: it stays the same message: a draft, or one that is edited and sent
 */
typedef enum
{
  PH_MESSAGE_LOAD_AS_NEW = 0,
  PH_MESSAGE_LOAD_KEEP_ID = 1 << 0,
} PhMessageLoadFlags;

/**
 * PhMessageLoss: what of a foreign message is not in the one that was loaded; of our own there is never a loss
 * @PH_MESSAGE_LOSS_FORMATTING: its HTML, of which the words are taken where there is no plain text, or another form of the
 *   same text, with the pictures in it
 * @PH_MESSAGE_LOSS_SIGNATURE: it was signed (RFC 1847), and what is edited is not what was signed
 * @PH_MESSAGE_LOSS_FIELDS: it has several authors or earlier messages, an author that is no mailbox, or a field that asks
 *   for something (Sender, Return-Receipt-To …) or asks in a way that Posthaste does not (an answer to two, a receipt to
 *   another one than the author)
 * @PH_MESSAGE_LOSS_CHARACTERS: some octets of its text are no character, and became U+FFFD
 */
typedef enum
{
  PH_MESSAGE_LOSS_NONE = 0,
  PH_MESSAGE_LOSS_FORMATTING = 1 << 0,
  PH_MESSAGE_LOSS_SIGNATURE = 1 << 1,
  PH_MESSAGE_LOSS_FIELDS = 1 << 2,
  PH_MESSAGE_LOSS_CHARACTERS = 1 << 3,
} PhMessageLoss;

/**
 * ph_message_load:
 * @file: an .eml file
 * @folder: an existing private folder; each attachment is decoded into a file of its own there, with mode 0600 and a
 *   random name; what the mail calls it is only the #PhAttachment's name
 * @losses: (out) (optional): what could not be kept, so that the person can be told
 *
 * What programs and lists say of a message (Auto-Submitted, List-*) stays with it, and is not taken over into a new one.
 *
 * What ph_message_write() wrote comes back as it was, so that writing it again with the same date gives the same octets.
 * Only what a message does not say does not come back:
 *
 * - Bcc and unfinished recipients, which ph_message_add_recipient_text() takes from whoever kept them;
 * - whether a text that ends in one line end was typed with it: it comes without, as texts mostly are;
 * - spaces at the ends of the subject;
 * - the line ends of an attached message, which are CRLF then, and the type of one that had to be encoded, which is
 *   application/octet-stream (RFC 2045 section 6.4).
 *
 * Of a foreign message every part is kept that is not said to be lost: the first text is the text, as it stands there, but
 * that lines which flow are joined (RFC 3676); whatever else is in it is an attachment, of which name, type and octets are
 * kept. To, Cc and Bcc are read as people write them, and what is no mailbox is there unfinished.
 *
 * A message that is encrypted with OpenPGP is opened, which GnuPG may ask its user's passphrase for, and stays one that is to be
 * encrypted; one that is signed with it is to be signed again, if it stays the same message.
 *
 * Blocks on disk, so run it on a worker. Memory grows with the text and the header, not with the attachments. When it
 * fails no file is left in @folder.
 *
 * Returns: (transfer full) (nullable): %NULL with a #GIOErrorEnum: %G_IO_ERROR_NOT_SUPPORTED when it is encrypted and cannot be
 *   opened,
 *   %G_IO_ERROR_INVALID_DATA when it is no message or its parts cannot be told apart, %G_IO_ERROR_MESSAGE_TOO_LARGE when
 *   it has too much text, or too many parts in each other or side by side
 */
PhMessage *ph_message_load (GFile *file,
                            GFile *folder,
                            PhMessageLoadFlags flags,
                            PhMessageLoss *losses,
                            GCancellable *cancellable,
                            GError **error);

/* Whether @file says what only a draft says: it is to be signed, encrypted or finished first, and so must not be sent as it is.
 * Reads its header: blocks. */
gboolean ph_message_has_draft_field (GFile *file);

G_END_DECLS
