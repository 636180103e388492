/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which characters may not stand in an address, a name or a header, in one place for the whole folder. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Controls of C0 and C1, line and paragraph separators, and the bidi embeddings, overrides and isolates: they break
 * lines or make text look like another text. The marks LRM, RLM and ALM do neither and belong to right-to-left names. */
gboolean ph_mail_text_is_control (gunichar c);

/* Whether @text, valid UTF-8, holds such a character. */
gboolean ph_mail_text_has_control (const char *text);

/* (transfer full): @text as valid UTF-8, with each such character replaced by @replacement, an ASCII character. */
char *ph_mail_text_replace_controls (const char *text, char replacement);

/* (transfer full): @text as valid UTF-8 whose only line end is LF: what a CR is alone or before a LF is for an editor, and
 * all that it may be in a mail (RFC 2046 section 4.1.1). */
char *ph_mail_text_dup_lines (const char *text);

/* (transfer full): those lines without the line end of the last one, unless it is blank: as one typed what a mail says, which
 * always ends in a line end. */
char *ph_mail_text_dup_typed (const char *text);

/* (transfer full): @name as the name of a file in no folder, of either separator, without what hides what it is; never
 * empty. */
char *ph_mail_text_dup_file_name (const char *name);

/* A type and a subtype (RFC 2045 section 5.1), without parameters. */
gboolean ph_mail_text_is_mime_type (const char *text);

G_END_DECLS
