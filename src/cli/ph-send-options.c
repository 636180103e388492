/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ph-send-arguments splits is checked here: values, and what goes with what. */
#include "config.h"

#include "ph-send-options.h"

#include "ph-send-arguments.h"
#include "ph-send-report.h"
#include "ph-send-url.h"
#include "ph-smtp-command.h"
#include "ph-smtp-sasl.h"

#include <glib/gi18n.h>
#include <string.h>

#define TIMEOUT_MAX 86400 /* a day */
/* RFC 4422 section 3.1 */
#define MECHANISM_MAX 20

static gboolean set_error (PhSendExit exit, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
set_error (PhSendExit exit, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, PH_SEND_ERROR, exit, message);
  return FALSE;
}

static gboolean
check_utf8 (const char *value, const char *option, GError **error)
{
  if (value == NULL || g_utf8_validate (value, -1, NULL))
    return TRUE;
  return set_error (PH_SEND_EXIT_REFUSED, error, _ ("%s is not in UTF-8"), option);
}

/* In an argument a line end does not separate addresses, it smuggles one in. */
static gboolean
has_control (const char *text)
{
  while (*text != '\0' && !g_ascii_iscntrl (*text))
    text++;
  return *text != '\0';
}

/* Takes @text apart and adds each mailbox in it. */
static gboolean
add_mailboxes (GPtrArray *mailboxes, const char *text, const char *option, GError **error)
{
  g_auto (GStrv) pieces = NULL;

  if (!check_utf8 (text, option, error))
    return FALSE;
  if (has_control (text))
    return set_error (PH_SEND_EXIT_REFUSED, error, _ ("%s has a control character in it"), option);
  pieces = ph_mailbox_split_list (text);
  if (pieces[0] == NULL)
    return set_error (PH_SEND_EXIT_REFUSED, error, _ ("%s is empty"), option);
  for (guint i = 0; pieces[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (pieces[i], &local_error);

      if (mailbox == NULL)
        return set_error (PH_SEND_EXIT_REFUSED,
                          error,
                          _ ("“%s” is not a mail address: %s"),
                          pieces[i],
                          local_error->message);
      g_ptr_array_add (mailboxes, g_steal_pointer (&mailbox));
    }
  return TRUE;
}

static gboolean
add_all_mailboxes (GPtrArray *mailboxes, char **texts, const char *option, GError **error)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!add_mailboxes (mailboxes, texts[i], option, error))
      return FALSE;
  return TRUE;
}

static gboolean
take_timeout (PhSendOptions *self, const char *text, GError **error)
{
  guint64 seconds = 0;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, TIMEOUT_MAX, &seconds, NULL))
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--timeout takes a number of seconds from 1 to %d"), TIMEOUT_MAX);
  self->timeout = (guint) seconds;
  return TRUE;
}

static gboolean
take_mechanism (PhSendOptions *self, const char *text, GError **error)
{
  if (text == NULL)
    return TRUE;
  self->mechanism = g_ascii_strup (text, -1);
  if (*text != '\0' && strlen (text) <= MECHANISM_MAX
      && strspn (self->mechanism, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen (text))
    return TRUE;
  return set_error (PH_SEND_EXIT_USAGE, error, _ ("--auth takes a mechanism’s registered name, such as PLAIN"));
}

static gboolean
take_server (PhSendOptions *self, const PhSendArguments *given, GError **error)
{
  if (given->server == NULL)
    return given->security == NULL || set_error (PH_SEND_EXIT_USAGE, error, _ ("--security goes with --server"));
  if (given->account != NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--account and --server exclude each other"));
  self->server = ph_send_url_parse (given->server, given->security, &self->user, error);
  if (self->server == NULL)
    return FALSE;
  if (self->user != NULL && given->password_file == NULL && ph_smtp_sasl_needs_secret (self->mechanism))
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("A user in --server needs --password-file"));
  if (self->user == NULL && (given->password_file != NULL || given->auth != NULL))
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("To sign in, --server needs a user, as in smtp://user@host"));
  return TRUE;
}

static gboolean
take_target (PhSendOptions *self, PhSendArguments *given, GError **error)
{
  if (!take_mechanism (self, given->auth, error) || !take_server (self, given, error)
      || !take_timeout (self, given->timeout, error) || !check_utf8 (given->account, "--account", error))
    return FALSE;
  self->account = g_steal_pointer (&given->account);
  self->password_file = g_steal_pointer (&given->password_file);
  self->ca_file = g_steal_pointer (&given->ca_file);
  self->trace_file = g_steal_pointer (&given->trace);
  self->is_verbose = given->is_verbose;
  self->is_quiet = given->is_quiet;
  self->prints_json = given->prints_json;
  if (self->is_verbose && self->is_quiet)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--verbose and --quiet exclude each other"));
  return TRUE;
}

static gboolean
take_notify (PhSmtpWishes *wishes, const char *text, GError **error)
{
  static const struct
  {
    const char *name;
    PhSmtpNotify notify;
  } known[] = {
    { "never", PH_SMTP_NOTIFY_NEVER },
    { "success", PH_SMTP_NOTIFY_SUCCESS },
    { "failure", PH_SMTP_NOTIFY_FAILURE },
    { "delay", PH_SMTP_NOTIFY_DELAY },
  };
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", -1);
  gboolean is_known = text == NULL || *text != '\0';

  for (guint i = 0; words[i] != NULL && is_known; i++)
    {
      guint k = 0;

      while (k < G_N_ELEMENTS (known) && g_ascii_strcasecmp (words[i], known[k].name) != 0)
        k++;
      is_known = k < G_N_ELEMENTS (known);
      wishes->notify |= is_known ? known[k].notify : 0;
    }
  /* "never" stands alone (RFC 3461 section 4.1) */
  if (is_known && ((wishes->notify & PH_SMTP_NOTIFY_NEVER) == 0 || wishes->notify == PH_SMTP_NOTIFY_NEVER))
    return TRUE;
  return set_error (PH_SEND_EXIT_USAGE, error, _ ("--dsn takes never, or some of failure,delay,success"));
}

static gboolean
take_return (PhSmtpWishes *wishes, const char *text, GError **error)
{
  if (text == NULL)
    return TRUE;
  if (g_ascii_strcasecmp (text, "full") == 0)
    wishes->returned = PH_SMTP_RETURN_FULL;
  else if (g_ascii_strcasecmp (text, "hdrs") == 0)
    wishes->returned = PH_SMTP_RETURN_HEADERS;
  else
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--ret takes full or hdrs"));
  return TRUE;
}

/* On the wire it is xtext, which writes some characters as three (RFC 3461 sections 4 and 4.4). */
static gboolean
take_envelope_id (PhSmtpWishes *wishes, const char *text, GError **error)
{
  gsize length = 0;
  gboolean is_printable = TRUE;

  for (const char *p = text; p != NULL && *p != '\0'; p++)
    {
      is_printable = is_printable && (g_ascii_isgraph (*p) || *p == ' ');
      length += *p == '+' || *p == '=' || *p == ' ' ? 3 : 1;
    }
  wishes->envelope_id = g_strdup (text);
  if (text == NULL || (is_printable && length > 0 && length <= PH_SMTP_COMMAND_MAX_ENVELOPE_ID))
    return TRUE;
  return set_error (PH_SEND_EXIT_USAGE, error, _ ("--envid takes up to 100 printable ASCII characters"));
}

static gboolean
take_wishes (PhSendOptions *self, const PhSendArguments *given, GError **error)
{
  if (given->dsn == NULL && given->ret == NULL && given->envid == NULL)
    return TRUE;
  self->wishes = g_new0 (PhSmtpWishes, 1);
  return take_notify (self->wishes, given->dsn, error) && take_return (self->wishes, given->ret, error)
         && take_envelope_id (self->wishes, given->envid, error);
}

static gboolean
take_sender (PhSendOptions *self, const char *text, GError **error)
{
  g_autoptr (GPtrArray) mailboxes = g_ptr_array_new_with_free_func (g_object_unref);

  self->has_sender = text != NULL;
  /* The null sender of reports, which nobody reports about (RFC 5321 section 4.5.5). */
  if (text == NULL || *text == '\0' || g_str_equal (text, "<>"))
    return TRUE;
  if (!add_mailboxes (mailboxes, text, "-f", error))
    return FALSE;
  if (mailboxes->len != 1)
    return set_error (PH_SEND_EXIT_REFUSED, error, _ ("-f takes one address"));
  self->from = g_object_ref (g_ptr_array_index (mailboxes, 0));
  return TRUE;
}

static gboolean
take_message (PhSendOptions *self, PhSendArguments *given, GError **error)
{
  if (given->body != NULL && given->body_file != NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--body and --body-file exclude each other"));
  if (!check_utf8 (given->subject, "--subject", error) || !check_utf8 (given->body, "--body", error))
    return FALSE;
  self->subject = g_steal_pointer (&given->subject);
  self->text = g_steal_pointer (&given->body);
  self->text_file = g_steal_pointer (&given->body_file);
  self->attachments = g_steal_pointer (&given->attach);
  return TRUE;
}

static gboolean
take_compose (PhSendOptions *self, PhSendArguments *given, GError **error)
{
  self->action = PH_SEND_ACTION_COMPOSE;
  if (given->rest != NULL || given->takes_recipients_from_header)
    return set_error (PH_SEND_EXIT_USAGE,
                      error,
                      _ ("A message that is composed has its recipients in --to, --cc and --bcc"));
  if (self->has_sender && self->from == NULL)
    return set_error (PH_SEND_EXIT_REFUSED, error, _ ("A message that is composed needs a sender"));
  if (!add_all_mailboxes (self->recipients[PH_MESSAGE_FIELD_TO], given->to, "--to", error)
      || !add_all_mailboxes (self->recipients[PH_MESSAGE_FIELD_CC], given->cc, "--cc", error)
      || !add_all_mailboxes (self->recipients[PH_MESSAGE_FIELD_BCC], given->bcc, "--bcc", error))
    return FALSE;
  if (given->merge == NULL && given->to == NULL && given->cc == NULL && given->bcc == NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("No recipient: --to, --cc or --bcc is needed"));
  return take_message (self, given, error);
}

static gboolean
take_merge (PhSendOptions *self, PhSendArguments *given, GError **error)
{
  if (given->to != NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("With --merge the recipients are in the table"));
  if (!take_compose (self, given, error) || !check_utf8 (given->merge_column, "--merge-column", error)
      || !check_utf8 (given->merge_name, "--merge-name", error))
    return FALSE;
  self->action = PH_SEND_ACTION_MERGE;
  self->merge_file = g_steal_pointer (&given->merge);
  self->merge_column = g_steal_pointer (&given->merge_column);
  self->merge_name = g_steal_pointer (&given->merge_name);
  self->is_dry_run = given->is_dry_run;
  return TRUE;
}

static gboolean
take_raw (PhSendOptions *self, const PhSendArguments *given, GError **error)
{
  self->action = PH_SEND_ACTION_RAW;
  self->takes_recipients_from_header = given->takes_recipients_from_header;
  if (self->takes_recipients_from_header == (given->rest != NULL))
    return set_error (PH_SEND_EXIT_USAGE,
                      error,
                      self->takes_recipients_from_header ? _ ("With -t no recipients are named")
                                                         : _ ("No recipient: name one, or give -t or --to"));
  return add_all_mailboxes (self->recipients[PH_MESSAGE_FIELD_TO], given->rest, _ ("A recipient"), error);
}

static gboolean
is_compose (const PhSendArguments *given)
{
  return given->to != NULL || given->cc != NULL || given->bcc != NULL || given->subject != NULL || given->body != NULL
         || given->body_file != NULL || given->attach != NULL;
}

static gboolean
take_batch (PhSendOptions *self, PhSendArguments *given, GError **error)
{
  self->action = PH_SEND_ACTION_BATCH;
  self->batch_folder = g_steal_pointer (&given->batch);
  return (!is_compose (given) && given->rest == NULL)
         || set_error (PH_SEND_EXIT_USAGE, error, _ ("The messages of a batch have their recipients in their headers"));
}

/* How an account's server is talked to is the account's matter, and asked for when the message leaves. */
static gboolean
has_connection_options (const PhSendArguments *given)
{
  return given->server != NULL || given->password_file != NULL || given->auth != NULL || given->ca_file != NULL
         || given->timeout != NULL || given->ret != NULL || given->envid != NULL;
}

static gboolean
take_flush (PhSendOptions *self, const PhSendArguments *given, GError **error)
{
  self->action = PH_SEND_ACTION_FLUSH;
  if (!is_compose (given) && !has_connection_options (given) && given->dsn == NULL && given->rest == NULL
      && given->batch == NULL && given->from == NULL && given->account == NULL && !given->takes_recipients_from_header
      && !given->queues && given->merge == NULL)
    return TRUE;
  return set_error (PH_SEND_EXIT_USAGE, error, _ ("--flush sends what is in the outbox, as it is there"));
}

static gboolean
take_queue (PhSendOptions *self, const PhSendArguments *given, GError **error)
{
  self->is_queued = given->queues;
  if (given->merge == NULL && (given->merge_column != NULL || given->merge_name != NULL || given->is_dry_run))
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--merge-column, --merge-name and --dry-run go with --merge"));
  if ((!given->queues && given->merge == NULL)
      || (!has_connection_options (given) && given->batch == NULL && given->trace == NULL
          && (given->dsn == NULL || given->merge == NULL)))
    return TRUE;
  return set_error (PH_SEND_EXIT_USAGE,
                    error,
                    _ ("A message for the outbox has an account, its recipients and --dsn only"));
}

static gboolean
take_options (PhSendOptions *self, PhSendArguments *given, GError **error)
{
  /* Before anything is taken out of @given. */
  if (!take_queue (self, given, error) || (given->flushes && !take_flush (self, given, error)))
    return FALSE;
  if (!take_target (self, given, error) || !take_wishes (self, given, error) || !take_sender (self, given->from, error))
    return FALSE;
  if (given->flushes)
    return TRUE;
  if (given->merge != NULL)
    return take_merge (self, given, error);
  if (given->batch != NULL)
    return take_batch (self, given, error);
  if (is_compose (given) ? !take_compose (self, given, error) : !take_raw (self, given, error))
    return FALSE;
  if (self->server != NULL && !self->has_sender && !self->takes_recipients_from_header)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("No sender: -f is needed with --server"));
  return TRUE;
}

PhSendOptions *
ph_send_options_parse (const char *const *arguments, GError **error)
{
  g_autoptr (PhSendArguments) given = ph_send_arguments_parse (arguments, error);
  g_autoptr (PhSendOptions) self = NULL;

  if (given == NULL)
    return NULL;
  self = g_new0 (PhSendOptions, 1);
  for (guint i = 0; i < PH_MESSAGE_N_FIELDS; i++)
    self->recipients[i] = g_ptr_array_new_with_free_func (g_object_unref);
  if (given->shows_help)
    {
      self->action = PH_SEND_ACTION_HELP;
      self->help = g_steal_pointer (&given->help);
    }
  else if (given->shows_version)
    self->action = PH_SEND_ACTION_VERSION;
  else if (!take_options (self, given, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ph_send_options_free (PhSendOptions *self)
{
  g_free (self->help);
  g_free (self->account);
  g_clear_pointer (&self->server, ph_smtp_server_free);
  g_free (self->user);
  g_free (self->password_file);
  g_free (self->ca_file);
  g_free (self->mechanism);
  g_free (self->trace_file);
  g_clear_object (&self->from);
  for (guint i = 0; i < PH_MESSAGE_N_FIELDS; i++)
    g_ptr_array_unref (self->recipients[i]);
  g_clear_pointer (&self->wishes, ph_smtp_wishes_free);
  g_free (self->batch_folder);
  g_free (self->merge_file);
  g_free (self->merge_column);
  g_free (self->merge_name);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->text_file);
  g_strfreev (self->attachments);
  g_free (self);
}
