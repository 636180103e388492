/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what PhMailReader found in a file. All of it is foreign: nothing is read as markup, and nothing in it starts
 * anything before a person asks. */
#include "config.h"

#include "ph-message-view.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"
#include "ph-literal-text.h"
#include "ph-mail-reader.h"
#include "ph-message-header.h"
#include "ph-message-part-row.h"
#include "ph-message-source.h"
#include "ph-open-file.h"
#include "ph-open-part.h"
#include "ph-toast.h"

/* A spinner that only flashes is worse than none. */
#define SPINNER_DELAY_MS 300

struct _PhMessageView
{
  AdwWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewSwitcherBar *switcher_bar;
  GtkMenuButton *menu_button;
  AdwViewStack *view_stack;
  GtkStack *stack;
  GtkSpinner *spinner;
  AdwStatusPage *error_page;

  PhMessageHeader *header;
  GtkTextView *text_view;
  GtkLabel *no_text_label;
  GtkLabel *html_label;
  GtkLabel *cut_label;
  GtkWidget *parts;
  GtkListBox *parts_list;
  PhMessageSource *source;

  GFile *file; /* (owned) */
  PhMailReader *reader; /* (owned) (nullable): NULL until it is loaded */
  GCancellable *cancellable; /* (owned): everything ends with the window */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  guint part_to_save;
  guint spinner_timeout;
  guint reveal_idle;
};

G_DEFINE_FINAL_TYPE (PhMessageView, ph_message_view, ADW_TYPE_WINDOW)

void
ph_message_view_toast (PhMessageView *self, const char *text)
{
  /* What was under way may come to its end after the window. */
  if (self->toast_overlay == NULL)
    return;
  adw_toast_overlay_add_toast (self->toast_overlay, ph_toast_new (text));
}

/* Cancelling is no news: the window is closed. */
static void
ph_message_view_report_unsaved (PhMessageView *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: %s is the reason, such as "Permission denied". */
  text = g_strdup_printf (_ ("Not saved: %s"), error->message);
  ph_message_view_toast (self, text);
}

static void
ph_message_view_report_unopened (PhMessageView *self, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = ph_open_file_dup_problem (error);
  ph_message_view_toast (self, text);
}

static void
ph_message_view_choose_file (PhMessageView *self, const char *title, const char *name, GCallback response_cb)
{
  g_clear_object (&self->chooser);
  self->chooser
      = gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", response_cb, self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Returns: (transfer full) (nullable): what was chosen */
static GFile *
ph_message_view_take_chosen_file (PhMessageView *self, int response)
{
  GFile *file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  return file;
}

static void
save_finish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhMessageView) self = PH_MESSAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (source), result, &error))
    ph_message_view_toast (self, _ ("Message saved"));
  else
    ph_message_view_report_unsaved (self, error);
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, PhMessageView *self)
{
  g_autoptr (GFile) target = ph_message_view_take_chosen_file (self, response);

  if (target == NULL)
    return;
  g_file_copy_async (self->file,
                     target,
                     G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                     G_PRIORITY_DEFAULT,
                     self->cancellable,
                     NULL,
                     NULL,
                     save_finish_cb,
                     g_object_ref (self));
}

static void
save_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PhMessageView *self = PH_MESSAGE_VIEW (widget);
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  /* Translators: the suggested name of a file for a message without a subject. */
  stem = ph_foreign_text_make_file_name (ph_mail_reader_get_subject (self->reader), _ ("Message"));
  name = g_strconcat (stem, ".eml", NULL);
  ph_message_view_choose_file (self, _ ("Save Message"), name, G_CALLBACK (save_response_cb));
}

static void
save_part_finish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhMessageView) self = PH_MESSAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;

  if (ph_mail_reader_save_part_finish (PH_MAIL_READER (source), result, &error))
    ph_message_view_toast (self, _ ("Attachment saved"));
  else
    ph_message_view_report_unsaved (self, error);
}

static void
save_part_response_cb (GtkNativeDialog *dialog, int response, PhMessageView *self)
{
  g_autoptr (GFile) target = ph_message_view_take_chosen_file (self, response);

  if (target != NULL)
    ph_mail_reader_save_part_async (self->reader,
                                    self->part_to_save,
                                    target,
                                    self->cancellable,
                                    save_part_finish_cb,
                                    g_object_ref (self));
}

static void
save_part_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PhMessageView *self = PH_MESSAGE_VIEW (widget);
  g_autofree char *name = NULL;

  self->part_to_save = g_variant_get_uint32 (parameter);
  name = ph_foreign_text_make_file_name (ph_mail_reader_get_part_name (self->reader, self->part_to_save),
                                         _ ("Attachment"));
  ph_message_view_choose_file (self, _ ("Save Attachment"), name, G_CALLBACK (save_part_response_cb));
}

static void
open_part_finish_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhMessageView) self = PH_MESSAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;

  if (!ph_open_part_finish (result, &error))
    ph_message_view_report_unopened (self, error);
}

static void
open_part_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PhMessageView *self = PH_MESSAGE_VIEW (widget);

  ph_open_part_async (self->reader,
                      g_variant_get_uint32 (parameter),
                      GTK_WINDOW (self),
                      self->cancellable,
                      open_part_finish_cb,
                      g_object_ref (self));
}

static void
ph_message_view_show_title (PhMessageView *self)
{
  g_autofree char *title = ph_foreign_text_make_harmless (ph_mail_reader_get_subject (self->reader));

  gtk_window_set_title (GTK_WINDOW (self), *title != '\0' ? title : _ ("No subject"));
}

static void
ph_message_view_show_body (PhMessageView *self)
{
  g_autofree char *text = ph_foreign_text_break_lines (ph_mail_reader_get_text (self->reader));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start;

  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_widget_set_visible (GTK_WIDGET (self->no_text_label), *text == '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->html_label), ph_mail_reader_is_text_from_html (self->reader));
  gtk_widget_set_visible (GTK_WIDGET (self->cut_label), ph_mail_reader_is_text_cut (self->reader));
}

static void
ph_message_view_show_parts (PhMessageView *self)
{
  guint n_parts = ph_mail_reader_get_n_parts (self->reader);

  for (guint i = 0; i < n_parts; i++)
    gtk_list_box_append (self->parts_list, ph_message_part_row_new (self->reader, i));
  gtk_widget_set_visible (self->parts, n_parts > 0);
}

static gboolean
reveal_switcher_cb (gpointer user_data)
{
  PhMessageView *self = PH_MESSAGE_VIEW (user_data);

  self->reveal_idle = 0;
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    adw_view_switcher_title_get_view_switcher_enabled (self->switcher_title)
                                        && adw_view_switcher_title_get_title_visible (self->switcher_title));
  return G_SOURCE_REMOVE;
}

/* Said while the header bar is given its size, when it is too late to ask for another layout. */
static void
title_visible_cb (PhMessageView *self)
{
  if (self->reveal_idle == 0)
    self->reveal_idle = g_idle_add (reveal_switcher_cb, self);
}

static void
ph_message_view_stop_spinner (PhMessageView *self)
{
  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  gtk_spinner_stop (self->spinner);
}

static void
hide_page (AdwViewStack *stack, const char *name)
{
  GtkWidget *child = adw_view_stack_get_child_by_name (stack, name);

  adw_view_stack_page_set_visible (adw_view_stack_get_page (stack, child), FALSE);
}

/* What became of a message is known without it. */
static void
ph_message_view_show_error_beside_fate (PhMessageView *self)
{
  g_autoptr (GtkWidget) page = g_object_ref (GTK_WIDGET (self->error_page));
  AdwViewStackPage *added = NULL;

  gtk_stack_remove (self->stack, page);
  added = adw_view_stack_add_titled (self->view_stack, page, "error", _ ("Message"));
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->view_stack), "fate") != 0)
    adw_view_stack_set_visible_child (self->view_stack, page);
  hide_page (self->view_stack, "text");
  hide_page (self->view_stack, "source");
  adw_view_stack_page_set_icon_name (added, "dialog-error-symbolic");
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher_title, TRUE);
  title_visible_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
ph_message_view_show_error (PhMessageView *self, const GError *error)
{
  g_autofree char *markup = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->error_page, markup);
  if (adw_view_stack_get_child_by_name (self->view_stack, "fate") != NULL)
    ph_message_view_show_error_beside_fate (self);
  else
    gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PhMessageView) self = PH_MESSAGE_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailReader) reader = ph_mail_reader_load_finish (result, &error);

  /* The window may be closed already, and then its widgets are gone. */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  ph_message_view_stop_spinner (self);
  if (reader == NULL)
    {
      ph_message_view_show_error (self, error);
      return;
    }
  self->reader = g_steal_pointer (&reader);
  ph_message_view_show_title (self);
  ph_message_header_set_reader (self->header, self->reader);
  ph_message_view_show_body (self);
  ph_message_view_show_parts (self);
  ph_message_source_set_reader (self->source, self->reader);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.save", TRUE);
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher_title, TRUE);
  title_visible_cb (self);
  gtk_stack_set_visible_child_name (self->stack, "message");
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->view_stack), "fate") == 0)
    gtk_widget_child_focus (adw_view_stack_get_visible_child (self->view_stack), GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

static gboolean
spinner_timeout_cb (gpointer user_data)
{
  PhMessageView *self = PH_MESSAGE_VIEW (user_data);

  self->spinner_timeout = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  gtk_spinner_start (self->spinner);
  return G_SOURCE_REMOVE;
}

static void
ph_message_view_dispose (GObject *object)
{
  PhMessageView *self = PH_MESSAGE_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->spinner_timeout, g_source_remove);
  g_clear_handle_id (&self->reveal_idle, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_object (&self->reader);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MESSAGE_VIEW);

  G_OBJECT_CLASS (ph_message_view_parent_class)->dispose (object);
}

static void
ph_message_view_finalize (GObject *object)
{
  PhMessageView *self = PH_MESSAGE_VIEW (object);

  g_clear_object (&self->file);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ph_message_view_parent_class)->finalize (object);
}

static void
ph_message_view_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-message-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, view_stack);
  gtk_widget_class_bind_template_callback (widget_class, title_visible_cb);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, stack);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, spinner);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, error_page);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, header);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, text_view);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, no_text_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, html_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, cut_label);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, parts);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, parts_list);
  gtk_widget_class_bind_template_child (widget_class, PhMessageView, source);
}

static void
ph_message_view_class_init (PhMessageViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_message_view_dispose;
  object_class->finalize = ph_message_view_finalize;

  gtk_widget_class_install_action (widget_class, "message.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "message.open-part", "u", open_part_cb);
  gtk_widget_class_install_action (widget_class, "message.save-part", "u", save_part_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "message.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (PH_TYPE_MESSAGE_HEADER);
  g_type_ensure (PH_TYPE_MESSAGE_SOURCE);
  ph_message_view_bind_template (widget_class);
}

static void
ph_message_view_init (PhMessageView *self)
{
  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "message.save", FALSE);
  ph_literal_text_keep (gtk_text_view_get_buffer (self->text_view));
}

PhMessageView *
ph_message_view_new (GtkWindow *parent, GFile *file)
{
  PhMessageView *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (PH_TYPE_MESSAGE_VIEW, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  self->file = g_object_ref (file);
  self->spinner_timeout = g_timeout_add (SPINNER_DELAY_MS, spinner_timeout_cb, self);
  ph_mail_reader_load_async (file, self->cancellable, load_cb, g_object_ref (self));
  return self;
}

void
ph_message_view_add_fate (PhMessageView *self, GtkWidget *page, GMenuModel *menu, gboolean is_first)
{
  AdwViewStackPage *added = NULL;

  g_return_if_fail (PH_IS_MESSAGE_VIEW (self));

  added = adw_view_stack_add_titled (self->view_stack, page, "fate", _ ("Delivery"));
  adw_view_stack_page_set_icon_name (added, "mail-send-symbolic");
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), TRUE);
  if (is_first)
    adw_view_stack_set_visible_child (self->view_stack, page);
}
