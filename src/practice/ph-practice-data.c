/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoder of DATA: a table of states, so that the edges of blocks need no care. It decodes in place. */
#include "config.h"

#include "ph-practice-data.h"

/* The state after an octet that ends nothing, in the middle of a line. */
static PhPracticeDataState
step_in_text (PhPracticeData *self, char octet)
{
  if (octet == '\r')
    return PH_PRACTICE_DATA_CR;
  if (octet == '\n')
    self->has_bare_newline = TRUE;
  return PH_PRACTICE_DATA_TEXT;
}

static PhPracticeDataState
step_after_bare_cr (PhPracticeData *self, char octet)
{
  self->has_bare_newline = TRUE;
  return step_in_text (self, octet);
}

static PhPracticeDataState
step (PhPracticeData *self, char octet)
{
  switch (self->state)
    {
    case PH_PRACTICE_DATA_LINE_START:
      return octet == '.' ? PH_PRACTICE_DATA_DOT : step_in_text (self, octet);
    case PH_PRACTICE_DATA_DOT:
      return octet == '\r' ? PH_PRACTICE_DATA_DOT_CR : step_in_text (self, octet);
    case PH_PRACTICE_DATA_DOT_CR:
      return octet == '\n' ? PH_PRACTICE_DATA_END : step_after_bare_cr (self, octet);
    case PH_PRACTICE_DATA_CR:
      return octet == '\n' ? PH_PRACTICE_DATA_LINE_START : step_after_bare_cr (self, octet);
    case PH_PRACTICE_DATA_TEXT:
    case PH_PRACTICE_DATA_END:
    default:
      return step_in_text (self, octet);
    }
}

/* The dot that begins a line is never the message's; nor is the end's CRLF. A CR behind such a dot is lost when
 * it turns out to be bare, which does not matter in a message that is refused. */
static gboolean
is_of_the_message (PhPracticeDataState state)
{
  return state != PH_PRACTICE_DATA_DOT && state != PH_PRACTICE_DATA_DOT_CR && state != PH_PRACTICE_DATA_END;
}

gsize
ph_practice_data_decode (PhPracticeData *self, char *block, gsize length, gsize *n_decoded)
{
  gsize taken = 0;
  gsize decoded = 0;

  while (taken < length && self->state != PH_PRACTICE_DATA_END)
    {
      char octet = block[taken++];

      self->state = step (self, octet);
      if (is_of_the_message (self->state))
        block[decoded++] = octet;
    }
  *n_decoded = decoded;
  return taken;
}
