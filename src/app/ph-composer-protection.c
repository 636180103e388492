/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the message is signed and encrypted, and what is known of that before it is. */
#include "config.h"

#include "ph-composer-private.h"

#include "ph-key-text.h"

void
ph_composer_update_sender (PhComposer *self)
{
  PhAccount *account = ph_composer_get_account (self);

  ph_protection_set_sender (self->protection, account != NULL ? ph_account_get_address (account) : NULL);
}

/* Only for who wants it encrypted: there can be hundreds of recipients. */
void
ph_composer_update_recipients (PhComposer *self)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if ((self->options & PH_MESSAGE_OPTION_ENCRYPT) == 0)
    return;
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      g_autoptr (GListModel) mailboxes = ph_recipients_list_mailboxes (self->recipients[field]);

      for (guint i = 0; i < g_list_model_get_n_items (mailboxes); i++)
        {
          g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);
          g_autofree char *address = ph_mailbox_dup_envelope_address (mailbox);

          g_strv_builder_add (addresses, address);
        }
    }
  list = g_strv_builder_end (addresses);
  ph_protection_set_recipients (self->protection, (const char *const *) list);
}

void
ph_composer_update_protection (PhComposer *self)
{
  g_autofree char *text = NULL;

  g_object_get (self->protection, "text", &text, NULL);
  gtk_label_set_text (self->protection_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->protection_text), *text != '\0');
  if (ph_protection_get_obstacle (self->protection) != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->protection_text), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->protection_text), "error");
}

gboolean
ph_composer_take_protection (PhComposer *self)
{
  PhMessageOptions options
      = (self->options & ~PH_MESSAGE_OPTIONS_PROTECTED) | ph_protection_get_options (self->protection);

  if (self->options == options)
    return FALSE;
  self->options = options;
  ph_composer_update_recipients (self);
  return TRUE;
}

void
ph_composer_load_protection (PhComposer *self)
{
  ph_protection_set_options (self->protection, self->options);
  ph_composer_update_recipients (self);
}

void
ph_composer_toggle_protection (PhComposer *self, PhMessageOptions option)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  ph_protection_toggle (self->protection, option);
}

void
ph_composer_forgo (PhComposer *self, PhMessageOptions option)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  ph_protection_set_options (self->protection, self->options & ~option);
  ph_composer_take_protection (self);
}

void
ph_composer_mark_keyless (PhComposer *self, const char *address, const char *problem)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_recipients_mark_refused (self->recipients[field], address, problem);
}

void
ph_composer_edit_keyless (PhComposer *self)
{
  const PhMailKey *obstacle = NULL;

  g_return_if_fail (PH_IS_COMPOSER (self));

  obstacle = ph_protection_get_obstacle (self->protection);
  if (obstacle != NULL)
    {
      g_autofree char *problem = ph_key_text_dup_problem (obstacle->address, obstacle->state);

      ph_composer_mark_keyless (self, obstacle->address, problem);
    }
  ph_composer_edit_refused (self);
}
