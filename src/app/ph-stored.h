/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stored message with its attempts, as the store has them now. */
#pragma once

#include "ph-error-text.h"
#include "ph-outbox-disk.h"

G_BEGIN_DECLS

#define PH_TYPE_STORED (ph_stored_get_type ())
/* Main thread only. Signal `changed`: the message or its attempts did, or they were read for the first time. */
G_DECLARE_FINAL_TYPE (PhStored, ph_stored, PH, STORED, GObject)

/* @message: shown until it is read anew, which starts at once */
PhStored *ph_stored_new (PhOutboxDisk *disk, PhStoreMessage *message);

PhStoreMessage *ph_stored_get_message (PhStored *self);
/* (element-type PhStoreAttempt) (nullable): oldest first; NULL until they are read. A new array whenever they change. */
GPtrArray *ph_stored_get_attempts (PhStored *self);
/* (nullable) */
const PhStoreAttempt *ph_stored_get_newest_attempt (PhStored *self);
/* (nullable): by its id */
const PhStoreAttempt *ph_stored_find_attempt (PhStored *self, gint64 id);

/* (transfer full) (nullable): what went wrong in an attempt, in our words; %NULL when nothing did */
PhErrorText *ph_stored_describe_attempt (const PhStoreAttempt *attempt);

G_END_DECLS
