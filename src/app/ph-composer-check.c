/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what can be judged without a server, and shows what a server said, where it is about. */
#include "config.h"

#include "ph-composer-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What most providers take when they do not say (25 MB). */
#define USUAL_SIZE_LIMIT 25000000
/* Smaller messages never meet a limit, so their size is no news. */
#define MIN_SHOWN_SIZE 100000

/* Before the text changes, as the size is shown when it has. */
static void
inserting_cb (PhComposer *self, GtkTextIter *position, const char *text, int length)
{
  ph_mail_weight_add (&self->weight, text, (gsize) length);
}

static void
deleting_cb (PhComposer *self, GtkTextIter *start, GtkTextIter *end, GtkTextBuffer *buffer)
{
  g_autofree char *text = gtk_text_buffer_get_text (buffer, start, end, TRUE);

  ph_mail_weight_subtract (&self->weight, text, strlen (text));
}

void
ph_composer_init_weight (PhComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);

  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (inserting_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "delete-range", G_CALLBACK (deleting_cb), self, G_CONNECT_SWAPPED);
}

/* What Markdown means is about as long as it is. */
guint64
ph_composer_estimate_size (PhComposer *self)
{
  guint64 text = ph_mail_weight_estimate (&self->weight) * (ph_composer_is_markdown (self) ? 2 : 1);

  return ph_send_check_estimate_size (text, ph_attachments_get_size (self->attachments));
}

/* All of the draft that does not take long to look up. */
static void
ph_composer_begin_draft (PhComposer *self, PhSendDraft *draft)
{
  PhAccount *account = ph_composer_get_account (self);
  *draft = (PhSendDraft){
    .subject = ph_composer_get_subject (self),
    .size = ph_composer_estimate_size (self),
  };
  if (account == NULL)
    return;
  draft->size_limit = ph_account_get_size_limit (account);
  draft->host = ph_account_get_host (account);
  draft->lacks_smtputf8 = ph_account_get_lacks_smtputf8 (account);
}

guint64
ph_composer_get_size_limit (PhComposer *self)
{
  PhAccount *account = ph_composer_get_account (self);
  guint64 limit = account != NULL ? ph_account_get_size_limit (account) : 0;

  return limit != 0 ? limit : USUAL_SIZE_LIMIT;
}

void
ph_composer_update_size (PhComposer *self)
{
  PhSendDraft draft;
  guint64 limit = ph_composer_get_size_limit (self);
  gboolean can_shrink = FALSE;
  g_autofree char *size_text = NULL;
  g_autofree char *limit_text = NULL;
  g_autofree char *text = NULL;

  ph_composer_begin_draft (self, &draft);
  size_text = g_format_size (draft.size);
  limit_text = g_format_size (limit);
  text = ph_send_check_dup_size_problem (&draft);
  if (text == NULL)
    /* Translators: a message's size and the largest that the server takes */
    text = g_strdup_printf (_ ("%s of %s"), size_text, limit_text);
  gtk_label_set_text (self->size, text);
  gtk_widget_set_visible (GTK_WIDGET (self->size),
                          ph_composer_has_attachments (self) || draft.size >= MIN_SHOWN_SIZE || draft.size > limit);
  gtk_widget_remove_css_class (GTK_WIDGET (self->size), "warning");
  gtk_widget_remove_css_class (GTK_WIDGET (self->size), "error");
  if (draft.size > limit)
    gtk_widget_add_css_class (GTK_WIDGET (self->size), "error");
  else if (draft.size >= limit / 5 * 4)
    gtk_widget_add_css_class (GTK_WIDGET (self->size), "warning");
  can_shrink = draft.size >= limit / 5 * 4 && ph_composer_can_shrink (self);
  gtk_widget_set_visible (GTK_WIDGET (self->shrink), can_shrink);
  gtk_widget_set_visible (GTK_WIDGET (self->leave_out),
                          draft.size > limit && !can_shrink && ph_composer_can_leave_out (self));
}

/* ---- before it is sent ------------------------------------------------------------------------------------------ */

GPtrArray *
ph_composer_check (PhComposer *self, PhSendTarget target)
{
  PhSendDraft draft;
  g_autofree char *text = NULL;
  g_auto (GStrv) placeholders = NULL;
  char **recipients[PH_MESSAGE_N_FIELDS];
  g_auto (GStrv) reply_to = NULL;
  GPtrArray *findings = NULL;

  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);

  text = ph_composer_dup_text (self);
  ph_composer_begin_draft (self, &draft);
  placeholders = ph_editor_list_placeholders (self->editor);
  draft.text = text;
  draft.placeholders = (const char *const *) placeholders;
  draft.target = target;
  draft.has_files = ph_composer_has_attachments (self);
  draft.reminds = ph_composer_reminds (self);
  draft.keyless = ph_protection_get_obstacle (self->protection);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      ph_recipients_commit (self->recipients[field]);
      recipients[field] = ph_recipients_dup_texts (self->recipients[field]);
      draft.recipients[field] = (const char *const *) recipients[field];
    }
  ph_recipients_commit (self->reply_to);
  reply_to = ph_recipients_dup_texts (self->reply_to);
  draft.reply_to = (const char *const *) reply_to;
  findings = ph_send_check (&draft);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    g_strfreev (recipients[field]);
  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), FALSE);
  return findings;
}

const PhSendFinding *
ph_composer_take_obstacle (PhComposer *self, GPtrArray *findings)
{
  const PhSendFinding *obstacle = NULL;

  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);

  obstacle = ph_send_check_get_obstacle (findings, self->told);
  if (obstacle != NULL)
    self->told |= 1U << obstacle->kind;
  return obstacle;
}

void
ph_composer_show_caption (PhComposer *self, const PhSendFinding *finding)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  if (finding->kind == PH_SEND_FINDING_REPLY_TO)
    gtk_widget_grab_focus (GTK_WIDGET (self->reply_to));
  else if (finding->kind == PH_SEND_FINDING_BAD_ADDRESS)
    ph_recipients_focus_first_invalid (self->recipients[finding->field]);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->recipients[finding->field]));
  gtk_label_set_text (self->to_caption, finding->title);
  gtk_widget_set_visible (GTK_WIDGET (self->to_caption), TRUE);
}

void
ph_composer_move_to_bcc (PhComposer *self)
{
  g_return_if_fail (PH_IS_COMPOSER (self));

  for (guint field = 0; field < PH_MESSAGE_FIELD_BCC; field++)
    {
      g_auto (GStrv) texts = ph_recipients_dup_texts (self->recipients[field]);

      /* Before they come in: a field takes nobody whom another one has. */
      ph_recipients_clear (self->recipients[field]);
      for (guint i = 0; texts[i] != NULL; i++)
        ph_recipients_add_text (self->bcc, texts[i]);
    }
  ph_composer_update_copy_rows (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* ---- after a server has judged it ------------------------------------------------------------------------------- */

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
