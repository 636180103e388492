/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field is judged when it was left, never while it is first typed in; all are judged on apply. */
#include "config.h"

#include "ph-identity-row.h"

#include "ph-account-input.h"
#include "ph-mailbox.h"

#include <glib/gi18n.h>

struct _PhIdentityRow
{
  AdwExpanderRow parent_instance;

  GtkEditable *name_row;
  GtkEditable *address_row;
  GtkWidget *address_error_row;
  GtkLabel *address_error_caption;
  GtkEditable *reply_to_row;
  GtkWidget *reply_to_error_row;
  GtkLabel *reply_to_error_caption;
  GtkTextView *signature;
  GtkWidget *remove_row;

  gboolean is_first;
};

enum
{
  PROP_IS_FIRST = 1,
  N_PROPERTIES,
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REMOVE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PhIdentityRow, ph_identity_row, ADW_TYPE_EXPANDER_ROW)

static void
mark (GtkEditable *row, GtkWidget *error_row, GtkLabel *caption, const char *reason)
{
  gtk_widget_set_visible (error_row, reason != NULL);
  gtk_label_set_label (caption, reason != NULL ? reason : "");
  if (reason != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static gboolean
judge_address (PhIdentityRow *self)
{
  gboolean is_right = self->is_first || ph_account_input_is_address (gtk_editable_get_text (self->address_row));

  mark (self->address_row,
        self->address_error_row,
        self->address_error_caption,
        is_right ? NULL : _ ("That does not look like an e-mail address."));
  return is_right;
}

static gboolean
is_reply_to (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (trimmed, NULL);

  return *trimmed == '\0' || (mailbox != NULL && ph_account_input_is_address (ph_mailbox_get_address (mailbox)));
}

static gboolean
judge_reply_to (PhIdentityRow *self)
{
  gboolean is_right = is_reply_to (gtk_editable_get_text (self->reply_to_row));

  mark (self->reply_to_row,
        self->reply_to_error_row,
        self->reply_to_error_caption,
        is_right ? NULL : _ ("That does not look like an e-mail address."));
  return is_right;
}

static void
update_title (PhIdentityRow *self)
{
  const char *name = gtk_editable_get_text (self->name_row);
  const char *address = gtk_editable_get_text (self->address_row);

  if (self->is_first)
    return;
  if (*name == '\0')
    name = address;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), *name != '\0' ? name : _ ("New Address"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), name != address ? address : "");
}

static void
field_changed_cb (PhIdentityRow *self, GtkEditable *row)
{
  if (row == self->address_row)
    mark (row, self->address_error_row, self->address_error_caption, NULL);
  else if (row == self->reply_to_row)
    mark (row, self->reply_to_error_row, self->reply_to_error_caption, NULL);
  update_title (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
signature_changed_cb (PhIdentityRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
field_left_cb (GtkEventController *controller)
{
  GtkWidget *row = gtk_event_controller_get_widget (controller);
  PhIdentityRow *self = PH_IDENTITY_ROW (gtk_widget_get_ancestor (row, PH_TYPE_IDENTITY_ROW));

  /* When the window goes, the focus leaves by itself. */
  if (self == NULL)
    return;
  if (row == GTK_WIDGET (self->address_row))
    judge_address (self);
  else
    judge_reply_to (self);
}

static void
remove_cb (PhIdentityRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
ph_identity_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhIdentityRow *self = PH_IDENTITY_ROW (object);

  if (id == PROP_IS_FIRST)
    self->is_first = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_identity_row_constructed (GObject *object)
{
  PhIdentityRow *self = PH_IDENTITY_ROW (object);

  G_OBJECT_CLASS (ph_identity_row_parent_class)->constructed (object);

  gtk_widget_set_visible (GTK_WIDGET (self->name_row), !self->is_first);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), !self->is_first);
  gtk_widget_set_visible (self->remove_row, !self->is_first);
  update_title (self);
}

static void
ph_identity_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_IDENTITY_ROW);

  G_OBJECT_CLASS (ph_identity_row_parent_class)->dispose (object);
}

static void
ph_identity_row_class_init (PhIdentityRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = ph_identity_row_set_property;
  object_class->constructed = ph_identity_row_constructed;
  object_class->dispose = ph_identity_row_dispose;

  properties[PROP_IS_FIRST] = g_param_spec_boolean ("is-first",
                                                    NULL,
                                                    NULL,
                                                    FALSE,
                                                    G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_IDENTITY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVE]
      = g_signal_new ("remove", PH_TYPE_IDENTITY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-identity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, address_row);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, address_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, address_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, reply_to_row);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, reply_to_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, reply_to_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, signature);
  gtk_widget_class_bind_template_child (widget_class, PhIdentityRow, remove_row);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, signature_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
ph_identity_row_init (PhIdentityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

PhIdentityRow *
ph_identity_row_new (void)
{
  return g_object_new (PH_TYPE_IDENTITY_ROW, NULL);
}

void
ph_identity_row_load (PhIdentityRow *self, PhIdentity *identity)
{
  g_return_if_fail (PH_IS_IDENTITY_ROW (self));
  g_return_if_fail (PH_IS_IDENTITY (identity));

  gtk_editable_set_text (self->name_row, ph_identity_get_name (identity));
  gtk_editable_set_text (self->address_row, ph_identity_get_address (identity));
  gtk_editable_set_text (self->reply_to_row, ph_identity_get_reply_to (identity));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->signature), ph_identity_get_signature (identity), -1);
}

static void
write_signature (PhIdentityRow *self, PhIdentity *identity)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->signature);
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  ph_identity_set_signature (identity, text);
}

gboolean
ph_identity_row_apply (PhIdentityRow *self, PhIdentity *identity)
{
  gboolean is_address = FALSE;
  gboolean is_right = FALSE;

  g_return_val_if_fail (PH_IS_IDENTITY_ROW (self), FALSE);
  g_return_val_if_fail (PH_IS_IDENTITY (identity), FALSE);

  is_address = judge_address (self);
  is_right = judge_reply_to (self) && is_address;
  if (!is_right)
    {
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (is_address ? self->reply_to_row : self->address_row));
      return FALSE;
    }
  if (!self->is_first)
    {
      ph_identity_set_name (identity, gtk_editable_get_text (self->name_row));
      ph_identity_set_address (identity, gtk_editable_get_text (self->address_row));
    }
  ph_identity_set_reply_to (identity, gtk_editable_get_text (self->reply_to_row));
  write_signature (self, identity);
  return TRUE;
}

void
ph_identity_row_begin (PhIdentityRow *self)
{
  g_return_if_fail (PH_IS_IDENTITY_ROW (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}
