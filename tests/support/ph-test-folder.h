/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder for one test: made empty, looked at, and taken away with all that is in it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): an empty folder that only this user may enter */
GFile *ph_test_folder_new (void);
/* Takes the folder away with everything below it, and the reference. */
void ph_test_folder_free (GFile *folder);

/* (transfer full): the path of @relative_path below @folder */
char *ph_test_folder_path (GFile *folder, const char *relative_path);
/* How many entries @relative_path has, hidden ones too; 0 when it is not there. */
guint ph_test_folder_count (GFile *folder, const char *relative_path);
/* (transfer full): the one entry that @relative_path must have */
GFile *ph_test_folder_only_entry (GFile *folder, const char *relative_path);
/* (transfer full): a file's octets, with a NUL behind them */
char *ph_test_folder_read (GFile *file, gsize *length);

G_END_DECLS
