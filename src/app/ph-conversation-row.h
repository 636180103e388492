/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a conversation on the screen: sign of failure, time, direction, text. Left to right in every language. */
#pragma once

#include <gtk/gtk.h>

#include "ph-transcript-line.h"

G_BEGIN_DECLS

#define PH_TYPE_CONVERSATION_ROW (ph_conversation_row_get_type ())
/* Property `wraps`: whether a long line is broken. */
G_DECLARE_FINAL_TYPE (PhConversationRow, ph_conversation_row, PH, CONVERSATION_ROW, GtkBox)

GtkWidget *ph_conversation_row_new (void);
/* Also names the list item that the row is in, for assistive technology. */
void ph_conversation_row_set_line (PhConversationRow *self, PhTranscriptLine *line);

G_END_DECLS
