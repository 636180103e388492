/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the window “Messages” share. */
#pragma once

#include "ph-banner.h"
#include "ph-message-list.h"
#include "ph-messages.h"

G_BEGIN_DECLS

struct _PhMessages
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  GtkMenuButton *menu_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  PhBanner *banner;
  AdwViewStack *stack;
  AdwViewStackPage *outbox_page;
  PhMessageList *drafts;
  PhMessageList *waiting;
  PhMessageList *sent;

  PhOutbox *outbox; /* (owned) */
  GFileMonitor *journal; /* (owned) (nullable): what another program writes is there first */
  GCancellable *cancellable; /* (owned): what is under way ends with the window */
  gint64 deleted; /* what Ctrl+Z brings back; 0: nothing */
  guint n_to_list; /* lists that are not there yet */
  guint reveal_idle;
};

PhApplication *ph_messages_get_app (PhMessages *self);
PhMessageList *ph_messages_get_list (PhMessages *self); /* the one that is shown */
/* What was under way may come to its end after the window. */
void ph_messages_toast (PhMessages *self, const char *text);

void ph_messages_class_add_actions (GtkWidgetClass *widget_class);
/* After the selection or what is selected has changed: which actions make sense. */
void ph_messages_update_actions (PhMessages *self);

G_END_DECLS
