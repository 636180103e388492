/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which programs are alive: each holds a lock on one byte of a file, at a place of its own, and the kernel takes the lock away
 * however the program ends. A lock belongs to the open file (F_OFD_SETLK), so two owners in one program are two. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhStoreOwner PhStoreOwner;

/* @path: the file to lock; made with mode 0600. (transfer full) (nullable) */
PhStoreOwner *ph_store_owner_new (const char *path, GError **error);
/* From here on it is gone for the others. */
void ph_store_owner_free (PhStoreOwner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStoreOwner, ph_store_owner_free)

/* The name of this owner: drawn by lot, never 0, and never drawn again. */
gint64 ph_store_owner_get_token (PhStoreOwner *self);
/* Whether the owner named @token is alive; this one is. */
gboolean ph_store_owner_find (PhStoreOwner *self, gint64 token, gboolean *is_alive, GError **error);
/* Whether anybody else is. */
gboolean ph_store_owner_find_others (PhStoreOwner *self, gboolean *are_alive, GError **error);

/* One owner at a time is between these two; the others wait, and a dead one holds nobody up. */
gboolean ph_store_owner_enter (PhStoreOwner *self, GError **error);
void ph_store_owner_leave (PhStoreOwner *self);

G_END_DECLS
