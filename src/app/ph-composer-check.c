/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what can be judged without a server, and shows what a server said, where it is about. */
#include "config.h"

#include "ph-composer-private.h"

#include <glib/gi18n.h>

/* What most providers take when they do not say (25 MB). */
#define USUAL_SIZE_LIMIT 25000000
/* Smaller messages never meet a limit, so their size is no news. */
#define MIN_SHOWN_SIZE 100000

/* ---- size ------------------------------------------------------------------------------------------------------- */

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
  guint64 size = 0;
  guint64 limit = 0;
  g_autofree char *size_text = NULL;
  g_autofree char *limit_text = NULL;

  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);

  size = ph_composer_estimate_size (self);
  limit = ph_composer_get_size_limit (self);
  if (limit == 0 || size <= limit)
    return NULL;
  size_text = g_format_size (size);
  limit_text = g_format_size (limit);
  /* Translators: a message's size, a server, the largest size that it takes */
  return g_strdup_printf (_ ("%s is more than %s takes (%s)."),
                          size_text,
                          ph_account_get_host (ph_composer_get_account (self)),
                          limit_text);
}

void
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

/* ---- recipients ------------------------------------------------------------------------------------------------- */

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

static gboolean
ph_composer_check_all_chips (PhComposer *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), FALSE);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    if (!ph_composer_check_chips (self, field))
      return FALSE;
  return TRUE;
}

gboolean
ph_composer_check (PhComposer *self)
{
  guint n_chips = 0;

  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  if (!ph_composer_check_all_chips (self))
    return FALSE;
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    n_chips += ph_recipients_get_n_chips (self->recipients[field]);
  if (n_chips > 0)
    return TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
  return ph_composer_complain (self, _ ("Add at least one recipient."));
}

gboolean
ph_composer_check_for_each (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), FALSE);

  if (!ph_composer_check_all_chips (self))
    return FALSE;
  if (ph_recipients_get_n_chips (self->to) == 0)
    return TRUE;
  gtk_widget_grab_focus (GTK_WIDGET (self->to));
  return ph_composer_complain (self, _ ("Each message goes to somebody in the table. Leave To empty."));
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
