/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts the header off a message and lets GMime read only that. */
#include "config.h"

#include "ph-mail-summary.h"

#include "ph-mail-gmime.h"
#include "ph-mail-words.h"

/* How long the header is, with the empty line (RFC 5322 section 2.1); all of it when there is no empty line. */
static gsize
measure_header (const char *data, gsize length)
{
  for (gsize i = 0; i + 1 < length; i++)
    {
      gsize next = i + 1;

      if (data[i] != '\n')
        continue;
      if (data[next] == '\r')
        next++;
      if (next < length && data[next] == '\n')
        return next + 1;
    }
  return length;
}

static GMimeMessage *
parse_header (const char *data, gsize length)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (data, measure_header (data, length));
  g_autoptr (GMimeParser) parser = g_mime_parser_new_with_stream (stream);

  return g_mime_parser_construct_message (parser, NULL);
}

static void
add_recipient (PhMailSummary *self, GStrvBuilder *names, InternetAddress *address)
{
  const char *name = internet_address_get_name (address);

  if ((name == NULL || *name == '\0') && INTERNET_ADDRESS_IS_MAILBOX (address))
    name = internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (address));
  if (name != NULL && self->n_recipients++ < PH_MAIL_SUMMARY_MAX_NAMES)
    {
      g_autofree char *valid = g_utf8_make_valid (name, -1);

      g_strv_builder_add (names, valid);
    }
}

static void
add_recipients (PhMailSummary *self, GStrvBuilder *names, InternetAddressList *list)
{
  for (int i = 0; list != NULL && i < internet_address_list_length (list); i++)
    add_recipient (self, names, internet_address_list_get_address (list, i));
}

static gboolean
has_more_than_text (GMimeMessage *message)
{
  GMimeObject *part = g_mime_message_get_mime_part (message);
  GMimeContentType *type = part != NULL ? g_mime_object_get_content_type (part) : NULL;

  if (type == NULL || g_mime_content_type_is_type (type, "multipart", "alternative"))
    return FALSE;
  return !g_mime_content_type_is_type (type, "text", "*");
}

static void
ph_mail_summary_take_fields (PhMailSummary *self, GStrvBuilder *names, GMimeMessage *message)
{
  g_autofree char *subject = ph_mail_words_dup_subject (message);

  self->subject = g_utf8_make_valid (subject, -1);
  add_recipients (self, names, g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_TO));
  add_recipients (self, names, g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_CC));
  self->has_attachments = has_more_than_text (message);
}

PhMailSummary *
ph_mail_summary_parse (const char *data, gsize length)
{
  PhMailSummary *self = NULL;
  g_autoptr (GMimeMessage) message = NULL;
  g_autoptr (GStrvBuilder) names = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  ph_mail_gmime_init ();
  self = g_new0 (PhMailSummary, 1);
  names = g_strv_builder_new ();
  message = length > 0 ? parse_header (data, length) : NULL;
  if (message != NULL)
    ph_mail_summary_take_fields (self, names, message);
  if (self->subject == NULL)
    self->subject = g_strdup ("");
  self->recipients = g_strv_builder_end (names);
  return self;
}

PhMailSummary *
ph_mail_summary_read (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) input = NULL;
  g_autofree char *data = NULL;
  gsize length = 0;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  input = g_file_read (file, cancellable, error);
  if (input == NULL)
    return NULL;
  data = g_malloc (PH_MAIL_SUMMARY_MAX_HEADER);
  if (!g_input_stream_read_all (G_INPUT_STREAM (input), data, PH_MAIL_SUMMARY_MAX_HEADER, &length, cancellable, error))
    return NULL;
  return ph_mail_summary_parse (data, length);
}

void
ph_mail_summary_free (PhMailSummary *summary)
{
  if (summary == NULL)
    return;
  g_free (summary->subject);
  g_strfreev (summary->recipients);
  g_free (summary);
}
