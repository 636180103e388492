/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows DATA: dots taken off, the end found, block by block (RFC 5321 section 4.5.2). No I/O. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PH_PRACTICE_DATA_LINE_START,
  PH_PRACTICE_DATA_DOT, /* a dot that begins a line */
  PH_PRACTICE_DATA_DOT_CR, /* and the CR behind it */
  PH_PRACTICE_DATA_TEXT,
  PH_PRACTICE_DATA_CR,
  PH_PRACTICE_DATA_END,
} PhPracticeDataState;

/**
 * PhPracticeData:
 * @state: to begin with, all of it zero
 * @has_bare_newline: a CR or LF came alone (RFC 5321 2.3.8): such a message is for refusing, since servers that
 *   disagree on where its lines end can be made to see two messages in it
 */
typedef struct
{
  PhPracticeDataState state;
  gboolean has_bare_newline;
} PhPracticeData;

/**
 * ph_practice_data_decode:
 * @block: what came; the message's octets are left at its start
 * @n_decoded: (out): how many these are, never more than were taken
 *
 * Only CRLF, dot, CRLF is the end. A block may end anywhere.
 *
 * Returns: how many octets of @block were taken: all, or those up to the end
 */
gsize ph_practice_data_decode (PhPracticeData *self, char *block, gsize length, gsize *n_decoded);

G_END_DECLS
