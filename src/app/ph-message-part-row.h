/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One attachment of a message that is shown: its name, its size, Open and Save. */
#pragma once

#include <adwaita.h>

#include "ph-mail-reader.h"

G_BEGIN_DECLS

#define PH_TYPE_MESSAGE_PART_ROW (ph_message_part_row_get_type ())
/* Its buttons activate message.open-part and message.save-part with the part's index. */
G_DECLARE_FINAL_TYPE (PhMessagePartRow, ph_message_part_row, PH, MESSAGE_PART_ROW, AdwActionRow)

GtkWidget *ph_message_part_row_new (PhMailReader *reader, guint index);

G_END_DECLS
