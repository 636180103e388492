/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the attachments of one message and keeps a card for each. */
#include "config.h"

#include "ph-attachments-private.h"

#include "ph-attachment-card.h"
#include "ph-wrap-layout.h"

/* Less than a third of a frame: the rest of it is for drawing what was added. */
#define STEP_US 5000

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
  SIGNAL_SETTLED,
  SIGNAL_CLEAN,
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
  if (to < self->n_cards)
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

static void
clean_cb (PhAttachmentCard *card, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_CLEAN], 0, ph_attachment_card_get_attachment (card));
}

static void
problem_cb (PhAttachmentCard *card, const GError *error, gpointer data)
{
  ph_attachments_report (data, ph_attachment_get_name (ph_attachment_card_get_attachment (card)), error);
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
ph_attachments_make_card (PhAttachments *self, guint position)
{
  g_autoptr (PhAttachment) attachment = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  GtkWidget *card = ph_attachment_card_new (attachment, self->pictures);
  GtkDropTarget *target = gtk_drop_target_new (PH_TYPE_ATTACHMENT, GDK_ACTION_MOVE);
  GtkWidget *before = position < self->n_cards ? ph_attachments_get_card (self, position)
                                               : NULL; /* not all cards are passed for the last */

  ph_attachment_card_set_editable (PH_ATTACHMENT_CARD (card), self->is_editable);
  g_signal_connect (card, "remove", G_CALLBACK (remove_cb), self);
  g_signal_connect (card, "rename", G_CALLBACK (rename_cb), self);
  g_signal_connect (card, "move", G_CALLBACK (move_cb), self);
  g_signal_connect (card, "menu", G_CALLBACK (menu_cb), self);
  g_signal_connect (card, "show-in-text", G_CALLBACK (show_cb), self);
  g_signal_connect (card, "clean", G_CALLBACK (clean_cb), self);
  g_signal_connect (card, "problem", G_CALLBACK (problem_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (target));
  gtk_widget_insert_before (card, GTK_WIDGET (self), before);
  self->n_cards++;
}

/* A card takes its time: some, then whatever else there is to do. Returns whether some are left. */
static gboolean
ph_attachments_make_cards (PhAttachments *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gint64 end = g_get_monotonic_time () + STEP_US;

  while (self->n_cards < n && g_get_monotonic_time () < end)
    ph_attachments_make_card (self, self->n_cards);
  if (self->n_cards < n)
    return TRUE;
  ph_attachments_end_measuring (self);
  return FALSE;
}

static gboolean
make_cards_cb (gpointer data)
{
  PhAttachments *self = data;

  if (ph_attachments_make_cards (self))
    return G_SOURCE_CONTINUE;
  self->cards_source = 0;
  return G_SOURCE_REMOVE;
}

/* The model always has all files; behind the last card there may be some that have none yet. */
static void
items_changed_cb (GListModel *model, guint position, guint n_removed, guint n_added, gpointer data)
{
  PhAttachments *self = PH_ATTACHMENTS (data);
  gboolean is_among_cards = FALSE;

  for (guint i = 0; i < n_removed && position < self->n_cards; i++, self->n_cards--)
    gtk_widget_unparent (ph_attachments_get_card (self, position));
  is_among_cards = position < self->n_cards;
  for (guint i = 0; i < n_added && is_among_cards; i++)
    ph_attachments_make_card (self, position + i);
  if (self->cards_source == 0 && (self->n_coming > 0 || ph_attachments_make_cards (self)))
    self->cards_source = g_idle_add (make_cards_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self), g_list_model_get_n_items (model) > 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ph_attachments_dispose (GObject *object)
{
  PhAttachments *self = PH_ATTACHMENTS (object);
  GtkWidget *card = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->cards_source, g_source_remove);
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
  g_clear_object (&self->files);
  g_clear_object (&self->pictures);

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
  signals[SIGNAL_CLEAN] = g_signal_new ("clean",
                                        PH_TYPE_ATTACHMENTS,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        PH_TYPE_ATTACHMENT);
  signals[SIGNAL_SETTLED]
      = g_signal_new ("settled", PH_TYPE_ATTACHMENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

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
  self->files = ph_worker_new ("files");
  self->pictures = ph_worker_new_background ("pictures");
  self->model = g_list_store_new (PH_TYPE_ATTACHMENT);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (items_changed_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
ph_attachments_tell_settled (PhAttachments *self)
{
  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

void
ph_attachments_tell_brought (PhAttachments *self, PhAttachment *attachment)
{
  g_signal_emit (self, signals[SIGNAL_BROUGHT], 0, attachment);
}

void
ph_attachments_report (PhAttachments *self, const char *name, const GError *error)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, name, error);
}

void
ph_attachments_insert_list (PhAttachments *self, GListModel *attachments)
{
  g_autoptr (GPtrArray) items = NULL;

  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_return_if_fail (G_IS_LIST_MODEL (attachments));

  items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    g_ptr_array_add (items, g_list_model_get_item (attachments, i));
  if (items->len > 0)
    g_list_store_splice (self->model,
                         g_list_model_get_n_items (G_LIST_MODEL (self->model)),
                         0,
                         items->pdata,
                         items->len);
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
  has_focus = position < self->n_cards
              && gtk_widget_get_focus_child (GTK_WIDGET (self)) == ph_attachments_get_card (self, position);
  kept = g_object_ref (attachment);
  g_list_store_splice (self->model, position, 1, (gpointer *) &other, 1);
  g_signal_emit (self, signals[SIGNAL_REPLACED], 0, attachment, other);
  if (has_focus)
    gtk_widget_grab_focus (ph_attachments_get_card (self, position));
}

void
ph_attachments_remove (PhAttachments *self, PhAttachment *attachment)
{
  guint position = 0;

  g_return_if_fail (PH_IS_ATTACHMENTS (self));

  if (g_list_store_find (self->model, attachment, &position))
    g_list_store_remove (self->model, position);
}

void
ph_attachments_clear (PhAttachments *self)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));

  ph_attachments_drop_coming (self);
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
