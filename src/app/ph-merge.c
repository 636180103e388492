/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what is read, looked for and queued elsewhere. Until Send nothing has happened; behind it each row is safe by itself, so
 * that stopping, closing or a crash leaves whole messages, and the same table goes on with the others. */
#include "config.h"

#include "ph-merge.h"

#include "ph-banner.h"
#include "ph-foreign-text.h"
#include "ph-main-loop-probe.h"
#include "ph-merge-load.h"
#include "ph-merge-preview.h"
#include "ph-merge-text.h"
#include "ph-outbox-merge.h"

#include <glib/gi18n.h>

/* Small tables are there before a spinner would be seen. */
#define SPINNER_DELAY_MS 300
/* So many problems are seen without a click. */
#define N_PROBLEMS_OPEN 3
/* Characters of a column's name in the list of them. */
#define MAX_NAME 100

struct _PhMerge
{
  AdwWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkButton *cancel_button;
  GtkButton *send_button;
  PhBanner *banner;
  GtkStack *stack;
  GtkWidget *loading_page;
  AdwStatusPage *unusable_page;
  GtkWidget *unusable_button;
  GtkWidget *ready_page;
  GtkLabel *heading;
  GtkLabel *standing;
  GtkLabel *hint;
  AdwComboRow *column_row;
  AdwExpanderRow *problems_row;
  GtkWidget *choose_button;
  PhMergePreview *preview;
  GtkWidget *strip;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;

  PhOutbox *outbox; /* (owned) */
  PhAccount *account; /* (owned) */
  PhMessage *message; /* (owned) */
  GFile *file; /* (owned) */
  char *column; /* (owned) (nullable): where the addresses are, when somebody chose it */
  PhMergeLoad *load; /* (owned) (nullable) */
  PhOutboxMerge *merge; /* (owned) (nullable): of what can be sent */
  GPtrArray *problem_rows; /* (owned) (element-type GtkWidget): in the expander */

  GCancellable *cancellable; /* (owned): of what is under way */
  guint spinner_source;
  guint n_before; /* how many were in the outbox when Send was pressed */
  gboolean is_queueing;
  gboolean is_filling; /* the columns are put in, by nobody's choice */
};

G_DEFINE_FINAL_TYPE (PhMerge, ph_merge, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_QUEUED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- what is shown --------------------------------------------------------------------------------------------------- */

static guint
ph_merge_get_n (PhMerge *self)
{
  return self->merge != NULL ? ph_mail_merge_get_n_messages (ph_outbox_merge_get_merge (self->merge)) : 0;
}

static guint
ph_merge_get_n_done (PhMerge *self)
{
  return self->merge != NULL ? ph_outbox_merge_get_n_done (self->merge) : 0;
}

static void
show_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
ph_merge_add_problem (PhMerge *self, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_expander_row_add_row (self->problems_row, row);
  g_ptr_array_add (self->problem_rows, row);
}

static void
ph_merge_clear_problems (PhMerge *self)
{
  for (guint i = 0; i < self->problem_rows->len; i++)
    adw_expander_row_remove (self->problems_row, g_ptr_array_index (self->problem_rows, i));
  g_ptr_array_set_size (self->problem_rows, 0);
}

static char *
dup_columns (PhMailTable *table)
{
  guint n = ph_mail_table_get_n_columns (table);
  g_autofree const char **names = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = ph_mail_table_get_column (table, i);
  return ph_merge_text_dup_columns (names);
}

static void
ph_merge_head_problems (PhMerge *self, guint n_left_out)
{
  gboolean is_letter = self->load->merge == NULL;
  g_autofree char *title
      = is_letter ? ph_merge_text_dup_unfilled (n_left_out) : ph_merge_text_dup_left_out (n_left_out);
  g_autofree char *columns = dup_columns (self->load->table);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->problems_row), title);
  adw_expander_row_set_subtitle (self->problems_row,
                                 is_letter ? columns
                                           : _ ("Once the table is corrected, choose it again: nobody gets it twice."));
}

static void
ph_merge_show_problems (PhMerge *self)
{
  GPtrArray *problems = self->load->problems;
  guint n_left_out = self->load->merge != NULL ? ph_mail_merge_get_n_left_out (self->load->merge) : problems->len;

  ph_merge_clear_problems (self);
  ph_merge_head_problems (self, n_left_out);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *text = ph_merge_text_dup_problem (g_ptr_array_index (problems, i));

      ph_merge_add_problem (self, text);
    }
  if (n_left_out > problems->len)
    {
      g_autofree char *more = ph_merge_text_dup_more (n_left_out - problems->len);

      ph_merge_add_problem (self, more);
    }
  adw_expander_row_set_expanded (self->problems_row, problems->len <= N_PROBLEMS_OPEN);
  gtk_widget_set_visible (GTK_WIDGET (self->problems_row), problems->len > 0);
}

/* A column other than that of the addresses is what a message would ask for. */
static void
ph_merge_show_hint (PhMerge *self)
{
  PhMailTable *table = self->load->table;
  int addresses = ph_mail_merge_find_column (table, self->column);
  const char *column = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; column == NULL && i < ph_mail_table_get_n_columns (table); i++)
    if ((int) i != addresses && *ph_mail_table_get_column (table, i) != '\0')
      column = ph_mail_table_get_column (table, i);
  if (column != NULL && self->merge != NULL && ph_mail_merge_get_n_gaps (self->load->merge) == 0)
    text = ph_merge_text_dup_hint (column);
  show_label (self->hint, text != NULL ? text : "");
}

static void
ph_merge_fill_columns (PhMerge *self)
{
  PhMailTable *table = self->load->table;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  int addresses = ph_mail_merge_find_column (table, self->column);

  for (guint i = 0; i < ph_mail_table_get_n_columns (table); i++)
    {
      g_autofree char *begin = ph_merge_text_dup_begin (ph_mail_table_get_column (table, i), MAX_NAME);
      g_autofree char *name = ph_foreign_text_make_harmless (begin);

      gtk_string_list_append (names, name);
    }
  self->is_filling = TRUE;
  adw_combo_row_set_model (self->column_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->column_row, addresses >= 0 ? (guint) addresses : GTK_INVALID_LIST_POSITION);
  self->is_filling = FALSE;
}

/* How many it goes to, and who has it. */
static void
ph_merge_update (PhMerge *self)
{
  guint n = ph_merge_get_n (self);
  guint n_done = ph_merge_get_n_done (self);
  g_autofree char *heading = ph_merge_text_dup_heading (n);
  g_autofree char *standing = ph_merge_text_dup_standing (n_done, n);
  g_autofree char *send = ph_merge_text_dup_send_label (n - n_done);
  gboolean can_send = n_done < n && gtk_stack_get_visible_child (self->stack) == self->ready_page;

  gtk_label_set_text (self->heading, heading);
  show_label (self->standing, standing);
  gtk_button_set_label (self->send_button, send);
  gtk_widget_set_visible (GTK_WIDGET (self->send_button), !self->is_queueing);
  gtk_button_set_label (self->cancel_button, self->is_queueing ? _ ("_Stop") : _ ("_Cancel"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cancel_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->is_queueing ? _ ("Stop") : _ ("Cancel"),
                                  -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.send", can_send && !self->is_queueing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.choose", !self->is_queueing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->column_row), !self->is_queueing);
  gtk_widget_set_visible (self->strip, self->is_queueing);
  ph_merge_preview_update (self->preview);
}

static void
ph_merge_show_page (PhMerge *self, GtkWidget *page)
{
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_stack_set_visible_child (self->stack, page);
  ph_merge_update (self);
}

/* Why nothing can be sent; the gaps of a message are told one by one. */
static void
ph_merge_show_reason (PhMerge *self)
{
  g_autofree char *text = NULL;

  if (self->load->problems->len > 0)
    {
      gtk_label_set_text (self->heading, _ ("The message and the table do not fit"));
      return;
    }
  text = ph_merge_text_dup_problem (self->load->error);
  show_label (self->standing, text);
}

static void
ph_merge_show_ready (PhMerge *self)
{
  guint n = ph_merge_get_n (self);

  ph_merge_fill_columns (self);
  ph_merge_show_problems (self);
  ph_merge_show_hint (self);
  ph_merge_preview_set_merge (self->preview, n > 0 ? self->merge : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), n > 0);
  gtk_widget_set_visible (self->choose_button, self->load->problems->len > 0);
  ph_merge_show_page (self, self->ready_page);
  if (self->load->error != NULL)
    ph_merge_show_reason (self);
  if (self->load->error != NULL && self->load->problems->len == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->column_row));
  else
    gtk_widget_grab_focus (n > 0 ? GTK_WIDGET (self->preview) : self->choose_button);
}

static void
ph_merge_show_unusable (PhMerge *self)
{
  g_autofree char *text = ph_merge_text_dup_problem (self->load->error);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_status_page_set_description (self->unusable_page, markup);
  ph_merge_show_page (self, GTK_WIDGET (self->unusable_page));
  gtk_widget_grab_focus (self->unusable_button);
}

/* ---- reading -------------------------------------------------------------------------------------------------------- */

static void
ph_merge_complain (PhMerge *self, const char *title, const char *text)
{
  ph_banner_present (self->banner, PH_BANNER_ERROR, title, text);
  ph_banner_reveal (self->banner, FALSE);
}

/* Without an answer the store still lets each message in only once. */
static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMerge) self = PH_MERGE (data);
  g_autoptr (GError) error = NULL;
  gboolean is_known = ph_outbox_merge_run_finish (PH_OUTBOX_MERGE (source), result, &error);

  if (PH_OUTBOX_MERGE (source) != self->merge || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!is_known)
    ph_merge_complain (self, _ ("The outbox could not be read"), error->message);
  ph_merge_show_ready (self);
}

/* What a person can mend here or in the message is told beside it, all else in the place of it. */
static gboolean
is_mendable (const GError *error)
{
  return g_error_matches (error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_NO_ADDRESSES)
         || g_error_matches (error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_NO_COLUMN)
         || g_error_matches (error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_OPEN_GAP);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMerge) self = PH_MERGE (data);
  PhMergeLoad *load = ph_merge_load_finish (result);

  if (load == NULL)
    return;
  g_clear_pointer (&self->load, ph_merge_load_free);
  self->load = load;
  if (load->merge == NULL)
    {
      if (is_mendable (load->error))
        ph_merge_show_ready (self);
      else
        ph_merge_show_unusable (self);
      return;
    }
  self->merge = ph_outbox_merge_new (ph_outbox_get_disk (self->outbox), load->merge, ph_account_get_id (self->account));
  ph_outbox_merge_run_async (self->merge, PH_OUTBOX_MERGE_RUN_LOOK, self->cancellable, looked_cb, g_object_ref (self));
}

static gboolean
spinner_cb (gpointer data)
{
  PhMerge *self = data;

  self->spinner_source = 0;
  ph_main_loop_probe_begin ("table");
  ph_merge_show_page (self, self->loading_page);
  return G_SOURCE_REMOVE;
}

static void
ph_merge_begin (PhMerge *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

/* @table: (nullable): the file, when it was read before */
static void
ph_merge_read (PhMerge *self, PhMailTable *table)
{
  g_autofree char *name = g_file_get_basename (self->file);
  g_autofree char *display_name = g_filename_display_name (name);
  g_autofree char *harmless = ph_foreign_text_make_harmless (display_name);

  ph_merge_begin (self);
  g_clear_object (&self->merge);
  ph_merge_preview_set_merge (self->preview, NULL);
  ph_banner_dismiss (self->banner);
  adw_window_title_set_subtitle (self->window_title, harmless);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.send", FALSE);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  self->spinner_source = g_timeout_add (SPINNER_DELAY_MS, spinner_cb, self);
  ph_merge_load_async (self->file,
                       table,
                       self->message,
                       self->column,
                       self->cancellable,
                       loaded_cb,
                       g_object_ref (self));
}

static void
column_chosen_cb (PhMerge *self)
{
  guint selected = adw_combo_row_get_selected (self->column_row);
  g_autoptr (PhMailTable) table = NULL;

  if (self->is_filling || self->load == NULL || self->load->table == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  table = ph_mail_table_ref (self->load->table);
  g_free (self->column);
  self->column = g_strdup (ph_mail_table_get_column (table, selected));
  ph_merge_read (self, table);
}

static void
table_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  PhMerge *self = PH_MERGE (data);
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_object_unref (dialog);
  if (file == NULL)
    return;
  g_set_object (&self->file, file);
  g_clear_pointer (&self->column, g_free);
  ph_merge_read (self, NULL);
}

static void
choose_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkFileChooserNative *chooser = ph_merge_chooser_new (GTK_WINDOW (widget));

  g_signal_connect_object (chooser, "response", G_CALLBACK (table_chosen_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* ---- queueing ------------------------------------------------------------------------------------------------------- */

static void
progress_cb (PhMerge *self)
{
  guint n = ph_merge_get_n (self) - self->n_before;
  guint n_done = ph_merge_get_n_done (self) - self->n_before;
  g_autofree char *text = ph_merge_text_dup_progress (n_done, n);

  gtk_label_set_text (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, n > 0 ? (double) n_done / (double) n : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  ph_merge_preview_update (self->preview);
}

static void
ph_merge_end_queueing (PhMerge *self, const GError *error)
{
  g_autofree char *text = NULL;

  self->is_queueing = FALSE;
  ph_merge_update (self);
  if (error == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_QUEUED], 0, ph_merge_get_n_done (self) - self->n_before);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->send_button));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = ph_merge_text_dup_failure (error, ph_merge_get_n_done (self), ph_merge_get_n (self));
  ph_merge_complain (self, _ ("Not all could be put into the outbox"), text);
}

/* The window may be closed meanwhile; what is in the outbox goes all the same. Whoever is sending looks again by himself, and
 * is not made to look at a hundred thousand twice. */
static void
queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMerge) self = PH_MERGE (data);
  g_autoptr (GError) error = NULL;

  ph_outbox_merge_run_finish (PH_OUTBOX_MERGE (source), result, &error);
  if (ph_outbox_get_n_active (self->outbox) == 0)
    ph_outbox_look (self->outbox, FALSE);
  g_application_release (g_application_get_default ());
  if (self->stack != NULL)
    ph_merge_end_queueing (self, error);
}

static void
send_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMerge *self = PH_MERGE (widget);

  ph_merge_begin (self);
  ph_banner_dismiss (self->banner);
  self->is_queueing = TRUE;
  self->n_before = ph_merge_get_n_done (self);
  g_signal_handlers_disconnect_by_func (self->merge, progress_cb, self);
  g_signal_connect_object (self->merge, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
  ph_merge_update (self);
  progress_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
  g_application_hold (g_application_get_default ());
  ph_outbox_merge_run_async (self->merge, PH_OUTBOX_MERGE_RUN_ADD, self->cancellable, queued_cb, g_object_ref (self));
}

static void
cancel_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhMerge *self = PH_MERGE (widget);

  if (self->is_queueing)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
go_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (PH_MERGE (widget)->preview), "preview.go", parameter);
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static void
ph_merge_dispose (GObject *object)
{
  PhMerge *self = PH_MERGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MERGE);

  G_OBJECT_CLASS (ph_merge_parent_class)->dispose (object);
}

static void
ph_merge_finalize (GObject *object)
{
  PhMerge *self = PH_MERGE (object);

  ph_main_loop_probe_end ("table");
  g_clear_object (&self->outbox);
  g_clear_object (&self->account);
  g_clear_object (&self->message);
  g_clear_object (&self->file);
  g_free (self->column);
  g_clear_pointer (&self->load, ph_merge_load_free);
  g_clear_object (&self->merge);
  g_ptr_array_unref (self->problem_rows);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ph_merge_parent_class)->finalize (object);
}

static void
ph_merge_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-merge.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMerge, window_title);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, send_button);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, banner);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, stack);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, loading_page);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, unusable_page);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, unusable_button);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, ready_page);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, heading);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, standing);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, hint);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, column_row);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, problems_row);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, choose_button);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, preview);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, strip);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, progress_label);
  gtk_widget_class_bind_template_child (widget_class, PhMerge, progress_bar);
  gtk_widget_class_bind_template_callback (widget_class, column_chosen_cb);
}

static void
ph_merge_class_init (PhMergeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_merge_dispose;
  G_OBJECT_CLASS (klass)->finalize = ph_merge_finalize;

  signals[SIGNAL_QUEUED]
      = g_signal_new ("queued", PH_TYPE_MERGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "merge.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "merge.choose", NULL, choose_cb);
  gtk_widget_class_install_action (widget_class, "merge.go", "i", go_cb);
  gtk_widget_class_install_action (widget_class, "merge.send", NULL, send_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "merge.cancel", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "merge.send", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "merge.send", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_ALT_MASK, "merge.go", "i", -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_ALT_MASK, "merge.go", "i", 1);

  g_type_ensure (PH_TYPE_BANNER);
  g_type_ensure (PH_TYPE_MERGE_PREVIEW);
  ph_merge_bind_template (widget_class);
}

static void
ph_merge_init (PhMerge *self)
{
  self->problem_rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

PhMerge *
ph_merge_new (GtkWindow *parent, PhOutbox *outbox, PhAccount *account, PhMessage *message, GFile *table)
{
  PhMerge *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX (outbox), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (PH_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (G_IS_FILE (table), NULL);

  self = g_object_new (PH_TYPE_MERGE, "transient-for", parent, NULL);
  self->outbox = g_object_ref (outbox);
  self->account = g_object_ref (account);
  self->message = ph_message_copy (message);
  self->file = g_object_ref (table);
  ph_merge_read (self, NULL);
  return self;
}

GtkFileChooserNative *
ph_merge_chooser_new (GtkWindow *parent)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Choose a Table"),
                                                               parent,
                                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                                               _ ("_Choose"),
                                                               _ ("_Cancel"));
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (tables, _ ("Tables (CSV)"));
  gtk_file_filter_add_suffix (tables, "csv");
  gtk_file_filter_add_suffix (tables, "tsv");
  gtk_file_filter_add_mime_type (tables, "text/csv");
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), tables);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}
