/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each photo is looked at once, when it is attached. While one is being made silent it counts as on its way, so that the
 * message does not go with the one that tells. */
#include "config.h"

#include "ph-photo-hint.h"

#include "ph-photo-data.h"

#include <glib/gi18n.h>

struct _PhPhotoHint
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *text;
  GtkButton *remove;

  PhAttachments *strip; /* (unowned) */
  PhWorker *worker; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GHashTable *seen; /* (owned) (element-type PhAttachment boolean): looked at, and whether it tells */
  GPtrArray *whole; /* (owned) (element-type PhAttachment): what Undo brings back, */
  GPtrArray *cleaned; /* (owned) (element-type PhAttachment): in the places of these */
  guint n_cleaning;
};

G_DEFINE_FINAL_TYPE (PhPhotoHint, ph_photo_hint, GTK_TYPE_WIDGET)
G_DEFINE_QUARK (ph - photo - hint - error - quark, ph_photo_hint_error)

enum
{
  SIGNAL_CLEANED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
ph_photo_hint_tells (PhPhotoHint *self, PhAttachment *attachment)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->seen, attachment)) != 0;
}

/* (transfer full) (element-type PhAttachment): of those that are attached now */
static GPtrArray *
ph_photo_hint_list_telling (PhPhotoHint *self)
{
  GListModel *model = ph_attachments_get_model (self->strip);
  GPtrArray *telling = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (model, i);

      if (ph_photo_hint_tells (self, attachment))
        g_ptr_array_add (telling, g_steal_pointer (&attachment));
    }
  return telling;
}

static void
ph_photo_hint_update (PhPhotoHint *self)
{
  g_autoptr (GPtrArray) telling = ph_photo_hint_list_telling (self);
  /* Translators: %u counts attached photos */
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "%u photo says where it was taken",
                                                        "%u photos say where they were taken",
                                                        telling->len),
                                           telling->len);

  gtk_label_set_text (self->text, text);
  gtk_widget_set_visible (GTK_WIDGET (self), telling->len > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove), self->n_cleaning == 0);
}

/* ---- looking ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  PhPhotoHint *self; /* (owned) */
  PhAttachment *attachment; /* (owned) */
} PhPhotoJob;

static PhPhotoJob *
ph_photo_job_new (PhPhotoHint *self, PhAttachment *attachment)
{
  PhPhotoJob *job = g_new0 (PhPhotoJob, 1);

  job->self = g_object_ref (self);
  job->attachment = g_object_ref (attachment);
  return job;
}

static void
ph_photo_job_free (PhPhotoJob *job)
{
  g_object_unref (job->self);
  g_object_unref (job->attachment);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhPhotoJob, ph_photo_job_free)

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhPhotoJob) job = data;

  /* What cannot be read tells nothing. */
  if (!ph_photo_data_look_finish (result, NULL))
    return;
  g_hash_table_insert (job->self->seen, g_object_ref (job->attachment), GINT_TO_POINTER (TRUE));
  ph_photo_hint_update (job->self);
}

static void
ph_photo_hint_look (PhPhotoHint *self, PhAttachment *attachment)
{
  if (!ph_photo_data_is_known (attachment) || g_hash_table_contains (self->seen, attachment))
    return;
  g_hash_table_insert (self->seen, g_object_ref (attachment), GINT_TO_POINTER (FALSE));
  ph_photo_data_look_async (attachment,
                            self->worker,
                            self->cancellable,
                            looked_cb,
                            ph_photo_job_new (self, attachment));
}

static void
items_changed_cb (PhPhotoHint *self, guint position, guint n_removed, guint n_added)
{
  GListModel *model = ph_attachments_get_model (self->strip);

  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (model, position + i);

      ph_photo_hint_look (self, attachment);
    }
  if (g_list_model_get_n_items (model) == 0)
    g_hash_table_remove_all (self->seen);
  ph_photo_hint_update (self);
}

/* ---- making silent ---------------------------------------------------------------------------------------------- */

static void
ph_photo_hint_take (PhPhotoHint *self, PhAttachment *whole, PhAttachment *cleaned)
{
  g_ptr_array_add (self->whole, g_object_ref (whole));
  g_ptr_array_add (self->cleaned, g_object_ref (cleaned));
  g_hash_table_insert (self->seen, g_object_ref (cleaned), GINT_TO_POINTER (FALSE));
  ph_attachments_replace (self->strip, whole, cleaned);
}

static void
cleaned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhPhotoJob) job = data;
  PhPhotoHint *self = job->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhAttachment) cleaned = ph_photo_data_clean_finish (result, &error);

  self->n_cleaning--;
  /* The window may be gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (cleaned != NULL)
    ph_photo_hint_take (self, job->attachment, cleaned);
  else
    {
      g_autoptr (GError) problem = g_error_new_literal (PH_PHOTO_HINT_ERROR, 0, error->message);

      ph_attachments_report (self->strip, ph_attachment_get_name (job->attachment), problem);
    }
  ph_attachments_end_wait (self->strip);
  ph_photo_hint_update (self);
  if (self->n_cleaning == 0 && self->cleaned->len > 0)
    g_signal_emit (self, signals[SIGNAL_CLEANED], 0, self->cleaned->len);
}

/* @attachments: (element-type PhAttachment) */
static void
ph_photo_hint_clean_all (PhPhotoHint *self, GPtrArray *attachments)
{
  if (self->n_cleaning == 0)
    {
      g_ptr_array_set_size (self->whole, 0);
      g_ptr_array_set_size (self->cleaned, 0);
    }
  for (guint i = 0; i < attachments->len; i++)
    {
      self->n_cleaning++;
      ph_attachments_begin_wait (self->strip);
      ph_photo_data_clean_async (attachments->pdata[i],
                                 self->worker,
                                 self->cancellable,
                                 cleaned_cb,
                                 ph_photo_job_new (self, attachments->pdata[i]));
    }
  ph_photo_hint_update (self);
}

static void
remove_clicked_cb (PhPhotoHint *self)
{
  g_autoptr (GPtrArray) telling = ph_photo_hint_list_telling (self);

  ph_photo_hint_clean_all (self, telling);
}

static void
ph_photo_hint_dispose (GObject *object)
{
  PhPhotoHint *self = PH_PHOTO_HINT (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_PHOTO_HINT);

  G_OBJECT_CLASS (ph_photo_hint_parent_class)->dispose (object);
}

static void
ph_photo_hint_finalize (GObject *object)
{
  PhPhotoHint *self = PH_PHOTO_HINT (object);

  g_clear_object (&self->worker);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->seen, g_hash_table_unref);
  g_clear_pointer (&self->whole, g_ptr_array_unref);
  g_clear_pointer (&self->cleaned, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_photo_hint_parent_class)->finalize (object);
}

static void
ph_photo_hint_class_init (PhPhotoHintClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_photo_hint_dispose;
  G_OBJECT_CLASS (klass)->finalize = ph_photo_hint_finalize;

  signals[SIGNAL_CLEANED] = g_signal_new ("cleaned",
                                          PH_TYPE_PHOTO_HINT,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-photo-hint.ui");
  gtk_widget_class_bind_template_child (widget_class, PhPhotoHint, box);
  gtk_widget_class_bind_template_child (widget_class, PhPhotoHint, text);
  gtk_widget_class_bind_template_child (widget_class, PhPhotoHint, remove);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_photo_hint_init (PhPhotoHint *self)
{
  self->worker = ph_worker_new ("photos");
  self->cancellable = g_cancellable_new ();
  self->seen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->whole = g_ptr_array_new_with_free_func (g_object_unref);
  self->cleaned = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ph_photo_hint_set_attachments (PhPhotoHint *self, PhAttachments *strip)
{
  g_return_if_fail (PH_IS_PHOTO_HINT (self) && self->strip == NULL);
  g_return_if_fail (PH_IS_ATTACHMENTS (strip));

  self->strip = strip;
  g_signal_connect_object (ph_attachments_get_model (strip),
                           "items-changed",
                           G_CALLBACK (items_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

void
ph_photo_hint_clean (PhPhotoHint *self, PhAttachment *attachment)
{
  g_autoptr (GPtrArray) attachments = g_ptr_array_new ();

  g_return_if_fail (PH_IS_PHOTO_HINT (self));

  if (!ph_photo_data_is_known (attachment))
    return;
  g_ptr_array_add (attachments, attachment);
  ph_photo_hint_clean_all (self, attachments);
}

void
ph_photo_hint_undo (PhPhotoHint *self)
{
  g_return_if_fail (PH_IS_PHOTO_HINT (self));

  for (guint i = 0; i < self->cleaned->len; i++)
    ph_attachments_replace (self->strip, self->cleaned->pdata[i], self->whole->pdata[i]);
  g_ptr_array_set_size (self->whole, 0);
  g_ptr_array_set_size (self->cleaned, 0);
}
