/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account is a set of properties. While it is kept, each one is bound to its key in GSettings, in both directions:
 * no code here knows when to save. Setters refuse what could not be one line of text, so neither a form nor a
 * hand-edited setting can bring a line break into the layers above. */
#include "config.h"

#include "ph-account-private.h"

#include "ph-account-enums.h"

#define ACCOUNT_SCHEMA PH_APPLICATION_ID ".Account"
#define ACCOUNT_PATH_FORMAT "/io/github/posthaste/Posthaste/accounts/%s/"
#define ID_MAX_LENGTH 64
#define FINGERPRINT_LENGTH 64

struct _PhAccount
{
  GObject parent_instance;

  char *id; /* (owned) */
  GSettings *settings; /* (owned) (nullable): while it is kept */

  GListStore *identities; /* (owned): of PhIdentity, never empty */
  char *host; /* (owned) */
  guint port;
  PhSmtpSecurity security;
  char *user; /* (owned) */
  PhAccountAuth auth;
  char *trusted_fingerprint; /* (owned) */
  guint64 size_limit;
  guint hold_limit;
  gboolean lacks_smtputf8;
  gboolean lacks_dsn;
};

typedef enum
{
  PROP_ID = 1,
  PROP_IS_PRACTICE,
  PROP_LABEL,
  PROP_NAME,
  PROP_ADDRESS,
  PROP_REPLY_TO,
  PROP_SIGNATURE,
  PROP_HOST,
  PROP_PORT,
  PROP_SECURITY,
  PROP_USER,
  PROP_AUTH,
  PROP_TRUSTED_FINGERPRINT,
  PROP_SIZE_LIMIT,
  PROP_HOLD_LIMIT,
  PROP_LACKS_SMTPUTF8,
  PROP_LACKS_DSN,
  PROP_OTHER_IDENTITIES,
} PhAccountProperty;

#define FIRST_KEPT_PROPERTY PROP_NAME
#define N_PROPERTIES (PROP_OTHER_IDENTITIES + 1)
#define IDENTITIES_TYPE G_VARIANT_TYPE ("aa{ss}")

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PhAccount, ph_account, G_TYPE_OBJECT)

char *
ph_account_make_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *line = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_iscntrl (g_utf8_get_char (p)))
      g_string_append_unichar (line, g_utf8_get_char (p));
  return g_strstrip (g_string_free (line, FALSE));
}

gboolean
ph_account_take_string (char **field, char *text)
{
  if (g_strcmp0 (*field, text) == 0)
    {
      g_free (text);
      return FALSE;
    }
  g_free (*field);
  *field = text;
  return TRUE;
}

static gboolean
ph_account_set_line (PhAccount *self, char **field, const char *text, PhAccountProperty property)
{
  if (!ph_account_take_string (field, ph_account_make_line (text)))
    return FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  return TRUE;
}

/* ---- identities -------------------------------------------------------------------------------------------------- */

/* What the first identity says is also the account's, and kept with it. */
static void
first_changed_cb (PhAccount *self, GParamSpec *pspec)
{
  g_object_notify (G_OBJECT (self), pspec->name);
}

static void
others_changed_cb (PhAccount *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OTHER_IDENTITIES]);
}

static const char *const IDENTITY_TEXTS[] = { "name", "address", "reply-to", "signature" };

static void
write_identity (GVariantBuilder *builder, PhIdentity *identity)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("a{ss}"));
  for (gsize i = 0; i < G_N_ELEMENTS (IDENTITY_TEXTS); i++)
    {
      g_autofree char *text = NULL;

      g_object_get (identity, IDENTITY_TEXTS[i], &text, NULL);
      if (*text != '\0')
        g_variant_builder_add (builder, "{ss}", IDENTITY_TEXTS[i], text);
    }
  g_variant_builder_close (builder);
}

/* (transfer full): all but the first, as the settings have them */
static GVariant *
ph_account_write_others (PhAccount *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, IDENTITIES_TYPE);
  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (self->identities)); i++)
    {
      g_autoptr (PhIdentity) identity = g_list_model_get_item (G_LIST_MODEL (self->identities), i);

      write_identity (&builder, identity);
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
read_identity (PhIdentity *identity, GVariant *texts)
{
  for (gsize i = 0; i < G_N_ELEMENTS (IDENTITY_TEXTS); i++)
    {
      const char *text = "";

      g_variant_lookup (texts, IDENTITY_TEXTS[i], "&s", &text);
      g_object_set (identity, IDENTITY_TEXTS[i], text, NULL);
    }
}

/* (transfer full): one of @known that is not used again, or a new one */
static PhIdentity *
take_known (GPtrArray *known, GVariant *texts)
{
  const char *address = "";

  g_variant_lookup (texts, "address", "&s", &address);
  for (guint i = 0; i < known->len; i++)
    if (g_str_equal (ph_identity_get_address (g_ptr_array_index (known, i)), address))
      return g_ptr_array_steal_index (known, i);
  return ph_identity_new ();
}

/* (transfer full) (element-type PhIdentity) */
static GPtrArray *
ph_account_list_others (PhAccount *self)
{
  GPtrArray *others = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (self->identities)); i++)
    g_ptr_array_add (others, g_list_model_get_item (G_LIST_MODEL (self->identities), i));
  return others;
}

static void
ph_account_follow (PhAccount *self, PhIdentity *identity)
{
  g_signal_connect_object (identity, "notify", G_CALLBACK (others_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
ph_account_unfollow (PhAccount *self, PhIdentity *identity)
{
  g_signal_handlers_disconnect_by_func (identity, others_changed_cb, self);
}

/* All change at once, so that whoever writes as one that stays goes on doing so. */
static void
ph_account_read_others (PhAccount *self, GVariant *others)
{
  g_autoptr (GVariant) before = ph_account_write_others (self);
  g_autoptr (GPtrArray) known = ph_account_list_others (self);
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = known->len;

  if (others == NULL || g_variant_equal (before, others))
    return;
  for (guint i = 0; i < known->len; i++)
    ph_account_unfollow (self, g_ptr_array_index (known, i));
  for (gsize i = 0; i < g_variant_n_children (others); i++)
    {
      g_autoptr (GVariant) texts = g_variant_get_child_value (others, i);
      PhIdentity *identity = take_known (known, texts);

      read_identity (identity, texts);
      ph_account_follow (self, identity);
      g_ptr_array_add (wanted, identity);
    }
  g_list_store_splice (self->identities, 1, n_before, wanted->pdata, wanted->len);
  others_changed_cb (self);
}

static gboolean
get_variant_mapping (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_variant (value, variant);
  return TRUE;
}

static GVariant *
set_variant_mapping (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_value_dup_variant (value);
}

/* ------------------------------------------------------------------------------------------------------------------- */

/* "" unless it is 64 hexadecimal digits, so that nothing else is ever compared with a certificate. */
static char *
ph_account_make_fingerprint (const char *text)
{
  if (text == NULL || strlen (text) != FINGERPRINT_LENGTH)
    return g_strdup ("");
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isxdigit (*p))
      return g_strdup ("");
  return g_ascii_strdown (text, -1);
}

static PhAccount *
ph_account_new_with_id (const char *id)
{
  PhAccount *self = g_object_new (PH_TYPE_ACCOUNT, NULL);

  self->id = g_strdup (id);
  return self;
}

static void
ph_account_open_settings (PhAccount *self)
{
  g_autofree char *path = g_strdup_printf (ACCOUNT_PATH_FORMAT, self->id);

  self->settings = g_settings_new_with_path (ACCOUNT_SCHEMA, path);
}

static void
ph_account_bind (PhAccount *self)
{
  for (guint i = FIRST_KEPT_PROPERTY; i < PROP_OTHER_IDENTITIES; i++)
    g_settings_bind (self->settings, properties[i]->name, self, properties[i]->name, G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (self->settings,
                                "other-identities",
                                self,
                                "other-identities",
                                G_SETTINGS_BIND_DEFAULT,
                                get_variant_mapping,
                                set_variant_mapping,
                                NULL,
                                NULL);
}

static void
ph_account_write (PhAccount *self)
{
  g_autoptr (GVariant) others = ph_account_write_others (self);

  g_settings_set_string (self->settings, "name", ph_account_get_name (self));
  g_settings_set_string (self->settings, "address", ph_account_get_address (self));
  g_settings_set_string (self->settings, "reply-to", ph_identity_get_reply_to (ph_account_get_first_identity (self)));
  g_settings_set_string (self->settings, "signature", ph_identity_get_signature (ph_account_get_first_identity (self)));
  g_settings_set_value (self->settings, "other-identities", others);
  g_settings_set_string (self->settings, "host", self->host);
  g_settings_set_uint (self->settings, "port", self->port);
  g_settings_set_enum (self->settings, "security", (int) self->security);
  g_settings_set_string (self->settings, "user", self->user);
  g_settings_set_enum (self->settings, "auth", (int) self->auth);
  g_settings_set_string (self->settings, "trusted-fingerprint", self->trusted_fingerprint);
  g_settings_set_uint64 (self->settings, "size-limit", self->size_limit);
  g_settings_set_uint (self->settings, "hold-limit", self->hold_limit);
  g_settings_set_boolean (self->settings, "lacks-smtputf8", self->lacks_smtputf8);
  g_settings_set_boolean (self->settings, "lacks-dsn", self->lacks_dsn);
}

static void
ph_account_finalize (GObject *object)
{
  PhAccount *self = PH_ACCOUNT (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->id, g_free);
  g_clear_object (&self->identities);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->trusted_fingerprint, g_free);

  G_OBJECT_CLASS (ph_account_parent_class)->finalize (object);
}

static void
ph_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PhAccount *self = PH_ACCOUNT (object);

  switch ((PhAccountProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_IS_PRACTICE:
      g_value_set_boolean (value, ph_account_get_is_practice (self));
      break;
    case PROP_LABEL:
    case PROP_NAME:
    case PROP_ADDRESS:
    case PROP_REPLY_TO:
    case PROP_SIGNATURE:
      g_object_get_property (G_OBJECT (ph_account_get_first_identity (self)), pspec->name, value);
      break;
    case PROP_OTHER_IDENTITIES:
      g_value_take_variant (value, ph_account_write_others (self));
      break;
    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;
    case PROP_PORT:
      g_value_set_uint (value, self->port);
      break;
    case PROP_SECURITY:
      g_value_set_enum (value, (int) self->security);
      break;
    case PROP_USER:
      g_value_set_string (value, self->user);
      break;
    case PROP_AUTH:
      g_value_set_enum (value, (int) self->auth);
      break;
    case PROP_TRUSTED_FINGERPRINT:
      g_value_set_string (value, self->trusted_fingerprint);
      break;
    case PROP_SIZE_LIMIT:
      g_value_set_uint64 (value, self->size_limit);
      break;
    case PROP_HOLD_LIMIT:
      g_value_set_uint (value, self->hold_limit);
      break;
    case PROP_LACKS_SMTPUTF8:
      g_value_set_boolean (value, self->lacks_smtputf8);
      break;
    case PROP_LACKS_DSN:
      g_value_set_boolean (value, self->lacks_dsn);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhAccount *self = PH_ACCOUNT (object);

  switch ((PhAccountProperty) id)
    {
    case PROP_NAME:
    case PROP_ADDRESS:
    case PROP_REPLY_TO:
    case PROP_SIGNATURE:
      g_object_set_property (G_OBJECT (ph_account_get_first_identity (self)), pspec->name, value);
      break;
    case PROP_OTHER_IDENTITIES:
      ph_account_read_others (self, g_value_get_variant (value));
      break;
    case PROP_HOST:
      ph_account_set_host (self, g_value_get_string (value));
      break;
    case PROP_PORT:
      ph_account_set_port (self, g_value_get_uint (value));
      break;
    case PROP_SECURITY:
      ph_account_set_security (self, (PhSmtpSecurity) g_value_get_enum (value));
      break;
    case PROP_USER:
      ph_account_set_user (self, g_value_get_string (value));
      break;
    case PROP_AUTH:
      ph_account_set_auth (self, (PhAccountAuth) g_value_get_enum (value));
      break;
    case PROP_TRUSTED_FINGERPRINT:
      ph_account_set_trusted_fingerprint (self, g_value_get_string (value));
      break;
    case PROP_SIZE_LIMIT:
      ph_account_set_size_limit (self, g_value_get_uint64 (value));
      break;
    case PROP_HOLD_LIMIT:
      ph_account_set_hold_limit (self, g_value_get_uint (value));
      break;
    case PROP_LACKS_SMTPUTF8:
      ph_account_set_lacks_smtputf8 (self, g_value_get_boolean (value));
      break;
    case PROP_LACKS_DSN:
      ph_account_set_lacks_dsn (self, g_value_get_boolean (value));
      break;
    case PROP_ID:
    case PROP_IS_PRACTICE:
    case PROP_LABEL:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

GParamSpec *
ph_account_string_property (const char *name, GParamFlags flags)
{
  return g_param_spec_string (name, NULL, NULL, "", flags | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
ph_account_class_init (PhAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->finalize = ph_account_finalize;
  object_class->get_property = ph_account_get_property;
  object_class->set_property = ph_account_set_property;

  properties[PROP_ID] = ph_account_string_property ("id", G_PARAM_READABLE);
  properties[PROP_IS_PRACTICE]
      = g_param_spec_boolean ("is-practice", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LABEL] = ph_account_string_property ("label", G_PARAM_READABLE);
  properties[PROP_NAME] = ph_account_string_property ("name", G_PARAM_READWRITE);
  properties[PROP_ADDRESS] = ph_account_string_property ("address", G_PARAM_READWRITE);
  properties[PROP_REPLY_TO] = ph_account_string_property ("reply-to", G_PARAM_READWRITE);
  properties[PROP_SIGNATURE] = ph_account_string_property ("signature", G_PARAM_READWRITE);
  properties[PROP_OTHER_IDENTITIES]
      = g_param_spec_variant ("other-identities", NULL, NULL, IDENTITIES_TYPE, NULL, flags);
  properties[PROP_HOST] = ph_account_string_property ("host", G_PARAM_READWRITE);
  properties[PROP_PORT] = g_param_spec_uint ("port", NULL, NULL, 0, G_MAXUINT16, 0, flags);
  properties[PROP_SECURITY]
      = g_param_spec_enum ("security", NULL, NULL, PH_TYPE_SMTP_SECURITY, PH_SMTP_SECURITY_TLS, flags);
  properties[PROP_USER] = ph_account_string_property ("user", G_PARAM_READWRITE);
  properties[PROP_AUTH]
      = g_param_spec_enum ("auth", NULL, NULL, PH_TYPE_ACCOUNT_AUTH, PH_ACCOUNT_AUTH_AUTOMATIC, flags);
  properties[PROP_TRUSTED_FINGERPRINT] = ph_account_string_property ("trusted-fingerprint", G_PARAM_READWRITE);
  properties[PROP_SIZE_LIMIT] = g_param_spec_uint64 ("size-limit", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_HOLD_LIMIT] = g_param_spec_uint ("hold-limit", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LACKS_SMTPUTF8] = g_param_spec_boolean ("lacks-smtputf8", NULL, NULL, FALSE, flags);
  properties[PROP_LACKS_DSN] = g_param_spec_boolean ("lacks-dsn", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ph_account_init (PhAccount *self)
{
  g_autoptr (PhIdentity) first = ph_identity_new ();

  self->identities = g_list_store_new (PH_TYPE_IDENTITY);
  g_list_store_append (self->identities, first);
  g_signal_connect_object (first, "notify", G_CALLBACK (first_changed_cb), self, G_CONNECT_SWAPPED);
  self->host = g_strdup ("");
  self->user = g_strdup ("");
  self->trusted_fingerprint = g_strdup ("");
}

gboolean
ph_account_id_is_valid (const char *id)
{
  gsize length = 0;

  g_return_val_if_fail (id != NULL, FALSE);

  length = strlen (id);
  if (length == 0 || length > ID_MAX_LENGTH)
    return FALSE;
  for (const char *p = id; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return FALSE;
  return TRUE;
}

PhAccount *
ph_account_new_from_settings (const char *id)
{
  PhAccount *self = NULL;

  g_return_val_if_fail (ph_account_id_is_valid (id), NULL);

  self = ph_account_new_with_id (id);
  ph_account_open_settings (self);
  ph_account_bind (self);
  return self;
}

PhAccount *
ph_account_new_practice (void)
{
  PhAccount *self = ph_account_new_with_id (PH_ACCOUNT_PRACTICE_ID);

  ph_account_set_name (self, "Practice");
  ph_account_set_address (self, "you@practice.invalid");
  ph_account_set_security (self, PH_SMTP_SECURITY_NONE);
  ph_account_set_auth (self, PH_ACCOUNT_AUTH_NONE);
  return self;
}

void
ph_account_keep (PhAccount *self)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  g_return_if_fail (self->settings == NULL);

  ph_account_open_settings (self);
  /* Binding reads first, so what is to be kept has to be there by then. */
  ph_account_write (self);
  ph_account_bind (self);
}

void
ph_account_forget (PhAccount *self)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  g_return_if_fail (self->settings != NULL);

  for (guint i = FIRST_KEPT_PROPERTY; i < N_PROPERTIES; i++)
    {
      g_settings_unbind (self, properties[i]->name);
      g_settings_reset (self->settings, properties[i]->name);
    }
  g_clear_object (&self->settings);
}

PhAccount *
ph_account_new (void)
{
  g_autofree char *id = g_uuid_string_random ();

  return ph_account_new_with_id (id);
}

const char *
ph_account_get_id (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return self->id;
}

gboolean
ph_account_get_is_practice (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), FALSE);
  return g_str_equal (self->id, PH_ACCOUNT_PRACTICE_ID);
}

const char *
ph_account_get_name (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return ph_identity_get_name (ph_account_get_first_identity (self));
}

void
ph_account_set_name (PhAccount *self, const char *name)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  ph_identity_set_name (ph_account_get_first_identity (self), name);
}

const char *
ph_account_get_address (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return ph_identity_get_address (ph_account_get_first_identity (self));
}

void
ph_account_set_address (PhAccount *self, const char *address)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  ph_identity_set_address (ph_account_get_first_identity (self), address);
}

GListModel *
ph_account_get_identities (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return G_LIST_MODEL (self->identities);
}

PhIdentity *
ph_account_get_first_identity (PhAccount *self)
{
  g_autoptr (PhIdentity) first = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);

  first = g_list_model_get_item (G_LIST_MODEL (self->identities), 0);
  return first;
}

PhIdentity *
ph_account_find_identity (PhAccount *self, const char *address)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  folded = g_utf8_casefold (address, -1);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->identities)); i++)
    {
      g_autoptr (PhIdentity) identity = g_list_model_get_item (G_LIST_MODEL (self->identities), i);
      g_autofree char *other = g_utf8_casefold (ph_identity_get_address (identity), -1);

      if (g_str_equal (other, folded))
        return identity;
    }
  return NULL;
}

void
ph_account_insert_identity (PhAccount *self, guint position, PhIdentity *identity)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  g_return_if_fail (PH_IS_IDENTITY (identity));

  position = CLAMP (position, 1, g_list_model_get_n_items (G_LIST_MODEL (self->identities)));
  g_list_store_insert (self->identities, position, identity);
  ph_account_follow (self, identity);
  others_changed_cb (self);
}

void
ph_account_remove_identity (PhAccount *self, guint position)
{
  g_autoptr (PhIdentity) identity = NULL;

  g_return_if_fail (PH_IS_ACCOUNT (self));
  g_return_if_fail (position > 0 && position < g_list_model_get_n_items (G_LIST_MODEL (self->identities)));

  identity = g_list_model_get_item (G_LIST_MODEL (self->identities), position);
  ph_account_unfollow (self, identity);
  g_list_store_remove (self->identities, position);
  others_changed_cb (self);
}

void
ph_account_copy_identities (PhAccount *self, PhAccount *from)
{
  g_autoptr (GVariant) others = NULL;

  g_return_if_fail (PH_IS_ACCOUNT (self));
  g_return_if_fail (PH_IS_ACCOUNT (from));

  for (gsize i = 0; i < G_N_ELEMENTS (IDENTITY_TEXTS); i++)
    {
      g_autofree char *text = NULL;

      g_object_get (from, IDENTITY_TEXTS[i], &text, NULL);
      g_object_set (self, IDENTITY_TEXTS[i], text, NULL);
    }
  others = ph_account_write_others (from);
  ph_account_read_others (self, others);
}

const char *
ph_account_get_host (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return self->host;
}

void
ph_account_set_host (PhAccount *self, const char *host)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  /* What one server takes says nothing about another. */
  if (!ph_account_set_line (self, &self->host, host, PROP_HOST))
    return;
  ph_account_set_size_limit (self, 0);
  ph_account_set_hold_limit (self, 0);
  ph_account_set_lacks_smtputf8 (self, FALSE);
  ph_account_set_lacks_dsn (self, FALSE);
}

guint
ph_account_get_port (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), 0);
  return self->port;
}

void
ph_account_set_port (PhAccount *self, guint port)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  g_return_if_fail (port <= G_MAXUINT16);

  if (self->port == port)
    return;
  self->port = port;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PORT]);
}

PhSmtpSecurity
ph_account_get_security (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), PH_SMTP_SECURITY_TLS);
  return self->security;
}

void
ph_account_set_security (PhAccount *self, PhSmtpSecurity security)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (self->security == security)
    return;
  self->security = security;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECURITY]);
}

const char *
ph_account_get_user (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return self->user;
}

void
ph_account_set_user (PhAccount *self, const char *user)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));
  ph_account_set_line (self, &self->user, user, PROP_USER);
}

PhAccountAuth
ph_account_get_auth (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), PH_ACCOUNT_AUTH_AUTOMATIC);
  return self->auth;
}

void
ph_account_set_auth (PhAccount *self, PhAccountAuth auth)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (self->auth == auth)
    return;
  self->auth = auth;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AUTH]);
}

const char *
ph_account_get_trusted_fingerprint (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return self->trusted_fingerprint;
}

void
ph_account_set_trusted_fingerprint (PhAccount *self, const char *sha256)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (ph_account_take_string (&self->trusted_fingerprint, ph_account_make_fingerprint (sha256)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRUSTED_FINGERPRINT]);
}

guint64
ph_account_get_size_limit (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), 0);
  return self->size_limit;
}

void
ph_account_set_size_limit (PhAccount *self, guint64 limit)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (self->size_limit == limit)
    return;
  self->size_limit = limit;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE_LIMIT]);
}

guint
ph_account_get_hold_limit (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), 0);
  return self->hold_limit;
}

void
ph_account_set_hold_limit (PhAccount *self, guint seconds)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (self->hold_limit == seconds)
    return;
  self->hold_limit = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOLD_LIMIT]);
}

gboolean
ph_account_get_lacks_smtputf8 (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), FALSE);
  return self->lacks_smtputf8;
}

void
ph_account_set_lacks_smtputf8 (PhAccount *self, gboolean lacks_smtputf8)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (self->lacks_smtputf8 == lacks_smtputf8)
    return;
  self->lacks_smtputf8 = lacks_smtputf8;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LACKS_SMTPUTF8]);
}

gboolean
ph_account_get_lacks_dsn (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), FALSE);
  return self->lacks_dsn;
}

void
ph_account_set_lacks_dsn (PhAccount *self, gboolean lacks_dsn)
{
  g_return_if_fail (PH_IS_ACCOUNT (self));

  if (self->lacks_dsn == lacks_dsn)
    return;
  self->lacks_dsn = lacks_dsn;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LACKS_DSN]);
}

const char *
ph_account_get_label (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return ph_identity_get_label (ph_account_get_first_identity (self));
}

const char *
ph_account_get_sign_in_name (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);
  return *self->user != '\0' ? self->user : ph_account_get_address (self);
}

gboolean
ph_account_needs_password (PhAccount *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT (self), FALSE);
  return self->auth != PH_ACCOUNT_AUTH_NONE;
}

PhSmtpServer *
ph_account_dup_server (PhAccount *self)
{
  g_autoptr (PhSmtpServer) server = NULL;

  g_return_val_if_fail (PH_IS_ACCOUNT (self), NULL);

  if (*self->host == '\0')
    return NULL;
  server = ph_smtp_server_new (self->host, (guint16) self->port, self->security);
  if (*self->trusted_fingerprint != '\0')
    ph_smtp_server_set_trusted_fingerprint (server, self->trusted_fingerprint);
  return g_steal_pointer (&server);
}
