/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message on its way into a Maildir: written in tmp/, then at once whole in new/. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhPracticeDelivery PhPracticeDelivery;

/**
 * ph_practice_delivery_new:
 * @maildir: a local folder; it and its tmp, new and cur are made when they are not there, with mode 0700
 *
 * Returns: (transfer full) (nullable): an empty message, or %NULL with a #GIOErrorEnum, %G_IO_ERROR_NO_SPACE when
 *   the disk is full
 */
PhPracticeDelivery *ph_practice_delivery_new (GFile *maildir, GError **error);
/* Unless it was committed, nothing of the message is left. */
void ph_practice_delivery_free (PhPracticeDelivery *self);

/* Errors as above. What is written goes straight to the system: write large blocks. */
gboolean ph_practice_delivery_write (PhPracticeDelivery *self, const char *octets, gsize length, GError **error);

/**
 * ph_practice_delivery_commit:
 *
 * When it returns the message is durable: its octets and its name in new/. Once only.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with a #GIOErrorEnum
 */
GFile *ph_practice_delivery_commit (PhPracticeDelivery *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhPracticeDelivery, ph_practice_delivery_free)

G_END_DECLS
