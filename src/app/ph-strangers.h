/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the store has and cannot read: files that no row names, and rows whose file is gone or is not what it was. */
#pragma once

#include "ph-outbox-disk.h"

G_BEGIN_DECLS

/* Looks for them on the disk's thread. */
void ph_strangers_count_async (PhOutboxDisk *disk,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* 0 also when it could not be found out */
guint ph_strangers_count_finish (PhOutboxDisk *disk, GAsyncResult *result);

G_END_DECLS
