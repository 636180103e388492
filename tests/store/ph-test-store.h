/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store in a folder of its own, and short ways to put messages into each state. What fails here fails the test. */
#pragma once

#include "ph-store.h"

#include "ph-test-folder.h"

G_BEGIN_DECLS

typedef struct
{
  GFile *folder; /* (owned) */
  PhStore *store; /* (owned) (nullable) */
} PhTestStore;

void ph_test_store_set_up (PhTestStore *f, gconstpointer data);
void ph_test_store_tear_down (PhTestStore *f, gconstpointer data);
/* (transfer full): another one on the same folder, as another program would have */
PhStore *ph_test_store_open (PhTestStore *f);
/* Closes it and opens it again. */
void ph_test_store_reopen (PhTestStore *f);

/* A PhStoreWriteFunc that writes the string @text. */
gboolean ph_test_store_write (GOutputStream *output, gpointer text, GCancellable *cancellable, GError **error);
/* (transfer full): to ada@example.org, Cc bob@example.org, Bcc carol@example.org */
PhStoreMessage *ph_test_store_new_message (PhStoreState state, const char *subject);
/* Puts one into the store, with its subject as its octets. */
gint64 ph_test_store_add (PhStore *store, PhStoreState state, const char *subject);
/* The same, brought into any state by @store. */
gint64 ph_test_store_add_in (PhStore *store, PhStoreState state, const char *subject);

PhStoreState ph_test_store_get_state (PhStore *store, gint64 id);
PhStoreFate ph_test_store_get_fate (PhStore *store, gint64 id, const char *address);
void ph_test_store_settle (PhStore *store, gint64 id, PhStoreState state);
guint ph_test_store_count_files (PhTestStore *f);
/* The ids of a list, in its order, as "3 2 1". (transfer full) */
char *ph_test_store_dup_list (PhStore *store, PhStoreBox box, const char *query);

/* Runs @sql on the database in @folder, past the store. */
void ph_test_store_run_sql (GFile *folder, const char *sql);

/* All that must not change by itself: each message's state, box, subject, recipients' fates and octets, and its attempts'
 * words. (transfer full) */
char *ph_test_store_dup_snapshot (PhStore *store);
/* What a store's folder has on disk, as a crash would leave it. @to: an empty folder */
void ph_test_store_copy_files (GFile *from, GFile *to);

G_END_DECLS
