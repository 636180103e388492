/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The primary window: the welcome page, one message's composer, or the page that says it was sent. */
#pragma once

#include "ph-application.h"

G_BEGIN_DECLS

#define PH_TYPE_WINDOW (ph_window_get_type ())
G_DECLARE_FINAL_TYPE (PhWindow, ph_window, PH, WINDOW, AdwApplicationWindow)

PhWindow *ph_window_new (PhApplication *application);

/* Nobody has written in it, and nothing is shown that was not asked for: it can be given to somebody. */
gboolean ph_window_is_untouched (PhWindow *self);
gboolean ph_window_is_sending (PhWindow *self);
/* Undo is still possible. */
gboolean ph_window_is_held (PhWindow *self);
/* The message is in the outbox, and its window shows why. */
gboolean ph_window_is_waiting (PhWindow *self);
/* Fills the composer from a link. @invalid, @attach: (nullable): as ph_mailto_parse() gives them; files are asked about */
void ph_window_compose_link (PhWindow *self, PhMessage *message, const char *const *invalid, const char *const *attach);
/* Fills the composer with a message, to be sent from @account (nullable). @stored: the draft that it is, 0 for a new one */
void ph_window_compose_stored (PhWindow *self, PhMessage *message, PhAccount *account, gint64 stored);
/* (transfer none) (nullable): the open window that goes on with this message of the store, which is not 0 */
PhWindow *ph_window_find_for_stored (GtkApplication *application, gint64 stored);
/* Says that there are drafts from before, and messages that cannot be read, if there are. */
void ph_window_offer_drafts (PhWindow *self);
/* Says that an account was added from here; the person goes on writing. */
void ph_window_account_added (PhWindow *self);
/* Fills the composer with what could not be sent, and says why. */
void ph_window_show_failure (PhWindow *self, PhSending *sending);
/* (transfer none) (nullable): the open window that shows this sending */
PhWindow *ph_window_find_for (GtkApplication *application, PhSending *sending);

G_END_DECLS
