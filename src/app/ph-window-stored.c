/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that goes on with what is in the store. */
#include "config.h"

#include "ph-window-private.h"

void
ph_window_compose_stored (PhWindow *self, PhMessage *message, PhAccount *account, gint64 stored)
{
  g_return_if_fail (PH_IS_WINDOW (self));
  g_return_if_fail (PH_IS_MESSAGE (message));

  /* Before it is filled in, which is a change to save: in the same place. */
  self->stored = stored;
  if (account != NULL)
    ph_composer_select_account (self->composer, account);
  ph_window_compose_link (self, message, NULL, NULL);
}

PhWindow *
ph_window_find_for_stored (GtkApplication *application, gint64 stored)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (PH_IS_WINDOW (l->data) && PH_WINDOW (l->data)->stored == stored)
      return l->data;
  return NULL;
}
