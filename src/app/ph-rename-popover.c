/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only asks: what the name is for is whoever's who listens. */
#include "config.h"

#include "ph-rename-popover.h"

#include <string.h>

struct _PhRenamePopover
{
  GtkPopover parent_instance;

  GtkEntry *entry;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (PhRenamePopover, ph_rename_popover, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_RENAMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* (transfer full): without space around it, which nobody sees */
static char *
ph_rename_popover_dup_name (PhRenamePopover *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static void
changed_cb (PhRenamePopover *self)
{
  g_autofree char *name = ph_rename_popover_dup_name (self);

  gtk_widget_set_sensitive (self->button, *name != '\0');
}

static void
rename_cb (PhRenamePopover *self)
{
  g_autofree char *name = ph_rename_popover_dup_name (self);

  if (*name == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_RENAMED], 0, name);
}

static void
ph_rename_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_RENAME_POPOVER);

  G_OBJECT_CLASS (ph_rename_popover_parent_class)->dispose (object);
}

static void
ph_rename_popover_class_init (PhRenamePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_rename_popover_dispose;

  signals[SIGNAL_RENAMED] = g_signal_new ("renamed",
                                          PH_TYPE_RENAME_POPOVER,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          1,
                                          G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-rename-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, PhRenamePopover, entry);
  gtk_widget_class_bind_template_child (widget_class, PhRenamePopover, button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, rename_cb);
}

static void
ph_rename_popover_init (PhRenamePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_rename_popover_new (void)
{
  return g_object_new (PH_TYPE_RENAME_POPOVER, NULL);
}

void
ph_rename_popover_ask (PhRenamePopover *self, const char *name)
{
  const char *suffix = NULL;

  g_return_if_fail (PH_IS_RENAME_POPOVER (self));
  g_return_if_fail (name != NULL);

  suffix = strrchr (name, '.');
  gtk_editable_set_text (GTK_EDITABLE (self->entry), name);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry),
                              0,
                              suffix != NULL && suffix != name ? (int) g_utf8_pointer_to_offset (name, suffix) : -1);
}
