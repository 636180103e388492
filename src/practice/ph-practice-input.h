/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client says, read in large blocks and given out as lines or as raw octets. Its memory is one block. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhPracticeInput PhPracticeInput;

/* @line_max: octets of the longest line with its line end, far below the size of a block */
PhPracticeInput *ph_practice_input_new (GInputStream *stream, gsize line_max);
void ph_practice_input_free (PhPracticeInput *self);

/**
 * ph_practice_input_take_line:
 * @line: (out) (transfer none): up to and with its LF, not terminated; good until the next call
 * @is_too_long: (out): the line was longer than allowed; what there is of it was dropped and @line is empty
 *
 * Never blocks.
 *
 * Returns: the line's length, or 0 when no whole line is there: then ph_practice_input_fill()
 */
gsize ph_practice_input_take_line (PhPracticeInput *self, const char **line, gboolean *is_too_long);

/* What is there, for changing in place; *@length is 0 when nothing is. ph_practice_input_skip() takes it away. */
char *ph_practice_input_peek (PhPracticeInput *self, gsize *length);
void ph_practice_input_skip (PhPracticeInput *self, gsize length);

/**
 * ph_practice_input_fill:
 *
 * Waits for more. For use only when neither a line nor an octet that is wanted is there.
 *
 * Returns: %FALSE at the end of the stream, and with @error when it broke, timed out or was cancelled
 */
gboolean ph_practice_input_fill (PhPracticeInput *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhPracticeInput, ph_practice_input_free)

G_END_DECLS
