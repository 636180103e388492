/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each name is isolated, so that its direction says nothing about the others. */
#include "config.h"

#include "ph-recipient-line.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"

#define RIGHT_TO_LEFT_MARK "\xe2\x80\x8f"
#define LEFT_TO_RIGHT_MARK "\xe2\x80\x8e"

char *
ph_recipient_line_new (const char *const *names, gboolean has_more, GtkTextDirection direction)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) isolated = NULL;
  g_autofree char *line = NULL;

  for (; *names != NULL; names++)
    {
      g_autofree char *name = ph_foreign_text_isolate (*names);

      g_strv_builder_add (builder, name);
    }
  if (has_more)
    g_strv_builder_add (builder, "…");
  isolated = g_strv_builder_end (builder);
  /* Translators: what stands between the names in a list of recipients. */
  line = g_strjoinv (_ (", "), isolated);
  if (*line == '\0')
    return g_steal_pointer (&line);
  return g_strconcat (direction == GTK_TEXT_DIR_RTL ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK, line, NULL);
}
