/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only pages that somebody looks at are kept. Whatever changes in the store, those are read again, and what differs at the two
 * ends of a change says where rows came and went: the list between is told as one splice, in which messages keep their items. */
#include "config.h"

#include "ph-store-list-model.h"

#include "ph-store-splice.h"

/* So many items may be kept that nobody uses, before they are given up. */
#define MAX_KEPT (10 * PH_STORE_LISTING_PAGE)
/* A splice that takes more rows away is told as a new list: who looks for his row in it would ask for all of them. */
#define MAX_SPLICE (20 * PH_STORE_LISTING_PAGE)
/* A list view makes each row that comes near, at half a millisecond and more: so many are told at a time, with the main loop
 * in between. */
#define MAX_STEP 8
/* It makes no more of them than this, so that what comes further down may come at once. */
#define MAX_VIEWED 256

struct _PhStoreListModel
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  PhStoreBox box;
  char *query; /* (owned) (nullable) */

  guint n_items;
  GHashTable *items; /* (owned): PhStoreItem by position: those that somebody asked for, and their pages */
  GHashTable *wanted; /* (owned): numbers of pages to read */
  guint serial; /* of the newest question: an older one's answer is worth nothing */
  gboolean is_listing;
  gboolean is_stale; /* all that is kept has to be read again */
  gboolean is_other; /* it is another list than before: no item stays */

  GAsyncResult *answer; /* (owned) (nullable): one that is being told, step by step */
  const PhStoreListing *taken; /* (nullable): the answer's */
  PhStoreSplice left; /* to tell of it */
  GHashTable *loose; /* (owned) (nullable): PhStoreItem by its message's id, taken out and perhaps put in again */
  guint step_source;
};

static void ph_store_list_model_list_model_init (GListModelInterface *iface);
static void ph_store_list_model_go_on (PhStoreListModel *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (PhStoreListModel,
                               ph_store_list_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ph_store_list_model_list_model_init))

enum
{
  SIGNAL_LISTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
page_of (guint position)
{
  return position / PH_STORE_LISTING_PAGE;
}

static PhStoreItem *
find_item (GHashTable *items, guint position)
{
  return g_hash_table_lookup (items, GUINT_TO_POINTER (position));
}

/* @item: (transfer full) */
static void
put_item (GHashTable *items, guint position, PhStoreItem *item)
{
  g_hash_table_insert (items, GUINT_TO_POINTER (position), item);
}

static GHashTable *
new_items (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

/* ---- what is kept ------------------------------------------------------------------------------------------------- */

static gboolean
is_used (PhStoreItem *item)
{
  return g_atomic_int_get ((gint *) &G_OBJECT (item)->ref_count) > 1;
}

/* (transfer full): the numbers of the pages with an item that somebody has; and of the first one, where most rows come, so
 * that it is seen what came. */
static GHashTable *
find_used_pages (PhStoreListModel *self)
{
  GHashTable *pages = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer position = NULL;
  gpointer item = NULL;

  g_hash_table_add (pages, GUINT_TO_POINTER (0));
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &position, &item))
    if (is_used (item))
      g_hash_table_add (pages, GUINT_TO_POINTER (page_of (GPOINTER_TO_UINT (position))));
  return pages;
}

static void
ph_store_list_model_forget_unused (PhStoreListModel *self)
{
  g_autoptr (GHashTable) used = find_used_pages (self);
  GHashTableIter iter;
  gpointer position = NULL;
  gpointer page = NULL;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &position, NULL))
    if (!g_hash_table_contains (used, GUINT_TO_POINTER (page_of (GPOINTER_TO_UINT (position)))))
      g_hash_table_iter_remove (&iter);
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    if (!g_hash_table_contains (used, page))
      g_hash_table_iter_remove (&iter);
}

/* ---- an answer ---------------------------------------------------------------------------------------------------- */

/* Moves what stays, and takes out what is in the splice. */
static void
ph_store_list_model_shift (PhStoreListModel *self, PhStoreSplice splice)
{
  GHashTable *shifted = new_items ();
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer item = NULL;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &key, &item))
    {
      guint position = GPOINTER_TO_UINT (key);
      gint64 id = ph_store_item_get_id (item);

      if (position < splice.position)
        put_item (shifted, position, g_object_ref (item));
      else if (position >= splice.position + splice.n_removed)
        put_item (shifted, position - splice.n_removed + splice.n_added, g_object_ref (item));
      else if (id != 0)
        g_hash_table_insert (self->loose, g_memdup2 (&id, sizeof id), g_object_ref (item));
    }
  g_hash_table_unref (self->items);
  self->items = shifted;
}

/* Up to @end the list is as it was read. */
static void
ph_store_list_model_fill (PhStoreListModel *self, guint end)
{
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->taken->rows);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const PhStoreListingRow *row = value;
      gint64 id = ph_store_message_get_id (row->message);
      PhStoreItem *item = find_item (self->items, GPOINTER_TO_UINT (key));

      if (GPOINTER_TO_UINT (key) >= end)
        continue;
      if (item == NULL)
        {
          item = g_hash_table_lookup (self->loose, &id);
          if (item != NULL)
            put_item (self->items, GPOINTER_TO_UINT (key), g_object_ref (item));
        }
      if (item == NULL)
        {
          item = ph_store_item_new ();
          put_item (self->items, GPOINTER_TO_UINT (key), item);
        }
      ph_store_item_set_message (item, row->message, row->error_code);
    }
}

static void
ph_store_list_model_clear (PhStoreListModel *self)
{
  guint n_before = self->n_items;

  g_hash_table_remove_all (self->items);
  self->n_items = 0;
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
}

/* What of it may be told at once. As many as come for those that go are mostly the same, at other places. */
static PhStoreSplice
get_step (PhStoreSplice splice)
{
  PhStoreSplice step = splice;

  step.n_removed = MIN (step.n_removed, splice.n_added + MAX_STEP);
  if (splice.position < MAX_VIEWED)
    step.n_added = MIN (step.n_added, splice.n_removed + MAX_STEP);
  return step;
}

/* Returns: whether there is more to tell */
static gboolean
ph_store_list_model_step (PhStoreListModel *self)
{
  PhStoreSplice step = get_step (self->left);

  self->left.position += step.n_added;
  self->left.n_removed -= step.n_removed;
  self->left.n_added -= step.n_added;
  ph_store_list_model_shift (self, step);
  self->n_items = self->n_items - step.n_removed + step.n_added;
  ph_store_list_model_fill (self, self->left.n_removed + self->left.n_added > 0 ? self->left.position : self->n_items);
  if (step.n_removed + step.n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), step.position, step.n_removed, step.n_added);
  return self->left.n_removed + self->left.n_added > 0;
}

static void
ph_store_list_model_forget_answer (PhStoreListModel *self)
{
  g_clear_handle_id (&self->step_source, g_source_remove);
  g_clear_object (&self->answer);
  self->taken = NULL;
  g_clear_pointer (&self->loose, g_hash_table_unref);
}

static gboolean
step_cb (gpointer data)
{
  g_autoptr (PhStoreListModel) self = g_object_ref (data);
  gboolean is_wanted = self->taken->serial == self->serial;

  if (is_wanted && ph_store_list_model_step (self))
    return G_SOURCE_CONTINUE;
  self->step_source = 0;
  ph_store_list_model_forget_answer (self);
  if (is_wanted && !self->is_stale)
    g_signal_emit (self, signals[SIGNAL_LISTED], 0, NULL);
  ph_store_list_model_go_on (self);
  return G_SOURCE_REMOVE;
}

static PhStoreSplice
ph_store_list_model_find_splice (PhStoreListModel *self)
{
  PhStoreSplice splice = ph_store_splice_find (self->items, self->n_items, self->taken);

  if (!self->is_other && splice.n_removed <= MAX_SPLICE)
    return splice;
  self->is_other = FALSE;
  ph_store_list_model_clear (self);
  return (PhStoreSplice){ .n_added = self->taken->n_rows };
}

/* The first step is not waited for: mostly it is the only one. */
static void
ph_store_list_model_take (PhStoreListModel *self, GAsyncResult *answer, const PhStoreListing *listing)
{
  self->answer = g_object_ref (answer);
  self->taken = listing;
  self->loose = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->left = ph_store_list_model_find_splice (self);
  if (listing->is_partial && self->left.n_removed + self->left.n_added > 0)
    {
      /* More has changed than the pages that came. */
      self->is_stale = TRUE;
      ph_store_list_model_forget_answer (self);
    }
  else if (step_cb (self) == G_SOURCE_CONTINUE)
    self->step_source = g_idle_add (step_cb, self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhStoreListModel) self = data;
  gpointer listing = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_read = ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &listing, &error);

  self->is_listing = FALSE;
  if (((PhStoreListing *) listing)->serial == self->serial)
    {
      if (is_read)
        ph_store_list_model_take (self, result, listing);
      else if (!self->is_stale)
        g_signal_emit (self, signals[SIGNAL_LISTED], 0, error);
    }
  ph_store_list_model_go_on (self);
}

/* ---- a question ---------------------------------------------------------------------------------------------------- */

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *) a;
  guint right = *(const guint *) b;

  return left < right ? -1 : left > right;
}

static void
add_pages (PhStoreListing *listing, GHashTable *pages)
{
  GHashTableIter iter;
  gpointer page = NULL;

  g_hash_table_iter_init (&iter, pages);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    {
      guint number = GPOINTER_TO_UINT (page);

      g_array_append_val (listing->pages, number);
    }
  g_array_sort (listing->pages, compare_numbers);
}

static void
ph_store_list_model_want_used (PhStoreListModel *self)
{
  g_autoptr (GHashTable) used = NULL;
  GHashTableIter iter;
  gpointer page = NULL;

  ph_store_list_model_forget_unused (self);
  used = find_used_pages (self);
  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    g_hash_table_add (self->wanted, page);
}

static void
ph_store_list_model_go_on (PhStoreListModel *self)
{
  PhStoreListing *listing = NULL;

  if (self->is_listing || self->taken != NULL || (!self->is_stale && g_hash_table_size (self->wanted) == 0))
    return;
  if (self->is_stale)
    ph_store_list_model_want_used (self);
  else if (g_hash_table_size (self->items) > MAX_KEPT)
    ph_store_list_model_forget_unused (self);
  listing = ph_store_listing_new (self->box, self->query);
  listing->serial = self->serial;
  listing->is_partial = !self->is_stale;
  add_pages (listing, self->wanted);
  g_hash_table_remove_all (self->wanted);
  self->is_stale = FALSE;
  self->is_listing = TRUE;
  ph_outbox_disk_run_async (self->disk,
                            ph_store_listing_read,
                            listing,
                            (GDestroyNotify) ph_store_listing_free,
                            NULL,
                            listed_cb,
                            g_object_ref (self));
}

/* ---- list model ----------------------------------------------------------------------------------------------------- */

static GType
ph_store_list_model_get_item_type (GListModel *model)
{
  return PH_TYPE_STORE_ITEM;
}

static guint
ph_store_list_model_get_n_items (GListModel *model)
{
  return PH_STORE_LIST_MODEL (model)->n_items;
}

static gpointer
ph_store_list_model_get_item (GListModel *model, guint position)
{
  PhStoreListModel *self = PH_STORE_LIST_MODEL (model);
  PhStoreItem *item = find_item (self->items, position);

  if (position >= self->n_items)
    return NULL;
  if (item == NULL)
    {
      item = ph_store_item_new ();
      put_item (self->items, position, item);
      g_hash_table_add (self->wanted, GUINT_TO_POINTER (page_of (position)));
      g_object_ref (item);
      ph_store_list_model_go_on (self);
      return item;
    }
  return g_object_ref (item);
}

static void
ph_store_list_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ph_store_list_model_get_item_type;
  iface->get_n_items = ph_store_list_model_get_n_items;
  iface->get_item = ph_store_list_model_get_item;
}

/* ---- object ---------------------------------------------------------------------------------------------------------- */

static void
ph_store_list_model_finalize (GObject *object)
{
  PhStoreListModel *self = PH_STORE_LIST_MODEL (object);

  ph_store_list_model_forget_answer (self);
  g_clear_object (&self->disk);
  g_free (self->query);
  g_hash_table_unref (self->items);
  g_hash_table_unref (self->wanted);

  G_OBJECT_CLASS (ph_store_list_model_parent_class)->finalize (object);
}

static void
ph_store_list_model_class_init (PhStoreListModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_store_list_model_finalize;

  signals[SIGNAL_LISTED] = g_signal_new ("listed",
                                         PH_TYPE_STORE_LIST_MODEL,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         G_TYPE_ERROR);
}

static void
ph_store_list_model_init (PhStoreListModel *self)
{
  self->items = new_items ();
  self->wanted = g_hash_table_new (NULL, NULL);
}

PhStoreListModel *
ph_store_list_model_new (PhOutboxDisk *disk, PhStoreBox box)
{
  PhStoreListModel *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);

  self = g_object_new (PH_TYPE_STORE_LIST_MODEL, NULL);
  self->disk = g_object_ref (disk);
  self->box = box;
  g_signal_connect_object (disk, "changed", G_CALLBACK (ph_store_list_model_refresh), self, G_CONNECT_SWAPPED);
  ph_store_list_model_refresh (self);
  return self;
}

void
ph_store_list_model_set_query (PhStoreListModel *self, const char *query)
{
  g_return_if_fail (PH_IS_STORE_LIST_MODEL (self));

  if (g_strcmp0 (self->query, query) == 0)
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  self->serial++;
  self->is_other = TRUE;
  ph_store_list_model_refresh (self);
}

const char *
ph_store_list_model_get_query (PhStoreListModel *self)
{
  g_return_val_if_fail (PH_IS_STORE_LIST_MODEL (self), NULL);
  return self->query;
}

PhStoreBox
ph_store_list_model_get_box (PhStoreListModel *self)
{
  g_return_val_if_fail (PH_IS_STORE_LIST_MODEL (self), PH_STORE_BOX_DRAFTS);
  return self->box;
}

void
ph_store_list_model_refresh (PhStoreListModel *self)
{
  g_return_if_fail (PH_IS_STORE_LIST_MODEL (self));

  self->is_stale = TRUE;
  ph_store_list_model_go_on (self);
}

guint
ph_store_list_model_find (PhStoreListModel *self, gint64 id)
{
  GHashTableIter iter;
  gpointer position = NULL;
  gpointer item = NULL;

  g_return_val_if_fail (PH_IS_STORE_LIST_MODEL (self), G_MAXUINT);

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &position, &item))
    if (ph_store_item_get_id (item) == id)
      return GPOINTER_TO_UINT (position);
  return G_MAXUINT;
}

guint
ph_store_list_model_get_n_kept (PhStoreListModel *self)
{
  g_return_val_if_fail (PH_IS_STORE_LIST_MODEL (self), 0);
  return g_hash_table_size (self->items);
}
