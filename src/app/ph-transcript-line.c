/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of one entry of a transcript, with the words and signs that the window shows for it. */
#include "config.h"

#include "ph-transcript-line.h"

#include <glib/gi18n.h>

struct _PhTranscriptLine
{
  GObject parent_instance;

  PhSmtpTranscriptEntry *entry; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PhTranscriptLine, ph_transcript_line, G_TYPE_OBJECT)

static void
ph_transcript_line_finalize (GObject *object)
{
  PhTranscriptLine *self = PH_TRANSCRIPT_LINE (object);

  g_clear_pointer (&self->entry, ph_smtp_transcript_entry_free);

  G_OBJECT_CLASS (ph_transcript_line_parent_class)->finalize (object);
}

static void
ph_transcript_line_class_init (PhTranscriptLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_transcript_line_finalize;
}

static void
ph_transcript_line_init (PhTranscriptLine *self)
{
}

PhTranscriptLine *
ph_transcript_line_new (PhSmtpTranscriptEntry *entry)
{
  PhTranscriptLine *self = NULL;

  g_return_val_if_fail (entry != NULL, NULL);

  self = g_object_new (PH_TYPE_TRANSCRIPT_LINE, NULL);
  self->entry = entry;
  return self;
}

gboolean
ph_transcript_line_shows (PhTranscriptLine *self, const PhSmtpTranscriptEntry *entry)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), FALSE);
  g_return_val_if_fail (entry != NULL, FALSE);

  return self->entry->time_us == entry->time_us && self->entry->direction == entry->direction
         && self->entry->is_failure == entry->is_failure && g_str_equal (self->entry->text, entry->text);
}

gboolean
ph_transcript_line_is_failure (PhTranscriptLine *self)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), FALSE);

  return self->entry->is_failure;
}

PhSmtpDirection
ph_transcript_line_get_direction (PhTranscriptLine *self)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), PH_SMTP_DIRECTION_NOTE);

  return self->entry->direction;
}

const char *
ph_transcript_line_get_text (PhTranscriptLine *self)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), NULL);

  return self->entry->text;
}

const char *
ph_transcript_line_get_sign (PhTranscriptLine *self)
{
  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), NULL);

  switch (self->entry->direction)
    {
    case PH_SMTP_DIRECTION_SENT:
      return "→";
    case PH_SMTP_DIRECTION_RECEIVED:
      return "←";
    case PH_SMTP_DIRECTION_NOTE:
    default:
      return "•";
    }
}

char *
ph_transcript_line_dup_time (PhTranscriptLine *self)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *clock = NULL;

  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), NULL);

  utc = g_date_time_new_from_unix_utc (self->entry->time_us / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  clock = g_date_time_format (local, "%H:%M:%S");
  return g_strdup_printf ("%s.%03d", clock, (int) (self->entry->time_us % G_USEC_PER_SEC / 1000));
}

char *
ph_transcript_line_to_text (PhTranscriptLine *self)
{
  g_autofree char *clock = NULL;

  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), NULL);

  clock = ph_transcript_line_dup_time (self);
  return g_strdup_printf ("%s %s %s", clock, ph_transcript_line_get_sign (self), self->entry->text);
}

char *
ph_transcript_line_dup_accessible_name (PhTranscriptLine *self)
{
  const char *text = NULL;
  gboolean failed = FALSE;

  g_return_val_if_fail (PH_IS_TRANSCRIPT_LINE (self), NULL);

  text = self->entry->text;
  failed = self->entry->is_failure;
  switch (self->entry->direction)
    {
    case PH_SMTP_DIRECTION_SENT:
      /* Translators: what a screen reader says for a line that this program sent; %s is the line. */
      return g_strdup_printf (failed ? _ ("Failed here, Posthaste: %s") : _ ("Posthaste: %s"), text);
    case PH_SMTP_DIRECTION_RECEIVED:
      /* Translators: what a screen reader says for a line that the mail server sent; %s is the line. */
      return g_strdup_printf (failed ? _ ("Failed here, server: %s") : _ ("Server: %s"), text);
    case PH_SMTP_DIRECTION_NOTE:
    default:
      /* Translators: what a screen reader says for a remark that neither side said; %s is the remark. */
      return g_strdup_printf (failed ? _ ("Failed here, note: %s") : _ ("Note: %s"), text);
    }
}
