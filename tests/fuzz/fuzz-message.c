/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is typed into the fields of a message: it can be written, as a mail in which every line ends as it must, and
 * loaded again as the fields that were typed. The input is options and fields, with an octet 255, which no UTF-8 has,
 * between each two; what is behind the last field is one more attachment each, its name first. */
#include "ph-message-load.h"

#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define ANY_OPTION                                                                                                     \
  (PH_MESSAGE_OPTION_READ_RECEIPT | PH_MESSAGE_OPTION_PRIVATE_ZONE | PH_MESSAGE_OPTION_USER_AGENT                      \
   | PH_MESSAGE_OPTION_MARKDOWN)

typedef struct
{
  const guint8 *data;
  gsize size;
} Input;

static GBytes *
take_field (Input *input)
{
  const guint8 *end = input->size > 0 ? memchr (input->data, 0xff, input->size) : NULL;
  gsize length = end != NULL ? (gsize) (end - input->data) : input->size;
  GBytes *field = g_bytes_new (input->data, length);
  gsize used = MIN (length + 1, input->size);

  input->data += used;
  input->size -= used;
  return field;
}

static char *
take_text (Input *input)
{
  g_autoptr (GBytes) field = take_field (input);

  return g_bytes_get_size (field) > 0 ? g_strndup (g_bytes_get_data (field, NULL), g_bytes_get_size (field))
                                      : g_strdup ("");
}

static void
take_recipients (Input *input, PhMessage *message, PhMessageField field)
{
  g_autofree char *text = take_text (input);
  g_auto (GStrv) pieces = ph_mailbox_split_list (text);

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (*piece, NULL);

      if (mailbox != NULL)
        ph_message_add_recipient (message, field, mailbox);
    }
}

static PhMailbox *
take_mailbox (Input *input)
{
  g_autofree char *text = take_text (input);

  return ph_mailbox_parse (text, NULL);
}

static PhMessage *
make_message (Input *input)
{
  PhMessage *message = ph_message_new ();
  g_autoptr (GBytes) options = take_field (input);
  gsize n_options = 0;
  const guint8 *option = g_bytes_get_data (options, &n_options);
  g_autoptr (PhMailbox) from = take_mailbox (input);
  g_autoptr (PhMailbox) reply_to = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *in_reply_to = NULL;
  g_autofree char *text = NULL;

  ph_message_set_from (message, from);
  take_recipients (input, message, PH_MESSAGE_FIELD_TO);
  take_recipients (input, message, PH_MESSAGE_FIELD_CC);
  take_recipients (input, message, PH_MESSAGE_FIELD_BCC);
  reply_to = take_mailbox (input);
  ph_message_set_reply_to (message, reply_to);
  subject = take_text (input);
  ph_message_set_subject (message, subject);
  in_reply_to = take_text (input);
  ph_message_set_in_reply_to (message, in_reply_to);
  text = take_text (input);
  ph_message_set_text (message, text);
  if (n_options > 0)
    ph_message_set_options (message, option[0] & ANY_OPTION);
  if (n_options > 1)
    ph_message_set_importance (message, option[1] % (PH_MESSAGE_IMPORTANCE_LOW + 1));
  if (n_options > 2)
    ph_message_set_reply_to_text (message, subject);
  while (input->size > 0)
    {
      g_autofree char *name = take_text (input);
      g_autoptr (GBytes) content = take_field (input);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes (name, "application/octet-stream", content);

      ph_message_add_attachment (message, attachment);
    }
  return message;
}

static GBytes *
write_message (PhMessage *message)
{
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GDateTime) date = g_date_time_new_utc (2026, 3, 5, 7, 8, 9);
  g_autoptr (GError) error = NULL;

  /* Only a draft has it. */
  if (ph_message_get_reply_to_text (message) != NULL)
    ph_message_write_draft (message, date, output, NULL, &error);
  else
    ph_message_write (message, date, output, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (output, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (output));
}

/* RFC 5322 section 2.1.1 and 2.3: CR and LF only together, 998 octets at most between them, and no NUL. */
static void
check_lines (GBytes *written)
{
  gsize size = 0;
  const char *octets = g_bytes_get_data (written, &size);
  gsize line = 0;

  g_assert (size >= 2 && octets[size - 2] == '\r' && octets[size - 1] == '\n');
  for (gsize i = 0; i < size; i++)
    {
      g_assert (octets[i] != '\0');
      g_assert ((octets[i] == '\n') == (i > 0 && octets[i - 1] == '\r'));
      line = octets[i] == '\n' ? 0 : line + 1;
      g_assert (line <= 998 + 1); /* the CR */
    }
}

/* The case of a domain may change, and so may the form of one that is not ASCII. */
static void
check_same_mailbox (PhMailbox *typed, PhMailbox *read)
{
  g_assert ((typed == NULL) == (read == NULL));
  if (typed == NULL)
    return;
  g_assert_cmpstr (ph_mailbox_get_name (typed), ==, ph_mailbox_get_name (read));
  g_assert (ph_mailbox_same_address (typed, read));
}

static void
check_same_recipients (PhMessage *message, PhMessage *loaded, PhMessageField field)
{
  GListModel *typed = ph_message_get_recipients (message, field);
  GListModel *read = ph_message_get_recipients (loaded, field);

  g_assert_cmpuint (g_list_model_get_n_items (typed), ==, g_list_model_get_n_items (read));
  for (guint i = 0; i < g_list_model_get_n_items (typed); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (typed, i);
      g_autoptr (PhMailbox) again = g_list_model_get_item (read, i);

      check_same_mailbox (mailbox, again);
    }
}

static void
check_same_attachments (PhMessage *message, PhMessage *loaded)
{
  GListModel *typed = ph_message_get_attachments (message);
  GListModel *read = ph_message_get_attachments (loaded);

  g_assert (g_list_model_get_n_items (typed) == g_list_model_get_n_items (read));
  for (guint i = 0; i < g_list_model_get_n_items (typed); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (typed, i);
      g_autoptr (PhAttachment) again = g_list_model_get_item (read, i);

      g_assert_cmpstr (ph_attachment_get_name (attachment), ==, ph_attachment_get_name (again));
      g_assert_cmpuint (ph_attachment_get_size (attachment), ==, ph_attachment_get_size (again));
      unlink (g_file_peek_path (ph_attachment_get_file (again)));
    }
}

/* What ph_message_load() says of them: no spaces at the ends of a subject, and a text that ends in one line end without it. */
static void
check_same_texts (PhMessage *message, PhMessage *loaded)
{
  g_autofree char *subject = g_strstrip (g_strdup (ph_message_get_subject (message)));
  g_autoptr (GString) text = g_string_new (ph_message_get_text (message));

  g_assert_cmpstr (ph_message_get_reply_to_text (message), ==, ph_message_get_reply_to_text (loaded));
  g_string_replace (text, "\r\n", "\n", 0);
  g_string_replace (text, "\r", "\n", 0);
  if (text->len > 1 && g_str_has_suffix (text->str, "\n") && !g_str_has_suffix (text->str, "\n\n"))
    g_string_truncate (text, text->len - 1);
  g_assert_cmpstr (subject, ==, ph_message_get_subject (loaded));
  g_assert_cmpstr (text->str, ==, ph_message_get_text (loaded));
}

static void
check_loads (PhMessage *message, GBytes *written, const char *home)
{
  g_autoptr (GFile) folder = g_file_new_for_path (home);
  g_autoptr (GFile) file = g_file_get_child (folder, "message.eml");
  PhMessageLoss losses = PH_MESSAGE_LOSS_NONE;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMessage) loaded = NULL;
  g_autoptr (GBytes) again = NULL;

  g_assert (g_file_set_contents (g_file_peek_path (file),
                                 g_bytes_get_data (written, NULL),
                                 (gssize) g_bytes_get_size (written),
                                 NULL));
  loaded = ph_message_load (file, folder, PH_MESSAGE_LOAD_KEEP_ID, &losses, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (losses, ==, PH_MESSAGE_LOSS_NONE);
  check_same_recipients (message, loaded, PH_MESSAGE_FIELD_TO);
  check_same_recipients (message, loaded, PH_MESSAGE_FIELD_CC);
  check_same_mailbox (ph_message_get_from (message), ph_message_get_from (loaded));
  check_same_mailbox (ph_message_get_reply_to (message), ph_message_get_reply_to (loaded));
  check_same_texts (message, loaded);
  g_assert (ph_message_get_importance (message) == ph_message_get_importance (loaded));
  again = write_message (loaded);
  g_assert (g_bytes_equal (again, written));
  check_same_attachments (message, loaded);
  unlink (g_file_peek_path (file));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  Input input = { data, size };
  g_autoptr (PhMessage) message = make_message (&input);
  g_autoptr (GBytes) written = write_message (message);
  g_autofree char *home = g_dir_make_tmp ("fuzz-message-XXXXXX", NULL);

  check_lines (written);
  check_loads (message, written, home);
  g_assert (rmdir (home) == 0);
  return 0;
}
