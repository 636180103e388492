/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists know an item by its address, so a row that is read again goes into the item that it had. */
#include "config.h"

#include "ph-store-item.h"

struct _PhStoreItem
{
  GObject parent_instance;

  PhStoreMessage *message; /* (owned) (nullable) */
  int error_code;
};

G_DEFINE_FINAL_TYPE (PhStoreItem, ph_store_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MESSAGE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
ph_store_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PhStoreItem *self = PH_STORE_ITEM (object);

  switch (property_id)
    {
    case PROP_MESSAGE:
      g_value_set_object (value, self->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ph_store_item_finalize (GObject *object)
{
  PhStoreItem *self = PH_STORE_ITEM (object);

  g_clear_object (&self->message);

  G_OBJECT_CLASS (ph_store_item_parent_class)->finalize (object);
}

static void
ph_store_item_class_init (PhStoreItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_store_item_finalize;
  object_class->get_property = ph_store_item_get_property;

  properties[PROP_MESSAGE] = g_param_spec_object ("message",
                                                  NULL,
                                                  NULL,
                                                  PH_TYPE_STORE_MESSAGE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ph_store_item_init (PhStoreItem *self)
{
  self->error_code = -1;
}

PhStoreItem *
ph_store_item_new (void)
{
  return g_object_new (PH_TYPE_STORE_ITEM, NULL);
}

PhStoreMessage *
ph_store_item_get_message (PhStoreItem *self)
{
  g_return_val_if_fail (PH_IS_STORE_ITEM (self), NULL);
  return self->message;
}

gint64
ph_store_item_get_id (PhStoreItem *self)
{
  g_return_val_if_fail (PH_IS_STORE_ITEM (self), 0);
  return self->message != NULL ? ph_store_message_get_id (self->message) : 0;
}

int
ph_store_item_get_error_code (PhStoreItem *self)
{
  g_return_val_if_fail (PH_IS_STORE_ITEM (self), -1);
  return self->error_code;
}

/* The store moves the time of a row whenever it changes it. */
static gboolean
is_same_row (PhStoreMessage *a, PhStoreMessage *b)
{
  return a != NULL && ph_store_message_get_id (a) == ph_store_message_get_id (b)
         && ph_store_message_get_changed (a) == ph_store_message_get_changed (b)
         && ph_store_message_get_state (a) == ph_store_message_get_state (b);
}

void
ph_store_item_set_message (PhStoreItem *self, PhStoreMessage *message, int error_code)
{
  g_return_if_fail (PH_IS_STORE_ITEM (self));
  g_return_if_fail (PH_IS_STORE_MESSAGE (message));

  if (is_same_row (self->message, message))
    return;
  g_set_object (&self->message, message);
  self->error_code = error_code;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}
