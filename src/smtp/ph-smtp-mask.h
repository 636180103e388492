/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hides secrets in what is about to be recorded, also where the other side says them back in an encoding. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands for a secret, whatever its length. */
#define PH_SMTP_MASK "••••••"

typedef struct _PhSmtpMask PhSmtpMask;

PhSmtpMask *ph_smtp_mask_new (void);
void ph_smtp_mask_free (PhSmtpMask *self);

/* From now on @secret is hidden as it is, in base64 (at every offset), hexadecimal and percent-encoding. */
void ph_smtp_mask_add (PhSmtpMask *self, const char *secret);

/* (transfer full): @text with every secret replaced */
char *ph_smtp_mask_apply (PhSmtpMask *self, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSmtpMask, ph_smtp_mask_free)

G_END_DECLS
