/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages and their fate, kept so that a crash, a power cut or a full disk loses none and doubles none: one file a message
 * (ph-store-files) and rows in SQLite (WAL, synchronous=FULL). A file is whole and synced before its row names it.
 *
 * All functions block on disk and may be called on any thread; each is one transaction. Several programs may have the same
 * store open: what one is sending no other can claim. Errors: #GIOErrorEnum; NO_SPACE and the like keep their code, BUSY means
 * that another program has the message or that its state is not the one expected, NOT_FOUND that it is gone (or removed and not
 * restored), TIMED_OUT that another program kept the database locked, INVALID_DATA that it is damaged. What returned an error did
 * not happen. */
#pragma once

#include "ph-store-attempt.h"
#include "ph-store-files.h"
#include "ph-store-message.h"
#include "ph-store-person.h"

G_BEGIN_DECLS

#define PH_TYPE_STORE (ph_store_get_type ())
/* Signal `changed`: a message came, went or changed through this object; emitted in the main context that was the thread's
 * default when it was opened, once for a burst. */
G_DECLARE_FINAL_TYPE (PhStore, ph_store, PH, STORE, GObject)

/**
 * ph_store_open:
 * @folder: usually $XDG_DATA_HOME/posthaste; holds `messages/` and `posthaste.db`; made with mode 0700
 *
 * Migrates an older database forward. One of a newer version is refused (NOT_SUPPORTED), as is a damaged one
 * (INVALID_DATA): neither is touched. After a crash the whole database is read once to know, which takes its time.
 *
 * Returns: (transfer full) (nullable)
 */
PhStore *ph_store_open (GFile *folder, GError **error);

/* ---- coming and going --------------------------------------------------------------------------------------------- */

/* Writes the file, then the row. @message: not changed. Returns: (transfer full) (nullable): as it is stored */
PhStoreMessage *ph_store_add (PhStore *self,
                              PhStoreMessage *message,
                              PhStoreWriteFunc write_func,
                              gpointer user_data,
                              GCancellable *cancellable,
                              GError **error);
/**
 * ph_store_add_once:
 * @key: any text of the caller's, that is kept for ever
 *
 * ph_store_add(), once for @key: row and key are one transaction, so whoever was killed and begins anew doubles nothing, and
 * of two programs one adds it. EXISTS when it was added before.
 */
PhStoreMessage *ph_store_add_once (PhStore *self,
                                   PhStoreMessage *message,
                                   const char *key,
                                   PhStoreWriteFunc write_func,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   GError **error);
/* @was_added: (out): whether ph_store_add_once() has added something for @key, whatever became of it */
gboolean ph_store_was_added (PhStore *self, const char *key, gboolean *was_added, GError **error);
/* New text and fields for the draft @id, all or nothing: the old ones stand until the new ones are safe. Its new state is
 * @message's. BUSY when it is no draft any more. */
PhStoreMessage *ph_store_replace (PhStore *self,
                                  gint64 id,
                                  PhStoreMessage *message,
                                  PhStoreWriteFunc write_func,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  GError **error);
/* Hides it from all lists; ph_store_restore() brings it back until ph_store_purge() takes row and file. Not while it is
 * sending or committing (BUSY). A purge also takes the files that ph_store_replace() could not remove. After an error it may be
 * half done: some files are still there, which no list shows and the next purge takes. */
gboolean ph_store_remove (PhStore *self, gint64 id, GError **error);
gboolean ph_store_restore (PhStore *self, gint64 id, GError **error);
gboolean ph_store_purge (PhStore *self, GError **error);

/* ---- on its way: each step is durable when it returns ------------------------------------------------------------- */

/* queued → sending, with this object as its owner. Only one program gets TRUE. */
gboolean ph_store_claim (PhStore *self, gint64 id, GError **error);

/**
 * ph_store_begin_commit:
 * @committing: (array zero-terminated=1): the addresses that the server may take it for from now on
 * @sent: (array zero-terminated=1): those for whom it has taken it in an earlier turn
 *
 * sending or committing → committing. Call it before the octets leave that let the server take the message. INVALID_ARGUMENT
 * when one of @committing is no recipient that still waits for the message (PENDING or COMMITTING), or one of @sent none at all.
 */
gboolean ph_store_begin_commit (PhStore *self,
                                gint64 id,
                                const char *const *committing,
                                const char *const *sent,
                                GError **error);

/**
 * ph_store_settle:
 * @state: what it becomes; by ph_store_state_can_become()
 * @due: for QUEUED: not before this time. After an attempt of a message that the server shall hold it moves only the next
 *   attempt, not ph_store_message_get_due()
 * @is_retry: whether it counts as one more temporary refusal
 * @recipients: (element-type PhStoreRecipient) (nullable): those whose fate or reply is news, found by their address
 * @attempt: (nullable): kept with it
 *
 * The end of an attempt, and also a person's decision (undo, send again, mark as sent). It has no owner afterwards.
 * Of whom there is no news: COMMITTING becomes SENT, REFUSED or UNKNOWN as @state is, else PENDING; and when the message was
 * UNKNOWN, so do those recipients become SENT, else PENDING. Other fates stay, and SENT always stays. Queued by a person, the
 * retries are counted anew.
 */
gboolean ph_store_settle (PhStore *self,
                          gint64 id,
                          PhStoreState state,
                          gint64 due,
                          gboolean is_retry,
                          GPtrArray *recipients,
                          PhStoreAttempt *attempt,
                          GError **error);

/**
 * ph_store_recover:
 * @n_queued: (out) (optional): how many went back to the queue
 * @n_unknown: (out) (optional): how many nobody knows the outcome of
 *
 * What programs that are gone left behind: sending → queued; committing → unknown, unless every recipient's fate is known: then
 * queued when some still wait for it, else sent or failed.
 * A program is gone when the lock that it held on `posthaste.lock` is (F_OFD_SETLK on a byte of its own), however it ended.
 */
gboolean ph_store_recover (PhStore *self, guint *n_queued, guint *n_unknown, GError **error);

/* ---- looking ------------------------------------------------------------------------------------------------------ */

/* (transfer full) (nullable): also a removed one, until it is purged */
PhStoreMessage *ph_store_get (PhStore *self, gint64 id, GError **error);

/**
 * PhStoreBox: the lists of the window
 * @PH_STORE_BOX_DRAFTS: newest change first
 * @PH_STORE_BOX_OUTBOX: queued, sending, committing, failed and unknown; oldest first
 * @PH_STORE_BOX_SENT: newest first
 */
typedef enum
{
  PH_STORE_BOX_DRAFTS,
  PH_STORE_BOX_OUTBOX,
  PH_STORE_BOX_SENT,
} PhStoreBox;

/**
 * ph_store_list:
 * @query: (nullable): words that all have to be in subject, people or text; the last one may be a beginning. Any text is
 *   allowed, none is an error
 * @offset, @limit: which part of the list
 *
 * Returns: (transfer full) (element-type PhStoreMessage) (nullable)
 */
GPtrArray *ph_store_list (PhStore *self, PhStoreBox box, const char *query, guint offset, guint limit, GError **error);
/* Returns: how many the whole list has, -1 on error */
int ph_store_count (PhStore *self, PhStoreBox box, const char *query, GError **error);
/* Returns: how many of the outbox wait for a person: failed and unknown; -1 on error */
int ph_store_count_troubled (PhStore *self, GError **error);

/* (transfer full) (element-type PhStoreMessage): queued and due at @now, oldest first */
GPtrArray *ph_store_list_due (PhStore *self, gint64 now, GError **error);
/* When the next queued message is due: 1 when that is at once, 0 when none is queued, -1 on error */
gint64 ph_store_get_next_due (PhStore *self, GError **error);
/* (transfer full) (element-type PhStoreAttempt): oldest first */
GPtrArray *ph_store_list_attempts (PhStore *self, gint64 id, GError **error);

/**
 * ph_store_find_strangers:
 * @files: (out) (transfer full) (element-type GFile): files in `messages/` that no row names, but those of programs that are alive
 * @messages: (out) (transfer full) (element-type PhStoreMessage): rows whose file is missing or has another size
 *
 * Found and shown, never dropped. What programs that are gone wrote aside and never gave its name (`.*.part`) is removed.
 */
gboolean ph_store_find_strangers (PhStore *self, GPtrArray **files, GPtrArray **messages, GError **error);

/* ---- people ------------------------------------------------------------------------------------------------------- */

/**
 * ph_store_find_people:
 * @query: each word may be the beginning of a word of the name or the address; any text is allowed
 * @now: microseconds since the epoch
 *
 * Those who got a message, whatever became of it since; first who gets them often and lately. Case and accents do not matter.
 *
 * Returns: (transfer full) (element-type PhStorePerson) (nullable): nobody for a query without words
 */
GPtrArray *ph_store_find_people (PhStore *self, const char *query, gint64 now, guint limit, GError **error);
/* Whether those who get a message are remembered from now on, whichever program sends it. A new store does. */
gboolean ph_store_set_remembers (PhStore *self, gboolean remembers, GError **error);
/* At once and for good, until the next message. @address: as ph_store_find_people() has it */
gboolean ph_store_forget_person (PhStore *self, const char *address, GError **error);
/* Everybody: ph_store_recall_people() takes it back until ph_store_purge_people(). */
gboolean ph_store_forget_people (PhStore *self, GError **error);
gboolean ph_store_recall_people (PhStore *self, GError **error);
gboolean ph_store_purge_people (PhStore *self, GError **error);

G_END_DECLS
