/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime parses; it notes where each part is in the file and reads there again, so memory does not grow with parts. The
 * file is held open, as a Maildir renames it. What is shown is made harmless here, whatever the file holds. */
#include "config.h"

#include "ph-mail-reader.h"

#include <string.h>
#include <unistd.h>

#include "ph-mail-file.h"
#include "ph-mail-gmime.h"
#include "ph-mail-html.h"
#include "ph-mail-part.h"
#include "ph-mail-protect.h"
#include "ph-mail-sink.h"
#include "ph-mail-text.h"
#include "ph-mail-words.h"

/* Nobody writes such mail; it is made to exhaust who reads it. */
#define DEPTH_MAX 32
#define PARTS_MAX 1000

/* A field that is longer is shown cut: a label could not take megabytes. */
#define FIELD_MAX ((gsize) 16 * 1024)

struct _PhMailReader
{
  GObject parent_instance;

  GFile *file; /* (owned) */
  GMutex mutex;
  GMimeStream *stream; /* (owned) (mutex mutex): all parts read from it, and it has one position */
  int fd; /* the stream's, for reads that need no position */
  GMimeStream *plain; /* (owned) (nullable) (mutex mutex): what was encrypted, and the parts read from it */
  GMimeObject *decrypted; /* (owned) (nullable) */

  char *subject; /* (owned) */
  char *from; /* (owned) */
  char *to; /* (owned) */
  char *cc; /* (owned) */
  char *message_id; /* (owned) */
  GDateTime *date; /* (owned) (nullable) */
  char *text; /* (owned) (nullable): until a text part is found */
  gboolean is_text_cut;
  gboolean is_text_from_html;
  GMimePart *html; /* (owned) (nullable): the first one, while parsing */
  GPtrArray *parts; /* (owned): of PhMailPart */
};

G_DEFINE_FINAL_TYPE (PhMailReader, ph_mail_reader, G_TYPE_OBJECT)

static void
ph_mail_reader_finalize (GObject *object)
{
  PhMailReader *self = PH_MAIL_READER (object);

  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_object (&self->decrypted);
  g_clear_object (&self->plain);
  g_clear_object (&self->stream);
  g_clear_object (&self->file);
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->cc, g_free);
  g_clear_pointer (&self->message_id, g_free);
  g_clear_pointer (&self->date, g_date_time_unref);
  g_clear_pointer (&self->text, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (ph_mail_reader_parent_class)->finalize (object);
}

static void
ph_mail_reader_class_init (PhMailReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_mail_reader_finalize;
}

static void
ph_mail_reader_init (PhMailReader *self)
{
  g_mutex_init (&self->mutex);
  self->fd = -1;
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_mail_part_free);
}

static gboolean
ph_mail_reader_open (PhMailReader *self, GError **error)
{
  self->fd = ph_mail_file_open (self->file, error);
  if (self->fd >= 0)
    self->stream = g_mime_stream_fs_new (self->fd);
  return self->fd >= 0;
}

/* Returns: (transfer full): @text, of which at most @max octets are shown, without a character cut in two */
static char *
dup_shown (const char *text, gsize max)
{
  g_autofree char *clean = ph_mail_text_replace_controls (text != NULL ? text : "", ' ');

  if (strlen (clean) > max)
    *g_utf8_find_prev_char (clean, clean + max + 1) = '\0';
  return g_strstrip (g_steal_pointer (&clean));
}

static char *
dup_addresses (InternetAddressList *list)
{
  g_autofree char *text = list != NULL ? internet_address_list_to_string (list, NULL, FALSE) : NULL;

  return dup_shown (text, FIELD_MAX);
}

static void
ph_mail_reader_read_fields (PhMailReader *self, GMimeMessage *mime)
{
  const char *id = g_mime_message_get_message_id (mime);
  g_autofree char *bracketed = id != NULL ? g_strdup_printf ("<%s>", id) : NULL;
  GDateTime *date = g_mime_message_get_date (mime);
  g_autofree char *subject = ph_mail_words_dup_subject (mime);

  self->subject = dup_shown (subject, FIELD_MAX);
  self->from = dup_addresses (g_mime_message_get_from (mime));
  self->to = dup_addresses (g_mime_message_get_to (mime));
  self->cc = dup_addresses (g_mime_message_get_cc (mime));
  self->message_id = dup_shown (bracketed, FIELD_MAX);
  self->date = date != NULL ? g_date_time_ref (date) : NULL;
}

static void
ph_mail_reader_walk (PhMailReader *self, GMimeObject *object, guint depth)
{
  if (object == NULL || depth > DEPTH_MAX || self->parts->len >= PARTS_MAX)
    return;
  if (GMIME_IS_MULTIPART (object))
    {
      int n_parts = g_mime_multipart_get_count (GMIME_MULTIPART (object));

      for (int i = 0; i < n_parts; i++)
        ph_mail_reader_walk (self, g_mime_multipart_get_part (GMIME_MULTIPART (object), i), depth + 1);
    }
  else if (ph_mail_part_is_attachment (object))
    g_ptr_array_add (self->parts, ph_mail_part_new (object));
  else if (ph_mail_part_is_text (object, "plain") && self->text == NULL)
    self->text = ph_mail_part_dup_text (GMIME_PART (object), PH_MAIL_READER_MAX_TEXT, &self->is_text_cut);
  else if (ph_mail_part_is_text (object, "html") && self->html == NULL)
    self->html = g_object_ref (GMIME_PART (object));
}

/* Only for want of plain text, which is what the sender meant for a reader like this. */
static void
ph_mail_reader_read_html (PhMailReader *self)
{
  g_autofree char *html = NULL;

  if (self->text == NULL && self->html != NULL)
    {
      html = ph_mail_part_dup_text (self->html, PH_MAIL_READER_MAX_TEXT, &self->is_text_cut);
      self->text = ph_mail_html_dup_text (html);
      self->is_text_from_html = TRUE;
    }
  g_clear_object (&self->html);
}

/* Returns: (nullable): what is to be shown */
static GMimeObject *
ph_mail_reader_decrypt (PhMailReader *self, GMimeObject *object)
{
  g_autoptr (GMimeParser) parser = NULL;
  gboolean is_signed = FALSE;

  if (object == NULL || !ph_mail_protect_is_encrypted (object))
    return object;
  self->plain = ph_mail_protect_decrypt (object, &is_signed, NULL); /* then it is not for this user */
  if (self->plain == NULL)
    return object;
  parser = g_mime_parser_new_with_stream (self->plain);
  self->decrypted = g_mime_parser_construct_part (parser, NULL);
  return self->decrypted;
}

/* A file that is no message is shown as an empty one, and its source as it is. */
static void
ph_mail_reader_parse (PhMailReader *self, gboolean is_opened)
{
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (self->stream);
  g_autoptr (GMimeMessage) mime = g_mime_parser_construct_message (parser, NULL);
  GMimeObject *root = NULL;

  if (mime != NULL)
    {
      ph_mail_reader_read_fields (self, mime);
      root = g_mime_message_get_mime_part (mime);
      ph_mail_reader_walk (self, is_opened ? ph_mail_reader_decrypt (self, root) : root, 0);
      ph_mail_reader_read_html (self);
    }
}

static PhMailReader *
load (GFile *file, gboolean is_opened, GCancellable *cancellable, GError **error)
{
  g_autoptr (PhMailReader) self = g_object_new (PH_TYPE_MAIL_READER, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  ph_mail_gmime_init ();
  self->file = g_object_ref (file);
  if (!ph_mail_reader_open (self, error))
    return NULL;
  ph_mail_reader_parse (self, is_opened);
  return g_steal_pointer (&self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  PhMailReader *self = load (data, TRUE, cancellable, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
ph_mail_reader_load_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_mail_reader_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_thread);
}

PhMailReader *
ph_mail_reader_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

PhMailReader *
ph_mail_reader_load_sync (GFile *file, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  return load (file, FALSE, cancellable, error);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

GFile *
ph_mail_reader_get_file (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return self->file;
}

const char *
ph_mail_reader_get_subject (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return or_empty (self->subject);
}

const char *
ph_mail_reader_get_from (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return or_empty (self->from);
}

const char *
ph_mail_reader_get_to (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return or_empty (self->to);
}

const char *
ph_mail_reader_get_cc (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return or_empty (self->cc);
}

const char *
ph_mail_reader_get_message_id (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return or_empty (self->message_id);
}

GDateTime *
ph_mail_reader_get_date (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return self->date;
}

const char *
ph_mail_reader_get_text (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  return or_empty (self->text);
}

gboolean
ph_mail_reader_is_text_cut (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), FALSE);

  return self->is_text_cut;
}

gboolean
ph_mail_reader_is_text_from_html (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), FALSE);

  return self->is_text_from_html;
}

guint
ph_mail_reader_get_n_parts (PhMailReader *self)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), 0);

  return self->parts->len;
}

static const PhMailPart *
ph_mail_reader_get_part (PhMailReader *self, guint index)
{
  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);
  g_return_val_if_fail (index < self->parts->len, NULL);

  return self->parts->pdata[index];
}

const char *
ph_mail_reader_get_part_name (PhMailReader *self, guint index)
{
  const PhMailPart *part = ph_mail_reader_get_part (self, index);

  return part != NULL ? part->name : NULL;
}

const char *
ph_mail_reader_get_part_content_type (PhMailReader *self, guint index)
{
  const PhMailPart *part = ph_mail_reader_get_part (self, index);

  return part != NULL ? part->content_type : NULL;
}

guint64
ph_mail_reader_get_part_size (PhMailReader *self, guint index)
{
  const PhMailPart *part = ph_mail_reader_get_part (self, index);

  return part != NULL ? part->size : 0;
}

static gboolean
ph_mail_reader_write_part (PhMailReader *self,
                           const PhMailPart *part,
                           GOutputStream *output,
                           GCancellable *cancellable,
                           GError **error)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autoptr (PhMailSink) sink = ph_mail_sink_new_for_file (output, cancellable);
  gint64 n_written = ph_mail_part_write (part, GMIME_STREAM (sink));

  if (!ph_mail_sink_finish (sink, error))
    return FALSE;
  if (n_written >= 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The message could not be read");
  return FALSE;
}

/* A file that was there stays as it was, and one that was not is not there after a failure. */
static gboolean
save (PhMailReader *self, const PhMailPart *part, GFile *target, GCancellable *cancellable, GError **error)
{
  gboolean was_there = g_file_query_exists (target, cancellable);
  g_autoptr (GFileOutputStream) file = g_file_replace (target, NULL, FALSE, G_FILE_CREATE_PRIVATE, cancellable, error);
  g_autoptr (GCancellable) abandoned = NULL;

  if (file == NULL)
    return FALSE;
  if (ph_mail_reader_write_part (self, part, G_OUTPUT_STREAM (file), cancellable, error)
      && g_output_stream_close (G_OUTPUT_STREAM (file), cancellable, error))
    return TRUE;
  abandoned = g_cancellable_new ();
  g_cancellable_cancel (abandoned);
  g_output_stream_close (G_OUTPUT_STREAM (file), abandoned, NULL); /* always fails: it is what keeps the old file */
  if (!was_there)
    g_file_delete (target, NULL, NULL); /* the first error is the one to tell */
  return FALSE;
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *target = data;
  const PhMailPart *part = g_object_get_data (G_OBJECT (task), "part");
  GError *error = NULL;

  if (save (source, part, target, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
ph_mail_reader_save_part_async (PhMailReader *self,
                                guint index,
                                GFile *target,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_MAIL_READER (self));
  g_return_if_fail (index < self->parts->len);
  g_return_if_fail (G_IS_FILE (target));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_mail_reader_save_part_async);
  g_task_set_task_data (task, g_object_ref (target), g_object_unref);
  /* The parts never change while the reader lives, and the task keeps it alive. */
  g_object_set_data (G_OBJECT (task), "part", self->parts->pdata[index]);
  g_task_run_in_thread (task, save_thread);
}

gboolean
ph_mail_reader_save_part_finish (PhMailReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
ph_mail_reader_dup_source (PhMailReader *self, gsize max, gboolean *is_cut)
{
  g_autoptr (GString) source = NULL;
  char block[4096];
  gssize n_read = 0;

  g_return_val_if_fail (PH_IS_MAIL_READER (self), NULL);

  source = g_string_new (NULL);
  while (source->len <= max && (n_read = pread (self->fd, block, sizeof block, (off_t) source->len)) > 0)
    g_string_append_len (source, block, n_read);
  if (is_cut != NULL)
    *is_cut = source->len > max;
  return g_utf8_make_valid (source->str, (gssize) MIN (source->len, max));
}
