/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every member is always there, null where there is nothing to say, so that nobody has to ask twice. */
#include "config.h"

#include "ph-send-result.h"

#include "ph-smtp-receipt.h"

#include <json-glib/json-glib.h>

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
  if (self->error == NULL)
    return ph_smtp_envelope_count (self->envelope, PH_SMTP_OUTCOME_REFUSED) == 0 ? "sent" : "partly-sent";
  if (g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN))
    return "unknown";
  return is_sent_to_somebody (self->envelope) ? "partly-sent" : "not-sent";
}

/* A file's name may be in it, and that is any octets. */
static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, name);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_reply (JsonBuilder *builder, int code, const char *enhanced_status, const char *words)
{
  json_builder_set_member_name (builder, "reply");
  if (code == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  add_number (builder, "code", code);
  add_text (builder, "enhanced_status", enhanced_status);
  add_text (builder, "text", words);
  json_builder_end_object (builder);
}

static void
add_recipients (JsonBuilder *builder, PhSmtpEnvelope *envelope)
{
  guint n_recipients = envelope != NULL ? ph_smtp_envelope_get_n_recipients (envelope) : 0;

  json_builder_set_member_name (builder, "recipients");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_recipients; i++)
    {
      json_builder_begin_object (builder);
      add_text (builder, "address", ph_smtp_envelope_get_recipient (envelope, i));
      add_text (builder,
                "outcome",
                ph_smtp_envelope_is_sent (envelope, i) ? "sent" : outcomes[ph_smtp_envelope_get_outcome (envelope, i)]);
      add_reply (builder,
                 ph_smtp_envelope_get_reply_code (envelope, i),
                 ph_smtp_envelope_get_enhanced_status (envelope, i),
                 ph_smtp_envelope_get_reply_words (envelope, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/* The reply that decided: the final one, or the one that was the error. */
static void
add_final_reply (JsonBuilder *builder, const PhSendResult *self)
{
  if (self->error != NULL)
    add_reply (builder,
               ph_smtp_error_get_reply_code (self->error),
               ph_smtp_error_get_enhanced_status (self->error),
               ph_smtp_error_get_server_words (self->error));
  else
    add_reply (builder,
               ph_smtp_envelope_get_receipt_code (self->envelope),
               ph_smtp_envelope_get_receipt_status (self->envelope),
               ph_smtp_envelope_get_receipt (self->envelope));
}

static void
add_queue_id (JsonBuilder *builder, const PhSendResult *self)
{
  g_autofree char *id = NULL;

  if (self->error == NULL)
    id = ph_smtp_receipt_dup_queue_id (ph_smtp_envelope_get_receipt (self->envelope));
  add_text (builder, "queue_id", id);
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  g_autofree char *line = NULL;

  json_builder_set_member_name (builder, "error");
  if (error == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  line = ph_send_report_dup_line (error);
  json_builder_begin_object (builder);
  add_text (builder, "text", line);
  add_text (builder, "stage", stages[ph_smtp_error_get_stage (error)]);
  json_builder_set_member_name (builder, "is_temporary");
  json_builder_add_boolean_value (builder, ph_smtp_error_is_temporary (error));
  json_builder_end_object (builder);
}

static void
add_timings (JsonBuilder *builder, const PhSendTimings *timings)
{
  gint64 total = 0;

  json_builder_set_member_name (builder, "microseconds");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (timings->spent); i++)
    {
      if (stages[i] != NULL)
        add_number (builder, stages[i], timings->spent[i]);
      total += timings->spent[i];
    }
  add_number (builder, "total", total);
  json_builder_end_object (builder);
}

static void
add_tls (JsonBuilder *builder, const PhSendResult *self)
{
  json_builder_set_member_name (builder, "tls");
  if (self->tls_version == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  add_text (builder, "version", self->tls_version);
  add_text (builder, "cipher", self->tls_cipher);
  json_builder_end_object (builder);
}

char *
ph_send_result_to_json (const PhSendResult *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "file", self->file);
  add_text (builder, "outcome", get_outcome (self));
  add_number (builder, "exit_status", ph_send_result_get_exit (self));
  add_text (builder, "sender", self->envelope != NULL ? ph_smtp_envelope_get_sender (self->envelope) : NULL);
  add_recipients (builder, self->envelope);
  add_final_reply (builder, self);
  add_queue_id (builder, self);
  add_error (builder, self->error);
  add_timings (builder, &self->timings);
  add_tls (builder, self);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}
