/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The record of one conversation: written on the session's thread, read on any other. */
#include "config.h"

#include "ph-smtp-transcript.h"

#include "ph-smtp-text.h"

#include <string.h>

/* The beginning of a conversation tells most, its end tells why it failed: both are kept when it grows too long. */
#define N_KEPT_FIRST 500

struct _PhSmtpTranscript
{
  GObject parent_instance;

  GMutex mutex;
  GPtrArray *entries; /* (owned) (element-type PhSmtpTranscriptEntry) (mutex mutex) */
  guint n_dropped; /* (mutex mutex) */
  PhSmtpStage stage; /* (mutex mutex) */
  GMainContext *context; /* (owned): where `changed` is emitted */
  gboolean is_change_due; /* (mutex mutex) */
};

G_DEFINE_FINAL_TYPE (PhSmtpTranscript, ph_smtp_transcript, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
emit_changed_cb (gpointer data)
{
  PhSmtpTranscript *self = PH_SMTP_TRANSCRIPT (data);

  g_mutex_lock (&self->mutex);
  self->is_change_due = FALSE;
  g_mutex_unlock (&self->mutex);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* With the mutex held. A burst of entries makes one emission, and none is made where nobody listens. */
static void
ph_smtp_transcript_schedule_change (PhSmtpTranscript *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->is_change_due || !g_signal_has_handler_pending (self, signals[SIGNAL_CHANGED], 0, FALSE))
    return;
  self->is_change_due = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_changed_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

static char *
describe_gap (guint n_dropped)
{
  return g_strdup_printf ("%u lines are left out here", n_dropped);
}

/* With the mutex held. */
static void
ph_smtp_transcript_bound (PhSmtpTranscript *self)
{
  PhSmtpTranscriptEntry *gap = NULL;

  if (self->entries->len < PH_SMTP_TRANSCRIPT_MAX_ENTRIES)
    return;
  gap = g_ptr_array_index (self->entries, N_KEPT_FIRST);
  if (self->n_dropped == 0)
    {
      gap->direction = PH_SMTP_DIRECTION_NOTE;
      self->n_dropped = 1;
    }
  g_ptr_array_remove_index (self->entries, N_KEPT_FIRST + 1);
  self->n_dropped++;
  g_free (gap->text);
  gap->text = describe_gap (self->n_dropped);
}

static void
ph_smtp_transcript_finalize (GObject *object)
{
  PhSmtpTranscript *self = PH_SMTP_TRANSCRIPT (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (ph_smtp_transcript_parent_class)->finalize (object);
}

static void
ph_smtp_transcript_class_init (PhSmtpTranscriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_smtp_transcript_finalize;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_SMTP_TRANSCRIPT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ph_smtp_transcript_init (PhSmtpTranscript *self)
{
  g_mutex_init (&self->mutex);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_smtp_transcript_entry_free);
  self->context = g_main_context_ref_thread_default ();
}

PhSmtpTranscript *
ph_smtp_transcript_new (void)
{
  return g_object_new (PH_TYPE_SMTP_TRANSCRIPT, NULL);
}

void
ph_smtp_transcript_set_stage (PhSmtpTranscript *self, PhSmtpStage stage)
{
  g_return_if_fail (PH_IS_SMTP_TRANSCRIPT (self));

  g_mutex_lock (&self->mutex);
  self->stage = stage;
  g_mutex_unlock (&self->mutex);
}

static PhSmtpStage
ph_smtp_transcript_get_stage (PhSmtpTranscript *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  return self->stage;
}

/* Takes @entry over. */
static void
ph_smtp_transcript_take (PhSmtpTranscript *self, PhSmtpTranscriptEntry *entry)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->mutex);

  ph_smtp_transcript_bound (self);
  g_ptr_array_add (self->entries, entry);
  ph_smtp_transcript_schedule_change (self);
}

void
ph_smtp_transcript_add (PhSmtpTranscript *self, PhSmtpDirection direction, const char *text)
{
  PhSmtpTranscriptEntry *entry = NULL;

  g_return_if_fail (PH_IS_SMTP_TRANSCRIPT (self));
  g_return_if_fail (text != NULL);

  entry = g_new0 (PhSmtpTranscriptEntry, 1);
  entry->time_us = g_get_real_time ();
  entry->direction = direction;
  entry->stage = ph_smtp_transcript_get_stage (self);
  entry->text = ph_smtp_text_make_harmless (text, strlen (text));
  ph_smtp_transcript_take (self, entry);
}

void
ph_smtp_transcript_note (PhSmtpTranscript *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  ph_smtp_transcript_add (self, PH_SMTP_DIRECTION_NOTE, text);
}

void
ph_smtp_transcript_mark_failure (PhSmtpTranscript *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  PhSmtpTranscriptEntry *newest = NULL;
  PhSmtpTranscriptEntry *entry = NULL;

  g_return_if_fail (PH_IS_SMTP_TRANSCRIPT (self));

  locker = g_mutex_locker_new (&self->mutex);
  if (self->entries->len == 0)
    return;
  newest = g_ptr_array_index (self->entries, self->entries->len - 1);
  entry = newest;
  for (guint i = self->entries->len; i > 0 && entry->direction != PH_SMTP_DIRECTION_RECEIVED; i--)
    entry = g_ptr_array_index (self->entries, i - 1);
  (entry->direction == PH_SMTP_DIRECTION_RECEIVED ? entry : newest)->is_failure = TRUE;
  ph_smtp_transcript_schedule_change (self);
}

guint
ph_smtp_transcript_get_n_entries (PhSmtpTranscript *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (PH_IS_SMTP_TRANSCRIPT (self), 0);

  locker = g_mutex_locker_new (&self->mutex);
  return self->entries->len;
}

PhSmtpTranscriptEntry *
ph_smtp_transcript_dup_entry (PhSmtpTranscript *self, guint position)
{
  g_autoptr (GMutexLocker) locker = NULL;
  PhSmtpTranscriptEntry *copy = NULL;

  g_return_val_if_fail (PH_IS_SMTP_TRANSCRIPT (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (position >= self->entries->len)
    return NULL;
  copy = g_memdup2 (g_ptr_array_index (self->entries, position), sizeof (PhSmtpTranscriptEntry));
  copy->text = g_strdup (copy->text);
  return copy;
}

void
ph_smtp_transcript_append (PhSmtpTranscript *self, PhSmtpTranscript *other)
{
  PhSmtpTranscriptEntry *entry = NULL;

  g_return_if_fail (PH_IS_SMTP_TRANSCRIPT (self));
  g_return_if_fail (PH_IS_SMTP_TRANSCRIPT (other) && other != self);

  for (guint i = 0; (entry = ph_smtp_transcript_dup_entry (other, i)) != NULL; i++)
    ph_smtp_transcript_take (self, entry);
}

void
ph_smtp_transcript_entry_free (PhSmtpTranscriptEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->text);
  g_free (entry);
}

static const char *
direction_sign (PhSmtpDirection direction)
{
  static const char *const signs[] = { "•", "→", "←" };

  return signs[direction];
}

/* Microseconds of "12:00:01.234" */
static gint64
parse_clock (const char *clock)
{
  gint64 hours = g_ascii_strtoll (clock, NULL, 10);
  gint64 minutes = g_ascii_strtoll (clock + strlen ("00:"), NULL, 10);
  gint64 seconds = g_ascii_strtoll (clock + strlen ("00:00:"), NULL, 10);
  gint64 milliseconds = g_ascii_strtoll (clock + strlen ("00:00:00."), NULL, 10);

  return ((hours * 60 + minutes) * 60 + seconds) * G_USEC_PER_SEC + milliseconds * 1000;
}

/* (nullable): "12:00:01.234 → EHLO": @midnight is in the zone that the text was written in */
static PhSmtpTranscriptEntry *
parse_line (const char *line, GDateTime *midnight)
{
  static const char form[] = "00:00:00.000 ";
  const char *sign = NULL;
  PhSmtpTranscriptEntry *entry = NULL;

  for (const char *p = form; *p != '\0'; p++)
    if (*p == '0' ? !g_ascii_isdigit (line[p - form]) : line[p - form] != *p)
      return NULL;
  sign = line + strlen (form);
  for (PhSmtpDirection i = PH_SMTP_DIRECTION_NOTE; i <= PH_SMTP_DIRECTION_RECEIVED; i++)
    if (g_str_has_prefix (sign, direction_sign (i)) && sign[strlen (direction_sign (i))] == ' ')
      {
        entry = g_new0 (PhSmtpTranscriptEntry, 1);
        entry->direction = i;
        entry->text = g_strdup (sign + strlen (direction_sign (i)) + 1);
        entry->time_us = g_date_time_to_unix (midnight) * G_USEC_PER_SEC + parse_clock (line);
        return entry;
      }
  return NULL;
}

PhSmtpTranscript *
ph_smtp_transcript_new_for_text (const char *text, gint64 begun)
{
  PhSmtpTranscript *self = ph_smtp_transcript_new ();
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_local (begun / G_USEC_PER_SEC);
  g_autoptr (GDateTime) midnight = NULL;
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, self);

  midnight = g_date_time_new_local (g_date_time_get_year (start),
                                    g_date_time_get_month (start),
                                    g_date_time_get_day_of_month (start),
                                    0,
                                    0,
                                    0);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      PhSmtpTranscriptEntry *entry = parse_line (*line, midnight);

      if (entry != NULL)
        ph_smtp_transcript_take (self, entry);
    }
  return self;
}

char *
ph_smtp_transcript_to_text (PhSmtpTranscript *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GString *text = NULL;

  g_return_val_if_fail (PH_IS_SMTP_TRANSCRIPT (self), NULL);

  text = g_string_new (NULL);
  locker = g_mutex_locker_new (&self->mutex);
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PhSmtpTranscriptEntry *entry = g_ptr_array_index (self->entries, i);
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (entry->time_us / G_USEC_PER_SEC);
      g_autoptr (GDateTime) local = g_date_time_to_local (utc);
      g_autofree char *clock = g_date_time_format (local, "%H:%M:%S");

      g_string_append_printf (text,
                              "%s.%03d %s %s\n",
                              clock,
                              (int) (entry->time_us % G_USEC_PER_SEC / 1000),
                              direction_sign (entry->direction),
                              entry->text);
    }
  return g_string_free (text, FALSE);
}
