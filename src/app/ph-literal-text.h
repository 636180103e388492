/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of which somebody wants to know, or to say, what stands there to the letter. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is put into @buffer, an empty one, from now on is shown without the hyphens that Pango puts where a long word, an
 * address or base64 goes on in the next line: who reads cannot tell them from those of the text. */
void ph_literal_text_keep (GtkTextBuffer *buffer);

G_END_DECLS
