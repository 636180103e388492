/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a mailto: link into the composer. What it wants to attach is only asked about, and whoever does not answer, or presses a
 * key too many, has attached nothing. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-link-files.h"

#include <glib/gi18n.h>

static void
ph_window_ask_to_attach (PhWindow *self, const char *const *ignored)
{
  g_autofree char *question = ph_link_files_dup_question (self->linked);
  g_autofree char *details = ph_link_files_dup_details (self->linked, ignored);

  ph_banner_present (self->banner, PH_BANNER_WARNING, question, details);
  ph_banner_add_button (self->banner, _ ("Do Not Attach"), "win.dismiss-banner");
  ph_banner_add_button (self->banner, _ ("Attach"), "win.attach-linked");
  ph_banner_reveal (self->banner, FALSE);
}

static void
ph_window_say_ignored (PhWindow *self, const char *const *ignored)
{
  g_autofree char *details = ph_link_files_dup_details (self->linked, ignored);

  ph_banner_present (self->banner,
                     PH_BANNER_WARNING,
                     _ ("The link tried to attach a file. It was not added."),
                     details);
  ph_banner_add_button (self->banner, _ ("Close"), "win.dismiss-banner");
  ph_banner_reveal (self->banner, FALSE);
}

void
ph_window_compose_link (PhWindow *self, PhMessage *message, const char *const *invalid, const char *const *attach)
{
  g_auto (GStrv) ignored = NULL;

  g_return_if_fail (PH_IS_WINDOW (self));

  self->is_shown_by_choice = TRUE;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->composer));
  ph_composer_load (self->composer, message, invalid);
  ph_window_update (self);
  g_clear_pointer (&self->linked, g_ptr_array_unref);
  self->linked = ph_link_files_new (attach, &ignored);
  if (self->linked->len > 0)
    ph_window_ask_to_attach (self, (const char *const *) ignored);
  else if (*ignored != NULL)
    ph_window_say_ignored (self, (const char *const *) ignored);
  ph_composer_focus (self->composer);
}

void
ph_window_attach_linked (PhWindow *self)
{
  g_autoptr (GPtrArray) linked = g_steal_pointer (&self->linked);

  ph_banner_dismiss (self->banner);
  if (linked == NULL || ph_window_is_sending (self) || ph_window_is_waiting (self))
    return;
  for (guint i = 0; i < linked->len; i++)
    ph_composer_add_file (self->composer, g_ptr_array_index (linked, i));
  ph_composer_focus (self->composer);
}
