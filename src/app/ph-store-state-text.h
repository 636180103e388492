/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a stored message, in the few words that a list has room for. Pure: no clock, no network. */
#pragma once

#include "ph-store-message.h"

G_BEGIN_DECLS

/* What the row alone does not know. */
typedef struct
{
  GDateTime *now; /* in the zone to show */
  gboolean has_account; /* the account that it goes with is still there */
  gboolean can_reach; /* a network leads to its server */
  int error_code; /* PhSmtpError of the newest attempt; -1: none that is known */
} PhStoreStateContext;

/* (transfer full): translated; "" where there is nothing to say: a draft, or sent to everybody */
char *ph_store_state_text_new (PhStoreMessage *message, const PhStoreStateContext *context);
/* Whether it waits for a person, or somebody did not get it: shown with a sign beside the words. */
gboolean ph_store_state_text_is_trouble (PhStoreMessage *message);

/* Why it was not sent, in words that follow "Not sent: "; (transfer none) */
const char *ph_store_state_text_describe_error (int error_code);
guint ph_store_state_text_count_fate (PhStoreMessage *message, PhStoreFate fate);

G_END_DECLS
