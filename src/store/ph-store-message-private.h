/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a PhStoreMessage, for the code that reads and writes rows. */
#pragma once

#include "ph-store-message.h"

G_BEGIN_DECLS

struct _PhStoreMessage
{
  GObject parent_instance;

  gint64 id;
  PhStoreState state;
  GFile *file; /* (owned) (nullable) */
  guint64 size;
  gint64 created;
  gint64 changed;
  guint n_retries;
  gint64 first_attempt;
  char *problem; /* (owned) (nullable) */

  char *account; /* (owned) */
  char *sender; /* (owned) */
  char *message_id; /* (owned) */
  char *subject; /* (owned) */
  char *text; /* (owned): "" in one that was read */
  gboolean has_attachments;
  gint64 due;
  gint64 retry_at; /* of what the server is to hold */
  PhStoreHolder holder;
  guint notify;
  GPtrArray *recipients; /* (owned) (element-type PhStoreRecipient) */
};

G_END_DECLS
