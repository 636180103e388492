/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the fields together and follows them. What goes into them and comes out is in ph-composer-message.c, what is
 * judged of it in ph-composer-check.c. */
#include "config.h"

#include "ph-composer-private.h"

#include "ph-scroll-layout.h"
#include "ph-wrap-layout.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (PhComposer, ph_composer, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_NARROW,
  PROP_REMINDS,
  PROP_FORMAT,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACCOUNT_CHANGED,
  SIGNAL_ATTACHMENT_REMOVED,
  SIGNAL_ATTACHMENT_PROBLEM,
  SIGNAL_SHRUNK,
  SIGNAL_ATTACHED,
  SIGNAL_LEFT_OUT,
  SIGNAL_CLEANED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

const char *
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

static void
tell_changed_cb (PhComposer *self)
{
  if (!self->is_loading)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
recipients_changed_cb (PhComposer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), FALSE);
  ph_composer_update_recipients (self);
  tell_changed_cb (self);
}

static void
protection_changed_cb (PhComposer *self)
{
  if (ph_composer_take_protection (self))
    tell_changed_cb (self);
}

static gboolean
scroll_to_end_cb (gpointer adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_REMOVE;
}

/* Whoever writes behind many recipients sees what is written: once all of a list are there. */
static void
recipients_grew_cb (PhRecipients *field, GtkAdjustment *adjustment)
{
  if (ph_recipients_is_writing (field))
    g_idle_add_full (G_PRIORITY_LOW, scroll_to_end_cb, g_object_ref (adjustment), g_object_unref);
}

static void
attachment_removed_cb (PhComposer *self, PhAttachment *attachment, guint position)
{
  g_signal_emit (self, signals[SIGNAL_ATTACHMENT_REMOVED], 0, ph_composer_note_removed (self, attachment, position));
}

static void
attachment_problem_cb (PhComposer *self, const char *name, GError *error)
{
  g_signal_emit (self, signals[SIGNAL_ATTACHMENT_PROBLEM], 0, name, error);
}

static void
attachments_settled_cb (PhComposer *self)
{
  g_signal_emit (self, signals[SIGNAL_ATTACHED], 0);
}

static void
shrunk_cb (PhComposer *self, GPtrArray *shrinkings, guint shrink)
{
  ph_composer_take_shrunk (self, shrinkings, shrink);
  g_signal_emit (self, signals[SIGNAL_SHRUNK], 0);
}

static void
left_out_cb (PhComposer *self, GPtrArray *files)
{
  ph_composer_take_out (self, files);
  g_signal_emit (self, signals[SIGNAL_LEFT_OUT], 0, files->len);
}

static void
cleaned_cb (PhComposer *self)
{
  g_signal_emit (self, signals[SIGNAL_CLEANED], 0);
}

/* ---- From, Cc, Bcc ---------------------------------------------------------------------------------------------- */

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
  ph_composer_tell_sender (self);
  ph_composer_update_signature (self);
  ph_composer_update_sender (self);
  ph_composer_update_options (self);
  g_signal_emit (self, signals[SIGNAL_ACCOUNT_CHANGED], 0);
  tell_changed_cb (self);
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

void
ph_composer_update_copy_rows (PhComposer *self)
{
  cc_toggled_cb (self);
  bcc_toggled_cb (self);
}

/* ---- drop and paste --------------------------------------------------------------------------------------------- */

/* Files and pictures are attached, text is pasted as text. */
static gboolean
paste_cb (PhComposer *self, GdkClipboard *clipboard)
{
  return ph_attachments_paste (self->attachments, clipboard);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  PhComposer *self = PH_COMPOSER (data);

  gtk_revealer_set_reveal_child (self->drop_hint, FALSE);
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    ph_attachments_add_list (self->attachments, g_value_get_boxed (value));
  else
    /* Translators: a picture that was dragged into the message from another program becomes a file of this name */
    ph_attachments_add_texture (self->attachments, g_value_get_object (value), _ ("Dropped image.png"));
  return TRUE;
}

/* A picture that has text with it goes into the text view as text. */
static gboolean
drop_accept_cb (GtkDropTarget *target, GdkDrop *drop, gpointer data)
{
  return (gdk_drop_get_actions (drop) & gtk_drop_target_get_actions (target)) != 0
         && ph_attachments_find_type (gdk_drop_get_formats (drop)) != G_TYPE_INVALID;
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

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
ph_composer_dispose (GObject *object)
{
  PhComposer *self = PH_COMPOSER (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->settings);
  g_clear_object (&self->option_actions);
  g_clear_handle_id (&self->reminder_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_COMPOSER);

  G_OBJECT_CLASS (ph_composer_parent_class)->dispose (object);
}

static void
ph_composer_finalize (GObject *object)
{
  PhComposer *self = PH_COMPOSER (object);

  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->signature, g_free);
  g_clear_pointer (&self->shrunk, g_ptr_array_unref);
  ph_composer_forget_left_out (self);
  ph_composer_forget_removed (self);
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
  else if (id == PROP_REMINDS)
    g_value_set_boolean (value, PH_COMPOSER (object)->wants_reminders);
  else if (id == PROP_FORMAT)
    g_value_set_string (value, ph_composer_get_format (PH_COMPOSER (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_composer_set_narrow (PhComposer *self, gboolean is_narrow)
{
  if (self->is_narrow == is_narrow)
    return;
  self->is_narrow = is_narrow;
  gtk_drop_down_set_factory (self->from, self->is_narrow ? self->address_factory : self->label_factory);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
ph_composer_set_reminds (PhComposer *self, gboolean reminds)
{
  if (self->wants_reminders == reminds)
    return;
  self->wants_reminders = reminds;
  ph_composer_update_reminder (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMINDS]);
}

static void
ph_composer_set_format (PhComposer *self, const char *format)
{
  if (!ph_composer_choose_format (self, format))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FORMAT]);
  tell_changed_cb (self);
}

static void
ph_composer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhComposer *self = PH_COMPOSER (object);

  if (id == PROP_NARROW)
    ph_composer_set_narrow (self, g_value_get_boolean (value));
  else if (id == PROP_REMINDS)
    ph_composer_set_reminds (self, g_value_get_boolean (value));
  else if (id == PROP_FORMAT)
    ph_composer_set_format (self, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_composer_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, PhComposer, content);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, from);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, from_label);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, label_factory);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, address_factory);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, to);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, cc);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, bcc);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, cc_row);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, reply_to);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, reply_to_row);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, options_text);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, cc_toggle);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, bcc_toggle);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, to_caption);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, subject);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, editor);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, attachments);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, photo_hint);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, reminder);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, reminder_text);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, reminder_button);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, format);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, protection);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, protection_text);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, size);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, shrink);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, shrink_popover);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, leave_out);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, leave_out_popover);
  gtk_widget_class_bind_template_child (widget_class, PhComposer, drop_hint);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_sender);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_update_title);
  gtk_widget_class_bind_template_callback (widget_class, recipients_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, recipients_grew_cb);
  gtk_widget_class_bind_template_callback (widget_class, tell_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_update_size);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_update_reminder);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_dismiss_reminder);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_begin_shrinking);
  gtk_widget_class_bind_template_callback (widget_class, shrunk_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_begin_leaving_out);
  gtk_widget_class_bind_template_callback (widget_class, left_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_photo_hint_clean);
  gtk_widget_class_bind_template_callback (widget_class, cleaned_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachment_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachment_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, protection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_update_protection);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_take_picture);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_follow_picture);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_prepare_card);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_set_shown);
  gtk_widget_class_bind_template_callback (widget_class, attachments_settled_cb);
  gtk_widget_class_bind_template_callback (widget_class, cc_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, bcc_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_composer_insert_snippet);
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
  properties[PROP_REMINDS]
      = g_param_spec_boolean ("reminds",
                              NULL,
                              NULL,
                              FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FORMAT] = g_param_spec_string ("format",
                                                 NULL,
                                                 NULL,
                                                 PH_COMPOSER_FORMAT_PLAIN,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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
                                                     1,
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
  signals[SIGNAL_LEFT_OUT] = g_signal_new ("left-out",
                                           PH_TYPE_COMPOSER,
                                           G_SIGNAL_RUN_LAST,
                                           0,
                                           NULL,
                                           NULL,
                                           NULL,
                                           G_TYPE_NONE,
                                           1,
                                           G_TYPE_UINT);
  signals[SIGNAL_CLEANED]
      = g_signal_new ("cleaned", PH_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ATTACHED]
      = g_signal_new ("attached", PH_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHRUNK]
      = g_signal_new ("shrunk", PH_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  ph_composer_bind_template (widget_class);
  gtk_widget_class_install_property_action (widget_class, "composer.format", "format");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_composer_init_drop (PhComposer *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  /* Before the text view, which would write the files' addresses into the text. */
  self->drop = GTK_EVENT_CONTROLLER (target);
  gtk_event_controller_set_propagation_phase (self->drop, GTK_PHASE_CAPTURE);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "accept", G_CALLBACK (drop_accept_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  g_signal_connect (target, "enter", G_CALLBACK (drop_enter_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), self->drop);
}

static void
ph_composer_init (PhComposer *self)
{
  g_type_ensure (PH_TYPE_RECIPIENTS);
  g_type_ensure (PH_TYPE_ATTACHMENTS);
  g_type_ensure (PH_TYPE_EDITOR);
  g_type_ensure (PH_TYPE_SCROLL_LAYOUT);
  g_type_ensure (PH_TYPE_WRAP_LAYOUT);
  g_type_ensure (PH_TYPE_PROTECTION);
  g_type_ensure (PH_TYPE_SHRINK_POPOVER);
  g_type_ensure (PH_TYPE_IDENTITY);
  g_type_ensure (PH_TYPE_LEAVE_OUT_POPOVER);
  g_type_ensure (PH_TYPE_PHOTO_HINT);
  self->message = ph_message_new ();
  self->account_signals = g_signal_group_new (PH_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals,
                                  "notify::size-limit",
                                  G_CALLBACK (ph_composer_update_size),
                                  self);
  g_signal_group_connect_swapped (self->account_signals,
                                  "notify::signature",
                                  G_CALLBACK (ph_composer_update_signature),
                                  self);
  g_signal_group_connect_swapped (self->account_signals,
                                  "notify::other-identities",
                                  G_CALLBACK (ph_composer_update_signature),
                                  self);
  g_signal_group_connect_swapped (self->account_signals,
                                  "notify::lacks-dsn",
                                  G_CALLBACK (ph_composer_update_options),
                                  self);
  ph_composer_init_options (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->text = ph_editor_get_view (self->editor);
  self->recipients[PH_MESSAGE_FIELD_TO] = self->to;
  self->recipients[PH_MESSAGE_FIELD_CC] = self->cc;
  self->recipients[PH_MESSAGE_FIELD_BCC] = self->bcc;
  ph_recipients_add_peer (self->to, self->cc);
  ph_recipients_add_peer (self->to, self->bcc);
  ph_recipients_add_peer (self->cc, self->bcc);
  ph_photo_hint_set_attachments (self->photo_hint, self->attachments);
  ph_composer_init_drop (self);
  ph_composer_init_weight (self);
  ph_composer_init_format (self);
  ph_composer_update_title (self);
  ph_composer_update_size (self);
}

/* ---- the rest --------------------------------------------------------------------------------------------------- */

void
ph_composer_set_disk (PhComposer *self, PhOutboxDisk *disk)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint i = 0; i < G_N_ELEMENTS (self->recipients); i++)
    {
      g_autoptr (PhPeople) people = ph_people_new (disk);

      ph_recipients_set_people (self->recipients[i], people);
    }
}

void
ph_composer_set_editable (PhComposer *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_recipients_set_editable (self->recipients[field], is_editable);
  gtk_editable_set_editable (GTK_EDITABLE (self->subject), is_editable);
  gtk_text_view_set_editable (self->text, is_editable);
  ph_attachments_set_editable (self->attachments, is_editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->format), is_editable);
  ph_protection_set_editable (self->protection, is_editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->shrink), is_editable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->leave_out), is_editable);
  ph_recipients_set_editable (self->reply_to, is_editable);
  ph_composer_update_options (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->photo_hint), is_editable);
  gtk_event_controller_set_propagation_phase (self->drop, is_editable ? GTK_PHASE_CAPTURE : GTK_PHASE_NONE);
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
ph_composer_undo_clean (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_photo_hint_undo (self->photo_hint);
}

void
ph_composer_remove_attachments (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_attachments_clear (self->attachments);
}

gboolean
ph_composer_escape (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);
  return ph_editor_escape (self->editor);
}

void
ph_composer_go_to_placeholder (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_editor_go_to_placeholder (self->editor);
}
