/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a certificate that was refused, and lets the person trust this very one. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The response of a person who wants to go on. */
#define PH_CERTIFICATE_DIALOG_TRUST "trust"

#define PH_TYPE_CERTIFICATE_DIALOG (ph_certificate_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PhCertificateDialog, ph_certificate_dialog, PH, CERTIFICATE_DIALOG, AdwMessageDialog)

/**
 * ph_certificate_dialog_new:
 * @host: the server that showed it
 * @reason: translated: why it was refused
 *
 * Connect to `response::trust`. Going back is the default, and Escape.
 */
PhCertificateDialog *ph_certificate_dialog_new (GtkWindow *parent,
                                                const char *host,
                                                const char *reason,
                                                GTlsCertificate *certificate);

/* 64 lower-case hexadecimal digits, for ph_account_set_trusted_fingerprint() */
const char *ph_certificate_dialog_get_fingerprint (PhCertificateDialog *self);

G_END_DECLS
