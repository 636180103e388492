/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip knows its own recipient and how it is shown and named; walking and moving are the field's. */
#include "config.h"

#include "ph-recipient-chip.h"

#include <glib/gi18n.h>

/* Long enough to be seen, short enough not to be waited for. */
#define FLASH_MS 600

struct _PhRecipientChip
{
  GtkWidget parent_instance;

  GtkBox *box;
  GtkImage *warning;
  GtkLabel *label;
  GtkButton *remove;

  char *text; /* (owned) */
  PhMailbox *mailbox; /* (owned) (nullable) */
  char *reason; /* (owned) (nullable): why it is none, in words */
  char *note; /* (owned): what its tooltip says */
  guint position;
  guint count;
  gboolean is_refused;
  guint flash_source;
};

G_DEFINE_FINAL_TYPE (PhRecipientChip, ph_recipient_chip, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_REMOVE,
  SIGNAL_EDIT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
remove_clicked_cb (PhRecipientChip *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  PhRecipientChip *self = PH_RECIPIENT_CHIP (data);

  if (n_press == 2)
    g_signal_emit (self, signals[SIGNAL_EDIT], 0);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* The fields of this program take the chip itself, others its text. */
static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, gpointer data)
{
  PhRecipientChip *self = PH_RECIPIENT_CHIP (data);
  GdkContentProvider *contents[] = {
    gdk_content_provider_new_typed (PH_TYPE_RECIPIENT_CHIP, self),
    gdk_content_provider_new_typed (G_TYPE_STRING, self->text),
  };

  return gdk_content_provider_new_union (contents, G_N_ELEMENTS (contents));
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer data)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (data));

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static const char *
describe (const GError *error)
{
  switch ((PhMailboxError) error->code)
    {
    case PH_MAILBOX_ERROR_EMPTY:
      return _ ("There is no address");
    case PH_MAILBOX_ERROR_NO_AT:
      return _ ("There is no “@” in the address");
    case PH_MAILBOX_ERROR_LOCAL_PART:
      return _ ("The part before the “@” is missing or wrong");
    case PH_MAILBOX_ERROR_DOMAIN:
      return _ ("The part after the “@” is missing or wrong");
    case PH_MAILBOX_ERROR_CONTROL:
      return _ ("There is an invisible character in it");
    case PH_MAILBOX_ERROR_TOO_LONG:
      return _ ("The address is too long");
    case PH_MAILBOX_ERROR_SYNTAX:
    default:
      return _ ("This cannot be read as an address");
    }
}

/* What is said of it beside its name, to the eye and to a screen reader. */
static void
ph_recipient_chip_set_note (PhRecipientChip *self, const char *note)
{
  g_free (self->note);
  self->note = g_strdup (note);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note, -1);
}

/* A tooltip that is set asks the display at once where the pointer is, and waits for the answer: with each of 500 chips. */
static gboolean
ph_recipient_chip_query_tooltip (GtkWidget *widget, int x, int y, gboolean is_keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, PH_RECIPIENT_CHIP (widget)->note);
  return TRUE;
}

static char *
ph_recipient_chip_dup_name (PhRecipientChip *self)
{
  if (self->mailbox == NULL)
    /* Translators: %s is what was typed and is no e-mail address */
    return g_strdup_printf (_ ("%s, not a valid address"), self->text);
  if (self->is_refused)
    /* Translators: %s is a recipient, with the name when there is one */
    return g_strdup_printf (_ ("%s, refused by the server"), self->text);
  if (ph_mailbox_get_name (self->mailbox) != NULL)
    /* Translators: a name, an address, the position in the list and its length */
    return g_strdup_printf (_ ("%s, %s, %u of %u"),
                            ph_mailbox_get_name (self->mailbox),
                            ph_mailbox_get_address (self->mailbox),
                            self->position,
                            self->count);
  /* Translators: an address, the position in the list and its length */
  return g_strdup_printf (_ ("%s, %u of %u"), ph_mailbox_get_address (self->mailbox), self->position, self->count);
}

static void
ph_recipient_chip_update_look (PhRecipientChip *self)
{
  gboolean is_bad = self->mailbox == NULL || self->is_refused;
  g_autofree char *name = ph_recipient_chip_dup_name (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               is_bad ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_widget_set_visible (GTK_WIDGET (self->warning), is_bad);
  if (is_bad)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static gboolean
unflash_cb (gpointer data)
{
  PhRecipientChip *self = data;

  self->flash_source = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "flash");
  return G_SOURCE_REMOVE;
}

static void
ph_recipient_chip_dispose (GObject *object)
{
  PhRecipientChip *self = PH_RECIPIENT_CHIP (object);

  g_clear_handle_id (&self->flash_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_RECIPIENT_CHIP);

  G_OBJECT_CLASS (ph_recipient_chip_parent_class)->dispose (object);
}

static void
ph_recipient_chip_finalize (GObject *object)
{
  PhRecipientChip *self = PH_RECIPIENT_CHIP (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_object (&self->mailbox);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->note, g_free);

  G_OBJECT_CLASS (ph_recipient_chip_parent_class)->finalize (object);
}

static void
ph_recipient_chip_class_init (PhRecipientChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_recipient_chip_dispose;
  object_class->finalize = ph_recipient_chip_finalize;
  widget_class->query_tooltip = ph_recipient_chip_query_tooltip;

  signals[SIGNAL_REMOVE]
      = g_signal_new ("remove", PH_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EDIT]
      = g_signal_new ("edit", PH_TYPE_RECIPIENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-recipient-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, PhRecipientChip, box);
  gtk_widget_class_bind_template_child (widget_class, PhRecipientChip, warning);
  gtk_widget_class_bind_template_child (widget_class, PhRecipientChip, label);
  gtk_widget_class_bind_template_child (widget_class, PhRecipientChip, remove);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_set_css_name (widget_class, "chip");
}

static void
ph_recipient_chip_init (PhRecipientChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_recipient_chip_new (const char *text)
{
  PhRecipientChip *self = g_object_new (PH_TYPE_RECIPIENT_CHIP, NULL);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  self->mailbox = ph_mailbox_parse (text, &error);
  self->text = self->mailbox != NULL ? ph_mailbox_to_string (self->mailbox) : g_strdup (text);
  self->reason = error != NULL ? g_strdup (describe (error)) : NULL;
  gtk_label_set_text (self->label, self->mailbox != NULL ? ph_mailbox_get_label (self->mailbox) : text);
  ph_recipient_chip_set_note (self, self->mailbox != NULL ? ph_mailbox_get_address (self->mailbox) : self->reason);
  /* Translators: %s is a person's name or an address */
  name = g_strdup_printf (_ ("Remove %s"), gtk_label_get_text (self->label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  ph_recipient_chip_update_look (self);
  return GTK_WIDGET (self);
}

PhMailbox *
ph_recipient_chip_get_mailbox (PhRecipientChip *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENT_CHIP (self), NULL);
  return self->mailbox;
}

const char *
ph_recipient_chip_get_text (PhRecipientChip *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENT_CHIP (self), NULL);
  return self->text;
}

void
ph_recipient_chip_set_position (PhRecipientChip *self, guint position, guint count)
{
  g_return_if_fail (PH_IS_RECIPIENT_CHIP (self));

  if (self->position == position && self->count == count)
    return;
  self->position = position;
  self->count = count;
  ph_recipient_chip_update_look (self);
}

void
ph_recipient_chip_set_refused (PhRecipientChip *self, const char *words)
{
  g_return_if_fail (PH_IS_RECIPIENT_CHIP (self));

  self->is_refused = words != NULL;
  if (words != NULL)
    ph_recipient_chip_set_note (self, words);
  else if (self->mailbox != NULL)
    ph_recipient_chip_set_note (self, ph_mailbox_get_address (self->mailbox));
  ph_recipient_chip_update_look (self);
}

gboolean
ph_recipient_chip_get_is_refused (PhRecipientChip *self)
{
  g_return_val_if_fail (PH_IS_RECIPIENT_CHIP (self), FALSE);
  return self->is_refused;
}

void
ph_recipient_chip_set_editable (PhRecipientChip *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_RECIPIENT_CHIP (self));
  gtk_widget_set_visible (GTK_WIDGET (self->remove), is_editable);
}

void
ph_recipient_chip_flash (PhRecipientChip *self)
{
  g_return_if_fail (PH_IS_RECIPIENT_CHIP (self));

  g_clear_handle_id (&self->flash_source, g_source_remove);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flash");
  self->flash_source = g_timeout_add (FLASH_MS, unflash_cb, self);
}
