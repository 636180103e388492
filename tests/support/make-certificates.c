/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the certificates that tests use into a folder: an authority, a good certificate and bad ones of each kind.
 * The keys are thrown-away EC keys, made anew with each build folder; none is trusted by anything but tests. */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum
{
  SIGNER_AUTHORITY,
  SIGNER_STRANGER, /* an authority that the tests do not trust */
  SIGNER_SELF,
} Signer;

typedef struct
{
  const char *name;
  const char *host;
  const char *purpose;
  Signer signer;
  time_t from;
  time_t until;
} Kind;

typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} Pair;

static const time_t year_2001 = 978307200;
static const time_t year_2002 = 1009843200;
static const time_t year_2020 = 1577836800;
static const time_t year_2060 = 2840140800;
static const time_t year_2070 = 3155760000;

static void
check (int result, const char *what)
{
  if (result >= 0)
    return;
  fprintf (stderr, "make-certificates: %s: %s\n", what, gnutls_strerror (result));
  exit (1);
}

static Pair
pair_new (const char *common_name, time_t from, time_t until)
{
  static unsigned char serial = 0;
  Pair pair;

  serial++;
  check (gnutls_x509_privkey_init (&pair.key), "key");
  check (gnutls_x509_privkey_generate (pair.key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0),
         "key generation");
  check (gnutls_x509_crt_init (&pair.certificate), "certificate");
  check (gnutls_x509_crt_set_version (pair.certificate, 3), "version");
  check (gnutls_x509_crt_set_serial (pair.certificate, &serial, 1), "serial");
  check (gnutls_x509_crt_set_activation_time (pair.certificate, from), "activation time");
  check (gnutls_x509_crt_set_expiration_time (pair.certificate, until), "expiration time");
  check (gnutls_x509_crt_set_dn_by_oid (pair.certificate,
                                        GNUTLS_OID_X520_COMMON_NAME,
                                        0,
                                        common_name,
                                        (unsigned) strlen (common_name)),
         "name");
  check (gnutls_x509_crt_set_key (pair.certificate, pair.key), "public key");
  return pair;
}

static void
pair_clear (Pair *pair)
{
  gnutls_x509_crt_deinit (pair->certificate);
  gnutls_x509_privkey_deinit (pair->key);
}

static void
pair_sign (Pair *pair, const Pair *signer)
{
  check (gnutls_x509_crt_sign2 (pair->certificate, signer->certificate, signer->key, GNUTLS_DIG_SHA256, 0), "signing");
}

static Pair
authority_new (const char *common_name)
{
  Pair pair = pair_new (common_name, year_2020, year_2060);

  check (gnutls_x509_crt_set_basic_constraints (pair.certificate, 1, -1), "constraints");
  check (gnutls_x509_crt_set_key_usage (pair.certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN), "usage");
  pair_sign (&pair, &pair);
  return pair;
}

static void
add_host (gnutls_x509_crt_t certificate, const char *host)
{
  static const unsigned char v4[] = { 127, 0, 0, 1 };
  static const unsigned char v6[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
  const unsigned append = GNUTLS_FSAN_APPEND;

  check (gnutls_x509_crt_set_subject_alt_name (certificate,
                                               GNUTLS_SAN_DNSNAME,
                                               host,
                                               (unsigned) strlen (host),
                                               GNUTLS_FSAN_SET),
         "host");
  if (strcmp (host, "localhost") != 0)
    return;
  check (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, v4, sizeof v4, append), "IPv4");
  check (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, v6, sizeof v6, append), "IPv6");
}

static void
write_datum (FILE *file, gnutls_datum_t *datum)
{
  if (fwrite (datum->data, 1, datum->size, file) != datum->size)
    check (GNUTLS_E_FILE_ERROR, "writing");
  gnutls_free (datum->data);
}

static void
pair_write (const Pair *pair, const char *folder, const char *name, int with_key)
{
  char path[4096];
  gnutls_datum_t datum;
  FILE *file;

  snprintf (path, sizeof path, "%s/%s.pem", folder, name);
  file = fopen (path, "w");
  if (file == NULL)
    {
      perror (path);
      exit (1);
    }
  if (with_key)
    {
      check (gnutls_x509_privkey_export2_pkcs8 (pair->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &datum),
             "key export");
      write_datum (file, &datum);
    }
  check (gnutls_x509_crt_export2 (pair->certificate, GNUTLS_X509_FMT_PEM, &datum), "export");
  write_datum (file, &datum);
  if (fclose (file) != 0)
    check (GNUTLS_E_FILE_ERROR, "closing");
}

static void
make (const Kind *kind, const char *folder, const Pair *authority, const Pair *stranger)
{
  Pair pair = pair_new (kind->host, kind->from, kind->until);

  check (gnutls_x509_crt_set_basic_constraints (pair.certificate, 0, -1), "constraints");
  check (gnutls_x509_crt_set_key_usage (pair.certificate, GNUTLS_KEY_DIGITAL_SIGNATURE), "usage");
  check (gnutls_x509_crt_set_key_purpose_oid (pair.certificate, kind->purpose, 0), "purpose");
  add_host (pair.certificate, kind->host);
  switch (kind->signer)
    {
    case SIGNER_AUTHORITY:
      pair_sign (&pair, authority);
      break;
    case SIGNER_STRANGER:
      pair_sign (&pair, stranger);
      break;
    case SIGNER_SELF:
    default:
      pair_sign (&pair, &pair);
      break;
    }
  pair_write (&pair, folder, kind->name, 1);
  pair_clear (&pair);
}

int
main (int argc, char *argv[])
{
  const Kind kinds[] = {
    { "good", "localhost", GNUTLS_KP_TLS_WWW_SERVER, SIGNER_AUTHORITY, year_2020, year_2060 },
    { "expired", "localhost", GNUTLS_KP_TLS_WWW_SERVER, SIGNER_AUTHORITY, year_2001, year_2002 },
    { "not-yet-valid", "localhost", GNUTLS_KP_TLS_WWW_SERVER, SIGNER_AUTHORITY, year_2060, year_2070 },
    { "self-signed", "localhost", GNUTLS_KP_TLS_WWW_SERVER, SIGNER_SELF, year_2020, year_2060 },
    { "wrong-name", "elsewhere.example.net", GNUTLS_KP_TLS_WWW_SERVER, SIGNER_AUTHORITY, year_2020, year_2060 },
    { "unknown-authority", "localhost", GNUTLS_KP_TLS_WWW_SERVER, SIGNER_STRANGER, year_2020, year_2060 },
    { "client-purpose", "localhost", GNUTLS_KP_TLS_WWW_CLIENT, SIGNER_AUTHORITY, year_2020, year_2060 },
  };
  const char *folder;
  Pair authority;
  Pair stranger;

  if (argc != 2)
    {
      fprintf (stderr, "Usage: make-certificates FOLDER\n");
      return 64;
    }
  folder = argv[1];
  authority = authority_new ("Posthaste test authority");
  stranger = authority_new ("Some other authority");
  pair_write (&authority, folder, "authority", 0);
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    make (&kinds[i], folder, &authority, &stranger);
  pair_clear (&authority);
  pair_clear (&stranger);
  return 0;
}
