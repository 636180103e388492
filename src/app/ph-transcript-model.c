/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps lines in step with a transcript that grows on another thread. A transcript drops lines from its middle when it
 * is full, so new entries are compared with the lines that are there and only what differs is replaced. */
#include "config.h"

#include "ph-transcript-model.h"

struct _PhTranscriptModel
{
  GObject parent_instance;

  PhSmtpTranscript *transcript; /* (owned) */
  GPtrArray *lines; /* (owned) (element-type PhTranscriptLine) */
};

static void ph_transcript_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PhTranscriptModel,
                               ph_transcript_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, ph_transcript_model_list_model_init))

static GType
ph_transcript_model_get_item_type (GListModel *model)
{
  return PH_TYPE_TRANSCRIPT_LINE;
}

static guint
ph_transcript_model_get_n_items (GListModel *model)
{
  return PH_TRANSCRIPT_MODEL (model)->lines->len;
}

static gpointer
ph_transcript_model_get_item (GListModel *model, guint position)
{
  PhTranscriptModel *self = PH_TRANSCRIPT_MODEL (model);

  if (position >= self->lines->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->lines, position));
}

static void
ph_transcript_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = ph_transcript_model_get_item_type;
  iface->get_n_items = ph_transcript_model_get_n_items;
  iface->get_item = ph_transcript_model_get_item;
}

/* The first place where the transcript and the lines say different things. */
static guint
find_difference (PhTranscriptModel *self)
{
  guint position = 0;

  while (position < self->lines->len)
    {
      g_autoptr (PhSmtpTranscriptEntry) entry = ph_smtp_transcript_dup_entry (self->transcript, position);

      if (entry == NULL || !ph_transcript_line_shows (g_ptr_array_index (self->lines, position), entry))
        break;
      position++;
    }
  return position;
}

static void
append_from (PhTranscriptModel *self, guint position)
{
  PhSmtpTranscriptEntry *entry = NULL;

  while (self->lines->len < PH_SMTP_TRANSCRIPT_MAX_ENTRIES
         && (entry = ph_smtp_transcript_dup_entry (self->transcript, position++)) != NULL)
    g_ptr_array_add (self->lines, ph_transcript_line_new (entry));
}

static void
ph_transcript_model_update (PhTranscriptModel *self)
{
  guint n_old = self->lines->len;
  guint n_same = find_difference (self);

  g_ptr_array_set_size (self->lines, (int) n_same);
  append_from (self, n_same);
  if (n_old != n_same || self->lines->len != n_same)
    g_list_model_items_changed (G_LIST_MODEL (self), n_same, n_old - n_same, self->lines->len - n_same);
}

static void
ph_transcript_model_dispose (GObject *object)
{
  PhTranscriptModel *self = PH_TRANSCRIPT_MODEL (object);

  g_clear_object (&self->transcript);

  G_OBJECT_CLASS (ph_transcript_model_parent_class)->dispose (object);
}

static void
ph_transcript_model_finalize (GObject *object)
{
  PhTranscriptModel *self = PH_TRANSCRIPT_MODEL (object);

  g_clear_pointer (&self->lines, g_ptr_array_unref);

  G_OBJECT_CLASS (ph_transcript_model_parent_class)->finalize (object);
}

static void
ph_transcript_model_class_init (PhTranscriptModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ph_transcript_model_dispose;
  object_class->finalize = ph_transcript_model_finalize;
}

static void
ph_transcript_model_init (PhTranscriptModel *self)
{
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
}

PhTranscriptModel *
ph_transcript_model_new (PhSmtpTranscript *transcript)
{
  PhTranscriptModel *self = NULL;

  g_return_val_if_fail (PH_IS_SMTP_TRANSCRIPT (transcript), NULL);

  self = g_object_new (PH_TYPE_TRANSCRIPT_MODEL, NULL);
  self->transcript = g_object_ref (transcript);
  g_signal_connect_object (transcript, "changed", G_CALLBACK (ph_transcript_model_update), self, G_CONNECT_SWAPPED);
  ph_transcript_model_update (self);
  return self;
}

PhSmtpTranscript *
ph_transcript_model_get_transcript (PhTranscriptModel *self)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_MODEL (self), NULL);

  return self->transcript;
}

guint
ph_transcript_model_find_failure (PhTranscriptModel *self)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_MODEL (self), G_MAXUINT);

  for (guint i = 0; i < self->lines->len; i++)
    if (ph_transcript_line_is_failure (g_ptr_array_index (self->lines, i)))
      return i;
  return G_MAXUINT;
}
