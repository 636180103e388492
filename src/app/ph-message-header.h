/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a message that is shown: From, To, Cc, Date, Subject. Scrolls when there are many recipients. */
#pragma once

#include <adwaita.h>

#include "ph-mail-reader.h"

G_BEGIN_DECLS

#define PH_TYPE_MESSAGE_HEADER (ph_message_header_get_type ())
G_DECLARE_FINAL_TYPE (PhMessageHeader, ph_message_header, PH, MESSAGE_HEADER, GtkWidget)

void ph_message_header_set_reader (PhMessageHeader *self, PhMailReader *reader);

G_END_DECLS
