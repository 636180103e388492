/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conversation window: a list over a transcript. It stays at the newest line until somebody scrolls away from it,
 * and it knows nothing of sessions: what went wrong is said by whoever opens it. */
#include "config.h"

#include "ph-conversation.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ph-conversation-row.h"
#include "ph-toast.h"
#include "ph-transcript-model.h"

/* The list only guesses the heights of rows that it has not shown yet, so the first try can end beside the line. */
#define N_SCROLL_FRAMES 3

struct _PhConversation
{
  AdwWindow parent_instance;

  AdwToastOverlay *toast_overlay;
  GtkBox *explanation;
  GtkLabel *explanation_title;
  GtkLabel *explanation_text;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;

  PhTranscriptModel *model; /* (owned) */
  GtkMultiSelection *selection; /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): the saving ends with the window */
  gboolean wraps_lines;
  gboolean has_shown_failure;
  guint scroll_position;
  guint n_scroll_frames;
  guint scroll_tick; /* 0 when nothing is to be scrolled */
  gboolean scrolls_to_end;
};

G_DEFINE_FINAL_TYPE (PhConversation, ph_conversation, ADW_TYPE_WINDOW)

enum
{
  PROP_WRAPS_LINES = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
ph_conversation_toast (PhConversation *self, const char *text)
{
  /* What was under way may come to its end after the window. */
  if (self->toast_overlay == NULL)
    return;
  adw_toast_overlay_add_toast (self->toast_overlay, ph_toast_new (text));
}

static guint
ph_conversation_get_n_lines (PhConversation *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/* The selected lines in order, or all of them when none is selected. */
static char *
ph_conversation_dup_selected_text (PhConversation *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GString *text = NULL;

  if (gtk_bitset_is_empty (selected))
    return ph_smtp_transcript_to_text (ph_transcript_model_get_transcript (self->model));

  text = g_string_new (NULL);
  for (guint64 i = 0; i < gtk_bitset_get_size (selected); i++)
    {
      guint position = gtk_bitset_get_nth (selected, (guint) i);
      g_autoptr (PhTranscriptLine) line = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
      g_autofree char *line_text = ph_transcript_line_to_text (line);

      g_string_append_printf (text, "%s\n", line_text);
    }
  return g_string_free (text, FALSE);
}

static void
copy_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PhConversation *self = PH_CONVERSATION (widget);
  g_autofree char *text = ph_conversation_dup_selected_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  ph_conversation_toast (self, _ ("Copied"));
}

static void
save_finish_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhConversation) self = PH_CONVERSATION (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      ph_conversation_toast (self, _ ("Conversation saved"));
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  /* Translators: %s is the reason, such as "Permission denied". */
  text = g_strdup_printf (_ ("Not saved: %s"), error->message);
  ph_conversation_toast (self, text);
}

static void
ph_conversation_save_to (PhConversation *self, GFile *file)
{
  g_autofree char *text = ph_smtp_transcript_to_text (ph_transcript_model_get_transcript (self->model));
  gsize length = strlen (text);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&text), length);

  g_file_replace_contents_bytes_async (file,
                                       bytes,
                                       NULL,
                                       FALSE,
                                       G_FILE_CREATE_PRIVATE,
                                       self->cancellable,
                                       save_finish_cb,
                                       g_object_ref (self));
}

static void
chooser_response_cb (GtkNativeDialog *dialog, int response, PhConversation *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      ph_conversation_save_to (self, file);
    }
  g_clear_object (&self->chooser);
}

static void
save_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  PhConversation *self = PH_CONVERSATION (widget);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Save Conversation"),
                                               GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Save"),
                                               NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  /* Translators: the suggested name of a file. */
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("Conversation.txt"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
setup_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhConversation *self)
{
  GtkWidget *row = ph_conversation_row_new ();

  g_object_bind_property (self, "wraps-lines", row, "wraps", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, row);
}

static void
bind_row_cb (GtkListItemFactory *factory, GtkListItem *item, PhConversation *self)
{
  ph_conversation_row_set_line (PH_CONVERSATION_ROW (gtk_list_item_get_child (item)),
                                PH_TRANSCRIPT_LINE (gtk_list_item_get_item (item)));
}

static gboolean
scroll_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  PhConversation *self = PH_CONVERSATION (widget);

  if (self->scroll_position < ph_conversation_get_n_lines (self))
    /* gtk_list_view_scroll_to() comes with GTK 4.12; the action was always there. */
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", self->scroll_position);
  if (--self->n_scroll_frames > 0)
    return G_SOURCE_CONTINUE;
  self->scroll_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
ph_conversation_scroll_to (PhConversation *self, guint position)
{
  self->scroll_position = position;
  self->n_scroll_frames = N_SCROLL_FRAMES;
  if (self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_tick_cb, NULL, NULL);
}

/* Measured before the list has taken the new lines into its layout, so it says where the person was until now. */
static gboolean
ph_conversation_is_at_end (PhConversation *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  if (self->scroll_tick != 0)
    return self->scrolls_to_end;
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
         >= gtk_adjustment_get_upper (adjustment) - 1.0;
}

static void
ph_conversation_show_newest (PhConversation *self)
{
  guint failure = self->has_shown_failure ? G_MAXUINT : ph_transcript_model_find_failure (self->model);

  if (failure != G_MAXUINT)
    {
      self->has_shown_failure = TRUE;
      self->scrolls_to_end = FALSE;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), failure, TRUE);
      ph_conversation_scroll_to (self, failure);
    }
  else if (ph_conversation_is_at_end (self) && ph_conversation_get_n_lines (self) > 0)
    {
      self->scrolls_to_end = TRUE;
      ph_conversation_scroll_to (self, ph_conversation_get_n_lines (self) - 1);
    }
}

static void
ph_conversation_update (PhConversation *self)
{
  gboolean has_lines = ph_conversation_get_n_lines (self) > 0;

  gtk_stack_set_visible_child_name (self->stack, has_lines ? "lines" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conversation.copy", has_lines);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conversation.save", has_lines);
  ph_conversation_show_newest (self);
}

static void
ph_conversation_set_transcript (PhConversation *self, PhSmtpTranscript *transcript)
{
  self->model = ph_transcript_model_new (transcript);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  /* After the list view's own handler, so that the new lines are known to it. */
  g_signal_connect_object (self->selection,
                           "items-changed",
                           G_CALLBACK (ph_conversation_update),
                           self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  ph_conversation_update (self);
}

static void
ph_conversation_dispose (GObject *object)
{
  PhConversation *self = PH_CONVERSATION (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_CONVERSATION);

  G_OBJECT_CLASS (ph_conversation_parent_class)->dispose (object);
}

static void
ph_conversation_finalize (GObject *object)
{
  PhConversation *self = PH_CONVERSATION (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (ph_conversation_parent_class)->finalize (object);
}

static void
ph_conversation_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PhConversation *self = PH_CONVERSATION (object);

  switch (property_id)
    {
    case PROP_WRAPS_LINES:
      g_value_set_boolean (value, self->wraps_lines);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ph_conversation_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  PhConversation *self = PH_CONVERSATION (object);

  switch (property_id)
    {
    case PROP_WRAPS_LINES:
      self->wraps_lines = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ph_conversation_class_init (PhConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_conversation_dispose;
  object_class->finalize = ph_conversation_finalize;
  object_class->get_property = ph_conversation_get_property;
  object_class->set_property = ph_conversation_set_property;

  properties[PROP_WRAPS_LINES]
      = g_param_spec_boolean ("wraps-lines",
                              NULL,
                              NULL,
                              TRUE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "conversation.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "conversation.save", NULL, save_cb);
  gtk_widget_class_install_property_action (widget_class, "conversation.wrap-lines", "wraps-lines");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "conversation.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "conversation.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, PhConversation, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, PhConversation, explanation);
  gtk_widget_class_bind_template_child (widget_class, PhConversation, explanation_title);
  gtk_widget_class_bind_template_child (widget_class, PhConversation, explanation_text);
  gtk_widget_class_bind_template_child (widget_class, PhConversation, stack);
  gtk_widget_class_bind_template_child (widget_class, PhConversation, scroller);
  gtk_widget_class_bind_template_child (widget_class, PhConversation, list_view);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
}

static void
ph_conversation_init (PhConversation *self)
{
  self->cancellable = g_cancellable_new ();
  self->wraps_lines = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));
}

PhConversation *
ph_conversation_new (GtkWindow *parent, PhSmtpTranscript *transcript)
{
  PhConversation *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (PH_IS_SMTP_TRANSCRIPT (transcript), NULL);

  self = g_object_new (PH_TYPE_CONVERSATION, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
  ph_conversation_set_transcript (self, transcript);
  return self;
}

void
ph_conversation_set_explanation (PhConversation *self, const char *title, const char *text)
{
  g_return_if_fail (PH_IS_CONVERSATION (self));

  gtk_label_set_label (self->explanation_title, title != NULL ? title : "");
  gtk_label_set_label (self->explanation_text, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->explanation_text), text != NULL && *text != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), title != NULL);
}
