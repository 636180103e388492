/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every member is always there, null where there is nothing to say, so that nobody has to ask twice. */
#include "config.h"

#include "ph-send-result.h"

#include "ph-send-json.h"
#include "ph-smtp-receipt.h"

static const char *const stages[] = {
  [PH_SMTP_STAGE_NONE] = NULL,       [PH_SMTP_STAGE_CONNECT] = "connect",   [PH_SMTP_STAGE_TLS] = "tls",
  [PH_SMTP_STAGE_AUTH] = "auth",     [PH_SMTP_STAGE_ENVELOPE] = "envelope", [PH_SMTP_STAGE_BODY] = "body",
  [PH_SMTP_STAGE_COMMIT] = "commit", [PH_SMTP_STAGE_DONE] = NULL,
};

static const char *const outcomes[] = {
  [PH_SMTP_OUTCOME_PENDING] = "pending",
  [PH_SMTP_OUTCOME_ACCEPTED] = "accepted",
  [PH_SMTP_OUTCOME_REFUSED] = "refused",
};

PhSendExit
ph_send_result_get_exit (const PhSendResult *self)
{
  if (self->error == NULL && self->envelope == NULL)
    return PH_SEND_EXIT_OK;
  /* Of recipients each one has its own reply. */
  if (self->error == NULL || g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED))
    return ph_send_report_get_exit_for_recipients (self->envelope);
  return ph_send_report_get_exit (self->error);
}

/* A message with more recipients than the server takes at a time goes in turns, and one of them may fail. */
static gboolean
is_sent_to_somebody (PhSmtpEnvelope *envelope)
{
  for (guint i = 0; envelope != NULL && i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (ph_smtp_envelope_is_sent (envelope, i))
      return TRUE;
  return FALSE;
}

static const char *
get_outcome (const PhSendResult *self)
{
  if (self->error == NULL && self->is_queued)
    return "queued";
  if (self->error == NULL)
    return ph_smtp_envelope_count (self->envelope, PH_SMTP_OUTCOME_REFUSED) == 0 ? "sent" : "partly-sent";
  if (g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN))
    return "unknown";
  return is_sent_to_somebody (self->envelope) ? "partly-sent" : "not-sent";
}

static void
add_id (GString *json, gint64 id)
{
  if (id != 0)
    ph_send_json_add_number (json, "id", id);
  else
    ph_send_json_add_null (json, "id");
}

static void
add_reply (GString *json, int code, const char *enhanced_status, const char *words)
{
  if (code == 0)
    {
      ph_send_json_add_null (json, "reply");
      return;
    }
  ph_send_json_begin_object (json, "reply");
  ph_send_json_add_number (json, "code", code);
  ph_send_json_add_text (json, "enhanced_status", enhanced_status);
  ph_send_json_add_text (json, "text", words);
  ph_send_json_end_object (json);
}

static const char *
get_recipient_outcome (PhSmtpEnvelope *envelope, guint index)
{
  return ph_smtp_envelope_is_sent (envelope, index) ? "sent" : outcomes[ph_smtp_envelope_get_outcome (envelope, index)];
}

static void
add_recipients (GString *json, PhSmtpEnvelope *envelope)
{
  guint n_recipients = envelope != NULL ? ph_smtp_envelope_get_n_recipients (envelope) : 0;

  ph_send_json_begin_array (json, "recipients");
  for (guint i = 0; i < n_recipients; i++)
    {
      ph_send_json_begin_object (json, NULL);
      ph_send_json_add_text (json, "address", ph_smtp_envelope_get_recipient (envelope, i));
      ph_send_json_add_text (json, "outcome", get_recipient_outcome (envelope, i));
      add_reply (json,
                 ph_smtp_envelope_get_reply_code (envelope, i),
                 ph_smtp_envelope_get_enhanced_status (envelope, i),
                 ph_smtp_envelope_get_reply_words (envelope, i));
      ph_send_json_end_object (json);
    }
  ph_send_json_end_array (json);
}

/* The reply that decided: the final one, or the one that was the error. */
static void
add_final_reply (GString *json, const PhSendResult *self)
{
  if (self->error != NULL)
    add_reply (json,
               ph_smtp_error_get_reply_code (self->error),
               ph_smtp_error_get_enhanced_status (self->error),
               ph_smtp_error_get_server_words (self->error));
  else if (self->envelope == NULL)
    add_reply (json, 0, NULL, NULL);
  else
    add_reply (json,
               ph_smtp_envelope_get_receipt_code (self->envelope),
               ph_smtp_envelope_get_receipt_status (self->envelope),
               ph_smtp_envelope_get_receipt (self->envelope));
}

static void
add_queue_id (GString *json, const PhSendResult *self)
{
  g_autofree char *id = NULL;

  if (self->error == NULL && self->envelope != NULL)
    id = ph_smtp_receipt_dup_queue_id (ph_smtp_envelope_get_receipt (self->envelope));
  ph_send_json_add_text (json, "queue_id", id);
}

static void
add_error (GString *json, const GError *error)
{
  g_autofree char *line = NULL;

  if (error == NULL)
    {
      ph_send_json_add_null (json, "error");
      return;
    }
  line = ph_send_report_dup_line (error);
  ph_send_json_begin_object (json, "error");
  ph_send_json_add_text (json, "text", line);
  ph_send_json_add_text (json, "stage", stages[ph_smtp_error_get_stage (error)]);
  ph_send_json_add_boolean (json, "is_temporary", ph_smtp_error_is_temporary (error));
  ph_send_json_end_object (json);
}

static void
add_timings (GString *json, const PhSendTimings *timings)
{
  gint64 total = 0;

  ph_send_json_begin_object (json, "microseconds");
  for (guint i = 0; i < G_N_ELEMENTS (timings->spent); i++)
    {
      if (stages[i] != NULL)
        ph_send_json_add_number (json, stages[i], timings->spent[i]);
      total += timings->spent[i];
    }
  ph_send_json_add_number (json, "total", total);
  ph_send_json_end_object (json);
}

static void
add_tls (GString *json, const PhSendResult *self)
{
  if (self->tls_version == NULL)
    {
      ph_send_json_add_null (json, "tls");
      return;
    }
  ph_send_json_begin_object (json, "tls");
  ph_send_json_add_text (json, "version", self->tls_version);
  ph_send_json_add_text (json, "cipher", self->tls_cipher);
  ph_send_json_end_object (json);
}

char *
ph_send_result_to_json (const PhSendResult *self)
{
  GString *json = g_string_new (NULL);

  ph_send_json_begin_object (json, NULL);
  ph_send_json_add_text (json, "file", self->file);
  add_id (json, self->id);
  ph_send_json_add_text (json, "outcome", get_outcome (self));
  ph_send_json_add_number (json, "exit_status", ph_send_result_get_exit (self));
  ph_send_json_add_text (json, "sender", self->envelope != NULL ? ph_smtp_envelope_get_sender (self->envelope) : NULL);
  add_recipients (json, self->envelope);
  add_final_reply (json, self);
  add_queue_id (json, self);
  add_error (json, self->error);
  add_timings (json, &self->timings);
  add_tls (json, self);
  ph_send_json_end_object (json);
  return g_string_free (json, FALSE);
}
