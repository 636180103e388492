/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the attachments of one message and keeps a card for each. */
#include "config.h"

#include "ph-attachments.h"

#include "ph-attachment-card.h"
#include "ph-main-loop-probe.h"
#include "ph-wrap-layout.h"

#include <glib/gi18n.h>

/* Less than a third of a frame: the rest of it is for drawing what was added. */
#define STEP_US 5000

struct _PhAttachments
{
  GtkWidget parent_instance;

  GListStore *model; /* (owned) (element-type PhAttachment) */
  GCancellable *cancellable; /* (owned) */
  PhWorker *worker; /* (owned): decodes pictures */
  GQueue found; /* (element-type PhAttachment) (owned): looked at, and not in the model yet */
  guint found_source;
  guint n_looked_at; /* files that a thread is looking at now */
  guint n_asked; /* files that were to be added so far */
  gboolean is_editable;
};

G_DEFINE_FINAL_TYPE (PhAttachments, ph_attachments, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  SIGNAL_PROBLEM,
  SIGNAL_BROUGHT,
  SIGNAL_REPLACED,
  SIGNAL_MENU,
  SIGNAL_SHOWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
remove_cb (PhAttachmentCard *card, gpointer data)
{
  PhAttachments *self = PH_ATTACHMENTS (data);
  g_autoptr (PhAttachment) attachment = g_object_ref (ph_attachment_card_get_attachment (card));
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (card));
  guint position = 0;

  if (!g_list_store_find (self->model, attachment, &position))
    return;
  if (gtk_widget_has_focus (GTK_WIDGET (card)) && next != NULL)
    gtk_widget_grab_focus (next);
  g_list_store_remove (self->model, position);
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, attachment, position);
}

static GtkWidget *
ph_attachments_get_card (PhAttachments *self, guint position)
{
  GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self));

  while (card != NULL && position-- > 0)
    card = gtk_widget_get_next_sibling (card);
  return card;
}

/* What is moved stays the same file under the same finger. */
static void
ph_attachments_move (PhAttachments *self, PhAttachment *attachment, guint to)
{
  g_autoptr (PhAttachment) kept = g_object_ref (attachment);
  guint from = 0;

  if (!g_list_store_find (self->model, kept, &from) || from == to
      || to >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  g_list_store_remove (self->model, from);
  g_list_store_insert (self->model, to, kept);
  gtk_widget_grab_focus (ph_attachments_get_card (self, to));
}

static void
move_cb (PhAttachmentCard *card, int by, gpointer data)
{
  PhAttachments *self = PH_ATTACHMENTS (data);
  guint position = 0;

  /* Above the first one there is no place: the number is too large then. */
  if (g_list_store_find (self->model, ph_attachment_card_get_attachment (card), &position))
    ph_attachments_move (self, ph_attachment_card_get_attachment (card), position + (guint) by);
}

static void
rename_cb (PhAttachmentCard *card, const char *name, gpointer data)
{
  PhAttachments *self = PH_ATTACHMENTS (data);
  g_autoptr (PhAttachment) renamed = ph_attachment_copy_as (ph_attachment_card_get_attachment (card), name);

  ph_attachments_replace (self, ph_attachment_card_get_attachment (card), renamed);
}

static void
menu_cb (PhAttachmentCard *card, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_MENU], 0, card);
}

static void
show_cb (PhAttachmentCard *card, gboolean is_shown, gpointer data)
{
  g_autoptr (PhAttachment) attachment = g_object_ref (ph_attachment_card_get_attachment (card));

  g_signal_emit (data, signals[SIGNAL_SHOWN], 0, attachment, is_shown);
}

static gboolean
dropped_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  PhAttachments *self = PH_ATTACHMENTS (data);
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  guint position = 0;

  if (!g_list_store_find (self->model, ph_attachment_card_get_attachment (PH_ATTACHMENT_CARD (card)), &position))
    return FALSE;
  ph_attachments_move (self, g_value_get_object (value), position);
  return TRUE;
}

static void
items_changed_cb (GListModel *model, guint position, guint n_removed, guint n_added, gpointer data)
{
  PhAttachments *self = PH_ATTACHMENTS (data);
  GtkWidget *before = NULL;

  for (guint i = 0; i < n_removed; i++)
    gtk_widget_unparent (ph_attachments_get_card (self, position));
  before = ph_attachments_get_card (self, position);
  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (model, position + i);
      GtkWidget *card = ph_attachment_card_new (attachment, self->worker);
      GtkDropTarget *target = gtk_drop_target_new (PH_TYPE_ATTACHMENT, GDK_ACTION_MOVE);

      ph_attachment_card_set_editable (PH_ATTACHMENT_CARD (card), self->is_editable);
      g_signal_connect (card, "remove", G_CALLBACK (remove_cb), self);
      g_signal_connect (card, "rename", G_CALLBACK (rename_cb), self);
      g_signal_connect (card, "move", G_CALLBACK (move_cb), self);
      g_signal_connect (card, "menu", G_CALLBACK (menu_cb), self);
      g_signal_connect (card, "show-in-text", G_CALLBACK (show_cb), self);
      g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
      gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (target));
      gtk_widget_insert_before (card, GTK_WIDGET (self), before);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (model) > 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ph_attachments_dispose (GObject *object)
{
  PhAttachments *self = PH_ATTACHMENTS (object);
  GtkWidget *card = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->found_source, g_source_remove);
  g_queue_clear_full (&self->found, g_object_unref);
  while ((card = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (card);

  G_OBJECT_CLASS (ph_attachments_parent_class)->dispose (object);
}

static void
ph_attachments_finalize (GObject *object)
{
  PhAttachments *self = PH_ATTACHMENTS (object);

  g_clear_object (&self->model);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (ph_attachments_parent_class)->finalize (object);
}

static void
ph_attachments_class_init (PhAttachmentsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_attachments_dispose;
  object_class->finalize = ph_attachments_finalize;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_ATTACHMENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed",
                                          PH_TYPE_ATTACHMENTS,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          PH_TYPE_ATTACHMENT,
                                          G_TYPE_UINT);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem",
                                          PH_TYPE_ATTACHMENTS,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          G_TYPE_STRING,
                                          G_TYPE_ERROR);

  signals[SIGNAL_BROUGHT] = g_signal_new ("brought",
                                          PH_TYPE_ATTACHMENTS,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          PH_TYPE_ATTACHMENT);
  signals[SIGNAL_REPLACED] = g_signal_new ("replaced",
                                           PH_TYPE_ATTACHMENTS,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           2,
                                           PH_TYPE_ATTACHMENT,
                                           PH_TYPE_ATTACHMENT);
  signals[SIGNAL_MENU] = g_signal_new ("menu",
                                       PH_TYPE_ATTACHMENTS,
                                       G_SIGNAL_RUN_LAST,
                                       0,
                                       NULL,
                                       NULL,
                                       NULL,
                                       G_TYPE_NONE,
                                       1,
                                       PH_TYPE_ATTACHMENT_CARD);
  signals[SIGNAL_SHOWN] = g_signal_new ("shown",
                                        PH_TYPE_ATTACHMENTS,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        2,
                                        PH_TYPE_ATTACHMENT,
                                        G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, PH_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "attachments");
}

static void
ph_attachments_init (PhAttachments *self)
{
  self->is_editable = TRUE;
  self->cancellable = g_cancellable_new ();
  self->worker = ph_worker_new ("pictures");
  g_queue_init (&self->found);
  self->model = g_list_store_new (PH_TYPE_ATTACHMENT);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (items_changed_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* The strip may be gone by the time a slow disk answers, so each look-up holds it. */
typedef struct
{
  PhAttachments *self; /* (owned) */
  char *name; /* (owned) */
  guint number; /* of the file among all that were to be added */
  gboolean is_brought; /* pasted or dropped */
} PhAttachmentLookup;

static void
ph_attachment_lookup_free (PhAttachmentLookup *lookup)
{
  g_object_unref (lookup->self);
  g_free (lookup->name);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhAttachmentLookup, ph_attachment_lookup_free)

/* The window measures what it sends; what it attaches is measured only for who asks for that. */
static gboolean
is_measured (void)
{
  return g_getenv ("POSTHASTE_PROBE_ATTACHING") != NULL;
}

/* Files are looked at side by side, and stand in the order in which they came all the same. */
static void
ph_attachments_insert_in_order (PhAttachments *self, PhAttachment *attachment)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (attachment), "number"));
  guint position = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gboolean is_found = FALSE;

  while (position > 0 && !is_found)
    {
      g_autoptr (GObject) before = g_list_model_get_item (G_LIST_MODEL (self->model), position - 1);

      is_found = GPOINTER_TO_UINT (g_object_get_data (before, "number")) < number;
      position -= is_found ? 0 : 1;
    }
  ph_attachments_insert (self, position, attachment);
}

/* Hundreds of files may be found at once, and a card takes its time: some, then whatever else there is to do. */
static gboolean
found_cb (gpointer data)
{
  PhAttachments *self = data;
  gint64 end = g_get_monotonic_time () + STEP_US;

  while (!g_queue_is_empty (&self->found) && g_get_monotonic_time () < end)
    {
      g_autoptr (PhAttachment) attachment = g_queue_pop_head (&self->found);

      ph_attachments_insert_in_order (self, attachment);
      if (g_object_get_data (G_OBJECT (attachment), "brought") != NULL)
        g_signal_emit (self, signals[SIGNAL_BROUGHT], 0, attachment);
    }
  if (!g_queue_is_empty (&self->found))
    return G_SOURCE_CONTINUE;
  if (self->n_looked_at == 0 && is_measured ())
    ph_main_loop_probe_end_drawn (GTK_WIDGET (self));
  self->found_source = 0;
  return G_SOURCE_REMOVE;
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachmentLookup) lookup = data;
  PhAttachments *self = lookup->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhAttachment) attachment = ph_attachment_new_finish (result, &error);

  self->n_looked_at--;
  if (attachment == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, lookup->name, error);
      return;
    }
  g_object_set_data (G_OBJECT (attachment), "number", GUINT_TO_POINTER (lookup->number));
  g_object_set_data (G_OBJECT (attachment), "brought", GINT_TO_POINTER (lookup->is_brought));
  g_queue_push_tail (&self->found, g_steal_pointer (&attachment));
  if (self->found_source == 0)
    self->found_source = g_idle_add (found_cb, self);
}

static void
ph_attachments_look_at (PhAttachments *self, GFile *file, gboolean is_brought)
{
  PhAttachmentLookup *lookup = NULL;
  g_autofree char *base = g_file_get_basename (file);

  lookup = g_new0 (PhAttachmentLookup, 1);
  lookup->self = g_object_ref (self);
  lookup->number = ++self->n_asked;
  lookup->is_brought = is_brought;
  lookup->name = g_filename_display_name (base != NULL ? base : "");
  self->n_looked_at++;
  if (is_measured ())
    ph_main_loop_probe_begin ();
  ph_attachment_new_async (file, NULL, self->cancellable, looked_up_cb, lookup);
}

void
ph_attachments_add_file (PhAttachments *self, GFile *file)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_return_if_fail (G_IS_FILE (file));
  ph_attachments_look_at (self, file, FALSE);
}

void
ph_attachments_add_list (PhAttachments *self, GdkFileList *list)
{
  g_autoptr (GSList) files = NULL;

  g_return_if_fail (PH_IS_ATTACHMENTS (self));

  files = gdk_file_list_get_files (list);
  for (GSList *l = files; l != NULL; l = l->next)
    ph_attachments_look_at (self, l->data, TRUE);
}

/* ---- paste ------------------------------------------------------------------------------------------------------ */

static void
pasted_files_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachments) self = PH_ATTACHMENTS (data);
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    ph_attachments_add_list (self, g_value_get_boxed (value));
}

/* Making a PNG of a large picture takes its time, so it is done on another thread. */
static void
encode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (GDK_TEXTURE (data)), (GDestroyNotify) g_bytes_unref);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (PhAttachment) attachment = NULL;

  if (bytes == NULL)
    return;
  attachment = ph_attachment_new_for_bytes (_ ("Pasted image.png"), "image/png", bytes);
  ph_attachments_insert (PH_ATTACHMENTS (source), G_MAXUINT, attachment);
  g_signal_emit (source, signals[SIGNAL_BROUGHT], 0, attachment);
}

static void
pasted_texture_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachments) self = PH_ATTACHMENTS (data);
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GTask) task = NULL;

  if (texture == NULL)
    return;
  task = g_task_new (self, NULL, encoded_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&texture), g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

gboolean
ph_attachments_paste (PhAttachments *self, GdkClipboard *clipboard)
{
  GdkContentFormats *formats = NULL;

  g_return_val_if_fail (PH_IS_ATTACHMENTS (self), FALSE);
  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  formats = gdk_clipboard_get_formats (clipboard);
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard,
                                    GDK_TYPE_FILE_LIST,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    pasted_files_cb,
                                    g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
           && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    gdk_clipboard_read_texture_async (clipboard, NULL, pasted_texture_cb, g_object_ref (self));
  else
    return FALSE;
  return TRUE;
}

void
ph_attachments_insert (PhAttachments *self, guint position, PhAttachment *attachment)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_return_if_fail (PH_IS_ATTACHMENT (attachment));

  g_list_store_insert (self->model, MIN (position, g_list_model_get_n_items (G_LIST_MODEL (self->model))), attachment);
}

void
ph_attachments_replace (PhAttachments *self, PhAttachment *attachment, PhAttachment *other)
{
  g_autoptr (PhAttachment) kept = NULL;
  guint position = 0;
  gboolean has_focus = FALSE;

  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_return_if_fail (PH_IS_ATTACHMENT (other));

  if (!g_list_store_find (self->model, attachment, &position))
    return;
  has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self)) == ph_attachments_get_card (self, position);
  g_object_set_data (G_OBJECT (other), "number", g_object_get_data (G_OBJECT (attachment), "number"));
  kept = g_object_ref (attachment);
  g_list_store_splice (self->model, position, 1, (gpointer *) &other, 1);
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0, attachment, other);
  if (has_focus)
    gtk_widget_grab_focus (ph_attachments_get_card (self, position));
}

void
ph_attachments_clear (PhAttachments *self)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_list_store_remove_all (self->model);
}

GListModel *
ph_attachments_get_model (PhAttachments *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENTS (self), NULL);
  return G_LIST_MODEL (self->model);
}

guint64
ph_attachments_get_size (PhAttachments *self)
{
  guint64 size = 0;

  g_return_val_if_fail (PH_IS_ATTACHMENTS (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->model)); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      size += ph_attachment_get_size (attachment);
    }
  return size;
}

void
ph_attachments_set_editable (PhAttachments *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));

  self->is_editable = is_editable;
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self)); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    ph_attachment_card_set_editable (PH_ATTACHMENT_CARD (card), is_editable);
}
