/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window “Messages”: drafts, what is to be sent, and what was sent. */
#pragma once

#include "ph-application.h"

G_BEGIN_DECLS

#define PH_TYPE_MESSAGES (ph_messages_get_type ())
/* Actions: messages.open, .show, .send-now, .delete, .undo-delete, .undo, .open-elsewhere, .open-folder, .search. */
G_DECLARE_FINAL_TYPE (PhMessages, ph_messages, PH, MESSAGES, AdwApplicationWindow)

/* There is one: the open one comes to the front, or one is made. */
void ph_messages_present (PhApplication *application);
/* Says something in passing, where the window is open. @text: no markup */
void ph_messages_tell (PhApplication *application, const char *text);

G_END_DECLS
