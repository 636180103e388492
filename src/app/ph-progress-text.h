/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sending is doing, in words. Pure. */
#pragma once

#include "ph-smtp-error.h"

G_BEGIN_DECLS

/* From so many seconds without a sign of the server on, the words say so. */
#define PH_PROGRESS_TEXT_SLOW_SECONDS 15

/* (transfer full): @total 0: not known; @silent_seconds: since anything last happened */
char *ph_progress_text_new (PhSmtpStage stage, const char *host, guint64 done, guint64 total, guint silent_seconds);

G_END_DECLS
