/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that shows one message from a file: its fields, text, attachments and source. Read only. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PH_TYPE_MESSAGE_VIEW (ph_message_view_get_type ())
/* Actions: message.save, message.open-part (u), message.save-part (u). */
G_DECLARE_FINAL_TYPE (PhMessageView, ph_message_view, PH, MESSAGE_VIEW, AdwWindow)

/**
 * ph_message_view_new:
 * @parent: (nullable): the window it belongs to, and closes with
 * @file: an .eml file or a file of a Maildir; loaded on another thread, starting now
 *
 * Returns: (transfer none): a window that is not presented yet; GTK owns it
 */
PhMessageView *ph_message_view_new (GtkWindow *parent, GFile *file);

/**
 * ph_message_view_add_fate:
 * @page: what became of the message, as a page beside its text and its source
 * @menu: what can be done with it
 * @is_first: whether the page is what is shown first
 */
void ph_message_view_add_fate (PhMessageView *self, GtkWidget *page, GMenuModel *menu, gboolean is_first);
/* Says something in passing; nothing once the window is closed. @text: no markup */
void ph_message_view_toast (PhMessageView *self, const char *text);

G_END_DECLS
