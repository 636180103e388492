/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conversation for somebody who does not read SMTP. Pure. */
#pragma once

#include "ph-smtp-transcript.h"

G_BEGIN_DECLS

/**
 * ph_smtp_sentence_new:
 *
 * Returns: (transfer full): a sentence in plain English; what either side said is quoted as harmless as the entry has it
 */
char *ph_smtp_sentence_new (const PhSmtpTranscriptEntry *entry);

/**
 * ph_smtp_sentence_tell:
 * @transcript: it may go on growing meanwhile
 *
 * Returns: (transfer full): all of it, an entry a line: "12:00:01 The server is ready: “hi”", with a heading for each stage
 */
char *ph_smtp_sentence_tell (PhSmtpTranscript *transcript);

G_END_DECLS
