/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-mail-protect.h"

#include <string.h>

#include "ph-mail-protection-error.h"
#include "ph-mail-scratch.h"

#define SIGNED_PROTOCOL "application/pgp-signature"
#define ENCRYPTED_PROTOCOL "application/pgp-encrypted"

/* Codes of gpg-error.h, which GMime hands on with their source in the upper half. */
#define CODE_MASK 0xffff
#define CODE_BAD_PASSPHRASE 11
#define CODE_CANCELED 99
#define CODE_FULLY_CANCELED 198

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeCryptoContext, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeDecryptResult, g_object_unref)

/* Returns: (transfer full) (nullable) */
static GMimeCryptoContext *
new_context (GError **error)
{
  GMimeCryptoContext *context = g_mime_gpg_context_new ();

  if (context == NULL)
    g_propagate_error (
        error,
        ph_mail_protection_error_new (PH_MAIL_PROTECTION_ERROR_NO_GNUPG, NULL, "GMime cannot use GnuPG"));
  return context;
}

/* @cause: (transfer full) */
static void
fail (GError **error, GError *cause, const char *address)
{
  int code = cause->code & CODE_MASK;
  gboolean is_cancelled = g_error_matches (cause, GMIME_GPGME_ERROR, cause->code)
                          && (code == CODE_CANCELED || code == CODE_FULLY_CANCELED || code == CODE_BAD_PASSPHRASE);

  g_propagate_error (
      error,
      ph_mail_protection_error_new (is_cancelled ? PH_MAIL_PROTECTION_ERROR_CANCELLED : PH_MAIL_PROTECTION_ERROR_FAILED,
                                    address,
                                    cause->message));
  g_error_free (cause);
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

static PhMailProtectionError
get_problem (const PhMailKey *key)
{
  switch (key->state)
    {
    case PH_MAIL_KEY_EXPIRED:
      return PH_MAIL_PROTECTION_ERROR_KEY_EXPIRED;
    case PH_MAIL_KEY_REVOKED:
      return PH_MAIL_PROTECTION_ERROR_KEY_REVOKED;
    case PH_MAIL_KEY_UNUSABLE:
      return PH_MAIL_PROTECTION_ERROR_KEY_UNUSABLE;
    case PH_MAIL_KEY_MISSING:
    case PH_MAIL_KEY_UNCONFIRMED:
    case PH_MAIL_KEY_GOOD:
    default:
      return PH_MAIL_PROTECTION_ERROR_NO_KEY;
    }
}

PhMailKey *
ph_mail_protect_find_own_key (PhMessage *message, GError **error)
{
  PhMailbox *from = ph_message_get_from (message);
  g_autofree char *address = from != NULL ? ph_mailbox_dup_envelope_address (from) : g_strdup ("");
  const char *addresses[] = { address, NULL };
  g_autoptr (GPtrArray) keys
      = *address != '\0' ? ph_mail_keys_find (addresses, PH_MAIL_KEY_USE_SIGN, error) : g_ptr_array_new ();

  if (keys == NULL)
    return NULL;
  if (keys->len > 0 && ph_mail_key_can_be_used (keys->pdata[0]))
    return g_ptr_array_steal_index (keys, 0);
  g_propagate_error (error,
                     ph_mail_protection_error_new (PH_MAIL_PROTECTION_ERROR_NO_SECRET_KEY,
                                                   address,
                                                   "there is no secret key that can be used"));
  return NULL;
}

/* Returns: (transfer full) (nullable): the fingerprint of everybody's key */
static GPtrArray *
find_keys (PhMessage *message, const PhMailKey *own, GError **error)
{
  g_autoptr (GPtrArray) fingerprints = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) addresses = ph_message_dup_envelope_recipients (message);
  g_autoptr (GPtrArray) keys = ph_mail_keys_find ((const char *const *) addresses, PH_MAIL_KEY_USE_ENCRYPT, error);

  if (keys == NULL)
    return NULL;
  g_ptr_array_add (fingerprints, g_strdup (own->fingerprint));
  for (guint i = 0; i < keys->len; i++)
    {
      const PhMailKey *key = keys->pdata[i];

      if (!ph_mail_key_can_be_used (key))
        {
          g_propagate_error (error,
                             ph_mail_protection_error_new (get_problem (key), key->address, "there is no usable key"));
          return NULL;
        }
      g_ptr_array_add (fingerprints, g_strdup (key->fingerprint));
    }
  return g_steal_pointer (&fingerprints);
}

/* ---- making ------------------------------------------------------------------------------------------------------ */

static void
set_text (GMimePart *part, GMimeStream *text)
{
  g_autoptr (GMimeDataWrapper) content = NULL;

  g_mime_stream_reset (text);
  content = g_mime_data_wrapper_new_with_stream (text, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_7BIT);
  g_mime_part_set_content (part, content);
}

static void
add_part (GMimeMultipart *multipart, GMimeObject *part)
{
  g_mime_multipart_add (multipart, part);
  g_object_unref (part);
}

static GMimeMultipart *
new_signed (GMimeStream *body, GMimeStream *signature, const char *digest)
{
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype ("signed");
  GMimePart *part = g_mime_part_new_with_type ("application", "pgp-signature");

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (multipart), "protocol", SIGNED_PROTOCOL);
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (multipart), "micalg", digest);
  g_mime_part_set_filename (part, "signature.asc");
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_ATTACHMENT);
  set_text (part, signature);
  add_part (multipart, GMIME_OBJECT (ph_mail_scratch_part_new (NULL, body)));
  add_part (multipart, GMIME_OBJECT (part));
  return multipart;
}

GMimeMultipart *
ph_mail_protect_sign (GMimeStream *body, const PhMailKey *key, GError **error)
{
  g_autoptr (GMimeCryptoContext) context = new_context (error);
  g_autoptr (GMimeStream) signature = g_mime_stream_mem_new ();
  GError *cause = NULL;
  int digest = 0;

  if (context == NULL)
    return NULL;
  g_mime_stream_reset (body);
  digest = g_mime_crypto_context_sign (context, TRUE, key->fingerprint, body, signature, &cause);
  if (digest == -1)
    {
      fail (error, cause, key->address);
      return NULL;
    }
  return new_signed (body, signature, g_mime_crypto_context_digest_name (context, (GMimeDigestAlgo) digest));
}

static GMimeMultipart *
new_encrypted (GMimeStream *octets)
{
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype ("encrypted");
  GMimePart *version = g_mime_part_new_with_type ("application", "pgp-encrypted");
  PhMailScratchPart *part = ph_mail_scratch_part_new ("application/octet-stream", octets);
  g_autoptr (GMimeStream) text = g_mime_stream_mem_new_with_buffer ("Version: 1\n", strlen ("Version: 1\n"));

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (multipart), "protocol", ENCRYPTED_PROTOCOL);
  set_text (version, text);
  g_mime_part_set_filename (GMIME_PART (part), "encrypted.asc");
  g_mime_object_set_disposition (GMIME_OBJECT (part), GMIME_DISPOSITION_INLINE);
  add_part (multipart, GMIME_OBJECT (version));
  add_part (multipart, GMIME_OBJECT (part));
  return multipart;
}

static gboolean
has_hidden (PhMessage *message)
{
  return g_list_model_get_n_items (ph_message_get_recipients (message, PH_MESSAGE_FIELD_BCC)) > 0;
}

/* Returns: whether @octets hold it, armoured, with CRLF line ends */
static gboolean
encrypt (GMimeCryptoContext *context,
         GMimeStream *body,
         PhMessage *message,
         const PhMailKey *own,
         gboolean is_signed,
         GMimeStream *octets,
         GError **error)
{
  g_autoptr (GPtrArray) fingerprints = find_keys (message, own, error);
  g_autoptr (GMimeStream) lines = g_mime_stream_filter_new (octets);
  g_autoptr (GMimeFilter) filter = g_mime_filter_unix2dos_new (FALSE);
  GMimeEncryptFlags flags = GMIME_ENCRYPT_ALWAYS_TRUST | (has_hidden (message) ? GMIME_ENCRYPT_THROW_KEYIDS : 0);
  GError *cause = NULL;

  if (fingerprints == NULL)
    return FALSE;
  g_mime_stream_filter_add (GMIME_STREAM_FILTER (lines), filter);
  g_mime_stream_reset (body);
  /* ph_mail_keys_find() has judged the keys already. */
  if (g_mime_crypto_context_encrypt (context, is_signed, own->fingerprint, flags, fingerprints, body, lines, &cause)
      == -1)
    {
      fail (error, cause, NULL);
      return FALSE;
    }
  g_mime_stream_flush (lines);
  return TRUE;
}

GMimeMultipart *
ph_mail_protect_encrypt (GMimeStream *body,
                         PhMessage *message,
                         const PhMailKey *own,
                         gboolean is_signed,
                         GError **error)
{
  g_autoptr (GMimeCryptoContext) context = new_context (error);
  g_autoptr (GMimeStream) octets = context != NULL ? ph_mail_scratch_new (error) : NULL;

  if (octets == NULL || !encrypt (context, body, message, own, is_signed, octets, error))
    return NULL;
  return new_encrypted (octets);
}

/* ---- the way back ------------------------------------------------------------------------------------------------ */

gboolean
ph_mail_protect_is_encrypted (GMimeObject *object)
{
  const char *protocol = g_mime_object_get_content_type_parameter (object, "protocol");

  return GMIME_IS_MULTIPART (object)
         && g_mime_content_type_is_type (g_mime_object_get_content_type (object), "multipart", "encrypted")
         && protocol != NULL && g_ascii_strcasecmp (protocol, ENCRYPTED_PROTOCOL) == 0
         && g_mime_multipart_get_count (GMIME_MULTIPART (object)) == 2
         && GMIME_IS_PART (g_mime_multipart_get_part (GMIME_MULTIPART (object), 1));
}

GMimeStream *
ph_mail_protect_decrypt (GMimeObject *object, gboolean *is_signed, GError **error)
{
  g_autoptr (GMimeCryptoContext) context = new_context (error);
  g_autoptr (GMimeStream) octets = context != NULL ? ph_mail_scratch_new (error) : NULL;
  g_autoptr (GMimeStream) plain = octets != NULL ? ph_mail_scratch_new (error) : NULL;
  g_autoptr (GMimeDecryptResult) result = NULL;
  GMimePart *part = GMIME_PART (g_mime_multipart_get_part (GMIME_MULTIPART (object), 1));
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GMimeSignatureList *signatures = NULL;
  GError *cause = NULL;

  if (plain == NULL)
    return NULL;
  if (content != NULL)
    g_mime_data_wrapper_write_to_stream (content, octets);
  g_mime_stream_reset (octets);
  result = g_mime_crypto_context_decrypt (context, GMIME_DECRYPT_NONE, NULL, octets, plain, &cause);
  if (result == NULL)
    {
      fail (error, cause, NULL);
      return NULL;
    }
  signatures = g_mime_decrypt_result_get_signatures (result);
  *is_signed = signatures != NULL && g_mime_signature_list_length (signatures) > 0;
  g_mime_stream_reset (plain);
  return g_steal_pointer (&plain);
}
