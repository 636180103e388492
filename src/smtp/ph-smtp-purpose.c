/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GnuTLS is asked, which GIO's TLS uses as well. Linked with it, every program of ours
 * would load it and what it needs, ten libraries, at its start: a third of the time of a message that goes without TLS. */
#include "config.h"

#include "ph-smtp-purpose.h"

#include "ph-smtp-library.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

typedef struct
{
  __typeof__ (&gnutls_x509_crt_init) crt_init;
  __typeof__ (&gnutls_x509_crt_deinit) crt_deinit;
  __typeof__ (&gnutls_x509_crt_import) crt_import;
  __typeof__ (&gnutls_x509_crt_check_key_purpose) crt_check_key_purpose;
} GnuTls;

#define FUNCTION(name)                                                                                                 \
  {                                                                                                                    \
    "gnutls_x509_" #name, G_STRUCT_OFFSET (GnuTls, name)                                                               \
  }

static const PhSmtpLibraryFunction functions[] = {
  FUNCTION (crt_init),
  FUNCTION (crt_deinit),
  FUNCTION (crt_import),
  FUNCTION (crt_check_key_purpose),
};

static const GnuTls *
get_gnutls (void)
{
  static GnuTls gnutls;
  static gsize is_loaded;

  if (g_once_init_enter (&is_loaded))
    {
      gboolean is_there = ph_smtp_library_load (PH_GNUTLS_SONAME, functions, G_N_ELEMENTS (functions), &gnutls, NULL);

      g_once_init_leave (&is_loaded, is_there ? 1 : 2);
    }
  return is_loaded == 1 ? &gnutls : NULL;
}

void
ph_smtp_purpose_prepare (void)
{
  get_gnutls ();
}

gboolean
ph_smtp_purpose_is_server (GTlsCertificate *certificate)
{
  const GnuTls *gnutls = get_gnutls ();
  g_autoptr (GByteArray) der = NULL;
  gnutls_x509_crt_t crt = NULL;
  gnutls_datum_t datum;
  gboolean is_meant = FALSE;

  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), FALSE);

  g_object_get (certificate, "certificate", &der, NULL);
  datum = (gnutls_datum_t){ .data = der->data, .size = der->len };
  if (gnutls == NULL || gnutls->crt_init (&crt) != GNUTLS_E_SUCCESS)
    return FALSE;
  is_meant = gnutls->crt_import (crt, &datum, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS
             && gnutls->crt_check_key_purpose (crt, GNUTLS_KP_TLS_WWW_SERVER, 0) != 0;
  gnutls->crt_deinit (crt);
  return is_meant;
}
