/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a table and tries a letter on each of its rows, on another thread. */
#pragma once

#include "ph-mail-merge.h"

G_BEGIN_DECLS

typedef struct
{
  PhMailTable *table; /* (owned) (nullable): NULL when it could not be read */
  PhMailMerge *merge; /* (owned) (nullable): NULL with an error */
  GPtrArray *problems; /* (owned) (element-type GError): see ph_mail_merge_new_for_usable() */
  GError *error; /* (owned) (nullable): why there is no merge */
} PhMergeLoad;

void ph_merge_load_free (PhMergeLoad *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMergeLoad, ph_merge_load_free)

/**
 * ph_merge_load_async:
 * @table: (nullable): @file, when it was read before
 * @message: (transfer none): copied
 * @column: (nullable): where the addresses are; %NULL for the usual one
 */
void ph_merge_load_async (GFile *file,
                          PhMailTable *table,
                          PhMessage *message,
                          const char *column,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
/* Returns: (transfer full) (nullable): %NULL only when it was cancelled */
PhMergeLoad *ph_merge_load_finish (GAsyncResult *result);

G_END_DECLS
