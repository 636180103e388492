/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection to an SQLite file: how it is opened so that a commit is durable, its transactions, and its errors. It knows
 * no table but the one that voids a commit. One thread at a time. */
#pragma once

#include "ph-store-sqlite.h"

G_BEGIN_DECLS

typedef struct _PhStoreDatabase PhStoreDatabase;

/**
 * ph_store_database_open:
 * @path: made with mode 0600 when it is not there; its folder has to be
 * @newest_version: the highest user_version that is understood
 * @is_checked: whether all of its pages are looked at first: after a crash, as it takes its time
 *
 * Blocks while another program has it locked, at most some seconds.
 *
 * Returns: (transfer full) (nullable): %NULL with NOT_SUPPORTED when it is of a newer version and with INVALID_DATA when it
 *   is damaged or no database; it was not changed then
 */
PhStoreDatabase *ph_store_database_open (const char *path, int newest_version, gboolean is_checked, GError **error);
void ph_store_database_close (PhStoreDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStoreDatabase, ph_store_database_close)

sqlite3 *ph_store_database_get_handle (PhStoreDatabase *self);
/* Sets @error from the last call on the handle, before which errno was made 0, with @what in front; returns %FALSE. Among the codes: NO_SPACE, INVALID_DATA
 * (damaged), TIMED_OUT (another program kept it locked), and those of errno. */
gboolean ph_store_database_set_error (PhStoreDatabase *self, const char *what, GError **error);
/* SQL without results; several statements are fine. */
gboolean ph_store_database_execute (PhStoreDatabase *self, const char *sql, GError **error);

/**
 * PhStoreAccess:
 * @PH_STORE_ACCESS_READ: all that is read is of one moment
 * @PH_STORE_ACCESS_WRITE: nobody else writes meanwhile
 */
typedef enum
{
  PH_STORE_ACCESS_READ,
  PH_STORE_ACCESS_WRITE,
} PhStoreAccess;

gboolean ph_store_database_begin (PhStoreDatabase *self, PhStoreAccess access, GError **error);
/**
 * ph_store_database_commit:
 * @may_return: (out) (optional): set on failure: whether the transaction can come back after a crash
 *
 * When a sync fails the octets may be on disk all the same, and who opens the database after a crash would find the
 * transaction done. So a failed one is written over at once; @may_return says that this failed too.
 */
gboolean ph_store_database_commit (PhStoreDatabase *self, gboolean *may_return, GError **error);
void ph_store_database_roll_back (PhStoreDatabase *self);

G_END_DECLS
