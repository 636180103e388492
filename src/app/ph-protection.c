/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of keys is known of a moment: whoever writes the message looks again. */
#include "config.h"

#include "ph-protection.h"

#include "ph-key-text.h"

#include <glib/gi18n.h>

/* So long after the last letter, keys are looked for. */
#define PAUSE_MS 300

struct _PhProtection
{
  GtkWidget parent_instance;

  GtkMenuButton *button;

  PhMessageOptions options;
  char *sender; /* (owned) (nullable) */
  char **recipients; /* (owned) */
  PhMailKey *own; /* (owned) (nullable): the sender's secret key, once it is known */
  GPtrArray *keys; /* (owned) (nullable) (element-type PhMailKey): the recipients', once they are known */
  GCancellable *own_cancellable; /* (owned) (nullable): of the look-up that goes on */
  GCancellable *keys_cancellable; /* (owned) (nullable) */
  guint source;
  char *text; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PhProtection, ph_protection, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SIGN,
  PROP_ENCRYPT,
  PROP_TEXT,
  N_PROPS,
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

/* ---- what is shown ----------------------------------------------------------------------------------------------- */

static gboolean
ph_protection_can_be_made (PhProtection *self)
{
  return self->own != NULL && ph_mail_key_can_be_used (self->own);
}

static const char *
choose_label (PhMessageOptions options)
{
  switch ((int) options)
    {
    case PH_MESSAGE_OPTION_SIGN:
      return _ ("Signed");
    case PH_MESSAGE_OPTION_ENCRYPT:
      return _ ("Encrypted");
    case PH_MESSAGE_OPTIONS_PROTECTED:
      return _ ("Signed and encrypted");
    default:
      return _ ("Not signed");
    }
}

static const PhMailKey *
find_key (GPtrArray *keys, gboolean (*is_wanted) (const PhMailKey *key))
{
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (is_wanted (keys->pdata[i]))
      return keys->pdata[i];
  return NULL;
}

static gboolean
is_obstacle (const PhMailKey *key)
{
  return !ph_mail_key_can_be_used (key);
}

static gboolean
is_unconfirmed (const PhMailKey *key)
{
  return key->state == PH_MAIL_KEY_UNCONFIRMED;
}

/* (transfer full) */
static char *
ph_protection_dup_text (PhProtection *self)
{
  const PhMailKey *obstacle = ph_protection_get_obstacle (self);
  const PhMailKey *unconfirmed = find_key (self->keys, is_unconfirmed);
  g_autofree char *problem = NULL;

  if (self->options == PH_MESSAGE_OPTION_NONE)
    return g_strdup ("");
  if (self->own != NULL && !ph_protection_can_be_made (self))
    /* Translators: %s is an e-mail address */
    return g_strdup_printf (_ ("There is no secret key for %s that can be used."), self->own->address);
  if ((self->options & PH_MESSAGE_OPTION_ENCRYPT) == 0)
    return g_strdup ("");
  if (obstacle != NULL)
    {
      problem = ph_key_text_dup_problem (obstacle->address, obstacle->state);
      /* Translators: %s is what is wrong with a key, such as “No key for ann@example.org” */
      return g_strdup_printf (_ ("%s: the message cannot be encrypted."), problem);
    }
  if (unconfirmed != NULL)
    /* Translators: %s is an e-mail address */
    return g_strdup_printf (
        _ ("The subject is not encrypted. Nobody has confirmed that the key of %s is the right one."),
        unconfirmed->address);
  return g_strdup (_ ("The subject is not encrypted."));
}

static void
ph_protection_update (PhProtection *self)
{
  g_autofree char *text = ph_protection_dup_text (self);

  gtk_menu_button_set_label (self->button, choose_label (self->options));
  gtk_widget_set_visible (GTK_WIDGET (self), ph_protection_can_be_made (self) || self->options != 0);
  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/* ---- looking for keys -------------------------------------------------------------------------------------------- */

static void
find_own_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *keys = NULL;

  if (ph_mail_keys_are_there ())
    keys = ph_mail_keys_find (data, PH_MAIL_KEY_USE_SIGN, NULL); /* without GnuPG there is none */
  g_task_return_pointer (task, keys, (GDestroyNotify) g_ptr_array_unref);
}

static void
found_own_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GPtrArray) keys = NULL;
  g_autoptr (GError) error = NULL;
  PhProtection *self = PH_PROTECTION (source);

  keys = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    return;
  g_clear_pointer (&self->own, ph_mail_key_free);
  if (keys != NULL && keys->len > 0)
    self->own = g_ptr_array_steal_index (keys, 0);
  ph_protection_update (self);
}

static void
find_keys_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *keys = ph_mail_keys_find (data, PH_MAIL_KEY_USE_ENCRYPT, &error);

  if (keys != NULL)
    g_task_return_pointer (task, keys, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
found_keys_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhProtection *self = PH_PROTECTION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = g_task_propagate_pointer (G_TASK (result), &error);

  if (keys == NULL)
    return; /* of recipients that have changed; or without GnuPG, which is told when it is needed */
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  self->keys = g_steal_pointer (&keys);
  ph_protection_update (self);
}

/* What is still looked for is of no use any more. @addresses: (transfer full) */
static void
ph_protection_ask (PhProtection *self,
                   GCancellable **cancellable,
                   char **addresses,
                   GTaskThreadFunc thread,
                   GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = NULL;

  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
  *cancellable = g_cancellable_new ();
  task = g_task_new (self, *cancellable, callback, NULL);
  g_task_set_task_data (task, addresses, (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, thread);
}

static gboolean
look_cb (gpointer data)
{
  PhProtection *self = data;

  self->source = 0;
  ph_protection_ask (self, &self->keys_cancellable, g_strdupv (self->recipients), find_keys_thread, found_keys_cb);
  return G_SOURCE_REMOVE;
}

static void
ph_protection_look (PhProtection *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  if ((self->options & PH_MESSAGE_OPTION_ENCRYPT) != 0)
    self->source = g_timeout_add (PAUSE_MS, look_cb, self);
  ph_protection_update (self);
}

/* ---- choosing ---------------------------------------------------------------------------------------------------- */

static gboolean
ph_protection_take_options (PhProtection *self, PhMessageOptions options)
{
  PhMessageOptions before = self->options;

  if (before == options)
    return FALSE;
  self->options = options;
  if (((before ^ options) & PH_MESSAGE_OPTION_SIGN) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGN]);
  if (((before ^ options) & PH_MESSAGE_OPTION_ENCRYPT) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENCRYPT]);
  ph_protection_look (self);
  return TRUE;
}

static void
ph_protection_choose (PhProtection *self, PhMessageOptions option, gboolean is_on)
{
  if (ph_protection_take_options (self, is_on ? self->options | option : self->options & ~option))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- object ------------------------------------------------------------------------------------------------------ */

static void
ph_protection_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PhProtection *self = PH_PROTECTION (object);

  if (id == PROP_SIGN)
    g_value_set_boolean (value, (self->options & PH_MESSAGE_OPTION_SIGN) != 0);
  else if (id == PROP_ENCRYPT)
    g_value_set_boolean (value, (self->options & PH_MESSAGE_OPTION_ENCRYPT) != 0);
  else if (id == PROP_TEXT)
    g_value_set_string (value, self->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_protection_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  PhProtection *self = PH_PROTECTION (object);

  if (id == PROP_SIGN)
    ph_protection_choose (self, PH_MESSAGE_OPTION_SIGN, g_value_get_boolean (value));
  else if (id == PROP_ENCRYPT)
    ph_protection_choose (self, PH_MESSAGE_OPTION_ENCRYPT, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ph_protection_dispose (GObject *object)
{
  PhProtection *self = PH_PROTECTION (object);

  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_PROTECTION);

  G_OBJECT_CLASS (ph_protection_parent_class)->dispose (object);
}

static void
ph_protection_finalize (GObject *object)
{
  PhProtection *self = PH_PROTECTION (object);

  g_free (self->sender);
  g_strfreev (self->recipients);
  g_clear_pointer (&self->own, ph_mail_key_free);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_object (&self->own_cancellable);
  g_clear_object (&self->keys_cancellable);
  g_free (self->text);

  G_OBJECT_CLASS (ph_protection_parent_class)->finalize (object);
}

static void
ph_protection_class_init (PhProtectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ph_protection_get_property;
  object_class->set_property = ph_protection_set_property;
  object_class->dispose = ph_protection_dispose;
  object_class->finalize = ph_protection_finalize;

  properties[PROP_SIGN] = g_param_spec_boolean ("sign", NULL, NULL, FALSE, flags);
  properties[PROP_ENCRYPT] = g_param_spec_boolean ("encrypt", NULL, NULL, FALSE, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_PROTECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_property_action (widget_class, "protection.sign", "sign");
  gtk_widget_class_install_property_action (widget_class, "protection.encrypt", "encrypt");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-protection.ui");
  gtk_widget_class_bind_template_child (widget_class, PhProtection, button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ph_protection_init (PhProtection *self)
{
  self->recipients = g_new0 (char *, 1);
  self->text = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  ph_protection_update (self);
}

/* ---- public ------------------------------------------------------------------------------------------------------ */

void
ph_protection_set_sender (PhProtection *self, const char *address)
{
  char **addresses = NULL;

  g_return_if_fail (PH_IS_PROTECTION (self));

  if (g_strcmp0 (self->sender, address) == 0)
    return;
  g_free (self->sender);
  self->sender = g_strdup (address);
  g_clear_pointer (&self->own, ph_mail_key_free);
  ph_protection_update (self);
  addresses = g_new0 (char *, 2);
  addresses[0] = g_strdup (address);
  ph_protection_ask (self, &self->own_cancellable, addresses, find_own_thread, found_own_cb);
}

void
ph_protection_set_recipients (PhProtection *self, const char *const *addresses)
{
  g_return_if_fail (PH_IS_PROTECTION (self));

  if (g_strv_equal ((const char *const *) self->recipients, addresses))
    return;
  g_strfreev (self->recipients);
  self->recipients = g_strdupv ((char **) addresses);
  ph_protection_look (self);
}

PhMessageOptions
ph_protection_get_options (PhProtection *self)
{
  g_return_val_if_fail (PH_IS_PROTECTION (self), PH_MESSAGE_OPTION_NONE);
  return self->options;
}

void
ph_protection_set_options (PhProtection *self, PhMessageOptions options)
{
  g_return_if_fail (PH_IS_PROTECTION (self));
  ph_protection_take_options (self, options & PH_MESSAGE_OPTIONS_PROTECTED);
}

void
ph_protection_toggle (PhProtection *self, PhMessageOptions option)
{
  g_return_if_fail (PH_IS_PROTECTION (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)) && gtk_widget_get_sensitive (GTK_WIDGET (self)))
    ph_protection_choose (self, option, (self->options & option) == 0);
}

void
ph_protection_set_editable (PhProtection *self, gboolean is_editable)
{
  g_return_if_fail (PH_IS_PROTECTION (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self), is_editable);
}

const PhMailKey *
ph_protection_get_obstacle (PhProtection *self)
{
  g_return_val_if_fail (PH_IS_PROTECTION (self), NULL);

  if ((self->options & PH_MESSAGE_OPTION_ENCRYPT) == 0)
    return NULL;
  return find_key (self->keys, is_obstacle);
}
