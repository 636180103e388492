/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the best form first. */
#include "config.h"

#include "ph-smtp-form.h"

/* A binary message has no lines, so that it can only go in chunks. */
static gboolean
takes_binary (const PhSmtpCapabilities *offer)
{
  return ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_BINARYMIME)
         && ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_CHUNKING)
         && ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_PIPELINING);
}

static PhSmtpForm
get_line_form (const PhSmtpCapabilities *offer)
{
  return ph_smtp_capabilities_has (offer, PH_SMTP_CAPABILITY_8BITMIME) ? PH_SMTP_FORM_8BIT : PH_SMTP_FORM_7BIT;
}

GInputStream *
ph_smtp_form_choose (PhSmtpSession *session,
                     PhSmtpEnvelope *envelope,
                     GInputStream *message,
                     gboolean is_read_again,
                     gint64 *size,
                     GError **error)
{
  const PhSmtpCapabilities *offer = NULL;
  PhSmtpFormFunc func = NULL;
  g_autoptr (GInputStream) formed = NULL;

  g_return_val_if_fail (session != NULL && PH_IS_SMTP_ENVELOPE (envelope), NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (message) && size != NULL, NULL);

  offer = ph_smtp_session_get_capabilities (session);
  func = ph_smtp_envelope_get_form_func (envelope);
  ph_smtp_envelope_set_is_binary (envelope, FALSE);
  if (func == NULL)
    return g_object_ref (message);
  if (takes_binary (offer) && !func (message, PH_SMTP_FORM_BINARY, is_read_again, &formed, size, error))
    return NULL;
  ph_smtp_envelope_set_is_binary (envelope, formed != NULL);
  if (formed == NULL && !func (message, get_line_form (offer), is_read_again, &formed, size, error))
    return NULL;
  return formed != NULL ? g_steal_pointer (&formed) : g_object_ref (message);
}
