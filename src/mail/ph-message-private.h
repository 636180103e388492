/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this folder alone knows of a message: that GMime puts it together, to be written as often as it is needed, always the
 * same octets; and that its id can be one that it had before. */
#pragma once

#include "ph-message.h"

G_BEGIN_DECLS

/* @message_id: (nullable): what is no message id is the same as %NULL: a new one is made when it is needed */
void ph_message_set_message_id (PhMessage *self, const char *message_id);

/* All that the program says of itself. */
#define PH_MESSAGE_USER_AGENT "Posthaste"

/* What a program or a list says of a message that it made (RFC 2369, RFC 2919, RFC 3834, RFC 8058): nobody edits it, and the same
 * message has it again when it is written again. */
#define PH_MESSAGE_N_KEPT_FIELDS 9
extern const char *const ph_message_kept_fields[PH_MESSAGE_N_KEPT_FIELDS];

/* @value: unfolded. Returns: %FALSE when there is one already, or it could not stand in one line of ASCII */
gboolean ph_message_keep_field (PhMessage *self, guint field, const char *value);
const char *ph_message_get_kept_field (PhMessage *self, guint field); /* (nullable) */
/* Reply-To, importance and options. */
void ph_message_copy_settings (PhMessage *self, PhMessage *source);

typedef struct _PhMessageMime PhMessageMime;

/* What ph_message_seal() made, a stream of GMime's: the same one in all copies. */
void ph_message_set_sealed (PhMessage *self, GObject *sealed);
GObject *ph_message_get_sealed (PhMessage *self); /* (nullable) */

/* A draft says what it is to become, and is not that yet. */
typedef enum
{
  PH_MESSAGE_PURPOSE_SEND,
  PH_MESSAGE_PURPOSE_DRAFT,
} PhMessagePurpose;

/* The field with the wishes of a draft, and what it can hold, with spaces between them. */
#define PH_MESSAGE_WISHES "X-Posthaste-Wishes"
#define PH_MESSAGE_REPLY_TO_TEXT "X-Posthaste-Reply-To" /* in encoded words, and in drafts only too */
#define PH_MESSAGE_WISH_SIGN "sign"
#define PH_MESSAGE_WISH_ENCRYPT "encrypt"

/* @date: (nullable): as of ph_message_write(); the message's fields are copied, its attachments are read when written, or, where they
 * are signed or encrypted, here. Returns: (nullable): only where they are */
PhMessageMime *ph_message_mime_new (PhMessage *message,
                                    GDateTime *date,
                                    PhMessagePurpose purpose,
                                    GCancellable *cancellable,
                                    GError **error);
void ph_message_mime_free (PhMessageMime *self);

gboolean ph_message_mime_write (PhMessageMime *self, GOutputStream *output, GCancellable *cancellable, GError **error);
/* How many octets that will be; -1 when an attachment is not there any more, or has another size. */
goffset ph_message_mime_measure (PhMessageMime *self, GError **error);
/* Whether its text is written as it is where that is sound, for a server that takes 8-bit text (%PH_MAIL_FORM_8BIT_TEXT); at first
 * it is not. */
void ph_message_mime_set_is_8bit (PhMessageMime *self, gboolean is_8bit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMessageMime, ph_message_mime_free)

G_END_DECLS
