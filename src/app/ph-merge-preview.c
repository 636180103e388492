/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the message that is shown is made. */
#include "config.h"

#include "ph-merge-preview.h"

#include "ph-foreign-text.h"
#include "ph-merge-text.h"

#include <glib/gi18n.h>

/* Characters that are laid out at once. */
#define MAX_LINE 1000
#define MAX_TEXT 50000

struct _PhMergePreview
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *previous_button;
  GtkWidget *next_button;
  GtkLabel *position_label;
  GtkLabel *done_label;
  GtkLabel *to_label;
  GtkWidget *cc_title;
  GtkLabel *cc_label;
  GtkWidget *bcc_title;
  GtkLabel *bcc_label;
  GtkLabel *subject_label;
  GtkWidget *files_title;
  GtkLabel *files_label;
  GtkTextView *text_view;

  PhOutboxMerge *merge; /* (owned) (nullable) */
  guint position;
};

G_DEFINE_FINAL_TYPE (PhMergePreview, ph_merge_preview, GTK_TYPE_WIDGET)

/* ---- one message ---------------------------------------------------------------------------------------------------- */

static char *
dup_mailboxes (PhMessage *message, PhMessageField field)
{
  GListModel *mailboxes = ph_message_get_recipients (message, field);
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);
      g_autofree char *text = ph_mailbox_to_string (mailbox);
      g_autofree char *isolated = ph_foreign_text_isolate (text);

      /* Translators: between the names of recipients or files */
      g_string_append_printf (line, "%s%s", i > 0 ? _ (", ") : "", isolated);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
dup_files (GListModel *attachments)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (attachments, i);
      g_autofree char *isolated = ph_foreign_text_isolate (ph_attachment_get_name (attachment));

      g_string_append_printf (line, "%s%s", i > 0 ? _ (", ") : "", isolated);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
show_line (GtkWidget *title, GtkLabel *label, const char *text)
{
  g_autofree char *begin = ph_merge_text_dup_begin (text, MAX_LINE);

  gtk_label_set_text (label, begin);
  gtk_widget_set_visible (title, *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
ph_merge_preview_show_text (PhMergePreview *self, const char *text)
{
  g_autofree char *begin = ph_merge_text_dup_begin (text, MAX_TEXT);
  g_autofree char *broken = ph_foreign_text_break_lines (begin);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;

  gtk_text_buffer_set_text (buffer, broken, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
}

static void
ph_merge_preview_show_message (PhMergePreview *self, PhMessage *message)
{
  g_autofree char *subject = ph_merge_text_dup_begin (ph_message_get_subject (message), MAX_LINE);
  g_autofree char *harmless = ph_foreign_text_make_harmless (subject);
  g_autofree char *to = dup_mailboxes (message, PH_MESSAGE_FIELD_TO);
  g_autofree char *cc = dup_mailboxes (message, PH_MESSAGE_FIELD_CC);
  g_autofree char *bcc = dup_mailboxes (message, PH_MESSAGE_FIELD_BCC);
  g_autofree char *files = dup_files (ph_message_get_attachments (message));

  gtk_label_set_text (self->to_label, to);
  show_line (self->cc_title, self->cc_label, cc);
  show_line (self->bcc_title, self->bcc_label, bcc);
  gtk_label_set_text (self->subject_label, *harmless != '\0' ? harmless : _ ("No subject"));
  show_line (self->files_title, self->files_label, files);
  ph_merge_preview_show_text (self, ph_message_get_text (message));
}

/* ---- which ---------------------------------------------------------------------------------------------------------- */

static guint
ph_merge_preview_get_n (PhMergePreview *self)
{
  return self->merge != NULL ? ph_mail_merge_get_n_messages (ph_outbox_merge_get_merge (self->merge)) : 0;
}

void
ph_merge_preview_update (PhMergePreview *self)
{
  g_return_if_fail (PH_IS_MERGE_PREVIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->done_label),
                          self->merge != NULL && ph_outbox_merge_is_done (self->merge, self->position));
}

static void
ph_merge_preview_show (PhMergePreview *self)
{
  guint n = ph_merge_preview_get_n (self);
  g_autoptr (PhMessage) message = NULL;
  g_autofree char *position = NULL;

  if (n == 0)
    return;
  message = ph_mail_merge_new_message (ph_outbox_merge_get_merge (self->merge), self->position);
  /* Translators: which message is shown, and how many there are */
  position = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u", "%u of %u", n), self->position + 1, n);
  gtk_label_set_text (self->position_label, position);
  gtk_widget_set_sensitive (self->previous_button, self->position > 0);
  gtk_widget_set_sensitive (self->next_button, self->position + 1 < n);
  ph_merge_preview_show_message (self, message);
  ph_merge_preview_update (self);
}

/* A button that can go no further gives the keyboard to the other one. */
static void
go_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMergePreview *self = PH_MERGE_PREVIEW (widget);
  gint64 wanted = (gint64) self->position + g_variant_get_int32 (parameter);
  guint n = ph_merge_preview_get_n (self);
  gboolean has_focus = gtk_widget_has_focus (self->next_button) || gtk_widget_has_focus (self->previous_button);

  if (n == 0)
    return;
  self->position = (guint) CLAMP (wanted, 0, (gint64) n - 1);
  ph_merge_preview_show (self);
  if (has_focus && !gtk_widget_get_sensitive (self->next_button))
    gtk_widget_grab_focus (self->previous_button);
  else if (has_focus && !gtk_widget_get_sensitive (self->previous_button))
    gtk_widget_grab_focus (self->next_button);
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static gboolean
ph_merge_preview_grab_focus (GtkWidget *widget)
{
  PhMergePreview *self = PH_MERGE_PREVIEW (widget);

  return gtk_widget_grab_focus (gtk_widget_get_sensitive (self->next_button) ? self->next_button
                                                                             : GTK_WIDGET (self->text_view));
}

static void
ph_merge_preview_dispose (GObject *object)
{
  PhMergePreview *self = PH_MERGE_PREVIEW (object);

  g_clear_object (&self->merge);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MERGE_PREVIEW);

  G_OBJECT_CLASS (ph_merge_preview_parent_class)->dispose (object);
}

static void
ph_merge_preview_class_init (PhMergePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_merge_preview_dispose;
  widget_class->grab_focus = ph_merge_preview_grab_focus;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "preview.go", "i", go_cb);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-merge-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, box);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, previous_button);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, next_button);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, position_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, done_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, to_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, cc_title);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, cc_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, bcc_title);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, bcc_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, subject_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, files_title);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, files_label);
  gtk_widget_class_bind_template_child (widget_class, PhMergePreview, text_view);
}

static void
ph_merge_preview_init (PhMergePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
ph_merge_preview_set_merge (PhMergePreview *self, PhOutboxMerge *merge)
{
  g_return_if_fail (PH_IS_MERGE_PREVIEW (self));
  g_return_if_fail (merge == NULL || PH_IS_OUTBOX_MERGE (merge));

  g_set_object (&self->merge, merge);
  self->position = 0;
  ph_merge_preview_show (self);
}
