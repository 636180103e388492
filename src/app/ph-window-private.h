/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window's files share. */
#pragma once

#include "ph-banner.h"
#include "ph-composer.h"
#include "ph-conversation.h"
#include "ph-progress-strip.h"
#include "ph-window.h"

G_BEGIN_DECLS

/* What was asked for while a draft was being saved, and is done behind that. */
typedef struct
{
  gboolean is_at_once; /* else there is the time to undo */
  char **recipients; /* (owned) (nullable): only they */
  char *password; /* (owned) (nullable), wiped when freed */
  gboolean is_forced;
  gint64 due; /* 0 for none */
  PhStoreHolder holder;
} PhWindowOrder;

void ph_window_order_free (PhWindowOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhWindowOrder, ph_window_order_free)

struct _PhWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  GtkWidget *attach_button;
  GtkWidget *send_button;
  GtkMenuButton *menu_button;
  PhBanner *notice; /* stands as long as its cause: practice, no account */
  PhBanner *banner; /* comes and goes: errors */
  GtkStack *stack;
  GtkWidget *welcome_page;
  GtkWidget *welcome_button;
  PhComposer *composer;
  AdwStatusPage *sent_page;
  GtkWidget *sent_new_button;
  GtkWidget *sent_show_button;
  GtkWidget *sent_folder_button;
  GtkWidget *sent_draft_button;
  PhProgressStrip *strip;

  AdwStatusPage *waiting_page;
  GtkWidget *waiting_send_button;

  PhSending *sending; /* (owned) (nullable): the newest, also when it is finished */
  gint64 warmed_us; /* monotonic; when a session was last asked for ahead of a message, 0 for never */
  guint save_source;
  gint64 unsaved_us; /* monotonic; when the first of the changes came for which it is */
  guint said_source;
  gboolean has_unsaved; /* something was written since the last save began */
  gboolean is_saving;
  gboolean is_closing; /* closed by the person, and gone once the draft is safe */
  PhWindowOrder *order; /* (owned) (nullable) */
  gboolean send_when_attached;
  PhMessage *discarded; /* (owned) (nullable): what Undo brings back */
  gint64 discarded_stored;
  gint64 stored; /* the message in the store that the composer goes on with, 0 for none */
  gboolean was_held; /* the newest sending began with Undo */
  gboolean edits_when_undone; /* what is undone next is, for a refused recipient to be edited */
  AdwToast *hold_toast; /* (unowned) (nullable): as long as it is shown */
  GtkWidget *focus_before; /* (unowned) (nullable): weak; where an undone sending puts the cursor back */
  GPtrArray *linked; /* (owned) (nullable) (element-type GFile): what a link wants to attach, until that is answered */
  AdwToast *removed_toast; /* (unowned) (nullable): as long as it offers what was taken off */
  guint close_source;
  guint adapt_source;
  gboolean is_narrow;
  double pointer_x; /* where the pointer was last, to tell a moved one from a page that changed below it */
  double pointer_y;
  gboolean is_shown_by_choice; /* a link or a failure brought it, so no page may push it away */
};

/* Installs the win. actions. */
void ph_window_class_add_actions (GtkWidgetClass *widget_class);
/* Which page, notice and actions fit the state. */
void ph_window_update (PhWindow *self);
PhApplication *ph_window_get_app (PhWindow *self);
void ph_window_toast (PhWindow *self, const char *text);

/* ph-window-send.c */
void ph_window_carry_out (PhWindow *self, PhWindowOrder *order);

/* ph-window-draft.c */
/* Somebody has written: it is saved soon. */
void ph_window_note_change (PhWindow *self);
/* Saves at once what is not saved. */
void ph_window_save_draft (PhWindow *self);
/* The person closes the window. Returns whether it stays, hidden, until all is saved, or sent if that was asked for. */
gboolean ph_window_stay_for_draft (PhWindow *self);
/* Whatever it stayed for may be over. */
void ph_window_go_on_closing (PhWindow *self);
/* There is something to tell before it can go. */
void ph_window_come_back (PhWindow *self);
/* What is about to be sent is no draft any more. Returns whether one is being saved, behind which @order (transfer full) follows. */
gboolean ph_window_wait_for_draft (PhWindow *self, PhWindowOrder *order);
void ph_window_stop_saving (PhWindow *self);
void ph_window_discard_draft (PhWindow *self);
void ph_window_undo_discard (PhWindow *self);

/* ph-window-send.c */
/* With Undo, for as long as the settings say. */
void ph_window_send (PhWindow *self);
/* Without: what was decided already. @recipients, @password: (nullable): see ph_delivery_set_previous() and
 * ph_outbox_send(); @is_forced: although there seems to be no network */
void ph_window_send_at_once (PhWindow *self, const char *const *recipients, const char *password, gboolean is_forced);
/* @due: microseconds since the epoch; until then the message is in the outbox */
void ph_window_send_later (PhWindow *self, gint64 due, PhStoreHolder holder);
/* With Undo too. */
void ph_window_show_waiting_for_files (PhWindow *self);
void ph_window_hide_hold (PhWindow *self);
/* Ends the hold: by sending, or by going on where the writing was left. */
void ph_window_release (PhWindow *self);
void ph_window_undo_send (PhWindow *self);
/* Takes the message out of the outbox, to be written on. */
void ph_window_take_back (PhWindow *self);
/* Shows what the outbox makes of a message that waits here. */
void ph_window_follow_outbox (PhWindow *self);
/* Puts the cursor back to where it was before the message was sent. */
void ph_window_go_on_writing (PhWindow *self);
/* Shows advice in the banner, with its ways out. @context: for their labels */
void ph_window_advise (PhWindow *self, const PhErrorText *text, const PhErrorContext *context);

/* ph-window-check.c */
/* Whether there is something that can be sent to @target, and somebody to send it for; if not, that is said. */
gboolean ph_window_check (PhWindow *self, PhSendTarget target);
/* No message goes without a file that is still on its way into it. Returns whether there is one, behind which ph_window_send()
 * follows, unless it is stopped before; that returns whether it was waited for. */
gboolean ph_window_wait_for_files (PhWindow *self);
gboolean ph_window_stop_waiting_for_files (PhWindow *self);
void ph_window_note_attached (PhWindow *self);

/* ph-window-ended.c */
/* The page for a message that is sent, or taken to be. It may close the window after a while. */
void ph_window_show_sent (PhWindow *self);
void ph_window_stop_closing (PhWindow *self);
/* The page for a message that nobody has tried to send yet; FALSE for one that was tried, and nothing is shown then. */
gboolean ph_window_show_waiting (PhWindow *self);

/* ph-window-choice.c */
void ph_window_follow_choice (PhWindow *self, PhDelivery *delivery);
/* Whether some recipients were refused, and the server waits for what is to become of the others. */
gboolean ph_window_has_choice (PhWindow *self);
/* The answers to it, besides Undo. */
void ph_window_go_on_to_others (PhWindow *self);
void ph_window_undo_to_edit (PhWindow *self);
/* (transfer full) (nullable): whom the newest message is kept for, as was chosen */
char *ph_window_describe_kept (PhWindow *self);

/* ph-window-link.c */
/* The answer to what a link wants to attach. */
void ph_window_attach_linked (PhWindow *self);

/* ph-window-merge.c */
/* Asks for a table, and shows what its rows make of the message. */
void ph_window_send_to_each (PhWindow *self);

G_END_DECLS
