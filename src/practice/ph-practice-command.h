/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command line of a client, taken apart and judged (RFC 5321 section 4.1). No I/O and no state of a session. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 512 octets (RFC 5321 4.5.3.1.4) and what SIZE, 8BITMIME and SMTPUTF8 add to MAIL, rounded up; with its CRLF. */
#define PH_PRACTICE_COMMAND_MAX 1024

/**
 * PhPracticeVerb:
 * @PH_PRACTICE_VERB_FOREIGN: a method of HTTP: a web page talks to this port, which is never answered twice
 */
typedef enum
{
  PH_PRACTICE_VERB_EHLO,
  PH_PRACTICE_VERB_HELO,
  PH_PRACTICE_VERB_MAIL,
  PH_PRACTICE_VERB_RCPT,
  PH_PRACTICE_VERB_DATA,
  PH_PRACTICE_VERB_RSET,
  PH_PRACTICE_VERB_NOOP,
  PH_PRACTICE_VERB_VRFY,
  PH_PRACTICE_VERB_QUIT,
  PH_PRACTICE_VERB_FOREIGN,
} PhPracticeVerb;

typedef struct
{
  PhPracticeVerb verb;
  char *argument; /* (owned): EHLO's or HELO's name; the path of MAIL and RCPT without its angle brackets */
  guint64 size; /* SIZE of MAIL (RFC 1870), 0 when not said */
  gboolean is_smtputf8; /* SMTPUTF8 of MAIL (RFC 6531) */
} PhPracticeCommand;

/**
 * ph_practice_command_parse:
 * @line: a line with its line end; it may have any octet in it
 *
 * Returns: (nullable): %NULL when @self is set, to be cleared with ph_practice_command_clear(); or the reply that
 *   refuses the line, a static string without CRLF
 */
const char *ph_practice_command_parse (PhPracticeCommand *self, const char *line, gsize length);
void ph_practice_command_clear (PhPracticeCommand *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PhPracticeCommand, ph_practice_command_clear)

G_END_DECLS
