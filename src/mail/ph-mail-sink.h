/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime's stream over GIO's: what GMime writes goes through the header guard to a GOutputStream. Nothing is held but a
 * buffer, and the first error stays to be asked for. */
#pragma once

#include "ph-mail-gmime.h"

G_BEGIN_DECLS

#define PH_TYPE_MAIL_SINK (ph_mail_sink_get_type ())
G_DECLARE_FINAL_TYPE (PhMailSink, ph_mail_sink, PH, MAIL_SINK, GMimeStream)

/* Keeps the header back until it is whole and ph_mail_guard_check() has passed it; only then does a first octet go to
 * @output. */
PhMailSink *ph_mail_sink_new (GOutputStream *output, GCancellable *cancellable);
/* The same for what was received and goes into a file: it is as it is, so nothing is checked. */
PhMailSink *ph_mail_sink_new_for_file (GOutputStream *output, GCancellable *cancellable);
/* Sends what is still buffered. A header that never ended is an error, as nobody could check it. */
gboolean ph_mail_sink_finish (PhMailSink *self, GError **error);
/* (nullable) (transfer none): why a write failed */
const GError *ph_mail_sink_get_error (PhMailSink *self);

G_END_DECLS
