/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most messages have the form already, and are then not touched. */
#include "config.h"

#include "ph-outbox-form.h"

#include <gio/gfiledescriptorbased.h>

#include "ph-mail-recode.h"

static gboolean
fail (PhSmtpError code, const GError *cause, GError **error)
{
  if (error != NULL)
    *error = ph_smtp_error_new (code, PH_SMTP_STAGE_ENVELOPE, "%s", cause->message);
  return FALSE;
}

static PhMailForm
get_mail_form (PhSmtpForm form)
{
  switch (form)
    {
    case PH_SMTP_FORM_BINARY:
      return PH_MAIL_FORM_BINARY;
    case PH_SMTP_FORM_8BIT:
      return PH_MAIL_FORM_8BIT;
    case PH_SMTP_FORM_7BIT:
    default:
      return PH_MAIL_FORM_7BIT;
    }
}

/* What lets a message of 8-bit octets pass is an extension; nothing helps a NUL. */
static gboolean
refuse (int fd, goffset start, PhSmtpForm form, const GError *cause, GError **error)
{
  g_autoptr (GInputStream) with_8bit = NULL;
  goffset size = 0;
  gboolean is_for_8bit
      = form == PH_SMTP_FORM_7BIT && ph_mail_recode (fd, start, PH_MAIL_FORM_8BIT, &with_8bit, &size, NULL);

  return fail (is_for_8bit ? PH_SMTP_ERROR_NEEDS_EXTENSION : PH_SMTP_ERROR_INVALID_ARGUMENT, cause, error);
}

static gboolean
is_left_as_it_is (PhMailForm form, const GError *error)
{
  return (form == PH_MAIL_FORM_BINARY || form == PH_MAIL_FORM_8BIT_TEXT)
         && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
}

/* GMime moves the position that all of a file's descriptors share. */
static gboolean
form_file (GInputStream *file,
           PhSmtpForm form,
           PhMailForm mail_form,
           GInputStream **formed,
           gint64 *size,
           GError **error)
{
  int fd = g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (file));
  goffset start = g_seekable_tell (G_SEEKABLE (file));
  goffset length = -1;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GError) seek_error = NULL;
  gboolean is_formed = ph_mail_recode (fd, start, mail_form, formed, &length, &local_error);

  if (!g_seekable_seek (G_SEEKABLE (file), start, G_SEEK_SET, NULL, &seek_error))
    {
      g_clear_object (formed);
      return fail (PH_SMTP_ERROR_SOURCE, seek_error, error);
    }
  if (*formed != NULL)
    *size = length;
  if (is_formed || is_left_as_it_is (mail_form, local_error))
    return TRUE;
  return g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
             ? refuse (fd, start, form, local_error, error)
             : fail (PH_SMTP_ERROR_SOURCE, local_error, error);
}

static gboolean
is_file (GInputStream *message)
{
  return G_IS_FILE_DESCRIPTOR_BASED (message) && G_IS_SEEKABLE (message) && g_seekable_can_seek (G_SEEKABLE (message));
}

/* An error is met again by who reads on. */
static void
fill (GBufferedInputStream *message)
{
  gssize n_read = 1;

  while (n_read > 0
         && g_buffered_input_stream_get_available (message) < g_buffered_input_stream_get_buffer_size (message))
    n_read = g_buffered_input_stream_fill (message, -1, NULL, NULL);
}

static gboolean
begins_in_form (GInputStream *message, PhSmtpForm form)
{
  const char *octets = NULL;
  gsize length = 0;

  if (!G_IS_BUFFERED_INPUT_STREAM (message))
    return TRUE;
  fill (G_BUFFERED_INPUT_STREAM (message));
  octets = g_buffered_input_stream_peek_buffer (G_BUFFERED_INPUT_STREAM (message), &length);
  return ph_mail_has_form (octets, length, get_mail_form (form));
}

/* Nobody else can open the copy, and it is gone with the stream. */
static GInputStream *
spool (GInputStream *message, GError **error)
{
  g_autoptr (GFileIOStream) copy = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("posthaste-XXXXXX", &copy, error);
  g_autoptr (GFileInputStream) input = NULL;
  gboolean is_copied = FALSE;

  if (file == NULL)
    return NULL;
  input = g_file_read (file, NULL, error);
  if (!g_file_delete (file, NULL, input != NULL ? error : NULL) || input == NULL)
    return NULL;
  is_copied = g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (copy)),
                                      message,
                                      G_OUTPUT_STREAM_SPLICE_NONE,
                                      NULL,
                                      error)
              != -1;
  return is_copied ? G_INPUT_STREAM (g_steal_pointer (&input)) : NULL;
}

gboolean
ph_outbox_form (GInputStream *message,
                PhSmtpForm form,
                gboolean is_read_again,
                GInputStream **formed,
                gint64 *size,
                GError **error)
{
  g_autoptr (GInputStream) copy = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (message) && formed != NULL && size != NULL, FALSE);

  *formed = NULL;
  if (is_file (message))
    return form_file (message, form, get_mail_form (form), formed, size, error);
  if (form == PH_SMTP_FORM_BINARY || (!is_read_again && begins_in_form (message, form)))
    return TRUE;
  copy = spool (message, &local_error);
  if (copy == NULL)
    return fail (PH_SMTP_ERROR_SOURCE, local_error, error);
  if (!form_file (copy, form, get_mail_form (form), formed, size, error))
    return FALSE;
  if (*formed == NULL)
    *formed = g_steal_pointer (&copy);
  return TRUE;
}

gboolean
ph_outbox_form_composed (GInputStream *message,
                         PhSmtpForm form,
                         gboolean is_read_again,
                         GInputStream **formed,
                         gint64 *size,
                         GError **error)
{
  g_return_val_if_fail (formed != NULL, FALSE);

  *formed = NULL;
  return form != PH_SMTP_FORM_BINARY || ph_outbox_form (message, form, is_read_again, formed, size, error);
}

gboolean
ph_outbox_form_text (GInputStream *message,
                     PhSmtpForm form,
                     gboolean is_read_again,
                     GInputStream **formed,
                     gint64 *size,
                     GError **error)
{
  g_return_val_if_fail (G_IS_INPUT_STREAM (message) && formed != NULL && size != NULL, FALSE);

  if (form != PH_SMTP_FORM_8BIT || !is_file (message))
    return ph_outbox_form_composed (message, form, is_read_again, formed, size, error);
  *formed = NULL;
  return form_file (message, form, PH_MAIL_FORM_8BIT_TEXT, formed, size, error);
}
