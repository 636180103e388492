/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the text goes out: as it is written, or also as what its Markdown means. */
#include "config.h"

#include "ph-composer-private.h"

#include "ph-mail-markdown.h"

#include <glib/gi18n.h>

void
ph_composer_update_format (PhComposer *self)
{
  gtk_menu_button_set_label (self->format, ph_composer_is_markdown (self) ? _ ("Markdown as HTML") : _ ("Plain text"));
  ph_composer_update_size (self);
}

void
ph_composer_init_format (PhComposer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->format), ph_mail_markdown_is_available ());
  ph_composer_update_format (self);
}

gboolean
ph_composer_is_markdown (PhComposer *self)
{
  return (self->options & PH_MESSAGE_OPTION_MARKDOWN) != 0;
}

const char *
ph_composer_get_format (PhComposer *self)
{
  return ph_composer_is_markdown (self) ? PH_COMPOSER_FORMAT_MARKDOWN : PH_COMPOSER_FORMAT_PLAIN;
}

gboolean
ph_composer_choose_format (PhComposer *self, const char *format)
{
  PhMessageOptions options = self->options & ~PH_MESSAGE_OPTION_MARKDOWN;

  if (g_strcmp0 (format, PH_COMPOSER_FORMAT_MARKDOWN) == 0)
    options |= PH_MESSAGE_OPTION_MARKDOWN;
  if (options == self->options || !gtk_text_view_get_editable (self->text))
    return FALSE;
  self->options = options;
  ph_composer_update_format (self);
  return TRUE;
}

void
ph_composer_toggle_markdown (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  if (ph_mail_markdown_is_available ())
    g_object_set (self,
                  "format",
                  ph_composer_is_markdown (self) ? PH_COMPOSER_FORMAT_PLAIN : PH_COMPOSER_FORMAT_MARKDOWN,
                  NULL);
}
