/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line that changes too often cannot be read, and one for a message that is sent at once is noise. */
#include "config.h"

#include "ph-send-progress.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

char *
ph_send_progress_update (PhSendProgress *self, gint64 now, guint64 done, guint64 total)
{
  g_autofree char *size = NULL;

  if (now - self->started_at < PH_SEND_PROGRESS_AFTER_US || now - self->shown_at < PH_SEND_PROGRESS_EVERY_US)
    return NULL;
  self->shown_at = now;
  size = g_format_size (done);
  /* Translators: %s is a size, such as 12.3 MB. */
  if (total == 0)
    return g_strdup_printf (_ ("%s sent"), size);
  /* Translators: %s is a size, such as 12.3 MB; %d is the share of the whole message. */
  return g_strdup_printf (_ ("%s sent, %d %%"), size, (int) (MIN (done, total) / (double) total * 100));
}
