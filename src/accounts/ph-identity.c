/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four texts. Setters refuse what could not be one line of text, or lines of it, so neither a form nor a hand-edited setting
 * can bring a line break into a header. */
#include "config.h"

#include "ph-identity.h"

#include "ph-account-private.h"

struct _PhIdentity
{
  GObject parent_instance;

  char *name; /* (owned) */
  char *address; /* (owned) */
  char *reply_to; /* (owned) */
  char *signature; /* (owned) */

  char *label; /* (owned): made of name and address */
};

typedef enum
{
  PROP_NAME = 1,
  PROP_ADDRESS,
  PROP_REPLY_TO,
  PROP_SIGNATURE,
  PROP_LABEL,
} PhIdentityProperty;

#define N_PROPERTIES (PROP_LABEL + 1)

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (PhIdentity, ph_identity, G_TYPE_OBJECT)

/* Takes @text; says whether it is another than before. */
static gboolean
ph_identity_take (PhIdentity *self, char **field, char *text, PhIdentityProperty property)
{
  if (!ph_account_take_string (field, text))
    return FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  return TRUE;
}

static void
ph_identity_update_label (PhIdentity *self)
{
  char *label = NULL;

  if (*self->name == '\0')
    label = g_strdup (self->address);
  else if (*self->address == '\0')
    label = g_strdup (self->name);
  else
    label = g_strdup_printf ("%s <%s>", self->name, self->address);
  ph_identity_take (self, &self->label, label, PROP_LABEL);
}

/* Valid UTF-8 with no other control characters than the ends of its lines and tabs; none of it is blank at the end. */
static char *
make_lines (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *lines = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    if (*p == '\n' || *p == '\t' || !g_unichar_iscntrl (g_utf8_get_char (p)))
      g_string_append_unichar (lines, g_utf8_get_char (p));
  return g_strchomp (g_string_free (lines, FALSE));
}

static void
ph_identity_finalize (GObject *object)
{
  PhIdentity *self = PH_IDENTITY (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->reply_to, g_free);
  g_clear_pointer (&self->signature, g_free);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (ph_identity_parent_class)->finalize (object);
}

static void
ph_identity_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PhIdentity *self = PH_IDENTITY (object);

  switch ((PhIdentityProperty) id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_REPLY_TO:
      g_value_set_string (value, self->reply_to);
      break;
    case PROP_SIGNATURE:
      g_value_set_string (value, self->signature);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_identity_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhIdentity *self = PH_IDENTITY (object);

  switch ((PhIdentityProperty) id)
    {
    case PROP_NAME:
      ph_identity_set_name (self, g_value_get_string (value));
      break;
    case PROP_ADDRESS:
      ph_identity_set_address (self, g_value_get_string (value));
      break;
    case PROP_REPLY_TO:
      ph_identity_set_reply_to (self, g_value_get_string (value));
      break;
    case PROP_SIGNATURE:
      ph_identity_set_signature (self, g_value_get_string (value));
      break;
    case PROP_LABEL:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ph_identity_class_init (PhIdentityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_identity_finalize;
  object_class->get_property = ph_identity_get_property;
  object_class->set_property = ph_identity_set_property;

  properties[PROP_NAME] = ph_account_string_property ("name", G_PARAM_READWRITE);
  properties[PROP_ADDRESS] = ph_account_string_property ("address", G_PARAM_READWRITE);
  properties[PROP_REPLY_TO] = ph_account_string_property ("reply-to", G_PARAM_READWRITE);
  properties[PROP_SIGNATURE] = ph_account_string_property ("signature", G_PARAM_READWRITE);
  properties[PROP_LABEL] = ph_account_string_property ("label", G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ph_identity_init (PhIdentity *self)
{
  self->name = g_strdup ("");
  self->address = g_strdup ("");
  self->reply_to = g_strdup ("");
  self->signature = g_strdup ("");
  self->label = g_strdup ("");
}

PhIdentity *
ph_identity_new (void)
{
  return g_object_new (PH_TYPE_IDENTITY, NULL);
}

const char *
ph_identity_get_name (PhIdentity *self)
{
  g_return_val_if_fail (PH_IS_IDENTITY (self), NULL);
  return self->name;
}

void
ph_identity_set_name (PhIdentity *self, const char *name)
{
  g_return_if_fail (PH_IS_IDENTITY (self));

  if (ph_identity_take (self, &self->name, ph_account_make_line (name), PROP_NAME))
    ph_identity_update_label (self);
}

const char *
ph_identity_get_address (PhIdentity *self)
{
  g_return_val_if_fail (PH_IS_IDENTITY (self), NULL);
  return self->address;
}

void
ph_identity_set_address (PhIdentity *self, const char *address)
{
  g_return_if_fail (PH_IS_IDENTITY (self));

  if (ph_identity_take (self, &self->address, ph_account_make_line (address), PROP_ADDRESS))
    ph_identity_update_label (self);
}

const char *
ph_identity_get_reply_to (PhIdentity *self)
{
  g_return_val_if_fail (PH_IS_IDENTITY (self), NULL);
  return self->reply_to;
}

void
ph_identity_set_reply_to (PhIdentity *self, const char *reply_to)
{
  g_return_if_fail (PH_IS_IDENTITY (self));
  ph_identity_take (self, &self->reply_to, ph_account_make_line (reply_to), PROP_REPLY_TO);
}

const char *
ph_identity_get_signature (PhIdentity *self)
{
  g_return_val_if_fail (PH_IS_IDENTITY (self), NULL);
  return self->signature;
}

void
ph_identity_set_signature (PhIdentity *self, const char *signature)
{
  g_return_if_fail (PH_IS_IDENTITY (self));
  ph_identity_take (self, &self->signature, make_lines (signature), PROP_SIGNATURE);
}

const char *
ph_identity_get_label (PhIdentity *self)
{
  g_return_val_if_fail (PH_IS_IDENTITY (self), NULL);
  return self->label;
}
