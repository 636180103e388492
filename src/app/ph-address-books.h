/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's address books, which Evolution Data Server has, over D-Bus: nothing of it is linked, and where it is not
 * there nobody is found. Main thread only; nothing here ever waits. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Of a shorter text far too many would be asked for. */
#define PH_ADDRESS_BOOKS_MIN_CHARS 2

#define PH_TYPE_ADDRESS_BOOKS (ph_address_books_get_type ())
G_DECLARE_FINAL_TYPE (PhAddressBooks, ph_address_books, PH, ADDRESS_BOOKS, GObject)

/* (transfer full) (nullable): the same for all who ask meanwhile; %NULL where this was left out of the build */
PhAddressBooks *ph_address_books_dup_default (void);

/**
 * ph_address_books_find_async:
 * @text: what was typed
 *
 * Whose name or address has a word that begins with @text. The first time, the books are opened, and the service that has them
 * is started where it is installed; of books that do not want to be asked for this (the group Autocomplete of
 * their settings) nothing is asked. A book that fails is left out; where the service was gone, all are opened
 * anew for the next search.
 */
void ph_address_books_find_async (PhAddressBooks *self,
                                  const char *text,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full) (nullable) (element-type PhMailbox): by name; nobody twice; %NULL only when cancelled */
GPtrArray *ph_address_books_find_finish (PhAddressBooks *self, GAsyncResult *result, GError **error);

G_END_DECLS
