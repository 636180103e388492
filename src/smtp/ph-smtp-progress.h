/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries progress from a session's thread to the main context of whoever asked for it, without flooding it. */
#pragma once

#include "ph-smtp-session.h"

G_BEGIN_DECLS

typedef PhSmtpSessionProgressFunc PhSmtpProgressFunc;

typedef struct _PhSmtpProgress PhSmtpProgress;

/* In the context where @func is to be called; @destroy is called there too. */
PhSmtpProgress *ph_smtp_progress_new (PhSmtpProgressFunc func, gpointer user_data, GDestroyNotify destroy);
void ph_smtp_progress_unref (PhSmtpProgress *self);

/* A PhSmtpSessionProgressFunc, on the session's thread, with the PhSmtpProgress as its data. Every change of stage is
 * delivered; octets at most 20 times a second. */
void ph_smtp_progress_report (PhSmtpStage stage, guint64 done, guint64 total, gpointer progress);
/* Delivers what is still held back. Afterwards nothing is reported any more. */
void ph_smtp_progress_finish (PhSmtpProgress *self);

G_END_DECLS
