/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime has no list of keys, so GnuPG is asked itself: doc/DETAILS there says what each field of a line is. */
#include "config.h"

#include "ph-mail-keys.h"

#include <string.h>

#include "ph-mail-protection-error.h"

#define PROGRAM "gpg"

/* Of a line of --with-colons. */
enum
{
  FIELD_TYPE = 0,
  FIELD_VALIDITY = 1,
  FIELD_NAME = 9, /* of a user; or a fingerprint */
  FIELD_CAPABILITIES = 11,
  N_FIELDS,
};

/* The Autocrypt specification has a header of 10 KiB at most. */
#define AUTOCRYPT_MAX ((gsize) 10 * 1024)
#define AUTOCRYPT_LINE 72

/* What the lines of one key have said so far. */
typedef struct
{
  char validity;
  gboolean can_be_used_so;
  char *fingerprint; /* (owned) (nullable) */
} Key;

void
ph_mail_key_free (PhMailKey *self)
{
  g_free (self->address);
  g_free (self->fingerprint);
  g_free (self);
}

gboolean
ph_mail_key_can_be_used (const PhMailKey *self)
{
  return self->state >= PH_MAIL_KEY_UNCONFIRMED;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

/* @octets: (out) (transfer full): what it wrote. That there is no such key is no error. */
static gboolean
ask (char **arguments, char **octets, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_newv ((const char *const *) arguments,
                           G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                           &local_error);
  g_autoptr (GBytes) output = NULL;

  if (process == NULL || !g_subprocess_communicate (process, NULL, NULL, &output, NULL, &local_error))
    {
      g_propagate_error (error,
                         ph_mail_protection_error_new (PH_MAIL_PROTECTION_ERROR_NO_GNUPG, NULL, local_error->message));
      return FALSE;
    }
  *length = g_bytes_get_size (output);
  *octets = g_malloc0 (*length + 1);
  if (*length > 0)
    memcpy (*octets, g_bytes_get_data (output, NULL), *length);
  return TRUE;
}

static GPtrArray *
new_arguments (void)
{
  static const char *const first[] = { PROGRAM, "--batch", "--no-tty" };
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (arguments, g_strdup (first[i]));
  return arguments;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable): the address in "Ann <ann@example.org>" or "ann@example.org", in small letters */
static char *
dup_address (const char *user)
{
  g_autofree char *name = g_strcompress (user); /* "\x3a" is a colon, and so are others */
  const char *open = strrchr (name, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;

  if (!g_utf8_validate (name, -1, NULL))
    return NULL;
  return close != NULL ? g_utf8_strdown (open + 1, close - open - 1) : g_utf8_strdown (name, -1);
}

/* One that is not said is one that is not known. */
static char
get_validity (char **fields)
{
  const char *validity = fields[FIELD_VALIDITY];

  if (*validity == '\0')
    return '-';
  return *validity;
}

static PhMailKeyState
judge (const Key *key, char user_validity)
{
  if (key->validity == 'r' || user_validity == 'r')
    return PH_MAIL_KEY_REVOKED;
  if (key->validity == 'e')
    return PH_MAIL_KEY_EXPIRED;
  if (strchr ("ind", key->validity) != NULL || strchr ("ine", user_validity) != NULL || !key->can_be_used_so
      || key->fingerprint == NULL)
    return PH_MAIL_KEY_UNUSABLE;
  return strchr ("mfu", user_validity) != NULL ? PH_MAIL_KEY_GOOD : PH_MAIL_KEY_UNCONFIRMED;
}

/* Of two keys that are as good the first is taken, as GnuPG does. */
static void
take_user (GHashTable *keys, const Key *key, char **fields)
{
  g_autofree char *address = dup_address (fields[FIELD_NAME]);
  PhMailKey *found = address != NULL ? g_hash_table_lookup (keys, address) : NULL;
  PhMailKeyState state = judge (key, get_validity (fields));

  if (found == NULL || state <= found->state)
    return;
  found->state = state;
  g_free (found->fingerprint);
  found->fingerprint = ph_mail_key_can_be_used (found) ? g_strdup (key->fingerprint) : NULL;
}

static void
begin_key (Key *key, char **fields, PhMailKeyUse use)
{
  const char *capabilities = fields[FIELD_CAPABILITIES];

  key->validity = get_validity (fields);
  /* Capital letters are what the key as a whole can be used for now. */
  key->can_be_used_so
      = strchr (capabilities, use == PH_MAIL_KEY_USE_SIGN ? 'S' : 'E') != NULL && strchr (capabilities, 'D') == NULL;
  g_clear_pointer (&key->fingerprint, g_free);
}

static void
read_lines (const char *text, PhMailKeyUse use, GHashTable *keys)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Key key = { .validity = '-' };

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ":", -1);
      gsize n_fields = g_strv_length (fields);

      if (n_fields <= FIELD_NAME)
        continue;
      if ((g_str_equal (fields[FIELD_TYPE], "pub") || g_str_equal (fields[FIELD_TYPE], "sec")) && n_fields >= N_FIELDS)
        begin_key (&key, fields, use);
      else if (g_str_equal (fields[FIELD_TYPE], "fpr") && key.fingerprint == NULL)
        key.fingerprint = g_strdup (fields[FIELD_NAME]);
      else if (g_str_equal (fields[FIELD_TYPE], "uid"))
        take_user (keys, &key, fields);
    }
  g_free (key.fingerprint);
}

/* The first of those that differ in case only is read for, and the others get what it got. */
static void
add_address (GHashTable *keys, PhMailKey *key)
{
  g_autofree char *address = g_utf8_strdown (key->address, -1);

  if (!g_hash_table_contains (keys, address))
    g_hash_table_insert (keys, g_steal_pointer (&address), key);
}

static void
spread (GHashTable *by_address, GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    {
      PhMailKey *key = keys->pdata[i];
      g_autofree char *address = g_utf8_strdown (key->address, -1);
      const PhMailKey *first = g_hash_table_lookup (by_address, address);

      if (first == key)
        continue;
      key->state = first->state;
      key->fingerprint = g_strdup (first->fingerprint);
    }
}

/* ---- public ------------------------------------------------------------------------------------------------------ */

GPtrArray *
ph_mail_keys_find (const char *const *addresses, PhMailKeyUse use, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_mail_key_free);
  g_autoptr (GHashTable) by_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) arguments = new_arguments ();
  g_autofree char *octets = NULL;
  gsize length = 0;

  g_return_val_if_fail (addresses != NULL, NULL);

  g_ptr_array_add (arguments, g_strdup ("--with-colons"));
  g_ptr_array_add (arguments, g_strdup (use == PH_MAIL_KEY_USE_SIGN ? "--list-secret-keys" : "--list-keys"));
  g_ptr_array_add (arguments, g_strdup ("--"));
  for (; *addresses != NULL; addresses++)
    {
      PhMailKey *key = g_new0 (PhMailKey, 1);

      key->address = g_strdup (*addresses);
      g_ptr_array_add (keys, key);
      add_address (by_address, key);
      g_ptr_array_add (arguments, g_strdup_printf ("<%s>", *addresses));
    }
  if (keys->len == 0)
    return g_steal_pointer (&keys);
  g_ptr_array_add (arguments, NULL);
  if (!ask ((char **) arguments->pdata, &octets, &length, error))
    return NULL;
  read_lines (octets, use, by_address);
  spread (by_address, keys);
  return g_steal_pointer (&keys);
}

gboolean
ph_mail_keys_are_there (void)
{
  const char *home = g_getenv ("GNUPGHOME");
  g_autofree char *path = home != NULL ? g_build_filename (home, "private-keys-v1.d", NULL)
                                       : g_build_filename (g_get_home_dir (), ".gnupg", "private-keys-v1.d", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  return folder != NULL && g_dir_read_name (folder) != NULL;
}

/* An address that says something in the language of filters is left to GnuPG: the key goes with all who are on it. */
static void
add_filter (GPtrArray *arguments, const char *address)
{
  for (const char *p = address; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("@.-_+", *p) == NULL)
      return;
  g_ptr_array_add (arguments, g_strdup ("--export-filter"));
  g_ptr_array_add (arguments, g_strdup_printf ("keep-uid=mbox = %s", address));
}

char *
ph_mail_keys_dup_autocrypt (const char *address, const char *fingerprint)
{
  g_autoptr (GPtrArray) arguments = new_arguments ();
  g_autofree char *octets = NULL;
  g_autofree char *base64 = NULL;
  GString *value = NULL;
  gsize length = 0;

  g_return_val_if_fail (address != NULL && fingerprint != NULL, NULL);

  g_ptr_array_add (arguments, g_strdup ("--export-options"));
  g_ptr_array_add (arguments, g_strdup ("export-minimal"));
  add_filter (arguments, address);
  g_ptr_array_add (arguments, g_strdup ("--export"));
  g_ptr_array_add (arguments, g_strdup (fingerprint));
  g_ptr_array_add (arguments, NULL);
  if (!ask ((char **) arguments->pdata, &octets, &length, NULL) || length == 0 || length > AUTOCRYPT_MAX / 4 * 3)
    return NULL;
  base64 = g_base64_encode ((const guchar *) octets, length);
  value = g_string_new (NULL);
  g_string_printf (value, "addr=%s; keydata=", address);
  for (const char *p = base64; *p != '\0'; p += MIN (strlen (p), AUTOCRYPT_LINE))
    g_string_append_printf (value, "\n %.*s", AUTOCRYPT_LINE, p);
  return g_string_free (value, FALSE);
}
