/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where an error becomes words for people. The engine's own message is never shown here: it is technical
 * English and stands in the conversation. */
#include "config.h"

#include "ph-error-text.h"

#include "ph-attachment-error.h"
#include "ph-key-text.h"
#include "ph-mail-protection-error.h"

#include <glib/gi18n.h>
#include <string.h>

/* Longer quotations say no more and push the buttons out of sight. */
#define MAX_QUOTE 200

static const char *
host_of (const PhErrorContext *context)
{
  /* Translators: stands for the name of a mail server that is not known */
  return context->host != NULL && *context->host != '\0' ? context->host : _ ("The server");
}

char *
ph_error_text_quote (const char *words)
{
  g_autofree char *line = NULL;

  if (words == NULL || *words == '\0')
    return NULL;
  line = g_utf8_strlen (words, -1) > MAX_QUOTE ? g_utf8_substring (words, 0, MAX_QUOTE - 1) : g_strdup (words);
  g_strdelimit (line, "\r\n\t", ' ');
  /* Translators: %s is what a mail server said, in its own language */
  return g_strdup_printf (g_utf8_strlen (words, -1) > MAX_QUOTE ? _ ("“%s…”") : _ ("“%s”"), line);
}

char *
ph_error_text_dup_file_problem (const char *name, int code)
{
  switch (code)
    {
    case G_IO_ERROR_PERMISSION_DENIED:
      /* Translators: %s is a file's name */
      return g_strdup_printf (_ ("%s could not be read: permission denied."), name);
    case G_IO_ERROR_NOT_FOUND:
      return g_strdup_printf (_ ("%s could not be read: it is not there."), name);
    case G_IO_ERROR_WRONG_ETAG:
      /* Translators: %s is a file's name */
      return g_strdup_printf (_ ("%s has changed since it was attached."), name);
    default:
      return NULL;
    }
}

/* Returns: (transfer full) (nullable) */
static char *
dup_attachment_problem (const GError *error)
{
  return error->domain == PH_ATTACHMENT_ERROR
             ? ph_error_text_dup_file_problem (ph_attachment_error_get_name (error), error->code)
             : NULL;
}

char *
ph_error_text_dup_disk_problem (const GError *error)
{
  g_autofree char *quote = ph_error_text_quote (error->message);
  char *attachment = dup_attachment_problem (error);

  if (attachment != NULL)
    return attachment;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return g_strdup (_ ("There is no space left on the disk."));
  /* Translators: %s is the system's reason, in quotation marks */
  return g_strdup_printf (_ ("This computer says: %s."), quote);
}

static PhErrorText *
make (char *title, char *text, PhErrorAction first, PhErrorAction second, PhErrorAction third)
{
  PhErrorText *self = g_new0 (PhErrorText, 1);
  const PhErrorAction wanted[] = { first, second, third, PH_ERROR_ACTION_SHOW_CONVERSATION };
  gsize n = 0;

  self->title = title;
  self->text = text;
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (wanted[i] != PH_ERROR_ACTION_NONE)
      self->actions[n++] = wanted[i];
  return self;
}

void
ph_error_text_free (PhErrorText *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->text);
  g_free (self);
}

/* ---- the server's side -------------------------------------------------------------------------------------- */

static PhErrorText *
refused_password (const GError *error, const PhErrorContext *context)
{
  const char *status = ph_smtp_error_get_enhanced_status (error);
  const char *hint = "";
  g_autofree char *text = NULL;

  /* Translators: the first %s is a server, the second a user name */
  text = g_strdup_printf (_ ("%s refused the password for %s. Nothing was sent."),
                          host_of (context),
                          context->user != NULL ? context->user : "");
  if (g_strcmp0 (status, "5.7.9") == 0)
    hint = _ (" It wants an app password, which you make in the account’s web settings.");
  else if (g_strcmp0 (status, "5.7.139") == 0 || g_strcmp0 (status, "5.7.57") == 0 || g_strcmp0 (status, "5.7.30") == 0)
    hint = _ (" This provider no longer takes passwords from mail programs.");
  return make (g_strdup (_ ("Password not accepted")),
               g_strconcat (text, hint, NULL),
               PH_ERROR_ACTION_ENTER_PASSWORD,
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
refused_token (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup (_ ("The sign-in is no longer valid")),
               /* Translators: %s is a server */
               g_strdup_printf (_ ("%s wants you to sign in anew. Nothing was sent."), host_of (context)),
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
narrow_token (const GError *error, const PhErrorContext *context)
{
  return make (
      g_strdup (_ ("The sign-in does not allow sending mail")),
      /* Translators: %s is a server */
      g_strdup_printf (_ ("Allow it in the account’s web settings at %s. Nothing was sent."), host_of (context)),
      PH_ERROR_ACTION_EDIT_ACCOUNT,
      PH_ERROR_ACTION_RETRY,
      PH_ERROR_ACTION_NONE);
}

static PhErrorText *
needs_password (const GError *error, const PhErrorContext *context)
{
  if (context->user == NULL || *context->user == '\0')
    return make (
        g_strdup (_ ("The server wants a sign-in")),
        g_strdup_printf (_ ("%s takes mail only from people who sign in. Nothing was sent."), host_of (context)),
        PH_ERROR_ACTION_EDIT_ACCOUNT,
        PH_ERROR_ACTION_RETRY,
        PH_ERROR_ACTION_NONE);
  /* What the server answers has nothing to do with the keyring. */
  if (context->is_keyring_locked && ph_smtp_error_get_reply_code (error) == 0)
    return make (
        g_strdup (_ ("The keyring is locked")),
        /* Translators: the first %s is a user name, the second a server */
        g_strdup_printf (_ ("It keeps the password for %s at %s. Nothing was sent."), context->user, host_of (context)),
        PH_ERROR_ACTION_UNLOCK,
        PH_ERROR_ACTION_ENTER_PASSWORD,
        PH_ERROR_ACTION_NONE);
  return make (g_strdup (_ ("A password is needed")),
               /* Translators: the first %s is a user name, the second a server */
               g_strdup_printf (_ ("No password is kept for %s at %s."), context->user, host_of (context)),
               PH_ERROR_ACTION_ENTER_PASSWORD,
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE);
}

static guint
find_refused (PhSmtpEnvelope *envelope)
{
  guint index = 0;

  while (index < ph_smtp_envelope_get_n_recipients (envelope)
         && ph_smtp_envelope_get_outcome (envelope, index) != PH_SMTP_OUTCOME_REFUSED)
    index++;
  return index;
}

static char *
describe_refusal (PhSmtpEnvelope *envelope, guint index)
{
  g_autofree char *quote = ph_error_text_quote (ph_smtp_envelope_get_reply_words (envelope, index));

  if (quote == NULL)
    return g_strdup (_ ("Check the address. Nothing was sent."));
  /* Translators: %s is the server's words, already in quotation marks */
  return g_strdup_printf (_ ("The server says: %s. Check the address. Nothing was sent."), quote);
}

static PhErrorText *
refused_recipients (const GError *error, const PhErrorContext *context)
{
  guint n_all = 0;
  guint n_refused = 0;
  guint index = 0;
  char *title = NULL;

  if (context->envelope == NULL || ph_smtp_envelope_count (context->envelope, PH_SMTP_OUTCOME_REFUSED) == 0)
    return make (g_strdup (_ ("A recipient was refused")),
                 g_strdup (_ ("Check the address. Nothing was sent.")),
                 PH_ERROR_ACTION_EDIT_RECIPIENT,
                 PH_ERROR_ACTION_RETRY,
                 PH_ERROR_ACTION_NONE);

  n_all = ph_smtp_envelope_get_n_recipients (context->envelope);
  n_refused = ph_smtp_envelope_count (context->envelope, PH_SMTP_OUTCOME_REFUSED);
  index = find_refused (context->envelope);
  if (n_all == 1)
    /* Translators: %s is an e-mail address */
    title = g_strdup_printf (_ ("%s was refused"), ph_smtp_envelope_get_recipient (context->envelope, index));
  else
    /* Translators: the first %u counts the refused recipients, the second all of them */
    title = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u of %u recipients was refused", "%u of %u recipients were refused", n_refused),
        n_refused,
        n_all);
  return make (title,
               describe_refusal (context->envelope, index),
               n_refused < n_all ? PH_ERROR_ACTION_SEND_TO_OTHERS : PH_ERROR_ACTION_EDIT_RECIPIENT,
               n_refused < n_all ? PH_ERROR_ACTION_EDIT_RECIPIENT : PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
not_ready (const GError *error, const PhErrorContext *context)
{
  g_autofree char *quote = ph_error_text_quote (ph_smtp_error_get_server_words (error));

  if (quote == NULL)
    return make (g_strdup (_ ("The server is not ready")),
                 g_strdup_printf (_ ("%s asks to try again later. Nothing was sent."), host_of (context)),
                 PH_ERROR_ACTION_RETRY,
                 PH_ERROR_ACTION_NONE,
                 PH_ERROR_ACTION_NONE);
  return make (g_strdup (_ ("The server is not ready")),
               /* Translators: the first %s is a server, the second its words in quotation marks */
               g_strdup_printf (_ ("%s asks to try again later: %s. Nothing was sent."), host_of (context), quote),
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
refused_message (const GError *error, const PhErrorContext *context)
{
  g_autofree char *quote = ph_error_text_quote (ph_smtp_error_get_server_words (error));

  return make (g_strdup (_ ("The server refused the message")),
               quote != NULL ? g_strdup_printf (_ ("It says: %s. Nothing was sent."), quote)
                             : g_strdup (_ ("It gives no reason. Nothing was sent.")),
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
refused_sender (const GError *error, const PhErrorContext *context)
{
  PhErrorText *text = refused_message (error, context);

  g_free (text->title);
  text->title = g_strdup (_ ("The server refused the sender"));
  text->actions[0] = PH_ERROR_ACTION_EDIT_ACCOUNT;
  text->actions[1] = PH_ERROR_ACTION_SHOW_CONVERSATION;
  return text;
}

static PhErrorText *
too_large (const GError *error, const PhErrorContext *context)
{
  g_autofree char *size = g_format_size (context->size);
  g_autofree char *limit = g_format_size (context->size_limit);
  char *text = NULL;

  if (context->size > 0 && context->size_limit > 0)
    /* Translators: a size, a server, the size that it takes */
    text = g_strdup_printf (_ ("%s; %s takes %s. Nothing was sent."), size, host_of (context), limit);
  else
    text = g_strdup_printf (_ ("%s takes no message of this size. Nothing was sent."), host_of (context));
  return make (g_strdup (_ ("The message is too large")),
               text,
               PH_ERROR_ACTION_REMOVE_ATTACHMENTS,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
protocol_broken (const GError *error, const PhErrorContext *context)
{
  return make (
      g_strdup_printf (_ ("%s gave an answer that makes no sense"), host_of (context)),
      g_strdup (_ ("It may be no mail server, or something on the way changes what it says. Nothing was sent.")),
      PH_ERROR_ACTION_EDIT_ACCOUNT,
      PH_ERROR_ACTION_RETRY,
      PH_ERROR_ACTION_NONE);
}

/* ---- the way there ------------------------------------------------------------------------------------------- */

static PhErrorText *
no_such_host (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup_printf (_ ("%s was not found"), host_of (context)),
               g_strdup (_ ("The server name may be misspelt, or the network does not know it.")),
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
no_network (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup (_ ("No network")),
               g_strdup_printf (_ ("There is no way to %s right now. Nothing was sent."), host_of (context)),
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
no_answer (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup_printf (_ ("%s does not answer on port %u"), host_of (context), context->port),
               g_strdup (_ ("The port may be blocked on this network, or the server is down.")),
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
connection_lost (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup (_ ("The connection broke")),
               /* Translators: %s is a server */
               g_strdup_printf (_ ("%s or the network ended it before the message was handed over. Nothing was sent."),
                                host_of (context)),
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
outcome_unknown (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup (_ ("The connection broke at the last moment")),
               g_strdup (_ ("The message may have arrived. Sending again could deliver it twice.")),
               PH_ERROR_ACTION_SEND_AGAIN,
               PH_ERROR_ACTION_KEEP_AS_SENT,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
no_encryption (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup_printf (_ ("%s offers no encryption"), host_of (context)),
               g_strdup (_ ("Posthaste does not send passwords in the open.")),
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
encryption_failed (const GError *error, const PhErrorContext *context)
{
  return make (
      g_strdup_printf (_ ("The connection to %s could not be encrypted"), host_of (context)),
      g_strdup (_ ("The port may want another kind of encryption, or the server’s is too old. Nothing was sent, not "
                   "even the password.")),
      PH_ERROR_ACTION_EDIT_ACCOUNT,
      PH_ERROR_ACTION_RETRY,
      PH_ERROR_ACTION_NONE);
}

static const char *
describe_certificate (const GError *error)
{
  GTlsCertificateFlags flags = ph_smtp_error_get_certificate_flags (error);

  if (ph_smtp_error_get_purpose_refused (error))
    return _ ("Its certificate is not meant for servers.");
  if ((flags & G_TLS_CERTIFICATE_EXPIRED) != 0)
    return _ ("Its certificate has expired.");
  if ((flags & G_TLS_CERTIFICATE_NOT_ACTIVATED) != 0)
    return _ ("Its certificate is not valid yet.");
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return _ ("Its certificate was made for another name.");
  if ((flags & G_TLS_CERTIFICATE_REVOKED) != 0)
    return _ ("Its certificate was revoked.");
  if ((flags & G_TLS_CERTIFICATE_INSECURE) != 0)
    return _ ("Its certificate uses a method that is not secure.");
  return _ ("Its certificate is signed by itself or by nobody that this computer trusts.");
}

static PhErrorText *
refused_certificate (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup_printf (_ ("The identity of %s could not be confirmed"), host_of (context)),
               g_strconcat (context->trusts_another ? _ ("This is not the certificate that you trusted.") : "",
                            context->trusts_another ? " " : "",
                            describe_certificate (error),
                            " ",
                            _ ("Nothing was sent, not even the password."),
                            NULL),
               PH_ERROR_ACTION_SHOW_CERTIFICATE,
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE);
}

/* ---- this side ----------------------------------------------------------------------------------------------- */

static PhErrorText *
no_sign_in (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup_printf (_ ("%s offers no way to sign in that Posthaste knows"), host_of (context)),
               g_strdup (_ ("Another port or kind of encryption may offer one. Nothing was sent.")),
               PH_ERROR_ACTION_EDIT_ACCOUNT,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
needs_extension (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup_printf (_ ("%s takes no international addresses"), host_of (context)),
               g_strdup (_ ("An address has letters that this server cannot handle. Nothing was sent.")),
               PH_ERROR_ACTION_EDIT_RECIPIENT,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
invalid_argument (const GError *error, const PhErrorContext *context)
{
  return make (g_strdup (_ ("The message cannot be sent as it is")),
               g_strdup (_ ("An address or the text holds something that mail cannot carry. Nothing was sent.")),
               PH_ERROR_ACTION_EDIT_RECIPIENT,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
unreadable (const GError *error, const PhErrorContext *context)
{
  g_autofree char *quote = ph_error_text_quote (error->message);
  char *attachment = dup_attachment_problem (error);

  if (attachment != NULL)
    return make (attachment,
                 g_strdup (_ ("Remove it, or attach it again. Nothing was sent.")),
                 PH_ERROR_ACTION_RETRY,
                 PH_ERROR_ACTION_NONE,
                 PH_ERROR_ACTION_NONE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return make (g_strdup (_ ("The message could not be saved")),
                 g_strdup (_ ("There is no space left on the disk. Nothing was sent.")),
                 PH_ERROR_ACTION_RETRY,
                 PH_ERROR_ACTION_NONE,
                 PH_ERROR_ACTION_NONE);
  return make (g_strdup (_ ("The message could not be read or saved")),
               /* Translators: %s is the system's reason, in quotation marks */
               g_strdup_printf (_ ("This computer says: %s. Nothing was sent."), quote),
               PH_ERROR_ACTION_RETRY,
               PH_ERROR_ACTION_NONE,
               PH_ERROR_ACTION_NONE);
}

static PhErrorText *
bad_key (const GError *error, PhMailKeyState state)
{
  return make (ph_key_text_dup_problem (ph_mail_protection_error_get_address (error), state),
               g_strdup (_ ("The message is to be encrypted, and cannot be for everybody. Nothing was sent.")),
               PH_ERROR_ACTION_EDIT_RECIPIENT,
               PH_ERROR_ACTION_SEND_UNENCRYPTED,
               PH_ERROR_ACTION_NONE);
}

/* @title, @text: (transfer full) */
static PhErrorText *
not_protected (char *title, char *text)
{
  return make (title, text, PH_ERROR_ACTION_RETRY, PH_ERROR_ACTION_SEND_UNPROTECTED, PH_ERROR_ACTION_NONE);
}

/* It could not be signed or encrypted, and so it did not go. */
static PhErrorText *
unprotected (const GError *error, const PhErrorContext *context)
{
  g_autofree char *quote = ph_error_text_quote (error->message);

  switch ((PhMailProtectionError) error->code)
    {
    case PH_MAIL_PROTECTION_ERROR_NO_KEY:
      return bad_key (error, PH_MAIL_KEY_MISSING);
    case PH_MAIL_PROTECTION_ERROR_KEY_EXPIRED:
      return bad_key (error, PH_MAIL_KEY_EXPIRED);
    case PH_MAIL_PROTECTION_ERROR_KEY_REVOKED:
      return bad_key (error, PH_MAIL_KEY_REVOKED);
    case PH_MAIL_PROTECTION_ERROR_KEY_UNUSABLE:
      return bad_key (error, PH_MAIL_KEY_UNUSABLE);
    case PH_MAIL_PROTECTION_ERROR_NO_GNUPG:
      return not_protected (g_strdup (_ ("GnuPG is not there")),
                            g_strdup (_ ("It is needed to sign and to encrypt. Nothing was sent.")));
    case PH_MAIL_PROTECTION_ERROR_NO_SECRET_KEY:
      return not_protected (
          /* Translators: %s is an e-mail address */
          g_strdup_printf (_ ("No secret key for %s"), ph_mail_protection_error_get_address (error)),
          g_strdup (_ ("It is needed to sign, and to read later what was encrypted. Nothing was sent.")));
    case PH_MAIL_PROTECTION_ERROR_CANCELLED:
      return not_protected (g_strdup (_ ("The message was not signed")),
                            g_strdup (_ ("The passphrase of your key was not given. Nothing was sent.")));
    case PH_MAIL_PROTECTION_ERROR_FAILED:
    default:
      return not_protected (g_strdup (_ ("The message could not be signed or encrypted")),
                            /* Translators: %s is GnuPG’s reason, in quotation marks */
                            g_strdup_printf (_ ("GnuPG says: %s. Nothing was sent."), quote));
    }
}

static PhErrorText *
new_for_code (const GError *error, const PhErrorContext *context)
{
  switch ((PhSmtpError) error->code)
    {
    case PH_SMTP_ERROR_HOST_NOT_FOUND:
      return no_such_host (error, context);
    case PH_SMTP_ERROR_NETWORK_DOWN:
      return no_network (error, context);
    case PH_SMTP_ERROR_CONNECTION_REFUSED:
    case PH_SMTP_ERROR_TIMED_OUT:
      return no_answer (error, context);
    case PH_SMTP_ERROR_CONNECTION_LOST:
      return connection_lost (error, context);
    case PH_SMTP_ERROR_OUTCOME_UNKNOWN:
      return outcome_unknown (error, context);
    case PH_SMTP_ERROR_PROTOCOL:
      return protocol_broken (error, context);
    case PH_SMTP_ERROR_SERVICE_UNAVAILABLE:
      return not_ready (error, context);
    case PH_SMTP_ERROR_TLS_NOT_OFFERED:
      return no_encryption (error, context);
    case PH_SMTP_ERROR_TLS_FAILED:
      return encryption_failed (error, context);
    case PH_SMTP_ERROR_CERTIFICATE:
      return refused_certificate (error, context);
    case PH_SMTP_ERROR_AUTH_NOT_OFFERED:
      return no_sign_in (error, context);
    case PH_SMTP_ERROR_AUTH_NEEDED:
      return needs_password (error, context);
    case PH_SMTP_ERROR_AUTH_REFUSED:
      return refused_password (error, context);
    case PH_SMTP_ERROR_TOKEN_REFUSED:
      return refused_token (error, context);
    case PH_SMTP_ERROR_TOKEN_SCOPE:
      return narrow_token (error, context);
    case PH_SMTP_ERROR_SENDER_REFUSED:
      return refused_sender (error, context);
    case PH_SMTP_ERROR_RECIPIENTS_REFUSED:
      return refused_recipients (error, context);
    case PH_SMTP_ERROR_TOO_LARGE:
      return too_large (error, context);
    case PH_SMTP_ERROR_MESSAGE_REFUSED:
      return refused_message (error, context);
    case PH_SMTP_ERROR_NEEDS_EXTENSION:
      return needs_extension (error, context);
    case PH_SMTP_ERROR_INVALID_ARGUMENT:
      return invalid_argument (error, context);
    case PH_SMTP_ERROR_SOURCE:
    default:
      return unreadable (error, context);
    }
}

/* Whether the server only asked to come back: greylisting and the like, at any step. */
static gboolean
is_not_now (const GError *error)
{
  return ph_smtp_error_get_reply_code (error) / 100 == 4
         && !g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_RECIPIENTS_REFUSED);
}

static guint
count_served (PhSmtpEnvelope *envelope)
{
  guint n_served = 0;

  for (guint i = 0; envelope != NULL && i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    n_served += ph_smtp_envelope_is_sent (envelope, i) ? 1 : 0;
  return n_served;
}

static char *
dup_served (guint n_served, const PhErrorContext *context)
{
  /* Translators: how many recipients have the message, and how many it was for */
  return g_strdup_printf (_ ("%u of %u recipients have it already."),
                          n_served,
                          ph_smtp_envelope_get_n_recipients (context->envelope));
}

/* A server that takes few recipients at a time has failed between two of its turns: "nothing was sent" is not true then. */
static PhErrorText *
tell_of_served (PhErrorText *text, guint n_served, const PhErrorContext *context)
{
  g_autofree char *served = dup_served (n_served, context);

  g_free (text->text);
  text->text = g_strconcat (served, " ", _ ("Retry sends it to the others only."), NULL);
  text->actions[0] = PH_ERROR_ACTION_RETRY;
  text->actions[1] = PH_ERROR_ACTION_SHOW_CONVERSATION;
  text->actions[2] = PH_ERROR_ACTION_NONE;
  return text;
}

/* Nobody has to do anything about a message that waits. */
static PhErrorText *
tell_of_next_try (PhErrorText *text, guint n_served, const PhErrorContext *context)
{
  g_autofree char *old = n_served == 0 ? g_steal_pointer (&text->text) : dup_served (n_served, context);
  /* Translators: %s is a time of day, such as 14:05, or a day */
  g_autofree char *next = g_strdup_printf (_ ("Next try at %s."), context->next_try);

  g_free (text->text);
  text->text = g_strconcat (old, " ", next, NULL);
  text->actions[0] = PH_ERROR_ACTION_RETRY_NOW;
  text->actions[1] = PH_ERROR_ACTION_SAVE_DRAFT;
  text->actions[2] = PH_ERROR_ACTION_SHOW_CONVERSATION;
  text->actions[3] = PH_ERROR_ACTION_NONE;
  return text;
}

PhErrorText *
ph_error_text_new (const GError *error, const PhErrorContext *context)
{
  static const PhErrorContext nothing_known;
  PhErrorText *text = NULL;
  guint n_served = 0;

  g_return_val_if_fail (error != NULL, NULL);

  if (context == NULL)
    context = &nothing_known;
  if (error->domain == PH_MAIL_PROTECTION_ERROR)
    return unprotected (error, context);
  if (error->domain != PH_SMTP_ERROR)
    return unreadable (error, context);
  text = is_not_now (error) ? not_ready (error, context) : new_for_code (error, context);
  n_served = count_served (context->envelope);
  if (context->next_try != NULL)
    return tell_of_next_try (text, n_served, context);
  return n_served == 0 || g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_OUTCOME_UNKNOWN)
             ? text
             : tell_of_served (text, n_served, context);
}

static char *
label_others (const PhErrorContext *context)
{
  guint n_others = 0;

  if (context != NULL && context->envelope != NULL)
    n_others = ph_smtp_envelope_get_n_recipients (context->envelope) - count_served (context->envelope)
               - ph_smtp_envelope_count (context->envelope, PH_SMTP_OUTCOME_REFUSED);
  if (n_others == 1)
    return g_strdup (_ ("Send to the Other One"));
  /* Translators: %u counts the recipients that were not refused */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Send to the Other %u", "Send to the Other %u", n_others),
                          n_others);
}

char *
ph_error_action_dup_label (PhErrorAction action, const PhErrorContext *context)
{
  switch (action)
    {
    case PH_ERROR_ACTION_UNLOCK:
      return g_strdup (_ ("Unlock"));
    case PH_ERROR_ACTION_ENTER_PASSWORD:
      return g_strdup (_ ("Enter Password"));
    case PH_ERROR_ACTION_EDIT_ACCOUNT:
      return g_strdup (_ ("Edit Account"));
    case PH_ERROR_ACTION_EDIT_RECIPIENT:
      return g_strdup (_ ("Edit Recipient"));
    case PH_ERROR_ACTION_SEND_TO_OTHERS:
      return label_others (context);
    case PH_ERROR_ACTION_REMOVE_ATTACHMENTS:
      return g_strdup (_ ("Remove Attachments"));
    case PH_ERROR_ACTION_SHOW_CERTIFICATE:
      return g_strdup (_ ("Show Certificate"));
    case PH_ERROR_ACTION_RETRY:
      return g_strdup (_ ("Retry"));
    case PH_ERROR_ACTION_RETRY_NOW:
      return g_strdup (_ ("Retry Now"));
    case PH_ERROR_ACTION_SAVE_DRAFT:
      return g_strdup (_ ("Save Draft"));
    case PH_ERROR_ACTION_SEND_AGAIN:
      return g_strdup (_ ("Send Again"));
    case PH_ERROR_ACTION_KEEP_AS_SENT:
      return g_strdup (_ ("Keep as Sent"));
    case PH_ERROR_ACTION_SEND_UNENCRYPTED:
      return g_strdup (_ ("Send Without Encryption"));
    case PH_ERROR_ACTION_SEND_UNPROTECTED:
      return g_strdup (_ ("Send Neither Signed nor Encrypted"));
    case PH_ERROR_ACTION_SHOW_CONVERSATION:
      return g_strdup (_ ("Show Conversation"));
    case PH_ERROR_ACTION_NONE:
    default:
      g_return_val_if_reached (NULL);
    }
}
