/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, and how those of an older version become today's. */
#pragma once

#include "ph-store-database.h"

G_BEGIN_DECLS

/* The step at index n makes version n + 1 of version n; a step that was ever released is never changed. */
extern const char *const ph_store_schema_steps[];
extern const int ph_store_schema_version;

/**
 * ph_store_schema_migrate:
 * @steps: usually ph_store_schema_steps
 * @version: how many there are, and the version that the database has in the end
 *
 * Every step is one transaction with its number: a broken migration goes on where it was. Never backward.
 */
gboolean ph_store_schema_migrate (PhStoreDatabase *database, const char *const *steps, int version, GError **error);

G_END_DECLS
