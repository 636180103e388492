/* SPDX-License-Identifier: GPL-3.0-or-later */
/* They are shown and never dropped. */
#include "config.h"

#include "ph-strangers.h"

static gboolean
count (PhStore *store, gpointer n, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !ph_store_find_strangers (store, &files, &messages, error))
    return FALSE;
  *(guint *) n = files->len + messages->len;
  return TRUE;
}

void
ph_strangers_count_async (PhOutboxDisk *disk,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (PH_IS_OUTBOX_DISK (disk));

  ph_outbox_disk_run_async (disk, count, g_new0 (guint, 1), g_free, cancellable, callback, user_data);
}

guint
ph_strangers_count_finish (PhOutboxDisk *disk, GAsyncResult *result)
{
  gpointer n = NULL;

  return ph_outbox_disk_run_finish (disk, result, &n, NULL) ? *(guint *) n : 0;
}
