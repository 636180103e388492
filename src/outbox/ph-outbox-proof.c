/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64 carries the message through anything unchanged, which a message/rfc822 part does not promise: its line ends and its
 * encoding are anybody's to change on the way. */
#include "config.h"

#include "ph-outbox-proof.h"

#include <string.h>

#include "ph-message.h"

#define BLOCK ((gsize) 64 * 1024)

/* ---- words ------------------------------------------------------------------------------------------------------- */

static const char *const fields[] = { "To", "Cc", "Bcc" };

static const char *
describe_state (guint state)
{
  static const char *const texts[PH_STORE_N_STATES] = {
    [PH_STORE_STATE_DRAFT] = "not sent",
    [PH_STORE_STATE_QUEUED] = "not taken yet, to be tried again",
    [PH_STORE_STATE_SENDING] = "on its way",
    [PH_STORE_STATE_COMMITTING] = "on its way",
    [PH_STORE_STATE_SENT] = "taken by the server",
    [PH_STORE_STATE_FAILED] = "refused",
    [PH_STORE_STATE_UNKNOWN] = "not known: the connection broke when the server may have taken it",
  };

  return state < PH_STORE_N_STATES ? texts[state] : "not known";
}

static const char *
describe_fate (PhStoreFate fate)
{
  switch (fate)
    {
    case PH_STORE_FATE_SENT:
      return "taken by the server";
    case PH_STORE_FATE_REFUSED:
      return "refused";
    case PH_STORE_FATE_UNKNOWN:
      return "not known";
    case PH_STORE_FATE_COMMITTING:
      return "on its way";
    case PH_STORE_FATE_PENDING:
    default:
      return "not taken yet";
    }
}

/* ISO 8601 with the zone, so that it can be compared with another machine's log. */
static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) exact = g_date_time_add (utc, time_us % G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (exact);

  return g_date_time_format (local, "%Y-%m-%dT%H:%M:%S%:z");
}

static void
add_line (GString *text, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s: %s\n", name, value);
}

static void
add_time (GString *text, const char *name, gint64 time_us)
{
  g_autofree char *time = format_time (time_us);

  add_line (text, name, time);
}

/* "250 2.0.0 Ok: queued as 4bX9": the words may be of several lines. */
static void
add_reply (GString *text, const char *name, int code, const char *status, const char *words)
{
  g_autoptr (GString) reply = g_string_new (NULL);

  if (code != 0)
    g_string_append_printf (reply, "%d", code);
  if (status != NULL)
    g_string_append_printf (reply, " %s", status);
  if (words != NULL)
    g_string_append_printf (reply, " %s", words);
  g_strdelimit (reply->str, "\r\n", ' ');
  add_line (text, name, g_strchug (reply->str));
}

static void
add_recipients (GString *text, PhStoreMessage *message)
{
  GPtrArray *recipients = ph_store_message_get_recipients (message);

  g_string_append (text, "\nRECIPIENTS\n");
  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      g_string_append_printf (text,
                              "%s %s: %s\n",
                              fields[MIN (recipient->field, G_N_ELEMENTS (fields) - 1)],
                              recipient->address,
                              describe_fate (recipient->fate));
      add_reply (text, "  Reply", recipient->reply_code, recipient->enhanced_status, recipient->words);
    }
}

/* "connect=12000 tls=3000" as "connect 12.0 ms, tls 3.0 ms" */
static void
add_timings (GString *text, const char *timings)
{
  g_auto (GStrv) stages = g_strsplit (timings != NULL ? timings : "", " ", -1);
  g_autoptr (GString) line = g_string_new (NULL);

  for (char **stage = stages; *stage != NULL; stage++)
    {
      char *value = strchr (*stage, '=');
      char number[G_ASCII_DTOSTR_BUF_SIZE] = "";

      if (value == NULL)
        continue;
      *value++ = '\0';
      g_ascii_formatd (number, sizeof number, "%.1f", (double) g_ascii_strtoll (value, NULL, 10) / 1000.0);
      g_string_append_printf (line, "%s%s %s ms", line->len > 0 ? ", " : "", *stage, number);
    }
  add_line (text, "Timings", line->str);
}

static void
add_attempt (GString *text, const PhStoreAttempt *attempt, guint number, guint n_attempts)
{
  g_autofree char *server = g_strdup_printf ("%s, port %u", attempt->host, attempt->port);

  g_string_append_printf (text, "\nATTEMPT %u OF %u\n", number, n_attempts);
  add_time (text, "Began", attempt->started);
  add_time (text, "Ended", attempt->ended);
  add_line (text, "Server", server);
  add_line (text, "Encryption", attempt->tls != NULL ? attempt->tls : "none");
  add_line (text, "Outcome", describe_state (attempt->state));
  add_line (text, "Error", attempt->error);
  add_reply (text, "Final reply", attempt->reply_code, attempt->enhanced_status, attempt->words);
  add_line (text, "Queue id", attempt->queue_id);
  add_timings (text, attempt->timings);
  if (attempt->transcript != NULL)
    g_string_append_printf (text,
                            "Conversation (the time, → to the server, ← from the server, • a note):\n%s",
                            attempt->transcript);
}

static char *
write_report (PhStoreMessage *message, GPtrArray *attempts, gint64 now, const char *checksum)
{
  GString *text = g_string_new ("PROOF OF POSTING\n");
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT " octets", ph_store_message_get_size (message));

  add_time (text, "Made", now);
  add_line (text, "Made by", "Posthaste " PH_VERSION);
  g_string_append (text, "\nMESSAGE\n");
  add_line (text, "Message-ID", ph_store_message_get_message_id (message));
  add_line (text, "Subject", ph_store_message_get_subject (message));
  add_line (text, "Sender", ph_store_message_get_sender (message));
  add_line (text, "Size", size);
  add_line (text, "SHA-256", checksum);
  add_line (text, "Outcome", describe_state (ph_store_message_get_state (message)));
  g_string_append (text, "The message is attached, octet for octet, as message.eml.\n");
  add_recipients (text, message);
  for (guint i = 0; i < attempts->len; i++)
    add_attempt (text, g_ptr_array_index (attempts, i), i + 1, attempts->len);
  return g_string_free (text, FALSE);
}

/* ---- octets ------------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable) */
static char *
compute_checksum (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) input = g_file_read (file, cancellable, error);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *block = g_malloc (BLOCK);
  gssize n = input != NULL ? 1 : -1;

  while (n > 0)
    {
      n = g_input_stream_read (G_INPUT_STREAM (input), block, BLOCK, cancellable, error);
      if (n > 0)
        g_checksum_update (checksum, block, n);
    }
  return n == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

static void
set_sender (PhMessage *proof, PhStoreMessage *message)
{
  g_autoptr (PhMailbox) sender = ph_mailbox_new (NULL, ph_store_message_get_sender (message), NULL);

  /* A draft may have none. */
  if (sender != NULL)
    ph_message_set_from (proof, sender);
}

gboolean
ph_outbox_proof_write (PhStoreMessage *message,
                       GPtrArray *attempts,
                       gint64 now,
                       GOutputStream *output,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autofree char *checksum = NULL;
  g_autofree char *report = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  g_autoptr (PhMessage) proof = ph_message_new ();
  g_autoptr (PhAttachment) attachment = NULL;

  g_return_val_if_fail (PH_IS_STORE_MESSAGE (message), FALSE);
  g_return_val_if_fail (attempts != NULL, FALSE);

  checksum = compute_checksum (ph_store_message_get_file (message), cancellable, error);
  if (checksum == NULL)
    return FALSE;
  report = write_report (message, attempts, now, checksum);
  subject = g_strconcat ("Proof of posting: ", ph_store_message_get_subject (message), NULL);
  attachment = ph_attachment_new_for_file (ph_store_message_get_file (message),
                                           "message.eml",
                                           "application/octet-stream",
                                           ph_store_message_get_size (message));
  set_sender (proof, message);
  ph_message_set_subject (proof, subject);
  ph_message_set_text (proof, report);
  ph_message_add_attachment (proof, attachment);
  return ph_message_write (proof, date, output, cancellable, error);
}
