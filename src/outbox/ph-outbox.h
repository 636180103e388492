/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is to be sent, and when: what was composed just now, what waits for its time, for a network or for a server
 * that said "later". Accounts go side by side; the messages of one account one after the other, over one session. */
#pragma once

#include "ph-accounts.h"
#include "ph-delivery.h"
#include "ph-secrets.h"

G_BEGIN_DECLS

#define PH_TYPE_OUTBOX (ph_outbox_get_type ())
/* Main thread only. Signals: `delivery-started` and `delivery-finished` (PhDelivery), for each attempt; `idle`: nothing is
 * under way and nothing is due that can be tried; `look-failed` (GError): the store cannot be read, and is asked again later. */
G_DECLARE_FINAL_TYPE (PhOutbox, ph_outbox, PH, OUTBOX, GObject)

PhOutbox *ph_outbox_new (PhOutboxDisk *disk, PhAccounts *accounts, PhSecrets *secrets);

/**
 * PhOutboxError:
 * @PH_OUTBOX_ERROR_NOT_PREPARED: what #PhOutboxPrepareFunc should have made ready is not; the message is its own
 */
typedef enum
{
  PH_OUTBOX_ERROR_NOT_PREPARED,
} PhOutboxError;
#define PH_OUTBOX_ERROR (ph_outbox_error_quark ())
GQuark ph_outbox_error_quark (void);

/* Called before an account's server is connected to: to start one that is ours. It may change the account. */
typedef gboolean (*PhOutboxPrepareFunc) (PhAccount *account, gpointer user_data, GError **error);
void ph_outbox_set_prepare_func (PhOutbox *self, PhOutboxPrepareFunc func, gpointer user_data);

/**
 * ph_outbox_start:
 *
 * From here on it sends what is due by itself: now, when the next message's time comes, when the network comes back, when
 * the machine wakes up, and when another program puts something into the store.
 */
void ph_outbox_start (PhOutbox *self);
/* Looks for what is due now. @is_hasty: also at what waits for a later try, as there is a new reason to hope */
void ph_outbox_look (PhOutbox *self, gboolean is_hasty);

/**
 * ph_outbox_send:
 * @delivery: new, and set up; it is started here
 * @password: (nullable): one that was just typed; else the keyring is asked, if the account needs one
 *
 * Where no network is known to lead to the server, and @is_forced is not set, the message only goes into the outbox.
 */
void ph_outbox_send (PhOutbox *self, PhDelivery *delivery, const char *password, gboolean is_forced);
/* Whether a password could not be had as the keyring stayed locked, see ph_secrets_get_is_locked(). */
gboolean ph_outbox_get_is_keyring_locked (PhOutbox *self);

/* Makes a session ready for a message that will soon be sent. A failure is silent. */
void ph_outbox_warm (PhOutbox *self, PhAccount *account);
/* Whether a network leads to the account's server, as far as the system knows. */
gboolean ph_outbox_can_reach (PhOutbox *self, PhAccount *account);

/* (transfer none) (element-type PhStoreMessage): what is due and not tried: its account is gone, busy or in trouble, or no
 * network leads to its server. Oldest last. */
GPtrArray *ph_outbox_get_left (PhOutbox *self);
/* (nullable): why none of the account's messages is tried for a minute, unless there is a new reason to hope: its server could
 * not be reached or did not let it in, or the disk did not take down that one was tried. The others would meet the same. */
const GError *ph_outbox_get_trouble (PhOutbox *self, PhAccount *account);

guint ph_outbox_get_n_active (PhOutbox *self);
/* Whether something was still to be sent, now or later, when it was looked at last. */
gboolean ph_outbox_has_waiting (PhOutbox *self);
PhOutboxDisk *ph_outbox_get_disk (PhOutbox *self);

G_END_DECLS
