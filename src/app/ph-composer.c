/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields in, message out. What can be judged without a server is judged here, under the field it is about. */
#include "config.h"

#include "ph-composer.h"

#include "ph-attachments.h"
#include "ph-recipients.h"

#include <glib/gi18n.h>

/* What most providers take when they do not say (25 MB). */
#define USUAL_SIZE_LIMIT 25000000
/* Smaller messages never meet a limit, so their size is no news. */
#define MIN_SHOWN_SIZE 100000

struct _PhComposer
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkDropDown *from;
  GtkLabel *from_label;
  PhRecipients *recipients[PH_MESSAGE_N_FIELDS];
  PhRecipients *to;
  PhRecipients *cc;
  PhRecipients *bcc;
  GtkWidget *cc_row;
  GtkWidget *bcc_row;
  GtkToggleButton *cc_toggle;
  GtkToggleButton *bcc_toggle;
  GtkLabel *to_caption;
  GtkEntry *subject;
  GtkTextView *text;
  PhAttachments *attachments;
  GtkLabel *size;
  GtkRevealer *drop_hint;

  PhAccounts *accounts; /* (owned) (nullable) */
  PhMessage *message; /* (owned): the fields fill it; its id outlives every attempt to send it */
  GSignalGroup *account_signals; /* (owned): of the selected account */
  char *title; /* (owned) */
  gboolean is_narrow;
};

G_DEFINE_FINAL_TYPE (PhComposer, ph_composer, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_NARROW,
  N_PROPS,
};

enum
{
  SIGNAL_ACCOUNT_CHANGED,
  SIGNAL_ATTACHMENT_REMOVED,
  SIGNAL_ATTACHMENT_PROBLEM,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static char *
ph_composer_dup_text (PhComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static const char *
ph_composer_get_subject (PhComposer *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->subject));
}

/* ---- what changes with the fields ------------------------------------------------------------------------------- */

static void
ph_composer_update_title (PhComposer *self)
{
  const char *subject = ph_composer_get_subject (self);
  const char *title = *subject != '\0' ? subject : _ ("New Message");

  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* Base64 makes four octets of three and a line end for each 76. */
static guint64
ph_composer_estimate_size (PhComposer *self)
{
  guint64 files = ph_attachments_get_size (self->attachments);
  guint64 text = (guint64) gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->text));

  return text + files / 57 * 78 + (files > 0 ? 78 : 0);
}

/* 0 while the server has not said it. */
static guint64
ph_composer_get_size_limit (PhComposer *self)
{
  PhAccount *account = ph_composer_get_account (self);

  return account != NULL ? ph_account_get_size_limit (account) : 0;
}

char *
ph_composer_dup_size_problem (PhComposer *self)
{
  guint64 size = ph_composer_estimate_size (self);
  guint64 limit = ph_composer_get_size_limit (self);
  g_autofree char *size_text = g_format_size (size);
  g_autofree char *limit_text = g_format_size (limit);

  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);

  if (limit == 0 || size <= limit)
    return NULL;
  /* Translators: a message's size, a server, the largest size that it takes */
  return g_strdup_printf (_ ("%s is more than %s takes (%s)."),
                          size_text,
                          ph_account_get_host (ph_composer_get_account (self)),
                          limit_text);
}

static void
ph_composer_update_size (PhComposer *self)
{
  guint64 size = ph_composer_estimate_size (self);
  guint64 known_limit = ph_composer_get_size_limit (self);
  guint64 limit = known_limit != 0 ? known_limit : USUAL_SIZE_LIMIT;
  gboolean has_files = ph_composer_has_attachments (self);
  g_autofree char *size_text = g_format_size (size);
  g_autofree char *limit_text = g_format_size (limit);
  g_autofree char *text = ph_composer_dup_size_problem (self);

  if (text == NULL)
    /* Translators: a message's size and the largest that the server takes */
    text = g_strdup_printf (_ ("%s of %s"), size_text, limit_text);
  gtk_label_set_text (self->size, text);
  gtk_widget_set_visible (GTK_WIDGET (self->size), has_files || size >= MIN_SHOWN_SIZE || size > limit);
  gtk_widget_remove_css_class (GTK_WIDGET (self->size), "warning");
  gtk_widget_remove_css_class (GTK_WIDGET (self->size), "error");
  if (size > limit)
    gtk_widget_add_css_class (GTK_WIDGET (self->size), "error");
  else if (size >= limit / 5 * 4)
    gtk_widget_add_css_class (GTK_WIDGET (self->size), "warning");
}

static void
subject_changed_cb (PhComposer *self)
{
  ph_composer_update_title (self);
}

static void
text_changed_cb (PhComposer *self)
{
  ph_composer_update_size (self);
}

static void
recipients_changed_cb (PhComposer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), FALSE);
}

static void
attachments_changed_cb (PhComposer *self)
{
  ph_composer_update_size (self);
}

static void
attachment_removed_cb (PhComposer *self, PhAttachment *attachment, guint position)
{
  g_signal_emit (self, signals[SIGNAL_ATTACHMENT_REMOVED], 0, attachment, position);
}

static void
attachment_problem_cb (PhComposer *self, const char *name, GError *error)
{
  g_signal_emit (self, signals[SIGNAL_ATTACHMENT_PROBLEM], 0, name, error);
}

/* ---- From, Cc, Bcc ---------------------------------------------------------------------------------------------- */

/* A drop-down that was empty selects nothing by itself when it is filled. */
static void
accounts_changed_cb (PhComposer *self)
{
  gboolean has_choice = g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 1;

  gtk_widget_set_visible (GTK_WIDGET (self->from), has_choice);
  gtk_widget_set_visible (GTK_WIDGET (self->from_label), !has_choice);
  if (ph_composer_get_account (self) == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->accounts)) > 0)
    gtk_drop_down_set_selected (self->from, 0);
}

/* On a narrow screen the address says who one is, and the name does not fit beside it. */
static char *
choose_sender (PhComposer *self, const char *label, const char *address, gboolean is_narrow)
{
  return g_strdup (is_narrow ? address : label);
}

static void
account_changed_cb (PhComposer *self)
{
  g_signal_group_set_target (self->account_signals, ph_composer_get_account (self));
  ph_composer_update_size (self);
  g_signal_emit (self, signals[SIGNAL_ACCOUNT_CHANGED], 0);
}

/* A row stays as long as it holds somebody, so that switching it off hides nobody. */
static void
update_row (GtkToggleButton *toggle, GtkWidget *row, PhRecipients *recipients)
{
  gboolean is_wanted = gtk_toggle_button_get_active (toggle);

  gtk_widget_set_visible (row, is_wanted || !ph_recipients_is_empty (recipients));
  if (is_wanted)
    gtk_widget_grab_focus (GTK_WIDGET (recipients));
}

static void
cc_toggled_cb (PhComposer *self)
{
  update_row (self->cc_toggle, self->cc_row, self->cc);
}

static void
bcc_toggled_cb (PhComposer *self)
{
  update_row (self->bcc_toggle, self->bcc_row, self->bcc);
}

/* ---- drop and paste --------------------------------------------------------------------------------------------- */

static void
ph_composer_add_file_list (PhComposer *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  for (GSList *l = files; l != NULL; l = l->next)
    ph_composer_add_file (self, l->data);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  PhComposer *self = PH_COMPOSER (data);

  gtk_revealer_set_reveal_child (self->drop_hint, FALSE);
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->attachments)))
    return FALSE;
  ph_composer_add_file_list (self, g_value_get_boxed (value));
  return TRUE;
}

static GdkDragAction
drop_enter_cb (GtkDropTarget *target, double x, double y, gpointer data)
{
  gtk_revealer_set_reveal_child (PH_COMPOSER (data)->drop_hint, TRUE);
  return GDK_ACTION_COPY;
}

static void
drop_leave_cb (GtkDropTarget *target, gpointer data)
{
  gtk_revealer_set_reveal_child (PH_COMPOSER (data)->drop_hint, FALSE);
}

static void
pasted_files_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhComposer) self = PH_COMPOSER (data);
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    ph_composer_add_file_list (self, g_value_get_boxed (value));
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
  PhComposer *self = PH_COMPOSER (source);
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (PhAttachment) attachment = NULL;

  if (bytes == NULL)
    return;
  attachment = ph_attachment_new_for_bytes (_ ("Pasted image.png"), "image/png", bytes);
  ph_attachments_insert (self->attachments, G_MAXUINT, attachment);
}

static void
pasted_texture_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhComposer) self = PH_COMPOSER (data);
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GTask) task = NULL;

  if (texture == NULL)
    return;
  task = g_task_new (self, NULL, encoded_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&texture), g_object_unref);
  g_task_run_in_thread (task, encode_thread);
}

/* Files and pictures are attached, text is pasted as text. */
static void
paste_cb (GtkTextView *text, gpointer data)
{
  PhComposer *self = PH_COMPOSER (data);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (text));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    {
      g_signal_stop_emission_by_name (text, "paste-clipboard");
      gdk_clipboard_read_value_async (clipboard,
                                      GDK_TYPE_FILE_LIST,
                                      G_PRIORITY_DEFAULT,
                                      NULL,
                                      pasted_files_cb,
                                      g_object_ref (self));
    }
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
           && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    {
      g_signal_stop_emission_by_name (text, "paste-clipboard");
      gdk_clipboard_read_texture_async (clipboard, NULL, pasted_texture_cb, g_object_ref (self));
    }
}

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
ph_composer_dispose (GObject *object)
{
  PhComposer *self = PH_COMPOSER (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->account_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_COMPOSER);

  G_OBJECT_CLASS (ph_composer_parent_class)->dispose (object);
}

static void
ph_composer_finalize (GObject *object)
{
  PhComposer *self = PH_COMPOSER (object);

  g_clear_pointer (&self->title, g_free);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (ph_composer_parent_class)->finalize (object);
}

static void
ph_composer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    g_value_set_string (value, PH_COMPOSER (object)->title);
  else if (id == PROP_NARROW)
    g_value_set_boolean (value, PH_COMPOSER (object)->is_narrow);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_composer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhComposer *self = PH_COMPOSER (object);

  if (id != PROP_NARROW)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (self->is_narrow == g_value_get_boolean (value))
    return;
  self->is_narrow = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
ph_composer_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, PhComposer, content);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, from);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, from_label);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, to);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, cc);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, bcc);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, cc_row);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, cc_toggle);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, bcc_toggle);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, to_caption);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, subject);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, text);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, attachments);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, size);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, drop_hint);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_sender);
  gtk_widget_class_bind_template_callback (widget_class, subject_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipients_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachments_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachment_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachment_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, cc_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, bcc_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
}

static void
ph_composer_class_init (PhComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_composer_dispose;
  object_class->finalize = ph_composer_finalize;
  object_class->get_property = ph_composer_get_property;
  object_class->set_property = ph_composer_set_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow",
                                                  NULL,
                                                  NULL,
                                                  FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACCOUNT_CHANGED]
      = g_signal_new ("account-changed", PH_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ATTACHMENT_REMOVED] = g_signal_new ("attachment-removed",
                                                     PH_TYPE_COMPOSER,
                                                     G_SIGNAL_RUN_LAST,
                                                     0,
                                                     NULL,
                                                     NULL,
                                                     NULL,
                                                     G_TYPE_NONE,
                                                     2,
                                                     PH_TYPE_ATTACHMENT,
                                                     G_TYPE_UINT);
  signals[SIGNAL_ATTACHMENT_PROBLEM] = g_signal_new ("attachment-problem",
                                                     PH_TYPE_COMPOSER,
                                                     G_SIGNAL_RUN_LAST,
                                                     0,
                                                     NULL,
                                                     NULL,
                                                     NULL,
                                                     G_TYPE_NONE,
                                                     2,
                                                     G_TYPE_STRING,
                                                     G_TYPE_ERROR);
  ph_composer_bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_composer_init_drop (PhComposer *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  /* Before the text view, which would write the files' addresses into the text. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  g_signal_connect (target, "enter", G_CALLBACK (drop_enter_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
ph_composer_init (PhComposer *self)
{
  g_type_ensure (PH_TYPE_RECIPIENTS);
  g_type_ensure (PH_TYPE_ATTACHMENTS);
  g_type_ensure (PH_TYPE_ACCOUNT);
  self->message = ph_message_new ();
  self->account_signals = g_signal_group_new (PH_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals,
                                  "notify::size-limit",
                                  G_CALLBACK (ph_composer_update_size),
                                  self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->recipients[PH_MESSAGE_FIELD_TO] = self->to;
  self->recipients[PH_MESSAGE_FIELD_CC] = self->cc;
  self->recipients[PH_MESSAGE_FIELD_BCC] = self->bcc;
  ph_recipients_add_peer (self->to, self->cc);
  ph_recipients_add_peer (self->to, self->bcc);
  ph_recipients_add_peer (self->cc, self->bcc);
  ph_composer_init_drop (self);
  ph_composer_update_title (self);
  ph_composer_update_size (self);
}

/* ---- account ---------------------------------------------------------------------------------------------------- */

void
ph_composer_select_account (PhComposer *self, PhAccount *account)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++)
    {
      g_autoptr (PhAccount) other = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (other == account)
        gtk_drop_down_set_selected (self->from, i);
    }
}

void
ph_composer_set_accounts (PhComposer *self, PhAccounts *accounts)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  g_return_if_fail (PH_IS_ACCOUNTS (accounts));

  g_set_object (&self->accounts, accounts);
  gtk_drop_down_set_model (self->from, G_LIST_MODEL (accounts));
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  accounts_changed_cb (self);
  if (ph_accounts_get_default (accounts) != NULL)
    ph_composer_select_account (self, ph_accounts_get_default (accounts));
}

PhAccount *
ph_composer_get_account (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);
  return gtk_drop_down_get_selected_item (self->from);
}

/* ---- message ---------------------------------------------------------------------------------------------------- */

static void
load_recipients (PhRecipients *recipients, GListModel *mailboxes)
{
  ph_recipients_clear (recipients);
  for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);

      ph_recipients_add_mailbox (recipients, mailbox);
    }
}

void
ph_composer_load (PhComposer *self, PhMessage *message, const char *const *invalid)
{
  GListModel *files = NULL;
  GtkTextBuffer *buffer = NULL;
  GtkTextIter start;

  g_return_if_fail (PH_IS_COMPOSER (self));
  g_return_if_fail (PH_IS_MESSAGE (message));

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    load_recipients (self->recipients[field], ph_message_get_recipients (message, field));
  for (; invalid != NULL && *invalid != NULL; invalid++)
    ph_recipients_add_text (self->to, *invalid);
  cc_toggled_cb (self);
  bcc_toggled_cb (self);

  gtk_editable_set_text (GTK_EDITABLE (self->subject), ph_message_get_subject (message));
  buffer = gtk_text_view_get_buffer (self->text);
  gtk_text_buffer_set_text (buffer, ph_message_get_text (message), -1);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  g_set_object (&self->message, message);

  ph_attachments_clear (self->attachments);
  files = ph_message_get_attachments (message);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (files, i);

      ph_attachments_insert (self->attachments, G_MAXUINT, attachment);
    }
}

static void
ph_composer_store_recipients (PhComposer *self, guint field)
{
  g_autoptr (GListModel) mailboxes = ph_recipients_list_mailboxes (self->recipients[field]);

  ph_message_clear_recipients (self->message, field);
  for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);

      ph_message_add_recipient (self->message, field, mailbox);
    }
}

static void
ph_composer_store_attachments (PhComposer *self)
{
  GListModel *files = ph_attachments_get_model (self->attachments);

  while (g_list_model_get_n_items (ph_message_get_attachments (self->message)) > 0)
    ph_message_remove_attachment (self->message, 0);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (files, i);

      ph_message_add_attachment (self->message, attachment);
    }
}

PhMessage *
ph_composer_dup_message (PhComposer *self)
{
  PhAccount *account = NULL;
  g_autoptr (PhMailbox) from = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);

  account = ph_composer_get_account (self);
  if (account != NULL)
    from = ph_mailbox_new (ph_account_get_name (account), ph_account_get_address (account), NULL);
  ph_message_set_from (self->message, from);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_composer_store_recipients (self, field);
  text = ph_composer_dup_text (self);
  ph_message_set_subject (self->message, ph_composer_get_subject (self));
  ph_message_set_text (self->message, text);
  ph_composer_store_attachments (self);
  return ph_message_copy (self->message);
}

void
ph_composer_clear (PhComposer *self)
{
  g_autoptr (PhMessage) nothing = ph_message_new ();

  g_return_if_fail (PH_IS_COMPOSER (self));

  gtk_toggle_button_set_active (self->cc_toggle, FALSE);
  gtk_toggle_button_set_active (self->bcc_toggle, FALSE);
  ph_composer_load (self, nothing, NULL);
}

gboolean
ph_composer_has_attachments (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);
  return g_list_model_get_n_items (ph_attachments_get_model (self->attachments)) > 0;
}

gboolean
ph_composer_is_untouched (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    if (!ph_recipients_is_empty (self->recipients[field]))
      return FALSE;
  return *ph_composer_get_subject (self) == '\0'
         && gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->text)) == 0
         && !ph_composer_has_attachments (self);
}

/* ---- checks ----------------------------------------------------------------------------------------------------- */

static gboolean
ph_composer_complain (PhComposer *self, const char *caption)
{
  gtk_label_set_text (self->to_caption, caption);
  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), TRUE);
  return FALSE;
}

static gboolean
ph_composer_check_chips (PhComposer *self, PhMessageField field)
{
  g_autofree char *invalid = NULL;
  g_autofree char *caption = NULL;

  ph_recipients_commit (self->recipients[field]);
  invalid = ph_recipients_dup_first_invalid (self->recipients[field]);
  if (invalid == NULL)
    return TRUE;
  /* Translators: %s is what was typed as a recipient */
  caption = g_strdup_printf (_ ("%s is not an e-mail address."), invalid);
  ph_recipients_focus_first_invalid (self->recipients[field]);
  return ph_composer_complain (self, caption);
}

gboolean
ph_composer_check (PhComposer *self)
{
  guint n_chips = 0;

  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), FALSE);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      if (!ph_composer_check_chips (self, field))
        return FALSE;
      n_chips += ph_recipients_get_n_chips (self->recipients[field]);
    }
  if (n_chips > 0)
    return TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
  return ph_composer_complain (self, _ ("Add at least one recipient."));
}

void
ph_composer_mark_refused (PhComposer *self, PhSmtpEnvelope *envelope)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      ph_recipients_clear_refused (self->recipients[field]);
      for (guint i = 0; envelope != NULL && i < ph_smtp_envelope_get_n_recipients (envelope); i++)
        if (ph_smtp_envelope_get_outcome (envelope, i) == PH_SMTP_OUTCOME_REFUSED)
          ph_recipients_mark_refused (self->recipients[field],
                                      ph_smtp_envelope_get_recipient (envelope, i),
                                      ph_smtp_envelope_get_reply_words (envelope, i));
    }
}

void
ph_composer_edit_refused (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    if (ph_recipients_edit_refused (self->recipients[field]))
      return;
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
}

/* ---- the rest --------------------------------------------------------------------------------------------------- */

void
ph_composer_set_editable (PhComposer *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_recipients_set_editable (self->recipients[field], is_editable);
  gtk_editable_set_editable (GTK_EDITABLE (self->subject), is_editable);
  gtk_text_view_set_editable (self->text, is_editable);
  ph_attachments_set_editable (self->attachments, is_editable);
  gtk_widget_set_can_target (GTK_WIDGET (self->from), is_editable);
}

void
ph_composer_focus (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  if (ph_recipients_is_empty (self->to))
    gtk_widget_grab_focus (GTK_WIDGET (self->to));
  else if (*ph_composer_get_subject (self) == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->subject));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

void
ph_composer_show_cc (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  gtk_toggle_button_set_active (self->cc_toggle, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->cc));
}

void
ph_composer_show_bcc (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  gtk_toggle_button_set_active (self->bcc_toggle, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->bcc));
}

void
ph_composer_add_file (PhComposer *self, GFile *file)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_attachments_add_file (self->attachments, file);
}

void
ph_composer_insert_attachment (PhComposer *self, guint position, PhAttachment *attachment)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_attachments_insert (self->attachments, position, attachment);
}

void
ph_composer_remove_attachments (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_attachments_clear (self->attachments);
}
