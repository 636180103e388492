/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps that are not synced wait in the order in which they were taken; a sync, or the cut, makes them true or drops them. */
#include "ph-test-power.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  PhTestLoss loss;
  GRand *rand; /* (owned) */
  GHashTable *octets; /* (owned): inode → GByteArray */
  GHashTable *names; /* (owned): path → inode; 0 is a folder */
  GQueue waiting; /* PhTestStep, not owned */
} Disk;

/* ---- true for good ------------------------------------------------------------------------------------------- */

static GByteArray *
get_octets (Disk *disk, guint inode)
{
  GByteArray *octets = g_hash_table_lookup (disk->octets, GUINT_TO_POINTER (inode));

  if (octets == NULL)
    {
      octets = g_byte_array_new ();
      g_hash_table_insert (disk->octets, GUINT_TO_POINTER (inode), octets);
    }
  return octets;
}

static void
set_size (GByteArray *octets, gsize size)
{
  guint before = octets->len;

  g_byte_array_set_size (octets, (guint) size);
  if (size > before)
    memset (octets->data + before, 0, size - before);
}

static void
put (GByteArray *octets, guint64 offset, const guint8 *data, gsize length)
{
  if (octets->len < offset + length)
    set_size (octets, offset + length);
  memcpy (octets->data + offset, data, length);
}

static void
set_name (Disk *disk, const char *path, guint inode)
{
  g_hash_table_insert (disk->names, g_strdup (path), GUINT_TO_POINTER (inode));
}

static void
apply (Disk *disk, const PhTestStep *step)
{
  gsize length = 0;
  const guint8 *data = step->octets != NULL ? g_bytes_get_data (step->octets, &length) : NULL;

  switch (step->call)
    {
    case PH_TEST_CALL_CREATE:
    case PH_TEST_CALL_MKDIR:
      set_name (disk, step->path, step->inode);
      break;
    case PH_TEST_CALL_WRITE:
      put (get_octets (disk, step->inode), step->offset, data, length);
      break;
    case PH_TEST_CALL_TRUNCATE:
      set_size (get_octets (disk, step->inode), step->offset);
      break;
    case PH_TEST_CALL_RENAME:
      g_hash_table_remove (disk->names, step->path);
      set_name (disk, step->new_path, step->inode);
      break;
    case PH_TEST_CALL_UNLINK:
      g_hash_table_remove (disk->names, step->path);
      break;
    case PH_TEST_CALL_SYNC:
    case PH_TEST_N_CALLS:
    default:
      g_assert_not_reached ();
    }
}

/* ---- waiting ------------------------------------------------------------------------------------------------- */

static gboolean
is_of_name (const PhTestStep *step)
{
  return step->call == PH_TEST_CALL_CREATE || step->call == PH_TEST_CALL_MKDIR || step->call == PH_TEST_CALL_RENAME
         || step->call == PH_TEST_CALL_UNLINK;
}

static gboolean
is_in_folder (const char *path, const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (path);

  return g_str_equal (g_str_equal (parent, ".") ? "" : parent, folder);
}

/* Whether @sync makes @step safe. */
static gboolean
is_synced_by (const PhTestStep *step, const PhTestStep *sync)
{
  if (sync->inode == 0)
    return is_of_name (step) && is_in_folder (step->path, sync->path);
  return !is_of_name (step) && step->inode == sync->inode;
}

static void
apply_synced (Disk *disk, const PhTestStep *sync)
{
  GList *next = NULL;

  for (GList *link = disk->waiting.head; link != NULL; link = next)
    {
      next = link->next;
      if (!is_synced_by (link->data, sync))
        continue;
      apply (disk, link->data);
      g_queue_delete_link (&disk->waiting, link);
    }
}

/* Sectors of a write get lost one by one; 512 or 4,096 octets, as disks have them. */
static void
apply_some_sectors (Disk *disk, const PhTestStep *step)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (step->octets, &length);
  guint64 sector = g_rand_boolean (disk->rand) ? 512 : 4096;
  gsize done = 0;

  while (done < length)
    {
      guint64 offset = step->offset + done;
      gsize n = MIN ((gsize) (sector - offset % sector), length - done);

      if (g_rand_boolean (disk->rand))
        put (get_octets (disk, step->inode), offset, data + done, n);
      done += n;
    }
}

static void
apply_some (Disk *disk, const PhTestStep *step)
{
  switch (g_rand_int_range (disk->rand, 0, 3))
    {
    case 0:
      break;
    case 1:
      apply (disk, step);
      break;
    default:
      if (step->call == PH_TEST_CALL_WRITE)
        apply_some_sectors (disk, step);
      else if (g_rand_boolean (disk->rand))
        apply (disk, step);
    }
}

static void
cut (Disk *disk)
{
  for (GList *link = disk->waiting.head; link != NULL; link = link->next)
    if (disk->loss == PH_TEST_LOSS_NONE)
      apply (disk, link->data);
    else if (disk->loss == PH_TEST_LOSS_SOME)
      apply_some (disk, link->data);
  g_queue_clear (&disk->waiting);
}

/* ---- the folder ---------------------------------------------------------------------------------------------- */

/* A name in a folder whose own name is lost cannot be reached. */
static void
make_entry (Disk *disk, GFile *to, const char *path, guint inode)
{
  g_autofree char *target = g_build_filename (g_file_peek_path (to), path, NULL);
  GByteArray *octets = NULL;

  if (inode == 0)
    {
      g_assert_true (g_mkdir (target, 0700) == 0 || g_file_test (target, G_FILE_TEST_IS_DIR));
      return;
    }
  octets = get_octets (disk, inode);
  if (!is_in_folder (path, ""))
    {
      g_autofree char *parent = g_path_get_dirname (path);

      if (!g_hash_table_contains (disk->names, parent))
        return;
      make_entry (disk, to, parent, 0);
    }
  g_assert_true (g_file_set_contents_full (target,
                                           octets->data != NULL ? (const char *) octets->data : "",
                                           octets->len,
                                           G_FILE_SET_CONTENTS_NONE,
                                           0600,
                                           NULL));
}

static void
make_folder (Disk *disk, GFile *to)
{
  GHashTableIter iter;
  gpointer path = NULL;
  gpointer inode = NULL;

  g_hash_table_iter_init (&iter, disk->names);
  while (g_hash_table_iter_next (&iter, &path, &inode))
    make_entry (disk, to, path, GPOINTER_TO_UINT (inode));
}

void
ph_test_power_cut (GPtrArray *steps, guint n_steps, PhTestLoss loss, guint32 seed, GFile *to)
{
  Disk disk = { .loss = loss, .rand = g_rand_new_with_seed (seed), .waiting = G_QUEUE_INIT };

  disk.octets = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, (GDestroyNotify) g_byte_array_unref);
  disk.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n_steps; i++)
    {
      PhTestStep *step = g_ptr_array_index (steps, i);

      if (step->call == PH_TEST_CALL_SYNC)
        apply_synced (&disk, step);
      else
        g_queue_push_tail (&disk.waiting, step);
    }
  cut (&disk);
  make_folder (&disk, to);
  g_hash_table_unref (disk.octets);
  g_hash_table_unref (disk.names);
  g_rand_free (disk.rand);
}
