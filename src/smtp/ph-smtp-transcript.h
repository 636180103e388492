/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bounded record of one conversation. Secrets are masked by whoever writes, before they come here. */
#pragma once

#include "ph-smtp-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PhSmtpDirection:
 * @PH_SMTP_DIRECTION_NOTE: not said by either side: "connected to 192.0.2.1 port 465", "TLS 1.3, ..."
 * @PH_SMTP_DIRECTION_SENT: a line of ours
 * @PH_SMTP_DIRECTION_RECEIVED: a line of the server's
 */
typedef enum
{
  PH_SMTP_DIRECTION_NOTE,
  PH_SMTP_DIRECTION_SENT,
  PH_SMTP_DIRECTION_RECEIVED,
} PhSmtpDirection;

/**
 * PhSmtpTranscriptEntry:
 * @time_us: microseconds since the epoch
 * @direction: who said it
 * @stage: what was being done
 * @is_failure: the line that decided the failure
 * @text: one line, UTF-8, no control or bidi characters, no CRLF, secrets already "••••••"
 */
typedef struct
{
  gint64 time_us;
  PhSmtpDirection direction;
  PhSmtpStage stage;
  gboolean is_failure;
  char *text;
} PhSmtpTranscriptEntry;

/* At most so many entries are kept; past that, the middle gives way to one note that says how many are missing. */
#define PH_SMTP_TRANSCRIPT_MAX_ENTRIES 2000

#define PH_TYPE_SMTP_TRANSCRIPT (ph_smtp_transcript_get_type ())
/* Every function may be called on any thread. Signal `changed`: emitted in the main context that was the thread
 * default when the transcript was made, once for a burst of entries. */
G_DECLARE_FINAL_TYPE (PhSmtpTranscript, ph_smtp_transcript, PH, SMTP_TRANSCRIPT, GObject)

PhSmtpTranscript *ph_smtp_transcript_new (void);
/**
 * ph_smtp_transcript_new_for_text:
 * @text: what ph_smtp_transcript_to_text() gave
 * @begun: when the conversation began, microseconds since the epoch: the text has only the time of day
 *
 * Lines of another form are left out. Which line was the failure is not in a text.
 *
 * Returns: (transfer full)
 */
PhSmtpTranscript *ph_smtp_transcript_new_for_text (const char *text, gint64 begun);
void ph_smtp_transcript_add (PhSmtpTranscript *self, PhSmtpDirection direction, const char *text);
void ph_smtp_transcript_note (PhSmtpTranscript *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* What is being done from here on: the stage of the entries to come. */
void ph_smtp_transcript_set_stage (PhSmtpTranscript *self, PhSmtpStage stage);
/* Puts a copy of all that @other holds behind what is here: of a session that was made ready before. */
void ph_smtp_transcript_append (PhSmtpTranscript *self, PhSmtpTranscript *other);
/* Marks the newest entry that the server said, or the newest of all, as the one that decided the failure. */
void ph_smtp_transcript_mark_failure (PhSmtpTranscript *self);

guint ph_smtp_transcript_get_n_entries (PhSmtpTranscript *self);
/* (transfer full) (nullable): a copy, as the record goes on growing on another thread */
PhSmtpTranscriptEntry *ph_smtp_transcript_dup_entry (PhSmtpTranscript *self, guint position);
void ph_smtp_transcript_entry_free (PhSmtpTranscriptEntry *entry);
/* (transfer full): all of it, a line an entry: "12:00:01.234 → EHLO [127.0.0.1]" with → ← and • */
char *ph_smtp_transcript_to_text (PhSmtpTranscript *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpTranscriptEntry, ph_smtp_transcript_entry_free)

G_END_DECLS
