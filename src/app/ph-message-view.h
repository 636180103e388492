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

G_END_DECLS
