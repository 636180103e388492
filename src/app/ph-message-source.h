/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The raw text of a message, as it came. Read when it is first looked at, and only the first part of a long one. */
#pragma once

#include <adwaita.h>

#include "ph-mail-reader.h"

G_BEGIN_DECLS

#define PH_TYPE_MESSAGE_SOURCE (ph_message_source_get_type ())
G_DECLARE_FINAL_TYPE (PhMessageSource, ph_message_source, PH, MESSAGE_SOURCE, GtkBox)

void ph_message_source_set_reader (PhMessageSource *self, PhMailReader *reader);

G_END_DECLS
