/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ways to a message. Neither keeps it: a raw one is read, and a composed one written, while it is sent. */
#include "config.h"

#include "ph-send-source.h"

#include "ph-mail-header.h"
#include "ph-message-stream.h"
#include "ph-outbox-form.h"
#include "ph-send-chain.h"
#include "ph-send-report.h"
#include "ph-smtp-command.h"

#include <glib/gi18n.h>
#include <string.h>

#define BLOCK_SIZE ((gsize) 256 * 1024)

static gboolean
set_error (GError **error, PhSendExit exit, const char *sentence, const char *detail)
{
  g_set_error (error, PH_SEND_ERROR, exit, "%s: %s", sentence, detail);
  return FALSE;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, PH_SEND_ERROR, PH_SEND_EXIT_REFUSED, sentence);
  return FALSE;
}

/* What the engine would refuse after connecting is refused now. */
static gboolean
add_recipient (PhSendSource *self, const char *address, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PhMailbox) mailbox = ph_mailbox_new (NULL, address, &local_error);

  if (mailbox == NULL || !ph_smtp_command_check_address (address, PH_SMTP_MAIL_SMTPUTF8, &local_error))
    return set_error (error, PH_SEND_EXIT_REFUSED, _ ("A recipient is not a mail address"), local_error->message);
  ph_smtp_envelope_add_recipient (self->envelope, address);
  return TRUE;
}

static gboolean
add_recipients (PhSendSource *self, char **addresses, GError **error)
{
  for (guint i = 0; addresses[i] != NULL; i++)
    if (!add_recipient (self, addresses[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
begin_envelope (PhSendSource *self, const PhSendOptions *options, const char *sender, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (*sender != '\0' && !ph_smtp_command_check_address (sender, PH_SMTP_MAIL_SMTPUTF8, &local_error))
    return set_error (error, PH_SEND_EXIT_REFUSED, _ ("The sender is not a mail address"), local_error->message);
  self->envelope = ph_smtp_envelope_new (sender);
  ph_smtp_envelope_set_wishes (self->envelope, options->wishes);
  return TRUE;
}

/* (nullable): "" is the null sender */
static const char *
get_sender (const PhSendOptions *options, PhMailbox *default_from)
{
  if (options->has_sender)
    return options->from != NULL ? ph_mailbox_get_address (options->from) : "";
  return default_from != NULL ? ph_mailbox_get_address (default_from) : NULL;
}

/* The header goes on without its Bcc. @recipients: (out) (optional) */
static gboolean
read_header (PhSendSource *self, GBufferedInputStream *input, char ***recipients, char **sender, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GInputStream) chain = NULL;

  self->header = ph_mail_header_read (input, recipients, sender, NULL, &local_error);
  if (self->header == NULL && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA))
    return set_error (error,
                      PH_SEND_EXIT_REFUSED,
                      _ ("The header of the message cannot be read"),
                      local_error->message);
  if (self->header == NULL)
    return set_error (error, PH_SEND_EXIT_LOCAL_IO, _ ("The message cannot be read"), local_error->message);
  chain = ph_send_chain_new (self->header, G_INPUT_STREAM (input));
  self->message = g_buffered_input_stream_new_sized (chain, BLOCK_SIZE);
  return TRUE;
}

static gboolean
take_header (PhSendSource *self,
             GBufferedInputStream *input,
             const PhSendOptions *options,
             const char *sender,
             GError **error)
{
  g_auto (GStrv) recipients = NULL;
  g_autofree char *header_sender = NULL;

  if (!read_header (self, input, &recipients, &header_sender, error))
    return FALSE;
  if (recipients[0] == NULL)
    return refuse (error, _ ("The message names no recipient"));
  if (sender == NULL && header_sender == NULL)
    return refuse (error, _ ("The message names no sender; use -f"));
  return begin_envelope (self, options, sender != NULL ? sender : header_sender, error)
         && add_recipients (self, recipients, error);
}

static gboolean
take_named_recipients (PhSendSource *self,
                       GBufferedInputStream *input,
                       const PhSendOptions *options,
                       const char *sender,
                       GError **error)
{
  GPtrArray *recipients = options->recipients[PH_MESSAGE_FIELD_TO];

  g_assert (sender != NULL);

  if (!options->is_queued)
    self->message = g_object_ref (G_INPUT_STREAM (input));
  else if (!read_header (self, input, NULL, NULL, error))
    return FALSE;
  if (!begin_envelope (self, options, sender, error))
    return FALSE;
  for (guint i = 0; i < recipients->len; i++)
    if (!add_recipient (self, ph_mailbox_get_address (g_ptr_array_index (recipients, i)), error))
      return FALSE;
  return TRUE;
}

/* @is_from_header: or the recipients are in the options */
static gboolean
take_raw (PhSendSource *self,
          const PhSendOptions *options,
          PhMailbox *default_from,
          GInputStream *base,
          gboolean is_from_header,
          GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GInputStream) input = g_buffered_input_stream_new_sized (base, BLOCK_SIZE);
  GBufferedInputStream *buffered = G_BUFFERED_INPUT_STREAM (input);
  const char *sender = get_sender (options, default_from);
  gssize n_read = g_buffered_input_stream_fill (buffered, -1, NULL, &local_error);
  gboolean is_taken = FALSE;

  if (n_read == -1)
    return set_error (error, PH_SEND_EXIT_LOCAL_IO, _ ("The message cannot be read"), local_error->message);
  if (n_read == 0)
    return refuse (error, _ ("The message is empty"));
  self->size = -1;
  self->extent = -1;
  is_taken = is_from_header ? take_header (self, buffered, options, sender, error)
                            : take_named_recipients (self, buffered, options, sender, error);
  if (is_taken)
    ph_smtp_envelope_set_form_func (self->envelope, ph_outbox_form);
  return is_taken;
}

static char *
read_all (GInputStream *input, gsize *length, GError **error)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (memory, input, G_OUTPUT_STREAM_SPLICE_NONE, NULL, error) == -1
      || !g_output_stream_write_all (memory, "", 1, NULL, NULL, error) || !g_output_stream_close (memory, NULL, error))
    return NULL;
  *length = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)) - 1;
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

static gboolean
set_text (PhMessage *message, const PhSendOptions *options, GInputStream *standard_input, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (options->text_file == NULL)
    {
      ph_message_set_text (message, options->text != NULL ? options->text : "");
      return TRUE;
    }
  if (g_str_equal (options->text_file, "-"))
    text = read_all (standard_input, &length, &local_error);
  else
    g_file_get_contents (options->text_file, &text, &length, &local_error);
  if (text == NULL)
    return set_error (error, PH_SEND_EXIT_NO_INPUT, _ ("The text cannot be read"), local_error->message);
  if (memchr (text, '\0', length) != NULL)
    return set_error (error, PH_SEND_EXIT_REFUSED, _ ("This is not text; use --attach"), options->text_file);
  ph_message_set_text (message, text);
  return TRUE;
}

static gboolean
attach_files (PhMessage *message, char **paths, GError **error)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GFile) file = g_file_new_for_path (paths[i]);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (file, NULL, NULL, &local_error);

      if (attachment == NULL)
        return set_error (error, PH_SEND_EXIT_NO_INPUT, _ ("A file cannot be attached"), local_error->message);
      ph_message_add_attachment (message, attachment);
    }
  return TRUE;
}

PhMessage *
ph_send_source_compose (const PhSendOptions *options,
                        PhMailbox *default_from,
                        GInputStream *standard_input,
                        GError **error)
{
  g_autoptr (PhMessage) message = ph_message_new ();

  ph_message_set_from (message, options->from != NULL ? options->from : default_from);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    for (guint i = 0; i < options->recipients[field]->len; i++)
      ph_message_add_recipient (message, (PhMessageField) field, g_ptr_array_index (options->recipients[field], i));
  ph_message_set_subject (message, options->subject != NULL ? options->subject : "");
  if (!set_text (message, options, standard_input, error) || !attach_files (message, options->attachments, error))
    return NULL;
  return g_steal_pointer (&message);
}

/* A PhSmtpFormFunc: every server takes what was composed; one that takes 8-bit text gets it shorter. */
static gboolean
form_composed (GInputStream *message,
               PhSmtpForm form,
               gboolean is_read_again,
               GInputStream **formed,
               gint64 *size,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  goffset length = 0;

  if (form == PH_SMTP_FORM_BINARY)
    return TRUE;
  if (!ph_message_stream_set_is_8bit (message, form == PH_SMTP_FORM_8BIT, &length, &local_error))
    {
      g_propagate_error (error,
                         ph_smtp_error_new (PH_SMTP_ERROR_SOURCE, PH_SMTP_STAGE_ENVELOPE, "%s", local_error->message));
      return FALSE;
    }
  *formed = g_object_ref (message);
  *size = length;
  return TRUE;
}

static gboolean
open_message (PhSendSource *self, PhMessage *message, GError **error)
{
  goffset size = 0;

  /* What is all ASCII cannot get shorter. */
  if (!g_str_is_ascii (ph_message_get_text (message)))
    ph_smtp_envelope_set_form_func (self->envelope, form_composed);

  self->message = ph_message_open (message, NULL, &size, error);
  self->size = size;
  self->extent = size;
  return self->message != NULL;
}

static gboolean
take_composed (PhSendSource *self,
               const PhSendOptions *options,
               PhMailbox *default_from,
               GInputStream *standard_input,
               GError **error)
{
  g_autoptr (PhMessage) message = ph_send_source_compose (options, default_from, standard_input, error);
  g_auto (GStrv) recipients = NULL;

  if (message == NULL)
    return FALSE;
  recipients = ph_message_dup_envelope_recipients (message);
  return begin_envelope (self, options, ph_mailbox_get_address (ph_message_get_from (message)), error)
         && add_recipients (self, recipients, error) && open_message (self, message, error);
}

PhSendSource *
ph_send_source_new (const PhSendOptions *options, PhMailbox *default_from, GInputStream *standard_input, GError **error)
{
  g_autoptr (PhSendSource) self = g_new0 (PhSendSource, 1);
  gboolean is_from_header = options->takes_recipients_from_header;
  gboolean is_taken = options->action == PH_SEND_ACTION_COMPOSE
                          ? take_composed (self, options, default_from, standard_input, error)
                          : take_raw (self, options, default_from, standard_input, is_from_header, error);

  return is_taken ? g_steal_pointer (&self) : NULL;
}

/* -1 when that cannot be said, of a pipe for one */
static goffset
find_extent (GFileInputStream *input)
{
  g_autoptr (GFileInfo) info = g_file_input_stream_query_info (input, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, NULL);

  return info != NULL ? g_file_info_get_size (info) : -1;
}

PhSendSource *
ph_send_source_new_for_file (const PhSendOptions *options, PhMailbox *default_from, const char *path, GError **error)
{
  g_autoptr (PhSendSource) self = g_new0 (PhSendSource, 1);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (file, NULL, &local_error);

  if (input == NULL)
    {
      set_error (error, PH_SEND_EXIT_NO_INPUT, _ ("The message cannot be read"), local_error->message);
      return NULL;
    }
  if (!take_raw (self, options, default_from, G_INPUT_STREAM (input), TRUE, error))
    return NULL;
  self->extent = find_extent (input);
  return g_steal_pointer (&self);
}

void
ph_send_source_gather (PhSendSource *self, gsize limit)
{
  GBufferedInputStream *buffered = NULL;
  g_autoptr (GInputStream) memory = NULL;
  const char *octets = NULL;
  gsize length = 0;
  gssize n_read = 1;

  if (self->size >= 0 || self->extent > (goffset) limit || !G_IS_BUFFERED_INPUT_STREAM (self->message))
    return;
  buffered = G_BUFFERED_INPUT_STREAM (self->message);
  while (n_read > 0 && g_buffered_input_stream_get_available (buffered) <= limit)
    n_read = g_buffered_input_stream_fill (buffered, -1, NULL, NULL);
  /* An error is met again by who reads on. */
  if (n_read != 0)
    return;
  octets = g_buffered_input_stream_peek_buffer (buffered, &length);
  memory = g_memory_input_stream_new_from_data (g_memdup2 (octets, length), (gssize) length, g_free);
  g_object_unref (self->message);
  self->message = g_buffered_input_stream_new_sized (memory, BLOCK_SIZE);
}

void
ph_send_source_free (PhSendSource *self)
{
  g_clear_object (&self->message);
  g_clear_object (&self->envelope);
  g_clear_pointer (&self->header, g_bytes_unref);
  g_free (self);
}
