/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file for what does not fit into memory and nobody else may see: it has no name, so that it is gone with whoever has it open,
 * whatever happens. And a MIME part whose octets are in one. */
#pragma once

#include <gio/gio.h>

#include "ph-mail-gmime.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): empty, to be written and read. Errors: #GIOErrorEnum */
GMimeStream *ph_mail_scratch_new (GError **error);

#define PH_TYPE_MAIL_SCRATCH_PART (ph_mail_scratch_part_get_type ())
G_DECLARE_FINAL_TYPE (PhMailScratchPart, ph_mail_scratch_part, PH, MAIL_SCRATCH_PART, GMimePart)

/**
 * ph_mail_scratch_part_new:
 * @type: (nullable): "application/octet-stream"; %NULL when @stream has the part's fields too
 * @stream: CRLF line ends; as it is, it is written, as often as is asked for
 */
PhMailScratchPart *ph_mail_scratch_part_new (const char *type, GMimeStream *stream);

G_END_DECLS
