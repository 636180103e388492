/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips and an entry in one wrapping row. Focus lives in the entry; the arrow keys walk out of it onto the chips. */
#include "config.h"

#include "ph-recipients.h"

#include "ph-recipient-chip.h"
#include "ph-wrap-layout.h"

#include <glib/gi18n.h>

/* A field that nobody writes in shows only so many. */
#define MAX_COLLAPSED 5

struct _PhRecipients
{
  GtkWidget parent_instance;

  GtkEntry *entry;
  GtkButton *more;

  GPtrArray *chips; /* (owned) (element-type PhRecipientChip): in order; their parent is this widget */
  GPtrArray *peers; /* (owned) (element-type unowned PhRecipients) */
  char *label; /* (owned) (nullable) */
  gboolean is_editable;
  gboolean is_expanded;
  gboolean is_splitting; /* the entry's text is being taken */
};

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

static PhRecipientChip *
chip_at (PhRecipients *self, guint index)
{
  return g_ptr_array_index (self->chips, index);
}

static void
ph_recipients_update_collapse (PhRecipients *self)
{
  gboolean is_long = self->chips->len > MAX_COLLAPSED + 1;
  guint n_shown = is_long && !self->is_expanded ? MAX_COLLAPSED : self->chips->len;
  guint n_hidden = self->chips->len - n_shown;

  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_set_visible (GTK_WIDGET (chip_at (self, i)), i < n_shown);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_hidden > 0);
  if (n_hidden > 0)
    {
      /* Translators: stands behind a list of people; %u counts those that are not shown */
      g_autofree char *text = g_strdup_printf (_ ("+%u"), n_hidden);
      g_autofree char *name = NULL;

      name = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more recipient", "%u more recipients", n_hidden),
                              n_hidden);
      gtk_button_set_label (self->more, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
}

static void
ph_recipients_chips_changed (PhRecipients *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    ph_recipient_chip_set_position (chip_at (self, i), i + 1, self->chips->len);
  ph_recipients_update_collapse (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static PhRecipientChip *
ph_recipients_find (PhRecipients *self, PhMailbox *mailbox)
{
  for (guint i = 0; i < self->chips->len; i++)
    {
      PhMailbox *other = ph_recipient_chip_get_mailbox (chip_at (self, i));

      if (other != NULL && ph_mailbox_same_address (other, mailbox))
        return chip_at (self, i);
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

static void
ph_recipients_remove_chip (PhRecipients *self, PhRecipientChip *chip)
{
  guint index = 0;

  if (!g_ptr_array_find (self->chips, chip, &index))
    return;
  /* The keyboard goes to the next chip, or back to the entry. */
  if (gtk_widget_has_focus (GTK_WIDGET (chip)))
    gtk_widget_grab_focus (index + 1 < self->chips->len ? GTK_WIDGET (chip_at (self, index + 1))
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

static void
edit_cb (PhRecipientChip *chip, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);
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

/* ---- the entry ------------------------------------------------------------------------------------------------ */

static void
ph_recipients_take_text (PhRecipients *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  self->is_splitting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->is_splitting = FALSE;
  ph_recipients_add_text (self, text);
}

/* A separator ends a recipient, but not inside of quotes: "Tester, Ann" <ann@example.org>. */
static gboolean
ends_recipient (const char *text)
{
  gboolean is_quoted = FALSE;
  gboolean is_ended = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        is_quoted = !is_quoted;
      else if (!is_quoted && (*p == ',' || *p == ';' || *p == '\n'))
        is_ended = TRUE;
    }
  return is_ended;
}

static void
entry_changed_cb (PhRecipients *self)
{
  if (self->is_splitting)
    return;
  if (ends_recipient (gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    ph_recipients_take_text (self);
  else
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entry_activated_cb (PhRecipients *self)
{
  ph_recipients_commit (self);
}

/* A newline in a pasted list would be a space to the entry, so the field takes pasted text itself. */
static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhRecipients) self = PH_RECIPIENTS (data);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->entry));

  if (text == NULL || !self->is_editable)
    return;
  if (ends_recipient (text))
    {
      ph_recipients_commit (self);
      ph_recipients_add_text (self, text);
      return;
    }
  gtk_editable_delete_selection (GTK_EDITABLE (self->entry));
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), text, -1, &position);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), position);
}

static void
paste_cb (GtkWidget *delegate, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);

  g_signal_stop_emission_by_name (delegate, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (delegate), NULL, pasted_cb, g_object_ref (self));
}

/* ---- the keyboard --------------------------------------------------------------------------------------------- */

static PhRecipientChip *
ph_recipients_get_focused_chip (PhRecipients *self, guint *index)
{
  for (guint i = 0; i < self->chips->len; i++)
    if (gtk_widget_has_focus (GTK_WIDGET (chip_at (self, i))))
      {
        *index = i;
        return chip_at (self, i);
      }
  return NULL;
}

static void
ph_recipients_walk (PhRecipients *self, guint from, gboolean forward)
{
  if (forward && from + 1 >= self->chips->len)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  else if (forward)
    gtk_widget_grab_focus (GTK_WIDGET (chip_at (self, from + 1)));
  else if (from > 0)
    gtk_widget_grab_focus (GTK_WIDGET (chip_at (self, from - 1)));
}

static void
ph_recipients_copy (PhRecipients *self, PhRecipientChip *chip)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), ph_recipient_chip_get_text (chip));
}

static gboolean
ph_recipients_handle_chip_control (PhRecipients *self, PhRecipientChip *chip, guint key)
{
  if (key != GDK_KEY_c && key != GDK_KEY_x)
    return GDK_EVENT_PROPAGATE;
  ph_recipients_copy (self, chip);
  if (key == GDK_KEY_x && self->is_editable)
    ph_recipients_remove_chip (self, chip);
  return GDK_EVENT_STOP;
}

static gboolean
ph_recipients_handle_chip_key (PhRecipients *self, PhRecipientChip *chip, guint index, guint key)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      ph_recipients_walk (self, index, (key == GDK_KEY_Right) != is_rtl);
      return GDK_EVENT_STOP;
    case GDK_KEY_BackSpace:
    case GDK_KEY_Delete:
      if (self->is_editable)
        ph_recipients_remove_chip (self, chip);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_F2:
      edit_cb (chip, self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
chip_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);
  guint index = 0;
  PhRecipientChip *chip = ph_recipients_get_focused_chip (self, &index);

  if (chip == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((modifiers & GDK_CONTROL_MASK) != 0)
    return ph_recipients_handle_chip_control (self, chip, key);
  return ph_recipients_handle_chip_key (self, chip, index, key);
}

/* From the very start of the entry, Backspace and the arrow lead onto the last chip. */
static gboolean
entry_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean goes_back = key == GDK_KEY_BackSpace || key == (is_rtl ? GDK_KEY_Right : GDK_KEY_Left);

  if (!goes_back || self->chips->len == 0 || (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0
      || gtk_editable_get_position (GTK_EDITABLE (self->entry)) > 0
      || gtk_editable_get_selection_bounds (GTK_EDITABLE (self->entry), NULL, NULL))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (chip_at (self, self->chips->len - 1)));
  return GDK_EVENT_STOP;
}

static void
focus_changed_cb (GtkEventControllerFocus *controller, GParamSpec *pspec, gpointer data)
{
  PhRecipients *self = PH_RECIPIENTS (data);

  self->is_expanded = gtk_event_controller_focus_contains_focus (controller);
  if (!self->is_expanded)
    ph_recipients_commit (self);
  ph_recipients_update_collapse (self);
}

static void
more_clicked_cb (PhRecipients *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* One Tab leaves, from wherever in the field; entering it leads to the entry. */
static gboolean
ph_recipients_focus (GtkWidget *widget, GtkDirectionType direction)
{
  PhRecipients *self = PH_RECIPIENTS (widget);

  if (gtk_widget_get_focus_child (widget) != NULL
      && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    return FALSE;
  return gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
ph_recipients_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PH_RECIPIENTS (widget)->entry));
}

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
ph_recipients_dispose (GObject *object)
{
  PhRecipients *self = PH_RECIPIENTS (object);

  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_unparent (GTK_WIDGET (chip_at (self, i)));
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
  widget_class->focus = ph_recipients_focus;
  widget_class->grab_focus = ph_recipients_grab_focus;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_RECIPIENTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-recipients.ui");
  gtk_widget_class_bind_template_child (widget_class, PhRecipients, entry);
  gtk_widget_class_bind_template_child (widget_class, PhRecipients, more);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, chip_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_clicked_cb);
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
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)),
                    "paste-clipboard",
                    G_CALLBACK (paste_cb),
                    self);
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

  text = ph_mailbox_to_string (mailbox);
  ph_recipients_append (self, text);
  ph_recipients_chips_changed (self);
}

void
ph_recipients_commit (PhRecipients *self)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    ph_recipients_take_text (self);
}

void
ph_recipients_clear (PhRecipients *self)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_unparent (GTK_WIDGET (chip_at (self, i)));
  g_ptr_array_set_size (self->chips, 0);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  ph_recipients_chips_changed (self);
}

guint
ph_recipients_get_n_chips (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), 0);
  return self->chips->len;
}

gboolean
ph_recipients_is_empty (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), TRUE);
  return self->chips->len == 0 && *gtk_editable_get_text (GTK_EDITABLE (self->entry)) == '\0';
}

GListModel *
ph_recipients_list_mailboxes (PhRecipients *self)
{
  GListStore *store = NULL;

  g_return_val_if_fail (PH_IS_RECIPIENTS (self), NULL);

  store = g_list_store_new (PH_TYPE_MAILBOX);
  for (guint i = 0; i < self->chips->len; i++)
    if (ph_recipient_chip_get_mailbox (chip_at (self, i)) != NULL)
      g_list_store_append (store, ph_recipient_chip_get_mailbox (chip_at (self, i)));
  return G_LIST_MODEL (store);
}

static PhRecipientChip *
ph_recipients_get_first_invalid (PhRecipients *self)
{
  for (guint i = 0; i < self->chips->len; i++)
    if (ph_recipient_chip_get_mailbox (chip_at (self, i)) == NULL)
      return chip_at (self, i);
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
  self->is_expanded = TRUE;
  ph_recipients_update_collapse (self);
  gtk_widget_grab_focus (GTK_WIDGET (chip));
}

gboolean
ph_recipients_mark_refused (PhRecipients *self, const char *address, const char *words)
{
  gboolean is_found = FALSE;

  g_return_val_if_fail (PH_IS_RECIPIENTS (self), FALSE);

  for (guint i = 0; i < self->chips->len; i++)
    {
      PhMailbox *mailbox = ph_recipient_chip_get_mailbox (chip_at (self, i));
      g_autofree char *own = mailbox != NULL ? ph_mailbox_dup_envelope_address (mailbox) : NULL;

      if (g_strcmp0 (own, address) != 0)
        continue;
      ph_recipient_chip_set_refused (chip_at (self, i), words != NULL ? words : "");
      is_found = TRUE;
    }
  return is_found;
}

void
ph_recipients_clear_refused (PhRecipients *self)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  for (guint i = 0; i < self->chips->len; i++)
    ph_recipient_chip_set_refused (chip_at (self, i), NULL);
}

gboolean
ph_recipients_edit_refused (PhRecipients *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENTS (self), FALSE);

  for (guint i = 0; i < self->chips->len; i++)
    if (gtk_widget_has_css_class (GTK_WIDGET (chip_at (self, i)), "error"))
      {
        edit_cb (chip_at (self, i), self);
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
  for (guint i = 0; i < self->chips->len; i++)
    ph_recipient_chip_set_editable (chip_at (self, i), is_editable);
}
