/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the message needs and the server has, put together before anything is said. */
#include "config.h"

#include "ph-smtp-plan.h"

#include "ph-smtp-session-private.h"

guint
ph_smtp_plan_get_index (const PhSmtpPlan *self, guint position)
{
  return g_array_index (self->part, guint, position);
}

PhSmtpBodyFlags
ph_smtp_plan_get_body_flags (const PhSmtpPlan *self)
{
  PhSmtpBodyFlags flags = PH_SMTP_BODY_7BIT;

  if ((self->flags & PH_SMTP_MAIL_BODY_8BITMIME) != 0)
    flags |= PH_SMTP_BODY_ALLOW_8BIT;
  if (self->is_chunked)
    flags |= PH_SMTP_BODY_FOR_BDAT;
  if ((self->flags & PH_SMTP_MAIL_BODY_BINARYMIME) != 0)
    flags |= PH_SMTP_BODY_BINARY;
  return flags;
}

static gboolean
check_addresses (PhSmtpEnvelope *envelope, PhSmtpMailFlags flags, GError **error)
{
  const char *sender = ph_smtp_envelope_get_sender (envelope);

  if (*sender != '\0' && !ph_smtp_command_check_address (sender, flags, error))
    return FALSE;
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (!ph_smtp_command_check_address (ph_smtp_envelope_get_recipient (envelope, i), flags, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_size (const PhSmtpCapabilities *offer, gint64 size, GError **error)
{
  guint64 limit = ph_smtp_capabilities_get_size_limit (offer);

  if (size < 0 || limit == 0 || (guint64) size <= limit)
    return TRUE;
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_TOO_LARGE,
                                PH_SMTP_STAGE_ENVELOPE,
                                "the message has %" G_GINT64_FORMAT " octets, the server takes %" G_GUINT64_FORMAT,
                                size,
                                limit);
  return FALSE;
}

static gboolean
check_wishes (PhSmtpSession *session, PhSmtpEnvelope *envelope, GError **error)
{
  const PhSmtpWishes *wishes = ph_smtp_envelope_get_wishes (envelope);

  return wishes == NULL
         || ph_smtp_wishes_check (wishes,
                                  ph_smtp_session_get_capabilities (session),
                                  ph_smtp_session_get_tls_version (session) != NULL,
                                  error);
}

/* The form was chosen for what was offered then; a server that is asked again may offer less. */
static gboolean
check_form (const PhSmtpPlan *self, const PhSmtpCapabilities *offer, PhSmtpEnvelope *envelope, GError **error)
{
  if (!ph_smtp_envelope_get_is_binary (envelope)
      || (self->is_chunked && ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_BINARYMIME)))
    return TRUE;
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_NEEDS_EXTENSION,
                                PH_SMTP_STAGE_ENVELOPE,
                                "the message is binary and the server takes none such any more");
  return FALSE;
}

static gboolean
choose_flags (const PhSmtpCapabilities *offer, PhSmtpEnvelope *envelope, PhSmtpMailFlags *flags, GError **error)
{
  gboolean needs_utf8 = ph_smtp_envelope_needs_smtputf8 (envelope);

  if (needs_utf8 && !ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_SMTPUTF8))
    {
      if (error != NULL)
        *error = ph_smtp_error_new (PH_SMTP_ERROR_NEEDS_EXTENSION,
                                    PH_SMTP_STAGE_ENVELOPE,
                                    "an address is international and the server takes none such");
      return FALSE;
    }
  *flags = PH_SMTP_MAIL_NONE;
  if (needs_utf8)
    *flags |= PH_SMTP_MAIL_SMTPUTF8;
  if (ph_smtp_envelope_get_is_binary (envelope))
    *flags |= PH_SMTP_MAIL_BODY_BINARYMIME;
  else if (ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_8BITMIME))
    *flags |= PH_SMTP_MAIL_BODY_8BITMIME;
  return TRUE;
}

/* All of them are built before the first is said. */
static gboolean
ph_smtp_plan_build_commands (PhSmtpPlan *self, PhSmtpEnvelope *envelope, gint64 size, GError **error)
{
  const char *sender = ph_smtp_envelope_get_sender (envelope);
  const PhSmtpWishes *wishes = ph_smtp_envelope_get_wishes (envelope);
  char *command = ph_smtp_command_mail (sender, size, self->flags, wishes, error);

  self->commands = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; command != NULL && i < self->part->len; i++)
    {
      const char *recipient = ph_smtp_envelope_get_recipient (envelope, ph_smtp_plan_get_index (self, i));

      g_ptr_array_add (self->commands, command);
      command = ph_smtp_command_rcpt (recipient, self->flags, wishes, error);
    }
  if (command != NULL)
    g_ptr_array_add (self->commands, command);
  return command != NULL;
}

static PhSmtpPlan *
plan (PhSmtpSession *session, PhSmtpEnvelope *envelope, gint64 size, GError **error)
{
  const PhSmtpCapabilities *offer = ph_smtp_session_get_capabilities (session);
  g_autoptr (PhSmtpPlan) self = g_new0 (PhSmtpPlan, 1);
  gint64 declared = ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_SIZE) ? size : -1;

  self->part = ph_smtp_envelope_choose_part (envelope, offer);
  self->is_pipelined = ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_PIPELINING);
  self->is_chunked = self->is_pipelined && ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_CHUNKING);
  return check_form (self, offer, envelope, error) && choose_flags (offer, envelope, &self->flags, error)
                 && check_addresses (envelope, self->flags, error) && check_size (offer, size, error)
                 && check_wishes (session, envelope, error)
                 && ph_smtp_plan_build_commands (self, envelope, declared, error)
             ? g_steal_pointer (&self)
             : NULL;
}

PhSmtpPlan *
ph_smtp_plan_new_at_once (PhSmtpSession *session, PhSmtpEnvelope *envelope, gint64 size, GError **error)
{
  g_return_val_if_fail (session != NULL && PH_IS_SMTP_ENVELOPE (envelope), NULL);
  return plan (session, envelope, size, error);
}

PhSmtpPlan *
ph_smtp_plan_new (PhSmtpSession *session,
                  PhSmtpEnvelope *envelope,
                  gint64 size,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (GError) local_error = NULL;
  PhSmtpPlan *self = NULL;

  g_return_val_if_fail (session != NULL && PH_IS_SMTP_ENVELOPE (envelope), NULL);

  self = plan (session, envelope, size, &local_error);
  if (self != NULL)
    return self;
  if (ph_smtp_session_is_offer_early (session))
    return ph_smtp_session_ask_again (session, cancellable, error) ? plan (session, envelope, size, error) : NULL;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

void
ph_smtp_plan_free (PhSmtpPlan *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->part, g_array_unref);
  g_clear_pointer (&self->commands, g_ptr_array_unref);
  g_free (self);
}
