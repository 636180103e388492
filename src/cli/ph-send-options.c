/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GOption splits the command line; here it is checked. Every value is taken as the octets that were given, whatever the
 * locale says of them, and checked to be UTF-8: cron runs in the C locale. */
#include "config.h"

#include "ph-send-options.h"

#include "ph-send-report.h"
#include "ph-send-url.h"

#include <glib/gi18n.h>
#include <string.h>

#define TIMEOUT_MAX 86400 /* a day */
/* RFC 4422 section 3.1 */
#define MECHANISM_MAX 20

/* What was given, before it is checked; GOption fills it. */
typedef struct
{
  char *account;
  char *server;
  char *security;
  char *ca_file;
  char *password_file;
  char *auth;
  char *timeout;
  char *trace;
  char *from;
  char **to;
  char **cc;
  char **bcc;
  char *subject;
  char *body;
  char *body_file;
  char **attach;
  char **sendmail_settings; /* -o */
  char **rest;
  gboolean takes_recipients_from_header;
  gboolean ignores_dots;
  gboolean is_verbose;
  gboolean is_quiet;
  gboolean shows_help;
  gboolean shows_version;
} Given;

static void
given_clear (Given *given)
{
  g_free (given->account);
  g_free (given->server);
  g_free (given->security);
  g_free (given->ca_file);
  g_free (given->password_file);
  g_free (given->auth);
  g_free (given->timeout);
  g_free (given->trace);
  g_free (given->from);
  g_strfreev (given->to);
  g_strfreev (given->cc);
  g_strfreev (given->bcc);
  g_free (given->subject);
  g_free (given->body);
  g_free (given->body_file);
  g_strfreev (given->attach);
  g_strfreev (given->sendmail_settings);
  g_strfreev (given->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

static GOptionContext *
new_context (Given *g)
{
  GOptionArg one = G_OPTION_ARG_FILENAME;
  GOptionArg many = G_OPTION_ARG_FILENAME_ARRAY;
  GOptionArg flag = G_OPTION_ARG_NONE;
  const GOptionEntry entries[] = {
    { "account", 0, 0, one, &g->account, N_ ("Send through this saved account"), N_ ("NAME") },
    { "server", 0, 0, one, &g->server, N_ ("Send through this server, smtp://… or smtps://…"), N_ ("URL") },
    { "security", 0, 0, one, &g->security, N_ ("Encrypt with tls or starttls, or none"), N_ ("HOW") },
    { "ca-file", 0, 0, one, &g->ca_file, N_ ("Trust the authorities in this file and no others"), N_ ("PEM") },
    { "password-file", 0, 0, one, &g->password_file, N_ ("Read the password from this file"), N_ ("FILE") },
    { "auth", 0, 0, one, &g->auth, N_ ("Sign in with this mechanism"), N_ ("MECHANISM") },
    { "timeout", 0, 0, one, &g->timeout, N_ ("Wait so long for each answer"), N_ ("SECONDS") },
    { "trace", 0, 0, one, &g->trace, N_ ("Write the conversation to a file, without secrets"), N_ ("FILE") },
    { "from", 'f', 0, one, &g->from, N_ ("Send as this address"), N_ ("ADDRESS") },
    { "recipients-from-header",
      't',
      0,
      flag,
      &g->takes_recipients_from_header,
      N_ ("Send to those in the message’s To, Cc and Bcc, and remove Bcc"),
      NULL },
    { "ignore-dots", 'i', 0, flag, &g->ignores_dots, N_ ("Accepted for sendmail’s sake: it is always so"), NULL },
    { "to", 0, 0, many, &g->to, N_ ("Send to this recipient"), N_ ("ADDRESS") },
    { "cc", 0, 0, many, &g->cc, N_ ("Send a copy to this recipient"), N_ ("ADDRESS") },
    { "bcc", 0, 0, many, &g->bcc, N_ ("Send a copy that the others do not see"), N_ ("ADDRESS") },
    { "subject", 0, 0, one, &g->subject, N_ ("The subject"), N_ ("TEXT") },
    { "body", 0, 0, one, &g->body, N_ ("The text"), N_ ("TEXT") },
    { "body-file", 0, 0, one, &g->body_file, N_ ("Read the text from this file, - for standard input"), N_ ("FILE") },
    { "attach", 0, 0, many, &g->attach, N_ ("Attach this file"), N_ ("FILE") },
    { "verbose", 0, 0, flag, &g->is_verbose, N_ ("Show the conversation, without secrets"), NULL },
    { "quiet", 0, 0, flag, &g->is_quiet, N_ ("Print nothing; the exit status tells"), NULL },
    { "help", 'h', 0, flag, &g->shows_help, N_ ("Show this help"), NULL },
    { "version", 0, 0, flag, &g->shows_version, N_ ("Show the version"), NULL },
    { "sendmail-setting", 'o', G_OPTION_FLAG_HIDDEN, many, &g->sendmail_settings, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, many, &g->rest, NULL, N_ ("[RECIPIENT…]") },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (
      context,
      _ ("Sends one mail: the message on standard input to the recipients named, or one that is\n"
         "made of --to, --subject, --body and --attach."));
  g_option_context_set_description (
      context,
      _ ("Exit status: 0 accepted for every recipient, 64 wrong usage, 65 message, address or recipient refused,\n"
         "66 input file missing, 68 host not found, 69 server not available, 74 local input or output failed,\n"
         "75 try again later, 76 protocol error, 77 sign-in, certificate or encryption refused, 78 bad configuration."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return context;
}

/* Whether the argument behind @argument is its value, whatever it looks like. */
static gboolean
takes_value (const char *argument)
{
  static const char *const flags[]
      = { "--", "--recipients-from-header", "--ignore-dots", "--verbose", "--quiet", "--help", "--version", NULL };

  if (g_str_equal (argument, "-f") || g_str_equal (argument, "-o"))
    return TRUE;
  return g_str_has_prefix (argument, "--") && strchr (argument, '=') == NULL && !g_strv_contains (flags, argument);
}

/* sendmail's -oi and -fADDRESS, which GOption would take for several options of a letter each, as two arguments. */
static char **
split_attached_values (const char *const *arguments)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_value = TRUE; /* the program's name */

  for (; *arguments != NULL && (is_value || !g_str_equal (*arguments, "--")); arguments++)
    {
      const char *argument = *arguments;
      gboolean is_attached = !is_value && strlen (argument) > 2
                             && (g_str_has_prefix (argument, "-f") || g_str_has_prefix (argument, "-o"));
      g_autofree char *option = is_attached ? g_strndup (argument, 2) : NULL;

      if (is_attached)
        g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, is_attached ? argument + 2 : argument);
      is_value = !is_value && takes_value (argument);
    }
  g_strv_builder_addv (builder, (const char **) arguments);
  return g_strv_builder_end (builder);
}

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

/* The ones that mail programs give to sendmail, and that ask for what is done here anyway. */
static gboolean
check_sendmail_settings (char **settings, GError **error)
{
  static const char *const known[] = { "i", "em", "ep", "dq", "di", "db", NULL };

  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (!g_strv_contains (known, settings[i]))
      return set_error (PH_SEND_EXIT_USAGE, error, _ ("Unknown option -o%s"), settings[i]);
  return TRUE;
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
take_server (PhSendOptions *self, const Given *given, GError **error)
{
  if (given->server == NULL)
    return given->security == NULL || set_error (PH_SEND_EXIT_USAGE, error, _ ("--security goes with --server"));
  if (given->account != NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--account and --server exclude each other"));
  self->server = ph_send_url_parse (given->server, given->security, &self->user, error);
  if (self->server == NULL)
    return FALSE;
  if (self->user != NULL && given->password_file == NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("A user in --server needs --password-file"));
  if (self->user == NULL && (given->password_file != NULL || given->auth != NULL))
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("To sign in, --server needs a user, as in smtp://user@host"));
  return TRUE;
}

static gboolean
take_target (PhSendOptions *self, Given *given, GError **error)
{
  if (!take_server (self, given, error) || !take_timeout (self, given->timeout, error)
      || !take_mechanism (self, given->auth, error) || !check_utf8 (given->account, "--account", error))
    return FALSE;
  self->account = g_steal_pointer (&given->account);
  self->password_file = g_steal_pointer (&given->password_file);
  self->ca_file = g_steal_pointer (&given->ca_file);
  self->trace_file = g_steal_pointer (&given->trace);
  self->is_verbose = given->is_verbose;
  self->is_quiet = given->is_quiet;
  if (self->is_verbose && self->is_quiet)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("--verbose and --quiet exclude each other"));
  return TRUE;
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
take_message (PhSendOptions *self, Given *given, GError **error)
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
take_compose (PhSendOptions *self, Given *given, GError **error)
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
  if (given->to == NULL && given->cc == NULL && given->bcc == NULL)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("No recipient: --to, --cc or --bcc is needed"));
  return take_message (self, given, error);
}

static gboolean
take_raw (PhSendOptions *self, const Given *given, GError **error)
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
is_compose (const Given *given)
{
  return given->to != NULL || given->cc != NULL || given->bcc != NULL || given->subject != NULL || given->body != NULL
         || given->body_file != NULL || given->attach != NULL;
}

static gboolean
take_options (PhSendOptions *self, Given *given, GError **error)
{
  if (!check_sendmail_settings (given->sendmail_settings, error) || !take_target (self, given, error)
      || !take_sender (self, given->from, error))
    return FALSE;
  if (is_compose (given) ? !take_compose (self, given, error) : !take_raw (self, given, error))
    return FALSE;
  if (self->server != NULL && !self->has_sender && !self->takes_recipients_from_header)
    return set_error (PH_SEND_EXIT_USAGE, error, _ ("No sender: -f is needed with --server"));
  return TRUE;
}

PhSendOptions *
ph_send_options_parse (const char *const *arguments, GError **error)
{
  g_auto (Given) given = { 0 };
  g_autoptr (GOptionContext) context = new_context (&given);
  g_autoptr (PhSendOptions) self = g_new0 (PhSendOptions, 1);
  g_auto (GStrv) copy = split_attached_values (arguments);

  for (guint i = 0; i < PH_MESSAGE_N_FIELDS; i++)
    self->recipients[i] = g_ptr_array_new_with_free_func (g_object_unref);
  if (!g_option_context_parse_strv (context, &copy, error))
    return NULL;
  if (given.shows_help)
    {
      self->action = PH_SEND_ACTION_HELP;
      self->help = g_option_context_get_help (context, TRUE, NULL);
    }
  else if (given.shows_version)
    self->action = PH_SEND_ACTION_VERSION;
  else if (!take_options (self, &given, error))
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
  g_free (self->subject);
  g_free (self->text);
  g_free (self->text_file);
  g_strfreev (self->attachments);
  g_free (self);
}
