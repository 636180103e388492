/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message as it was when it was read: its row, whom it goes to, and what became of it. The octets are in its file. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhStoreState:
 * @PH_STORE_STATE_DRAFT: being written; nobody sends it
 * @PH_STORE_STATE_QUEUED: to be sent when it is due
 * @PH_STORE_STATE_SENDING: a session of its owner is under way; the server cannot have taken it
 * @PH_STORE_STATE_COMMITTING: the server may take it any moment
 * @PH_STORE_STATE_SENT: taken, for every recipient that was not refused
 * @PH_STORE_STATE_FAILED: refused for good, for everybody that it was still to go to; a person decides
 * @PH_STORE_STATE_UNKNOWN: it may have been taken; never sent again by itself
 *
 * The numbers are in the database.
 */
typedef enum
{
  PH_STORE_STATE_DRAFT = 0,
  PH_STORE_STATE_QUEUED = 1,
  PH_STORE_STATE_SENDING = 2,
  PH_STORE_STATE_COMMITTING = 3,
  PH_STORE_STATE_SENT = 4,
  PH_STORE_STATE_FAILED = 5,
  PH_STORE_STATE_UNKNOWN = 6,
} PhStoreState;
#define PH_STORE_N_STATES 7

/**
 * ph_store_state_can_become:
 *
 * Whether a message may go from @from to @to in one step: pure.
 *
 * | from       | to                                                                                          |
 * |------------|---------------------------------------------------------------------------------------------|
 * | draft      | queued (send)                                                                               |
 * | queued     | sending (claim), draft (undo)                                                               |
 * | sending    | queued (retry, crash), draft (undo), committing, sent (nobody is left), failed, unknown      |
 * | committing | sent, failed (refused at the commit), queued (4yz at the commit, or the rest), unknown       |
 * | failed     | queued, draft                                                                               |
 * | unknown    | queued (Send Again), sent (Mark as Sent), draft                                             |
 */
gboolean ph_store_state_can_become (PhStoreState from, PhStoreState to);

/**
 * PhStoreFate: what became of the message for one recipient
 * @PH_STORE_FATE_PENDING: not sent yet
 * @PH_STORE_FATE_COMMITTING: part of a commit that is under way
 * @PH_STORE_FATE_SENT: taken; never sent to again
 * @PH_STORE_FATE_REFUSED: refused for good, see the reply
 * @PH_STORE_FATE_UNKNOWN: it may have been taken
 */
typedef enum
{
  PH_STORE_FATE_PENDING = 0,
  PH_STORE_FATE_COMMITTING = 1,
  PH_STORE_FATE_SENT = 2,
  PH_STORE_FATE_REFUSED = 3,
  PH_STORE_FATE_UNKNOWN = 4,
} PhStoreFate;

typedef struct
{
  guint field; /* 0 To, 1 Cc, 2 Bcc */
  char *name; /* (owned): "" when there is none */
  char *address; /* (owned): of the envelope */
  PhStoreFate fate;
  int reply_code; /* 0: no reply */
  char *enhanced_status; /* (owned) (nullable) */
  char *words; /* (owned) (nullable): the server's, harmless for display */
} PhStoreRecipient;

PhStoreRecipient *ph_store_recipient_new (guint field, const char *name, const char *address);
PhStoreRecipient *ph_store_recipient_copy (const PhStoreRecipient *recipient);
void ph_store_recipient_free (PhStoreRecipient *recipient);

/**
 * PhStoreHolder: who keeps a message back until it is due
 * @PH_STORE_HOLDER_NONE: nobody: it goes when it can
 * @PH_STORE_HOLDER_HERE: this computer, which has to be on then
 * @PH_STORE_HOLDER_SERVER: the server, by FUTURERELEASE (RFC 4865)
 */
typedef enum
{
  PH_STORE_HOLDER_NONE = 0,
  PH_STORE_HOLDER_HERE = 1,
  PH_STORE_HOLDER_SERVER = 2,
} PhStoreHolder;

#define PH_TYPE_STORE_MESSAGE (ph_store_message_get_type ())
/* A new one is filled in and given to ph_store_add(); one that the store returned is a snapshot that nobody changes, and
 * any thread may read it. Strings are never NULL but where it says so. Times are microseconds since the epoch. */
G_DECLARE_FINAL_TYPE (PhStoreMessage, ph_store_message, PH, STORE_MESSAGE, GObject)

/* @state: DRAFT or QUEUED */
PhStoreMessage *ph_store_message_new (PhStoreState state);

gint64 ph_store_message_get_id (PhStoreMessage *self); /* 0 until it is stored; grows */
PhStoreState ph_store_message_get_state (PhStoreMessage *self);
/* (nullable): the .eml file; NULL until it is stored. It may be missing on disk, see ph_store_find_strangers(). */
GFile *ph_store_message_get_file (PhStoreMessage *self);
guint64 ph_store_message_get_size (PhStoreMessage *self); /* of the file, in octets */
gint64 ph_store_message_get_created (PhStoreMessage *self);
gint64 ph_store_message_get_changed (PhStoreMessage *self); /* the last change of state or text */
/* How many attempts ended with a temporary refusal since it was queued, and when the first of all began (0: none did). */
guint ph_store_message_get_n_retries (PhStoreMessage *self);
gint64 ph_store_message_get_first_attempt (PhStoreMessage *self);
/* (nullable): the newest attempt's error as it is shown in a list: the server's words, or technical English */
const char *ph_store_message_get_problem (PhStoreMessage *self);

void ph_store_message_set_account (PhStoreMessage *self, const char *account_id);
const char *ph_store_message_get_account (PhStoreMessage *self);
void ph_store_message_set_sender (PhStoreMessage *self, const char *address);
const char *ph_store_message_get_sender (PhStoreMessage *self);
void ph_store_message_set_message_id (PhStoreMessage *self, const char *message_id);
const char *ph_store_message_get_message_id (PhStoreMessage *self);
void ph_store_message_set_subject (PhStoreMessage *self, const char *subject);
const char *ph_store_message_get_subject (PhStoreMessage *self);
/* For the search only: at most 64 KiB are kept. Not read back with a list. */
void ph_store_message_set_text (PhStoreMessage *self, const char *text);
void ph_store_message_set_has_attachments (PhStoreMessage *self, gboolean has_attachments);
gboolean ph_store_message_get_has_attachments (PhStoreMessage *self);
/* Not before this time; 0: at once. */
void ph_store_message_set_due (PhStoreMessage *self, gint64 due);
gint64 ph_store_message_get_due (PhStoreMessage *self);
/* From when on it can go: then it is due, or can be handed to the server that is to hold it until it is due. */
gint64 ph_store_message_get_ready (PhStoreMessage *self);
void ph_store_message_set_holder (PhStoreMessage *self, PhStoreHolder holder);
PhStoreHolder ph_store_message_get_holder (PhStoreMessage *self);
/* Which reports on delivery the server is asked for: 1 none at all, 2 success, 4 failure, 8 delay; 0: what it likes (RFC 3461
 * section 4.1). The numbers are in the database. */
void ph_store_message_set_notify (PhStoreMessage *self, guint notify);
guint ph_store_message_get_notify (PhStoreMessage *self);
/* Takes @recipient over. */
void ph_store_message_add_recipient (PhStoreMessage *self, PhStoreRecipient *recipient);
/* (element-type PhStoreRecipient) (transfer none) */
GPtrArray *ph_store_message_get_recipients (PhStoreMessage *self);

G_END_DECLS
