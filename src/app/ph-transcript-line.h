/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of a conversation, as an item of a list model. Immutable. */
#pragma once

#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

#define PH_TYPE_TRANSCRIPT_LINE (ph_transcript_line_get_type ())
G_DECLARE_FINAL_TYPE (PhTranscriptLine, ph_transcript_line, PH, TRANSCRIPT_LINE, GObject)

/* @entry: (transfer full) */
PhTranscriptLine *ph_transcript_line_new (PhSmtpTranscriptEntry *entry);
gboolean ph_transcript_line_shows (PhTranscriptLine *self, const PhSmtpTranscriptEntry *entry);

gboolean ph_transcript_line_is_failure (PhTranscriptLine *self);
PhSmtpDirection ph_transcript_line_get_direction (PhTranscriptLine *self);
const char *ph_transcript_line_get_text (PhTranscriptLine *self);
/* "→", "←" or "•" */
const char *ph_transcript_line_get_sign (PhTranscriptLine *self);
/* (transfer full): "12:00:01.234", local time */
char *ph_transcript_line_dup_time (PhTranscriptLine *self);
/* (transfer full): "12:00:01.234 → EHLO [127.0.0.1]", the same as in ph_smtp_transcript_to_text(), with no line end */
char *ph_transcript_line_to_text (PhTranscriptLine *self);
/* (transfer full): what a screen reader says: "Server: 250 OK" */
char *ph_transcript_line_dup_accessible_name (PhTranscriptLine *self);

G_END_DECLS
