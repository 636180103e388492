/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What test-protection.py has signed, encrypted and opened.
 *
 * write|seal|draft WISHES FROM TO BCC TEXT [FILE…]: the message on standard output
 * load new|same MESSAGE FOLDER: its wishes, losses, text and the names of its attachments, in a line each
 * show as-it-is|opened MESSAGE: its text and the names of its attachments, in a line each
 * find sign|encrypt ADDRESS…: the state of each key, in a line each
 *
 * An error is "DOMAIN CODE ADDRESS" on standard error, and the status 1. */
#include <gio/gunixoutputstream.h>
#include <stdlib.h>
#include <string.h>

#include "ph-mail-keys.h"
#include "ph-mail-protection-error.h"
#include "ph-mail-reader.h"
#include "ph-message-load.h"

static int
tell (const GError *error)
{
  g_printerr ("%s %d %s\n",
              g_quark_to_string (error->domain),
              error->code,
              ph_mail_protection_error_get_address (error));
  return EXIT_FAILURE;
}

static PhMessage *
new_message (char **values)
{
  PhMessage *message = ph_message_new ();
  g_autoptr (PhMailbox) from = ph_mailbox_parse (values[1], NULL);
  const PhMessageOptions options = (strstr (values[0], "sign") != NULL ? PH_MESSAGE_OPTION_SIGN : 0)
                                   | (strstr (values[0], "encrypt") != NULL ? PH_MESSAGE_OPTION_ENCRYPT : 0)
                                   | (strstr (values[0], "markdown") != NULL ? PH_MESSAGE_OPTION_MARKDOWN : 0);

  ph_message_set_from (message, from);
  ph_message_set_options (message, options);
  ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_TO, values[2]);
  ph_message_add_recipient_text (message, PH_MESSAGE_FIELD_BCC, values[3]);
  ph_message_set_subject (message, "Hello");
  ph_message_set_text (message, values[4]);
  for (char **name = values + 5; *name != NULL; name++)
    {
      g_autoptr (GFile) file = g_file_new_for_path (*name);
      g_autoptr (PhAttachment) attachment = ph_attachment_new_sync (file, NULL, NULL, NULL);

      ph_message_add_attachment (message, attachment);
    }
  return message;
}

static gboolean
write_message (const char *how, PhMessage *message, GError **error)
{
  g_autoptr (GOutputStream) output = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (PhMessage) copy = NULL;

  if (strcmp (how, "draft") == 0)
    return ph_message_write_draft (message, NULL, output, NULL, error);
  if (strcmp (how, "seal") == 0 && !ph_message_seal (message, NULL, NULL, error))
    return FALSE;
  copy = ph_message_copy (message);
  return ph_message_write (copy, NULL, output, NULL, error);
}

static gboolean
load_message (char **values, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (values[1]);
  g_autoptr (GFile) folder = g_file_new_for_path (values[2]);
  PhMessageLoss losses = PH_MESSAGE_LOSS_NONE;
  g_autoptr (PhMessage) message
      = ph_message_load (file,
                         folder,
                         strcmp (values[0], "same") == 0 ? PH_MESSAGE_LOAD_KEEP_ID : PH_MESSAGE_LOAD_AS_NEW,
                         &losses,
                         NULL,
                         error);
  PhMessageOptions options = PH_MESSAGE_OPTION_NONE;
  GListModel *files = NULL;

  if (message == NULL)
    return FALSE;
  options = ph_message_get_options (message);
  files = ph_message_get_attachments (message);
  g_print ("%s%s%s\n",
           (options & PH_MESSAGE_OPTION_SIGN) != 0 ? "sign" : "",
           (options & PH_MESSAGE_OPTION_ENCRYPT) != 0 ? "encrypt" : "",
           (options & PH_MESSAGE_OPTION_MARKDOWN) != 0 ? "markdown" : "");
  g_print ("%d\n%s\n", (int) losses, ph_message_get_text (message));
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (PhAttachment) attachment = g_list_model_get_item (files, i);

      g_print ("%s %u\n", ph_attachment_get_name (attachment), (guint) ph_attachment_get_size (attachment));
    }
  return TRUE;
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(PhMailReader **) data = ph_mail_reader_load_finish (result, NULL);
}

static gboolean
show_message (char **values, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (values[1]);
  g_autoptr (PhMailReader) reader = NULL;

  if (strcmp (values[0], "opened") != 0)
    reader = ph_mail_reader_load_sync (file, NULL, error);
  else
    ph_mail_reader_load_async (file, NULL, shown_cb, &reader);
  while (reader == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_print ("%s\n", ph_mail_reader_get_text (reader));
  for (guint i = 0; i < ph_mail_reader_get_n_parts (reader); i++)
    g_print ("%s\n", ph_mail_reader_get_part_name (reader, i));
  return TRUE;
}

static gboolean
find_keys (char **values, GError **error)
{
  g_autoptr (GPtrArray) keys
      = ph_mail_keys_find ((const char *const *) values + 1,
                           strcmp (values[0], "sign") == 0 ? PH_MAIL_KEY_USE_SIGN : PH_MAIL_KEY_USE_ENCRYPT,
                           error);

  if (keys == NULL)
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    g_print ("%d\n", (int) ((const PhMailKey *) keys->pdata[i])->state);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (PhMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_done = FALSE;

  g_assert (argc >= 4);
  if (strcmp (argv[1], "find") == 0)
    is_done = find_keys (argv + 2, &error);
  else if (strcmp (argv[1], "show") == 0)
    is_done = show_message (argv + 2, &error);
  else if (strcmp (argv[1], "load") == 0)
    is_done = load_message (argv + 2, &error);
  else
    {
      message = new_message (argv + 2);
      is_done = write_message (argv[1], message, &error);
    }
  return is_done ? EXIT_SUCCESS : tell (error);
}
