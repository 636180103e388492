/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed or pasted into the entry of a field of recipients, until it is chips. */
#include "config.h"

#include "ph-recipients-private.h"

#include <string.h>

static void
ph_recipients_take_text (PhRecipients *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  self->is_splitting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->is_splitting = FALSE;
  ph_recipients_suggest (self);
  ph_recipients_take_list (self, text);
}

/* A separator ends a recipient, but not inside of quotes: "Tester, Ann" <ann@example.org>. No quotes go past a line. */
static gboolean
ends_recipient (const char *text)
{
  gboolean is_quoted = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        is_quoted = !is_quoted;
      else if (strchr ("\r\n", *p) != NULL || (!is_quoted && strchr (",;\t", *p) != NULL))
        return TRUE;
    }
  return FALSE;
}

static void
entry_changed_cb (PhRecipients *self)
{
  if (self->is_splitting)
    return;
  if (ends_recipient (gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    ph_recipients_take_text (self);
  else
    {
      ph_recipients_suggest (self);
      g_signal_emit_by_name (self, "changed");
    }
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
      ph_recipients_take_list (self, text);
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

void
ph_recipients_class_add_entry (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

void
ph_recipients_init_entry (PhRecipients *self)
{
  g_signal_connect (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)),
                    "paste-clipboard",
                    G_CALLBACK (paste_cb),
                    self);
}

void
ph_recipients_commit (PhRecipients *self)
{
  g_return_if_fail (PH_IS_RECIPIENTS (self));

  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    ph_recipients_take_text (self);
}
