/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser of command lines: strict, so that what gets past it also gets past any other server. It knows nothing of
 * the order of commands, which is the session's. */
#include "config.h"

#include "ph-practice-command.h"

#include <string.h>

#define REPLY_NOT_A_LINE "500 5.5.2 Lines end with CRLF and hold no control characters"
#define REPLY_UNKNOWN "500 5.5.2 Command not recognized"
#define REPLY_NOT_IMPLEMENTED "502 5.5.1 Command not implemented"
#define REPLY_NO_ARGUMENT "501 5.5.4 This command takes no argument"
#define REPLY_NAME "501 5.5.4 A host name or address literal is needed"
#define REPLY_SENDER "501 5.1.7 MAIL FROM:<address> is needed"
#define REPLY_RECIPIENT "501 5.1.3 RCPT TO:<address> is needed"
#define REPLY_PARAMETER "555 5.5.4 Parameter not recognized"
#define REPLY_VALUE "501 5.5.4 Parameter has no such value"
#define REPLY_VERIFY "501 5.5.4 VRFY takes an address"

typedef const char *(*ParseArgument) (PhPracticeCommand *self, const char *argument);

typedef struct
{
  const char *name;
  PhPracticeVerb verb;
  ParseArgument parse;
} Verb;

/* The text of @line without its CRLF; %NULL when it is not one clean line. Octets over 127 are SMTPUTF8's. */
static char *
dup_clean_text (const char *line, gsize length)
{
  if (length < 2 || line[length - 2] != '\r' || line[length - 1] != '\n')
    return NULL;
  length -= 2;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (line[i]))
      return NULL;
  return g_utf8_validate (line, (gssize) length, NULL) ? g_strndup (line, length) : NULL;
}

/* The end of the quoted string that starts at @text: behind its second quote, or %NULL (RFC 5321 4.1.2). */
static const char *
skip_quoted (const char *text)
{
  for (text++; *text != '\0'; text++)
    {
      if (*text == '"')
        return text + 1;
      if (*text == '\\' && text[1] != '\0')
        text++;
    }
  return NULL;
}

static const char *
skip_local_part (const char *text)
{
  if (*text == '"')
    return skip_quoted (text);
  return text + strcspn (text, "@<>\"(), :;\\[]");
}

/* Checks a path's shape only: which addresses exist is not this server's business. */
static gboolean
is_address (const char *text)
{
  const char *at = skip_local_part (text);

  if (at == NULL || at == text || *at != '@' || at[1] == '\0')
    return FALSE;
  if (at[1] == '[')
    return strcspn (at + 2, "[]\\ ") == strlen (at + 2) - 1 && g_str_has_suffix (at, "]");
  return at[1 + strcspn (at + 1, "@<>\"(), :;\\[]")] == '\0';
}

/* The closing bracket of the path that starts at @text; one in quotes does not count. */
static const char *
find_path_end (const char *text)
{
  while (text != NULL && *text != '>' && *text != '\0')
    text = *text == '"' ? skip_quoted (text) : text + 1;
  return text != NULL && *text == '>' ? text : NULL;
}

/* Takes "<address>" off the front of @text; what is left is either empty or begins with a space. A source route is
 * dropped (RFC 5321 appendix C). */
static char *
take_path (const char **text)
{
  const char *end = **text == '<' ? find_path_end (*text + 1) : NULL;
  const char *start = *text + 1;

  if (end == NULL || (end[1] != '\0' && end[1] != ' '))
    return NULL;
  *text = end + 1;
  if (*start == '@' && memchr (start, ':', (gsize) (end - start)) != NULL)
    start = (const char *) memchr (start, ':', (gsize) (end - start)) + 1;
  return g_strndup (start, (gsize) (end - start));
}

static const char *
parse_name (PhPracticeCommand *self, const char *argument)
{
  if (*argument == '\0' || strchr (argument, ' ') != NULL)
    return REPLY_NAME;
  self->argument = g_strdup (argument);
  return NULL;
}

static const char *
parse_nothing (PhPracticeCommand *self, const char *argument)
{
  return *argument == '\0' ? NULL : REPLY_NO_ARGUMENT;
}

static const char *
parse_anything (PhPracticeCommand *self, const char *argument)
{
  return NULL;
}

static const char *
parse_something (PhPracticeCommand *self, const char *argument)
{
  return *argument != '\0' ? NULL : REPLY_VERIFY;
}

static const char *
refuse_as_not_implemented (PhPracticeCommand *self, const char *argument)
{
  return REPLY_NOT_IMPLEMENTED;
}

static const char *
parse_mail_parameter (PhPracticeCommand *self, const char *parameter)
{
  if (g_ascii_strncasecmp (parameter, "SIZE=", 5) == 0)
    return g_ascii_string_to_unsigned (parameter + 5, 10, 0, G_MAXUINT64, &self->size, NULL) ? NULL : REPLY_VALUE;
  if (g_ascii_strncasecmp (parameter, "BODY=", 5) == 0)
    return g_ascii_strcasecmp (parameter + 5, "7BIT") == 0 || g_ascii_strcasecmp (parameter + 5, "8BITMIME") == 0
               ? NULL
               : REPLY_VALUE;
  if (g_ascii_strcasecmp (parameter, "SMTPUTF8") != 0)
    return REPLY_PARAMETER;
  self->is_smtputf8 = TRUE;
  return NULL;
}

static const char *
parse_mail (PhPracticeCommand *self, const char *argument)
{
  g_auto (GStrv) parameters = NULL;
  const char *refusal = NULL;

  if (g_ascii_strncasecmp (argument, "FROM:", 5) != 0)
    return REPLY_SENDER;
  argument += 5;
  self->argument = take_path (&argument);
  if (self->argument == NULL || (*self->argument != '\0' && !is_address (self->argument)))
    return REPLY_SENDER;
  parameters = g_strsplit (argument, " ", -1);
  for (guint i = 0; parameters[i] != NULL && refusal == NULL; i++)
    if (*parameters[i] != '\0')
      refusal = parse_mail_parameter (self, parameters[i]);
  return refusal;
}

static const char *
parse_rcpt (PhPracticeCommand *self, const char *argument)
{
  if (g_ascii_strncasecmp (argument, "TO:", 3) != 0)
    return REPLY_RECIPIENT;
  argument += 3;
  self->argument = take_path (&argument);
  /* The one address that needs no domain (RFC 5321 4.5.1). */
  if (self->argument == NULL
      || (g_ascii_strcasecmp (self->argument, "postmaster") != 0 && !is_address (self->argument)))
    return REPLY_RECIPIENT;
  return argument[strspn (argument, " ")] == '\0' ? NULL : REPLY_PARAMETER;
}

static const Verb verbs[] = {
  { "EHLO", PH_PRACTICE_VERB_EHLO, parse_name },
  { "HELO", PH_PRACTICE_VERB_HELO, parse_name },
  { "MAIL", PH_PRACTICE_VERB_MAIL, parse_mail },
  { "RCPT", PH_PRACTICE_VERB_RCPT, parse_rcpt },
  { "DATA", PH_PRACTICE_VERB_DATA, parse_nothing },
  { "RSET", PH_PRACTICE_VERB_RSET, parse_nothing },
  { "NOOP", PH_PRACTICE_VERB_NOOP, parse_anything },
  { "VRFY", PH_PRACTICE_VERB_VRFY, parse_something },
  { "QUIT", PH_PRACTICE_VERB_QUIT, parse_nothing },
  /* Known and always refused, so that their verb is never seen. */
  { "EXPN", PH_PRACTICE_VERB_NOOP, refuse_as_not_implemented },
  { "HELP", PH_PRACTICE_VERB_NOOP, refuse_as_not_implemented },
  { "AUTH", PH_PRACTICE_VERB_NOOP, refuse_as_not_implemented },
  { "BDAT", PH_PRACTICE_VERB_NOOP, refuse_as_not_implemented },
  { "STARTTLS", PH_PRACTICE_VERB_NOOP, refuse_as_not_implemented },
  { "GET", PH_PRACTICE_VERB_FOREIGN, parse_anything },
  { "POST", PH_PRACTICE_VERB_FOREIGN, parse_anything },
  { "PUT", PH_PRACTICE_VERB_FOREIGN, parse_anything },
  { "OPTIONS", PH_PRACTICE_VERB_FOREIGN, parse_anything },
  { "CONNECT", PH_PRACTICE_VERB_FOREIGN, parse_anything },
};

static const Verb *
find_verb (const char *text, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strlen (verbs[i].name) == length && g_ascii_strncasecmp (verbs[i].name, text, length) == 0)
      return &verbs[i];
  return NULL;
}

const char *
ph_practice_command_parse (PhPracticeCommand *self, const char *line, gsize length)
{
  g_autofree char *text = NULL;
  const Verb *verb = NULL;
  const char *argument = NULL;
  const char *refusal = NULL;

  memset (self, 0, sizeof *self);
  text = dup_clean_text (line, length);
  if (text == NULL)
    return REPLY_NOT_A_LINE;
  g_strchomp (text);
  argument = text + strcspn (text, " ");
  verb = find_verb (text, (gsize) (argument - text));
  if (verb == NULL)
    return REPLY_UNKNOWN;
  self->verb = verb->verb;
  refusal = verb->parse (self, argument + strspn (argument, " "));
  if (refusal != NULL)
    ph_practice_command_clear (self);
  return refusal;
}

void
ph_practice_command_clear (PhPracticeCommand *self)
{
  g_clear_pointer (&self->argument, g_free);
}
