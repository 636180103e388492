/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A place in a list of stored messages: empty until its row was read, then the row as it was last seen. */
#pragma once

#include "ph-store-message.h"

G_BEGIN_DECLS

#define PH_TYPE_STORE_ITEM (ph_store_item_get_type ())
/* Property `message` (PhStoreMessage), read-only, notifying when the row has changed. Main thread only. */
G_DECLARE_FINAL_TYPE (PhStoreItem, ph_store_item, PH, STORE_ITEM, GObject)

PhStoreItem *ph_store_item_new (void);

/* (nullable): NULL until it is read */
PhStoreMessage *ph_store_item_get_message (PhStoreItem *self);
/* 0 until it is read */
gint64 ph_store_item_get_id (PhStoreItem *self);
/* A PhSmtpError: what ended the newest attempt of a message that failed; -1: none that is known */
int ph_store_item_get_error_code (PhStoreItem *self);
/* For the model. The same row again changes nothing. */
void ph_store_item_set_message (PhStoreItem *self, PhStoreMessage *message, int error_code);

G_END_DECLS
