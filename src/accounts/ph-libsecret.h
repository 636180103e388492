/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libsecret, loaded when a keyring is asked first. It brings its cryptography along, which a message that goes without an
 * account would wait for. */
#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* What this folder uses of it, by the names without their prefix. */
typedef struct
{
  __typeof__ (&secret_password_search) password_search;
  __typeof__ (&secret_password_search_finish) password_search_finish;
  __typeof__ (&secret_password_store) password_store;
  __typeof__ (&secret_password_store_finish) password_store_finish;
  __typeof__ (&secret_password_clear) password_clear;
  __typeof__ (&secret_password_clear_finish) password_clear_finish;
  __typeof__ (&secret_retrievable_retrieve_secret) retrievable_retrieve_secret;
  __typeof__ (&secret_retrievable_retrieve_secret_finish) retrievable_retrieve_secret_finish;
  __typeof__ (&secret_value_get_text) value_get_text;
  __typeof__ (&secret_value_unref) value_unref;
  __typeof__ (&secret_item_get_type) item_get_type;
  __typeof__ (&secret_item_get_locked) item_get_locked;
} PhLibsecret;

/**
 * ph_libsecret_get:
 *
 * Loads it at the first call. Any thread.
 *
 * Returns: (transfer none) (nullable): its functions, or %NULL with %G_IO_ERROR_NOT_FOUND when it is not there
 */
const PhLibsecret *ph_libsecret_get (GError **error);

G_END_DECLS
