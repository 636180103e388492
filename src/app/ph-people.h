/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes to mind while somebody types a recipient: people written to before, asked for on the disk's thread, and behind them
 * those in the desktop's address books. */
#pragma once

#include "ph-mailbox.h"
#include "ph-outbox-disk.h"

G_BEGIN_DECLS

#define PH_PEOPLE_MAX 6

#define PH_TYPE_PEOPLE (ph_people_get_type ())
/* Main thread only. */
G_DECLARE_FINAL_TYPE (PhPeople, ph_people, PH, PEOPLE, GObject)

PhPeople *ph_people_new (PhOutboxDisk *disk);

/* (transfer none) (element-type PhMailbox): what the last search found, at most PH_PEOPLE_MAX; keeps what an earlier one found
 * until then */
GListModel *ph_people_get_found (PhPeople *self);
/* @text: what was typed; see ph_store_find_people(). An answer to an earlier text is dropped. "" finds nobody, at once;
 * where recipients are not to be remembered, anything finds those in the address books only. */
void ph_people_search (PhPeople *self, const char *text);
/* Found no more until the next message to this address; and searches again. */
void ph_people_forget (PhPeople *self, guint position);

G_END_DECLS
