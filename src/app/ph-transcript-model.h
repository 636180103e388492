/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transcript as a list model of PhTranscriptLine that follows it while the conversation goes on. Main thread only. */
#pragma once

#include "ph-transcript-line.h"

G_BEGIN_DECLS

#define PH_TYPE_TRANSCRIPT_MODEL (ph_transcript_model_get_type ())
G_DECLARE_FINAL_TYPE (PhTranscriptModel, ph_transcript_model, PH, TRANSCRIPT_MODEL, GObject)

/* Holds at most %PH_SMTP_TRANSCRIPT_MAX_ENTRIES lines, as the transcript does. */
PhTranscriptModel *ph_transcript_model_new (PhSmtpTranscript *transcript);
PhSmtpTranscript *ph_transcript_model_get_transcript (PhTranscriptModel *self);
/* The place of the first line marked as a failure, or %G_MAXUINT. */
guint ph_transcript_model_find_failure (PhTranscriptModel *self);

G_END_DECLS
