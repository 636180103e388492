/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields over the text of a message. A scrolled window asks for the height that its child has when it is as wide as
 * it likes, which is too little for lines that wrap; so this widget measures for the width that there is. */
#include "config.h"

#include "ph-message-header.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"

/* Any more is scrolled, so that a hundred recipients leave room for the text. */
#define MAX_HEIGHT 240
/* Two lines: on a very low window the text needs the room more. */
#define MIN_HEIGHT 60

struct _PhMessageHeader
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *content;
  GtkLabel *from_label;
  GtkLabel *to_label;
  GtkLabel *cc_title;
  GtkLabel *cc_label;
  GtkLabel *date_label;
  GtkLabel *subject_label;
};

G_DEFINE_FINAL_TYPE (PhMessageHeader, ph_message_header, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
ph_message_header_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ph_message_header_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  PhMessageHeader *self = PH_MESSAGE_HEADER (widget);

  gtk_widget_measure (self->content, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = MIN (*natural, MIN_HEIGHT);
  *natural = MIN (*natural, MAX_HEIGHT);
}

static void
ph_message_header_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (PH_MESSAGE_HEADER (widget)->scroller, width, height, baseline, NULL);
}

static void
ph_message_header_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_MESSAGE_HEADER);

  G_OBJECT_CLASS (ph_message_header_parent_class)->dispose (object);
}

static void
ph_message_header_class_init (PhMessageHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_message_header_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  widget_class->get_request_mode = ph_message_header_get_request_mode;
  widget_class->measure = ph_message_header_measure;
  widget_class->size_allocate = ph_message_header_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-message-header.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, scroller);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, content);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, from_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, to_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, cc_title);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, cc_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, date_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageHeader, subject_label);
}

static void
ph_message_header_init (PhMessageHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_foreign_label (GtkLabel *label, const char *text, const char *fallback)
{
  g_autofree char *harmless = ph_foreign_text_make_harmless (text);

  gtk_label_set_label (label, *harmless != '\0' ? harmless : fallback);
}

static void
ph_message_header_set_date (PhMessageHeader *self, GDateTime *date)
{
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%c") : NULL;

  /* Translators: shown in the place of the date of a message that has none. */
  gtk_label_set_label (self->date_label, text != NULL ? text : _ ("Unknown"));
}

void
ph_message_header_set_reader (PhMessageHeader *self, PhMailReader *reader)
{
  const char *cc = NULL;

  g_return_if_fail (PH_IS_MESSAGE_HEADER (self));
  g_return_if_fail (PH_IS_MAIL_READER (reader));

  cc = ph_mail_reader_get_cc (reader);
  set_foreign_label (self->from_label, ph_mail_reader_get_from (reader), "");
  set_foreign_label (self->to_label, ph_mail_reader_get_to (reader), _ ("No visible recipients"));
  set_foreign_label (self->cc_label, cc, "");
  set_foreign_label (self->subject_label, ph_mail_reader_get_subject (reader), _ ("No subject"));
  gtk_widget_set_visible (GTK_WIDGET (self->cc_label), *cc != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->cc_title), *cc != '\0');
  ph_message_header_set_date (self, ph_mail_reader_get_date (reader));
}
