/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A library that comes late is whole or an error that says what is missing. */
#include "ph-smtp-library.h"

#include <string.h>

/* Every program here has it. */
#define SONAME "libgio-2.0.so.0"

typedef struct
{
  __typeof__ (&g_io_error_quark) quark;
  __typeof__ (&g_file_new_for_path) new_for_path;
} Table;

static const PhSmtpLibraryFunction functions[] = {
  { "g_io_error_quark", G_STRUCT_OFFSET (Table, quark) },
  { "g_file_new_for_path", G_STRUCT_OFFSET (Table, new_for_path) },
  { "g_no_such_function", 0 },
};

static void
test_whole (void)
{
  g_autoptr (GError) error = NULL;
  Table table = { 0 };

  g_assert_true (ph_smtp_library_load (SONAME, functions, 2, &table, &error));
  g_assert_no_error (error);
  g_assert_true (table.quark == g_io_error_quark);
  g_assert_true (table.new_for_path == g_file_new_for_path);
}

static void
test_missing (void)
{
  const struct
  {
    const char *soname;
    gsize n_functions;
    const char *told;
  } cases[] = {
    { "libposthaste-none.so.7", 1, "libposthaste-none.so.7" },
    { SONAME, 3, "g_no_such_function" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Table table;

      g_assert_false (ph_smtp_library_load (cases[i].soname, functions, cases[i].n_functions, &table, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, cases[i].told));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/library/whole", test_whole);
  g_test_add_func ("/smtp/library/missing", test_missing);
  return g_test_run ();
}
