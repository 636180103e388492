/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libgsasl, loaded at the first sign-in. It brings Kerberos and others along, which a message that goes without signing in
 * would wait for. */
#pragma once

#include <gio/gio.h>
#include <gsasl.h>

G_BEGIN_DECLS

/* What the engine uses of it, by the names without their prefix. */
typedef struct
{
  __typeof__ (&gsasl_init) init;
  __typeof__ (&gsasl_done) done;
  __typeof__ (&gsasl_client_start) client_start;
  __typeof__ (&gsasl_property_set) property_set;
  __typeof__ (&gsasl_step64) step64;
  __typeof__ (&gsasl_finish) finish;
  __typeof__ (&gsasl_free) free;
  __typeof__ (&gsasl_strerror) strerror;
} PhSmtpGsasl;

/**
 * ph_smtp_gsasl_get:
 *
 * Loads it at the first call. Any thread.
 *
 * Returns: (transfer none) (nullable): its functions, or %NULL with %G_IO_ERROR_NOT_FOUND when it is not there
 */
const PhSmtpGsasl *ph_smtp_gsasl_get (GError **error);

G_END_DECLS
