/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library that is loaded when it is needed first, and not at the start of every program that could need it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A function of it, and where in the table of functions its address belongs. */
typedef struct
{
  const char *name;
  gsize offset;
} PhSmtpLibraryFunction;

/**
 * ph_smtp_library_load:
 * @soname: the name under which the dynamic linker knows it: what build-aux/soname prints
 * @functions: the functions wanted
 * @n_functions: how many
 * @table: (out): their addresses
 *
 * The library stays in memory. Any thread; reads from disk.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND when it, or a function of it, is not there
 */
gboolean ph_smtp_library_load (const char *soname,
                               const PhSmtpLibraryFunction *functions,
                               gsize n_functions,
                               gpointer table,
                               GError **error);

G_END_DECLS
