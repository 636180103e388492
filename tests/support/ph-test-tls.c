/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what make-certificates wrote. The folder is compiled in, so that a test also runs by hand. */
#include "ph-test-tls.h"

char *
ph_test_tls_dup_path (const char *name)
{
  g_autofree char *file_name = g_strconcat (name, ".pem", NULL);

  return g_build_filename (PH_TEST_CERTIFICATES, file_name, NULL);
}

GTlsCertificate *
ph_test_tls_load_certificate (const char *name)
{
  g_autofree char *path = ph_test_tls_dup_path (name);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_file (path, &error);

  g_assert_no_error (error);
  return certificate;
}

GTlsDatabase *
ph_test_tls_load_database (void)
{
  g_autofree char *path = ph_test_tls_dup_path ("authority");
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);
  return database;
}

char *
ph_test_tls_dup_fingerprint (const char *name)
{
  g_autoptr (GTlsCertificate) certificate = ph_test_tls_load_certificate (name);
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}
