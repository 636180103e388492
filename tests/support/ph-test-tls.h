/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificates that the build made for tests, by name.
 *
 * All but one are for localhost, 127.0.0.1 and ::1, and each bad one is wrong in one way only:
 *
 *   good               signed by the authority
 *   expired            until 2002
 *   not-yet-valid      from 2060
 *   self-signed        signed by itself
 *   wrong-name         for elsewhere.example.net
 *   unknown-authority  signed by an authority that is not in the database
 *   client-purpose     its extended key usage is clientAuth only (RFC 5280 section 4.2.1.12)
 *
 * "authority" names the authority's own certificate, without a key. The others' files hold key and certificate. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ph_test_tls_dup_path:
 * @name: a name of the list above
 *
 * Returns: (transfer full): the PEM file's path in the build folder
 */
char *ph_test_tls_dup_path (const char *name);

/**
 * ph_test_tls_load_certificate:
 *
 * Returns: (transfer full): the certificate; the test fails when it cannot be read
 */
GTlsCertificate *ph_test_tls_load_certificate (const char *name);

/**
 * ph_test_tls_load_database:
 *
 * Returns: (transfer full): a database that trusts the authority and nothing else
 */
GTlsDatabase *ph_test_tls_load_database (void);

/**
 * ph_test_tls_dup_fingerprint:
 *
 * Returns: (transfer full): SHA-256 over the certificate's DER form, 64 lower-case hexadecimal digits
 */
char *ph_test_tls_dup_fingerprint (const char *name);

G_END_DECLS
