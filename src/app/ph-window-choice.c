/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some recipients were refused while the message is held: the server waits for the person, who has the banner for it. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-toast.h"

#include <glib/gi18n.h>

static PhSmtpEnvelope *
ph_window_get_choice (PhWindow *self)
{
  return self->sending != NULL ? ph_delivery_get_choice (ph_sending_get_delivery (self->sending)) : NULL;
}

/* How it goes on is shown by what follows: the progress, or how it ended. */
static void
choice_cb (PhWindow *self)
{
  PhSmtpEnvelope *choice = ph_window_get_choice (self);
  g_autoptr (PhErrorText) text = NULL;
  PhErrorContext context;

  if (choice == NULL)
    return;
  text = ph_sending_new_refusal_text (self->sending, choice, &context);
  ph_window_advise (self, text, &context);
  ph_composer_mark_refused (self->composer, choice);
  if (self->hold_toast != NULL)
    ph_toast_set_title (self->hold_toast, _ ("Not sent yet"));
}

void
ph_window_follow_choice (PhWindow *self, PhDelivery *delivery)
{
  g_signal_connect_object (delivery, "notify::choice", G_CALLBACK (choice_cb), self, G_CONNECT_SWAPPED);
}

gboolean
ph_window_has_choice (PhWindow *self)
{
  return ph_window_get_choice (self) != NULL;
}

void
ph_window_go_on_to_others (PhWindow *self)
{
  ph_banner_dismiss (self->banner);
  ph_window_go_on_writing (self);
  ph_delivery_go_on (ph_sending_get_delivery (self->sending));
}

void
ph_window_undo_to_edit (PhWindow *self)
{
  self->edits_when_undone = TRUE;
  ph_window_undo_send (self);
}

char *
ph_window_describe_kept (PhWindow *self)
{
  PhStoreMessage *kept = ph_delivery_get_kept (ph_sending_get_delivery (self->sending));
  GPtrArray *recipients = kept != NULL ? ph_store_message_get_recipients (kept) : NULL;
  guint n_others = 0;

  if (recipients == NULL)
    return NULL;
  n_others = recipients->len - 1;
  if (n_others == 0)
    /* Translators: %s is an e-mail address */
    return g_strdup_printf (_ ("A draft is kept for %s."),
                            ((const PhStoreRecipient *) g_ptr_array_index (recipients, 0))->address);
  /* Translators: an e-mail address, and how many more there are */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "A draft is kept for %s and %u other.",
                                       "A draft is kept for %s and %u others.",
                                       n_others),
                          ((const PhStoreRecipient *) g_ptr_array_index (recipients, 0))->address,
                          n_others);
}
