/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as files: written aside, synced, renamed, so that a message is there whole or not at all. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PH_TYPE_STORE_FILES (ph_store_files_get_type ())
/* Any thread may use it. */
G_DECLARE_FINAL_TYPE (PhStoreFiles, ph_store_files, PH, STORE_FILES, GObject)

/* @folder: a local one, usually $XDG_DATA_HOME/posthaste/messages; made with mode 0700 when the first message comes */
PhStoreFiles *ph_store_files_new (GFile *folder);
/* The same, where the name of each file begins with @prefix, also while it is written aside (`.<prefix><id>.part`). */
PhStoreFiles *ph_store_files_new_with_prefix (GFile *folder, const char *prefix);

/**
 * PhStoreWriteFunc:
 * @output: where the message goes; buffered in large blocks, so that small writes are cheap
 */
typedef gboolean (*PhStoreWriteFunc) (GOutputStream *output,
                                      gpointer user_data,
                                      GCancellable *cancellable,
                                      GError **error);

/**
 * ph_store_files_add:
 * @write_func: (scope call): writes the message's octets; when it fails nothing is left behind
 * @size: (out) (optional): the octets written
 *
 * Blocks on disk: for a worker's thread. When it returns, file and folder are synced. Cancelling applies until the
 * octets are written: after that the message is there.
 *
 * Returns: (transfer full) (nullable): the file `<id>.eml`, or %NULL with a #GIOErrorEnum
 */
GFile *ph_store_files_add (PhStoreFiles *self,
                           PhStoreWriteFunc write_func,
                           gpointer user_data,
                           guint64 *size,
                           GCancellable *cancellable,
                           GError **error);
/* Removes a message's file, one that ph_store_files_add() returned; blocks. A file that is gone already is no error. */
gboolean ph_store_files_remove (PhStoreFiles *self, GFile *message, GError **error);

/* The same on another thread, for the main one. A failure is only logged: nothing waits for the room. */
void ph_store_files_remove_later (PhStoreFiles *self, GFile *message);
/* Blocks until every ph_store_files_remove_later() is done: before the program ends. */
void ph_store_files_finish (PhStoreFiles *self);

/* Makes @path and what is above it, with mode 0700; the name of each new folder is durable when it returns, or all that is
 * in it could be lost with it. */
gboolean ph_store_files_make_folder (const char *path, GError **error);
/* Makes the names in the folder @path durable. */
gboolean ph_store_files_sync_folder (const char *path, GError **error);

G_END_DECLS
