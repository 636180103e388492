/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Source page of a message. The file is read on another thread, the first time that the page is on the screen. */
#include "config.h"

#include "ph-message-source.h"

#include "ph-foreign-text.h"
#include "ph-literal-text.h"

/* As much as the text of a message is shown at most. */
#define MAX_SOURCE PH_MAIL_READER_MAX_TEXT

struct _PhMessageSource
{
  GtkBox parent_instance;

  GtkTextView *text_view;
  GtkLabel *cut_label;

  PhMailReader *reader; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  gboolean has_started;
};

typedef struct
{
  char *text; /* (owned) */
  gboolean is_cut;
} PhSource;

G_DEFINE_FINAL_TYPE (PhMessageSource, ph_message_source, GTK_TYPE_BOX)

static void
ph_source_free (PhSource *source)
{
  g_free (source->text);
  g_free (source);
}

static void
read_source_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  PhSource *source = g_new0 (PhSource, 1);
  g_autofree char *text = ph_mail_reader_dup_source (PH_MAIL_READER (task_data), MAX_SOURCE, &source->is_cut);

  source->text = ph_foreign_text_break_lines (text);
  g_task_return_pointer (task, source, (GDestroyNotify) ph_source_free);
}

static void
read_source_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  PhMessageSource *self = PH_MESSAGE_SOURCE (object);
  PhSource *source = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Only cancelling leaves nothing, and then the page is gone. */
  if (source == NULL)
    return;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), source->text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->cut_label), source->is_cut);
  ph_source_free (source);
}

static void
ph_message_source_map (GtkWidget *widget)
{
  PhMessageSource *self = PH_MESSAGE_SOURCE (widget);

  GTK_WIDGET_CLASS (ph_message_source_parent_class)->map (widget);

  if (!self->has_started && self->reader != NULL)
    {
      g_autoptr (GTask) task = g_task_new (self, self->cancellable, read_source_cb, NULL);

      self->has_started = TRUE;
      g_task_set_task_data (task, g_object_ref (self->reader), g_object_unref);
      g_task_run_in_thread (task, read_source_in_thread);
    }
}

static void
ph_message_source_dispose (GObject *object)
{
  PhMessageSource *self = PH_MESSAGE_SOURCE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->reader);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MESSAGE_SOURCE);

  G_OBJECT_CLASS (ph_message_source_parent_class)->dispose (object);
}

static void
ph_message_source_finalize (GObject *object)
{
  PhMessageSource *self = PH_MESSAGE_SOURCE (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ph_message_source_parent_class)->finalize (object);
}

static void
ph_message_source_class_init (PhMessageSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_message_source_dispose;
  object_class->finalize = ph_message_source_finalize;
  widget_class->map = ph_message_source_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-message-source.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessageSource, text_view);
  gtk_widget_class_bind_template_child (widget_class, PhMessageSource, cut_label);
}

static void
ph_message_source_init (PhMessageSource *self)
{
  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Protocol, not prose. */
  gtk_widget_set_direction (GTK_WIDGET (self->text_view), GTK_TEXT_DIR_LTR);
  ph_literal_text_keep (gtk_text_view_get_buffer (self->text_view));
}

void
ph_message_source_set_reader (PhMessageSource *self, PhMailReader *reader)
{
  g_return_if_fail (PH_IS_MESSAGE_SOURCE (self));
  g_return_if_fail (PH_IS_MAIL_READER (reader));

  g_set_object (&self->reader, reader);
}
