/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that shows what was said between this program and a server, while it is said and after. */
#pragma once

#include <adwaita.h>

#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

#define PH_TYPE_CONVERSATION (ph_conversation_get_type ())
/* Property `wraps-lines`. Actions: conversation.copy, conversation.save, conversation.wrap-lines. */
G_DECLARE_FINAL_TYPE (PhConversation, ph_conversation, PH, CONVERSATION, AdwWindow)

/**
 * ph_conversation_new:
 * @parent: (nullable): the window it belongs to, and closes with
 * @transcript: followed as it grows; its failing line is selected once it is marked
 *
 * Returns: (transfer none): a window that is not presented yet; GTK owns it
 */
PhConversation *ph_conversation_new (GtkWindow *parent, PhSmtpTranscript *transcript);

/**
 * ph_conversation_set_explanation:
 * @title: (nullable): what happened, translated; %NULL takes the explanation away
 * @text: (nullable): whose side it is on and what to do
 */
void ph_conversation_set_explanation (PhConversation *self, const char *title, const char *text);

G_END_DECLS
