/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stored message once more, under the same Message-ID. */
#pragma once

#include "ph-outbox-disk.h"

G_BEGIN_DECLS

/**
 * PhOutboxCopyFlags:
 * @PH_OUTBOX_COPY_FOR_REFUSED: only to those who were refused
 */
typedef enum
{
  PH_OUTBOX_COPY_FOR_ALL = 0,
  PH_OUTBOX_COPY_FOR_REFUSED = 1 << 0,
} PhOutboxCopyFlags;

/**
 * ph_outbox_copy:
 * @message: as it is stored now
 * @state: QUEUED or DRAFT
 *
 * On the disk's thread.
 *
 * Returns: (transfer full) (nullable): the new row, in which nobody has been asked yet. Errors: those of the store;
 *   %G_IO_ERROR_INVALID_ARGUMENT when it would be for nobody
 */
PhStoreMessage *ph_outbox_copy (PhStore *store,
                                PhStoreMessage *message,
                                PhStoreState state,
                                PhOutboxCopyFlags flags,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
