/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of the three lists of stored messages, or the page that says why there is none. */
#pragma once

#include "ph-accounts.h"
#include "ph-outbox.h"
#include "ph-store-list-model.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define PH_TYPE_MESSAGE_LIST (ph_message_list_get_type ())
/* Signal `listed`: it was listed for the first time, or it could not be. Signal `selected`: another message is, or this
 * one has changed. Runs the actions messages.open and messages.delete,
 * which are for the message that is selected, and shows a menu of messages.* that are enabled. */
G_DECLARE_FINAL_TYPE (PhMessageList, ph_message_list, PH, MESSAGE_LIST, AdwBin)

/* Once: starts to list @box. */
void ph_message_list_start (PhMessageList *self, PhOutbox *outbox, PhAccounts *accounts, PhStoreBox box);
/* @query: "" for everything */
void ph_message_list_set_query (PhMessageList *self, const char *query);
/* Lists it again, for what the disk does not tell of. */
void ph_message_list_refresh (PhMessageList *self);
/* (nullable): the one that is selected, while the list is shown */
PhStoreMessage *ph_message_list_get_selected (PhMessageList *self);
PhStoreBox ph_message_list_get_box (PhMessageList *self);
/* Gives the keyboard to the list, or to the button of the page in its place. */
void ph_message_list_focus (PhMessageList *self);
/* Selects a message that came back, or that will with the next listing, and gives it the keyboard. */
void ph_message_list_select_message (PhMessageList *self, gint64 id);

G_END_DECLS
