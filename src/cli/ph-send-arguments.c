/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GOption does the work; around it is what sendmail's callers expect and GOption does not know. Every value is taken as the
 * octets that were given, whatever the locale says of them: cron runs in the C locale. */
#include "config.h"

#include "ph-send-arguments.h"

#include "ph-send-report.h"

#include <glib/gi18n.h>
#include <string.h>

/* sendmail's options that need nothing done: what they ask for is always so here, or says nothing about the mail. */
typedef struct
{
  char **body_types; /* -B */
  char **modes; /* -b */
  char **error_modes; /* -e */
  char **names; /* -F */
  char **tags; /* -L */
  char **settings; /* -o */
  gboolean is_ignored;
} Sendmail;

static void
sendmail_clear (Sendmail *self)
{
  g_strfreev (self->body_types);
  g_strfreev (self->modes);
  g_strfreev (self->error_modes);
  g_strfreev (self->names);
  g_strfreev (self->tags);
  g_strfreev (self->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sendmail, sendmail_clear)

#define ONE G_OPTION_ARG_FILENAME
#define MANY G_OPTION_ARG_FILENAME_ARRAY
#define FLAG G_OPTION_ARG_NONE

static void
add_group (GOptionContext *context, const char *name, const char *title, const GOptionEntry *entries)
{
  GOptionGroup *group = g_option_group_new (name, title, title, NULL, NULL);

  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  g_option_context_add_group (context, group);
}

static void
add_target_options (GOptionContext *context, PhSendArguments *a)
{
  const GOptionEntry entries[] = {
    { "account", 0, 0, ONE, &a->account, N_ ("Send through this saved account"), N_ ("NAME") },
    { "server", 0, 0, ONE, &a->server, N_ ("Send through smtp://… or smtps://…"), N_ ("URL") },
    { "security", 0, 0, ONE, &a->security, N_ ("Encrypt with tls or starttls, or none"), N_ ("HOW") },
    { "ca-file", 0, 0, ONE, &a->ca_file, N_ ("Trust these authorities and no others"), N_ ("PEM") },
    { "password-file", 0, 0, ONE, &a->password_file, N_ ("Read the password from this file"), N_ ("FILE") },
    { "auth", 0, 0, ONE, &a->auth, N_ ("Sign in with this mechanism"), N_ ("MECHANISM") },
    { "timeout", 0, 0, ONE, &a->timeout, N_ ("Wait so long for each answer"), N_ ("SECONDS") },
    { NULL },
  };

  add_group (context, "target", N_ ("Where to:"), entries);
}

static void
add_raw_options (GOptionContext *context, PhSendArguments *a, Sendmail *s)
{
  const GOptionEntry entries[] = {
    { "from", 'f', 0, ONE, &a->from, N_ ("Send as this address"), N_ ("ADDRESS") },
    { "read-recipients",
      't',
      0,
      FLAG,
      &a->takes_recipients_from_header,
      N_ ("Send to those in To, Cc and Bcc, and remove Bcc"),
      NULL },
    { "batch", 0, 0, ONE, &a->batch, N_ ("Send each *.eml of this folder instead, as -t does"), N_ ("DIR") },
    { "ignore-dots", 'i', 0, FLAG, &s->is_ignored, N_ ("For sendmail’s sake: it is always so"), NULL },
    { NULL },
  };

  add_group (context, "message", N_ ("The message on standard input:"), entries);
}

static void
add_compose_options (GOptionContext *context, PhSendArguments *a)
{
  const GOptionEntry entries[] = {
    { "to", 0, 0, MANY, &a->to, N_ ("Send to this recipient"), N_ ("ADDRESS") },
    { "cc", 0, 0, MANY, &a->cc, N_ ("Send a copy to this recipient"), N_ ("ADDRESS") },
    { "bcc", 0, 0, MANY, &a->bcc, N_ ("Send a copy that the others do not see"), N_ ("ADDRESS") },
    { "subject", 0, 0, ONE, &a->subject, N_ ("The subject"), N_ ("TEXT") },
    { "body", 0, 0, ONE, &a->body, N_ ("The text"), N_ ("TEXT") },
    { "body-file", 0, 0, ONE, &a->body_file, N_ ("Read the text from this file, - for standard input"), N_ ("FILE") },
    { "attach", 0, 0, MANY, &a->attach, N_ ("Attach this file"), N_ ("FILE") },
    { NULL },
  };

  add_group (context, "compose", N_ ("A message that is made of options:"), entries);
}

static void
add_outbox_options (GOptionContext *context, PhSendArguments *a)
{
  const GOptionEntry entries[] = {
    { "queue", 0, 0, FLAG, &a->queues, N_ ("Put the message into the outbox instead"), NULL },
    { "flush", 0, 0, FLAG, &a->flushes, N_ ("Send what is due in the outbox"), NULL },
    { "merge", 0, 0, ONE, &a->merge, N_ ("Queue a message to each row of this table"), N_ ("CSV") },
    { "merge-column", 0, 0, ONE, &a->merge_column, N_ ("Where the table has the addresses"), N_ ("NAME") },
    { "merge-name", 0, 0, ONE, &a->merge_name, N_ ("Tell this merge from one that is alike"), N_ ("TEXT") },
    { "dry-run", 0, 0, FLAG, &a->is_dry_run, N_ ("Print the messages of a merge only"), NULL },
    { NULL },
  };

  add_group (context, "outbox", N_ ("The outbox, which the window has too:"), entries);
}

static void
add_notification_options (GOptionContext *context, PhSendArguments *a)
{
  const GOptionEntry entries[] = {
    { "dsn", 'N', 0, ONE, &a->dsn, N_ ("On never, or on failure,delay,success"), N_ ("WHEN") },
    { "ret", 'R', 0, ONE, &a->ret, N_ ("With the message in full, or its hdrs only"), N_ ("WHAT") },
    { "envid", 'V', 0, ONE, &a->envid, N_ ("With this name for the message"), N_ ("ID") },
    { NULL },
  };

  add_group (context, "notification", N_ ("Reports by mail on its delivery:"), entries);
}

static void
add_report_options (GOptionContext *context, PhSendArguments *a)
{
  const GOptionEntry entries[] = {
    { "verbose", 'v', 0, FLAG, &a->is_verbose, N_ ("Show the conversation, without secrets"), NULL },
    { "json", 0, 0, FLAG, &a->prints_json, N_ ("Print what became of the message as JSON"), NULL },
    { "trace", 0, 0, ONE, &a->trace, N_ ("Write the conversation to this file"), N_ ("FILE") },
    { "quiet", 0, 0, FLAG, &a->is_quiet, N_ ("Say nothing of errors; the exit status tells"), NULL },
    { "help", 'h', 0, FLAG, &a->shows_help, N_ ("Show this help"), NULL },
    { "version", 0, 0, FLAG, &a->shows_version, N_ ("Show the version"), NULL },
    { NULL },
  };

  add_group (context, "report", N_ ("What is told:"), entries);
}

static void
add_hidden_options (GOptionContext *context, PhSendArguments *a, Sendmail *s)
{
  const int hidden = G_OPTION_FLAG_HIDDEN;
  const GOptionEntry entries[] = {
    { "sendmail-body-type", 'B', hidden, MANY, &s->body_types, NULL, NULL },
    { "sendmail-mode", 'b', hidden, MANY, &s->modes, NULL, NULL },
    { "sendmail-error-mode", 'e', hidden, MANY, &s->error_modes, NULL, NULL },
    { "sendmail-name", 'F', hidden, MANY, &s->names, NULL, NULL },
    { "sendmail-tag", 'L', hidden, MANY, &s->tags, NULL, NULL },
    { "sendmail-setting", 'o', hidden, MANY, &s->settings, NULL, NULL },
    { "sendmail-sender", 'r', hidden, ONE, &a->from, NULL, NULL },
    { "sendmail-gateway", 'G', hidden, FLAG, &s->is_ignored, NULL, NULL },
    { "sendmail-me-too", 'm', hidden, FLAG, &s->is_ignored, NULL, NULL },
    { "sendmail-no-aliases", 'n', hidden, FLAG, &s->is_ignored, NULL, NULL },
    { "sendmail-submission", 'U', hidden, FLAG, &s->is_ignored, NULL, NULL },
    { NULL },
  };

  add_group (context, "sendmail", "sendmail", entries);
}

static GOptionContext *
new_context (PhSendArguments *a, Sendmail *s)
{
  GOptionContext *context = g_option_context_new (NULL);
  const GOptionEntry rest[] = {
    { G_OPTION_REMAINING, 0, 0, MANY, &a->rest, NULL, N_ ("[RECIPIENT…]") },
    { NULL },
  };

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context,
                                _ ("Sends the message on standard input to the recipients named, or a message that\n"
                                   "is made of --to, --subject, --body and --attach. Takes sendmail’s options too."));
  g_option_context_set_description (
      context,
      _ ("Exit status: 0 accepted for every recipient, 64 wrong usage, 65 message, address\n"
         "or recipient refused, 66 input file missing, 68 host not found, 69 server not\n"
         "available, 74 local input or output failed, 75 try again later, 76 protocol\n"
         "error, 77 sign-in, certificate or encryption refused, 78 bad configuration.\n"
         "\n"
         "More is in the manual: man posthaste-send"));
  add_target_options (context, a);
  add_raw_options (context, a, s);
  add_compose_options (context, a);
  add_outbox_options (context, a);
  add_notification_options (context, a);
  add_report_options (context, a);
  add_hidden_options (context, a, s);
  g_option_context_add_main_entries (context, rest, GETTEXT_PACKAGE);
  return context;
}

/* ---- sendmail's ways ----------------------------------------------------------------------------------------- */

/* Those of a letter each that have a value, attached or behind them. */
#define LETTERS_WITH_VALUE "BFLNRVbefor"

static gboolean
has_letter_with_value (const char *argument)
{
  return argument[0] == '-' && argument[1] != '\0' && strchr (LETTERS_WITH_VALUE, argument[1]) != NULL;
}

/* Whether the argument behind @argument is its value, whatever it looks like. */
static gboolean
takes_value (const char *argument)
{
  static const char *const flags[]
      = { "--",     "--read-recipients", "--ignore-dots", "--queue", "--flush",   "--dry-run",
          "--json", "--verbose",         "--quiet",       "--help",  "--version", NULL };

  if (has_letter_with_value (argument))
    return argument[2] == '\0';
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
      gboolean is_attached = !is_value && has_letter_with_value (argument) && argument[2] != '\0';
      g_autofree char *option = is_attached ? g_strndup (argument, 2) : NULL;

      if (is_attached)
        g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, is_attached ? argument + 2 : argument);
      is_value = !is_value && takes_value (argument);
    }
  g_strv_builder_addv (builder, (const char **) arguments);
  return g_strv_builder_end (builder);
}

static gboolean
check_values (char **values, char option, const char *const *known, GError **error)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (!g_strv_contains (known, values[i]))
      {
        g_set_error (error, PH_SEND_ERROR, PH_SEND_EXIT_USAGE, _ ("Unknown option -%c%s"), option, values[i]);
        return FALSE;
      }
  return TRUE;
}

/* The ones that mail programs give, and that ask for what is done here anyway. */
static gboolean
check_sendmail (const Sendmail *self, GError **error)
{
  static const char *const body_types[] = { "7BIT", "8BITMIME", NULL };
  static const char *const modes[] = { "m", NULL };
  static const char *const error_modes[] = { "e", "m", "p", "q", "w", NULL };
  static const char *const settings[] = { "db", "dd", "di", "dq", "ee", "em", "ep", "eq", "ew", "i", "m", NULL };

  return check_values (self->body_types, 'B', body_types, error) && check_values (self->modes, 'b', modes, error)
         && check_values (self->error_modes, 'e', error_modes, error)
         && check_values (self->settings, 'o', settings, error);
}

PhSendArguments *
ph_send_arguments_parse (const char *const *arguments, GError **error)
{
  g_autoptr (PhSendArguments) self = g_new0 (PhSendArguments, 1);
  g_auto (Sendmail) sendmail = { 0 };
  g_autoptr (GOptionContext) context = new_context (self, &sendmail);
  g_auto (GStrv) copy = split_attached_values (arguments);

  if (!g_option_context_parse_strv (context, &copy, error) || !check_sendmail (&sendmail, error))
    return NULL;
  self->help = g_option_context_get_help (context, FALSE, NULL);
  return g_steal_pointer (&self);
}

void
ph_send_arguments_free (PhSendArguments *self)
{
  g_free (self->help);
  g_free (self->account);
  g_free (self->server);
  g_free (self->security);
  g_free (self->ca_file);
  g_free (self->password_file);
  g_free (self->auth);
  g_free (self->timeout);
  g_free (self->from);
  g_strfreev (self->to);
  g_strfreev (self->cc);
  g_strfreev (self->bcc);
  g_free (self->subject);
  g_free (self->body);
  g_free (self->body_file);
  g_strfreev (self->attach);
  g_free (self->batch);
  g_free (self->merge);
  g_free (self->merge_column);
  g_free (self->merge_name);
  g_strfreev (self->rest);
  g_free (self->dsn);
  g_free (self->ret);
  g_free (self->envid);
  g_free (self->trace);
  g_free (self);
}
