/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of a field, with an entry behind them in one wrapping row: who is in it, and what is known of each. */
#include "config.h"

#include "ph-recipients-private.h"

#include "ph-wrap-layout.h"

#include <glib/gi18n.h>

/* A field that nobody writes in shows only so many. */
#define MAX_COLLAPSED 5
/* U+200E: without it the sign goes to the other side from right to left. */
#define LEFT_TO_RIGHT_MARK "\342\200\216"
/* Room to begin an address in; with less of it left, writing goes on in a new row. */
#define ENTRY_CHARS 6

G_DEFINE_FINAL_TYPE (PhRecipients, ph_recipients, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_LABEL,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

PhRecipientChip *
ph_recipients_get_chip (PhRecipients *self, guint index)
{
  return g_ptr_array_index (self->chips, index);
}

void
ph_recipients_update_collapse (PhRecipients *self)
{
  gboolean is_long = self->chips->len > MAX_COLLAPSED + 1;
  guint n_shown = is_long && !self->is_expanded ? MAX_COLLAPSED : self->chips->len;
  guint n_hidden = self->chips->len - n_shown;

  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_set_visible (GTK_WIDGET (ph_recipients_get_chip (self, i)), i < n_shown);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_hidden > 0);
  if (n_hidden > 0)
    {
      /* Translators: stands behind a list of people; %u counts those that are not shown */
      g_autofree char *count = g_strdup_printf (_ ("+%u"), n_hidden);
      g_autofree char *text = g_strconcat (LEFT_TO_RIGHT_MARK, count, NULL);
      g_autofree char *name = NULL;

      name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more recipient", "%u more recipients", n_hidden),
                              n_hidden);
      gtk_button_set_label (self->more, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

/* Where nobody writes, the entry takes what the chips leave: a line of its own would look like an empty one. */
static void
ph_recipients_update_entry (PhRecipients *self)
{
  int width = self->is_expanded ? ENTRY_CHARS : 0;

  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), width);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), width);
}

void
ph_recipients_set_expanded (PhRecipients *self, gboolean is_expanded)
{
  self->is_expanded = is_expanded;
  ph_recipients_update_collapse (self);
  ph_recipients_update_entry (self);
}

void
ph_recipients_chips_changed (PhRecipients *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    ph_recipient_chip_set_position (ph_recipients_get_chip (self, i), i + 1, self->chips->len);
  ph_recipients_update_collapse (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static PhRecipientChip *
ph_recipients_find (PhRecipients *self, PhMailbox *mailbox)
{
  for (guint i = 0; i < self->chips->len; i++)
    {
      PhMailbox *other = ph_recipient_chip_get_mailbox (ph_recipients_get_chip (self, i));

      if (other != NULL && ph_mailbox_same_address (other, mailbox))
        return ph_recipients_get_chip (self, i);
    }
  return NULL;
}

static PhRecipientChip *
ph_recipients_find_anywhere (PhRecipients *self, PhMailbox *mailbox)
{
  PhRecipientChip *found = ph_recipients_find (self, mailbox);

  for (guint i = 0; i < self->peers->len && found == NULL; i++)
    found = ph_recipients_find (g_ptr_array_index (self->peers, i), mailbox);
  return found;
}

void
ph_recipients_remove_chip (PhRecipients *self, PhRecipientChip *chip)
{
  guint index = 0;

  if (!g_ptr_array_find (self->chips, chip, &index))
    return;
  /* The keyboard goes to the next chip, or back to the entry. */
  if (gtk_widget_has_focus (GTK_WIDGET (chip)))
    gtk_widget_grab_focus (index + 1 < self->chips->len ? GTK_WIDGET (ph_recipients_get_chip (self, index + 1))
                                                        : GTK_WIDGET (self->entry));
  g_ptr_array_remove_index (self->chips, index);
  gtk_widget_unparent (GTK_WIDGET (chip));
  ph_recipients_chips_changed (self);
}

static void
remove_cb (PhRecipientChip *chip, gpointer data)
{
  ph_recipients_remove_chip (PH_RECIPIENTS (data), chip);
}

void
ph_recipients_edit_chip (PhRecipients *self, PhRecipientChip *chip)
{
  g_autofree char *text = g_strdup (ph_recipient_chip_get_text (chip));

  if (!self->is_editable)
    return;
  ph_recipients_commit (self);
  ph_recipients_remove_chip (self, chip);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
edit_cb (PhRecipientChip *chip, gpointer data)
{
  ph_recipients_edit_chip (PH_RECIPIENTS (data), chip);
}

void
ph_recipients_append (PhRecipients *self, const char *text)
{
  PhRecipientChip *chip = PH_RECIPIENT_CHIP (g_object_ref_sink (ph_recipient_chip_new (text)));
  PhMailbox *mailbox = ph_recipient_chip_get_mailbox (chip);
  PhRecipientChip *twin = mailbox != NULL ? ph_recipients_find_anywhere (self, mailbox) : NULL;

  if (twin != NULL)
    {
      ph_recipient_chip_flash (twin);
      g_object_unref (chip);
      return;
    }
  g_signal_connect (chip, "remove", G_CALLBACK (remove_cb), self);
  g_signal_connect (chip, "edit", G_CALLBACK (edit_cb), self);
  ph_recipient_chip_set_editable (chip, self->is_editable);
  gtk_widget_insert_before (GTK_WIDGET (chip), GTK_WIDGET (self), GTK_WIDGET (self->more));
  g_ptr_array_add (self->chips, chip);
  g_object_unref (chip);
}

static void
ph_recipients_dispose (GObject *object)
{
  PhRecipients *self = PH_RECIPIENTS (object);

  ph_recipients_drop_list (self);
  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_unparent (GTK_WIDGET (ph_recipients_get_chip (self, i)));
  g_ptr_array_set_size (self->chips, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_RECIPIENTS);

  G_OBJECT_CLASS (ph_recipients_parent_class)->dispose (object);
}

static void
ph_recipients_finalize (GObject *object)
{
  PhRecipients *self = PH_RECIPIENTS (object);

  g_clear_pointer (&self->chips, g_ptr_array_unref);
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  g_clear_object (&self->people);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (ph_recipients_parent_class)->finalize (object);
}

static void
ph_recipients_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LABEL)
    g_value_set_string (value, PH_RECIPIENTS (object)->label);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_recipients_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhRecipients *self = PH_RECIPIENTS (object);

  if (id != PROP_LABEL)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_free (self->label);
  self->label = g_value_dup_string (value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label, -1);
  g_object_notify_by_pspec (object, pspec);
}

static void
ph_recipients_class_init (PhRecipientsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_recipients_dispose;
  object_class->finalize = ph_recipients_finalize;
  object_class->get_property = ph_recipients_get_property;
  object_class->set_property = ph_recipients_set_property;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_RECIPIENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-recipients.ui");
  gtk_widget_class_bind_template_child (widget_class, PhRecipients, entry);
  gtk_widget_class_bind_template_child (widget_class, PhRecipients, more);
  gtk_widget_class_bind_template_child (widget_class, PhRecipients, drop);
  gtk_widget_class_bind_template_child (widget_class, PhRecipients, suggestions);
  ph_recipients_class_add_drop (widget_class);
  ph_recipients_class_add_entry (widget_class);
  ph_recipients_class_add_keys (widget_class);
  ph_recipients_class_add_suggest (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, PH_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "recipients");
}

static void
ph_recipients_init (PhRecipients *self)
{
  self->chips = g_ptr_array_new ();
  self->peers = g_ptr_array_new ();
  self->is_editable = TRUE;
  g_type_ensure (PH_TYPE_SUGGESTIONS);
  gtk_widget_init_template (GTK_WIDGET (self));
  ph_recipients_init_drop (self);
  ph_recipients_init_entry (self);
  ph_recipients_init_suggest (self);
}

void
ph_recipients_add_peer (PhRecipients *self, PhRecipients *peer)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));
  g_return_if_fail (PH_IS_RECIPIENTS (peer) && peer != self);

  g_ptr_array_add (self->peers, peer);
  g_ptr_array_add (peer->peers, self);
}

void
ph_recipients_add_text (PhRecipients *self, const char *text)
{
  g_auto (GStrv) pieces = NULL;

  g_return_if_fail (PH_IS_RECIPIENTS (self));
  g_return_if_fail (text != NULL);

  ph_recipients_finish_list (self);
  pieces = ph_mailbox_split_list (text);
  for (char **piece = pieces; *piece != NULL; piece++)
    ph_recipients_append (self, *piece);
  ph_recipients_chips_changed (self);
}

void
ph_recipients_add_mailbox (PhRecipients *self, PhMailbox *mailbox)
{
  g_autofree char *text = NULL;

  g_return_if_fail (PH_IS_RECIPIENTS (self));
  g_return_if_fail (PH_IS_MAILBOX (mailbox));

  ph_recipients_finish_list (self);
  text = ph_mailbox_to_string (mailbox);
  ph_recipients_append (self, text);
  ph_recipients_chips_changed (self);
}

void
ph_recipients_clear (PhRecipients *self)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  ph_recipients_drop_list (self);
  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_unparent (GTK_WIDGET (ph_recipients_get_chip (self, i)));
  g_ptr_array_set_size (self->chips, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  ph_recipients_chips_changed (self);
}

guint
ph_recipients_get_n_chips (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), 0);
  ph_recipients_finish_list (self);
  return self->chips->len;
}

gboolean
ph_recipients_is_empty (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), TRUE);
  return self->chips->len == 0 && self->pieces == NULL && *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';
}

GListModel *
ph_recipients_list_mailboxes (PhRecipients *self)
{
  GListStore *store = NULL;

  g_return_val_if_fail (PH_IS_RECIPIENTS (self), NULL);

  ph_recipients_finish_list (self);
  store = g_list_store_new (PH_TYPE_MAILBOX);
  for (guint i = 0; i < self->chips->len; i++)
    if (ph_recipient_chip_get_mailbox (ph_recipients_get_chip (self, i)) != NULL)
      g_list_store_append (store, ph_recipient_chip_get_mailbox (ph_recipients_get_chip (self, i)));
  return G_LIST_MODEL (store);
}

char **
ph_recipients_dup_texts (PhRecipients *self)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  const char *typed = NULL;

  g_return_val_if_fail (PH_IS_RECIPIENTS (self), NULL);

  ph_recipients_finish_list (self);
  for (guint i = 0; i < self->chips->len; i++)
    g_strv_builder_add (texts, ph_recipient_chip_get_text (ph_recipients_get_chip (self, i)));
  typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  if (*typed != '\0')
    g_strv_builder_add (texts, typed);
  return g_strv_builder_end (texts);
}

static PhRecipientChip *
ph_recipients_get_first_invalid (PhRecipients *self)
{
  ph_recipients_finish_list (self);
  for (guint i = 0; i < self->chips->len; i++)
    if (ph_recipient_chip_get_mailbox (ph_recipients_get_chip (self, i)) == NULL)
      return ph_recipients_get_chip (self, i);
  return NULL;
}

char *
ph_recipients_dup_first_invalid (PhRecipients *self)
{
  PhRecipientChip *chip = NULL;

  g_return_val_if_fail (PH_IS_RECIPIENTS (self), NULL);

  chip = ph_recipients_get_first_invalid (self);
  return chip != NULL ? g_strdup (ph_recipient_chip_get_text (chip)) : NULL;
}

void
ph_recipients_focus_first_invalid (PhRecipients *self)
{
  PhRecipientChip *chip = NULL;

  g_return_if_fail (PH_IS_RECIPIENTS (self));

  chip = ph_recipients_get_first_invalid (self);
  if (chip == NULL)
    return;
  ph_recipients_set_expanded (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (chip));
}

gboolean
ph_recipients_is_writing (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), FALSE);
  return gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))));
}

gboolean
ph_recipients_mark_refused (PhRecipients *self, const char *address, const char *words)
{
  gboolean is_found = FALSE;

  g_return_val_if_fail (PH_IS_RECIPIENTS (self), FALSE);

  ph_recipients_finish_list (self);
  for (guint i = 0; i < self->chips->len; i++)
    {
      PhMailbox *mailbox = ph_recipient_chip_get_mailbox (ph_recipients_get_chip (self, i));
      g_autofree char *own = mailbox != NULL ? ph_mailbox_dup_envelope_address (mailbox) : NULL;

      if (g_strcmp0 (own, address) != 0)
        continue;
      ph_recipient_chip_set_refused (ph_recipients_get_chip (self, i), words != NULL ? words : "");
      is_found = TRUE;
    }
  return is_found;
}

void
ph_recipients_clear_refused (PhRecipients *self)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  for (guint i = 0; i < self->chips->len; i++)
    ph_recipient_chip_set_refused (ph_recipients_get_chip (self, i), NULL);
}

gboolean
ph_recipients_edit_refused (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), FALSE);

  for (guint i = 0; i < self->chips->len; i++)
    if (ph_recipient_chip_get_is_refused (ph_recipients_get_chip (self, i)))
      {
        ph_recipients_edit_chip (self, ph_recipients_get_chip (self, i));
        return TRUE;
      }
  return FALSE;
}

void
ph_recipients_set_editable (PhRecipients *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  self->is_editable = is_editable;
  gtk_editable_set_editable (GTK_EDITABLE (self->entry), is_editable);
  ph_recipients_suggest (self);
  for (guint i = 0; i < self->chips->len; i++)
    ph_recipient_chip_set_editable (ph_recipients_get_chip (self, i), is_editable);
}
