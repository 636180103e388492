/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One leaf of a message that was received: what it is called, what it holds, and its text in UTF-8. */
#pragma once

#include "ph-mail-gmime.h"

G_BEGIN_DECLS

typedef struct
{
  GMimeObject *object; /* (owned): a GMimePart or a GMimeMessagePart */
  char *name; /* (owned): of a file in no folder */
  char *content_type; /* (owned) */
  guint64 size; /* octets once decoded */
} PhMailPart;

/* Decodes it once to know its size. */
PhMailPart *ph_mail_part_new (GMimeObject *object);
/* For who is going to decode it anyway: its size is 0. */
PhMailPart *ph_mail_part_new_unmeasured (GMimeObject *object);
void ph_mail_part_free (PhMailPart *self);
/* Decodes it into @stream. Returns: octets, -1 on an error */
gint64 ph_mail_part_write (const PhMailPart *self, GMimeStream *stream);

/* Has a file name, says that it is one, or is nothing to read. */
gboolean ph_mail_part_is_attachment (GMimeObject *object);
/* @subtype: "plain", "html" */
gboolean ph_mail_part_is_text (GMimeObject *object, const char *subtype);
/* (transfer full): the first @max octets of its text, UTF-8, LF line ends; lines that flow are joined */
char *ph_mail_part_dup_text (GMimePart *part, gsize max, gboolean *is_cut);
/* (transfer full): the same with its line ends as they came, and possibly octets that are no UTF-8; one more than @max when
 * there are more */
GString *ph_mail_part_read_text (GMimePart *part, gsize max);
/* (transfer full): the text of @part, with LF line ends, as it was typed if the part says that its lines flow (RFC 3676) */
char *ph_mail_part_dup_joined (GMimePart *part, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMailPart, ph_mail_part_free)

G_END_DECLS
