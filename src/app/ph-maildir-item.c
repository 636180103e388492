/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what is known of one message. It loads nothing by itself: its model does that. */
#include "config.h"

#include "ph-maildir-item.h"

#include <string.h>

struct _PhMaildirItem
{
  GObject parent_instance;

  GFile *file; /* (owned) */
  char *name; /* (owned) */
  gint64 time_us;
  PhMailSummary *summary; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhMaildirItem, ph_maildir_item, G_TYPE_OBJECT)

enum
{
  PROP_SUMMARY = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
ph_maildir_item_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  PhMaildirItem *self = PH_MAILDIR_ITEM (object);

  switch (property_id)
    {
    case PROP_SUMMARY:
      g_value_set_pointer (value, self->summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ph_maildir_item_finalize (GObject *object)
{
  PhMaildirItem *self = PH_MAILDIR_ITEM (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->summary, ph_mail_summary_free);

  G_OBJECT_CLASS (ph_maildir_item_parent_class)->finalize (object);
}

static void
ph_maildir_item_class_init (PhMaildirItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ph_maildir_item_finalize;
  object_class->get_property = ph_maildir_item_get_property;

  properties[PROP_SUMMARY] = g_param_spec_pointer ("summary", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ph_maildir_item_init (PhMaildirItem *self)
{
}

/* https://cr.yp.to/proto/maildir.html: flags follow the first colon. */
static char *
dup_unique_name (GFile *file)
{
  char *name = g_file_get_basename (file);
  char *colon = strchr (name, ':');

  if (colon != NULL)
    *colon = '\0';
  return name;
}

PhMaildirItem *
ph_maildir_item_new (GFile *file, gint64 time_us)
{
  PhMaildirItem *self = NULL;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (PH_TYPE_MAILDIR_ITEM, NULL);
  self->file = g_object_ref (file);
  self->name = dup_unique_name (file);
  self->time_us = time_us;
  return self;
}

GFile *
ph_maildir_item_get_file (PhMaildirItem *self)
{
  g_return_val_if_fail (PH_IS_MAILDIR_ITEM (self), NULL);

  return self->file;
}

void
ph_maildir_item_set_file (PhMaildirItem *self, GFile *file)
{
  g_return_if_fail (PH_IS_MAILDIR_ITEM (self));
  g_return_if_fail (G_IS_FILE (file));

  g_set_object (&self->file, file);
}

gint64
ph_maildir_item_get_time (PhMaildirItem *self)
{
  g_return_val_if_fail (PH_IS_MAILDIR_ITEM (self), 0);

  return self->time_us;
}

const char *
ph_maildir_item_get_name (PhMaildirItem *self)
{
  g_return_val_if_fail (PH_IS_MAILDIR_ITEM (self), NULL);

  return self->name;
}

const PhMailSummary *
ph_maildir_item_get_summary (PhMaildirItem *self)
{
  g_return_val_if_fail (PH_IS_MAILDIR_ITEM (self), NULL);

  return self->summary;
}

void
ph_maildir_item_take_summary (PhMaildirItem *self, PhMailSummary *summary)
{
  g_return_if_fail (PH_IS_MAILDIR_ITEM (self));
  g_return_if_fail (summary != NULL);

  g_clear_pointer (&self->summary, ph_mail_summary_free);
  self->summary = summary;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}
