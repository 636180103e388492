/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between the program and the C library's file calls (the linker binds GLib's and SQLite's calls to these, as the
 * program's own symbols come first). For one folder it lets the Nth call fail, and writes down what was done, so that
 * ph-test-power can say what a disk may hold after a power cut. Everything else passes through. One folder at a time. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The calls that change something, so that they can fail or get lost. */
typedef enum
{
  PH_TEST_CALL_CREATE, /* open() with O_CREAT, as recorded: of a new file */
  PH_TEST_CALL_MKDIR,
  PH_TEST_CALL_WRITE,
  PH_TEST_CALL_TRUNCATE,
  PH_TEST_CALL_SYNC,
  PH_TEST_CALL_RENAME,
  PH_TEST_CALL_UNLINK,
  PH_TEST_N_CALLS,
} PhTestCall;

/* Watches what happens below @folder. Open files of it are known when they were opened afterwards. */
void ph_test_disk_watch (GFile *folder);
void ph_test_disk_unwatch (void);
/* Syncs do nothing: for folders that are only looked at. */
void ph_test_disk_set_is_fast (gboolean is_fast);

/* The @nth call from now on, 1 is the next, fails once with @error_number; 0: none, and the calls are counted anew. */
void ph_test_disk_fail (guint nth, int error_number);
/* Whether that call came, and of which kind it was. */
gboolean ph_test_disk_get_failed (PhTestCall *call);
/* How many calls there were since ph_test_disk_fail(), of one kind, or of all (%PH_TEST_N_CALLS). */
guint ph_test_disk_count (PhTestCall call);

/* One call that succeeded. */
typedef struct
{
  PhTestCall call;
  guint inode; /* of a file; 0: a folder's sync */
  char *path; /* (owned) (nullable): below the folder; of a sync: the folder that was synced */
  char *new_path; /* (owned) (nullable): of a rename */
  guint64 offset; /* of a write; the new size of a truncation */
  GBytes *octets; /* (owned) (nullable): of a write */
} PhTestStep;

/* From here on everything is written down: the folder has to be empty. (transfer none) (element-type PhTestStep) */
GPtrArray *ph_test_disk_record (void);

G_END_DECLS
