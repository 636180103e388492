/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of commands and their replies. What a line means is ph-practice-command's, what follows DATA is
 * ph-practice-data's, and the disk is ph-practice-delivery's. Recipients are counted, not kept: all are accepted but those
 * whose names ask for a failure. */
#include "config.h"

#include "ph-practice-session.h"

#include "ph-practice-command.h"
#include "ph-practice-data.h"
#include "ph-practice-delivery.h"
#include "ph-practice-input.h"

#include <string.h>

/* A client that gets so many commands wrong is no mail program. */
#define MISTAKES_MAX 20
/* Replies to pipelined commands travel together (RFC 2920 section 3.2), but not without end. */
#define REPLIES_MAX ((gsize) 16 * 1024)

typedef struct
{
  const PhPracticeSettings *settings;
  GCancellable *cancellable; /* (nullable) */
  GOutputStream *output;
  PhPracticeInput *input; /* (owned) */
  GString *replies; /* (owned): not sent yet */
  gboolean is_over;
  guint n_mistakes;

  char *client; /* (owned) (nullable): the name in EHLO or HELO */
  gboolean is_extended; /* it was EHLO */

  char *sender; /* (owned) (nullable): NULL outside of a transaction */
  gboolean is_smtputf8;
  guint n_recipients;
} Session;

typedef void (*Handler) (Session *self, const PhPracticeCommand *command);

static void
reply (Session *self, const char *line)
{
  g_string_append (self->replies, line);
  g_string_append (self->replies, "\r\n");
}

static void
refuse (Session *self, const char *line)
{
  self->n_mistakes++;
  reply (self, line);
}

/* The last words of the server's: nothing more is read. */
static void
end (Session *self, const char *line)
{
  reply (self, line);
  self->is_over = TRUE;
}

static void
send_replies (Session *self)
{
  if (!g_output_stream_write_all (self->output, self->replies->str, self->replies->len, NULL, self->cancellable, NULL))
    self->is_over = TRUE; /* the client is gone, and there is nobody else to tell */
  g_string_truncate (self->replies, 0);
}

static gboolean
wait_for_input (Session *self)
{
  g_autoptr (GError) error = NULL;

  send_replies (self);
  if (self->is_over || ph_practice_input_fill (self->input, self->cancellable, &error))
    return !self->is_over;
  self->is_over = TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    reply (self, "421 4.4.2 Idle for too long");
  return FALSE;
}

static void
forget_transaction (Session *self)
{
  g_clear_pointer (&self->sender, g_free);
  self->is_smtputf8 = FALSE;
  self->n_recipients = 0;
}

static void
greet (Session *self, const PhPracticeCommand *command, gboolean is_extended)
{
  forget_transaction (self);
  g_free (self->client);
  self->client = g_strdup (command->argument);
  self->is_extended = is_extended;
}

static void
handle_ehlo (Session *self, const PhPracticeCommand *command)
{
  greet (self, command, TRUE);
  reply (self, "250-localhost");
  reply (self, "250-PIPELINING");
  g_string_append_printf (self->replies, "250-SIZE %" G_GUINT64_FORMAT "\r\n", self->settings->size_max);
  reply (self, "250-8BITMIME");
  reply (self, "250-SMTPUTF8");
  reply (self, "250 ENHANCEDSTATUSCODES");
}

static void
handle_helo (Session *self, const PhPracticeCommand *command)
{
  greet (self, command, FALSE);
  reply (self, "250 localhost");
}

static gboolean
needs_smtputf8 (const Session *self, const PhPracticeCommand *command)
{
  return !self->is_smtputf8 && !g_str_is_ascii (command->argument);
}

static void
handle_mail (Session *self, const PhPracticeCommand *command)
{
  if (self->client == NULL)
    refuse (self, "503 5.5.1 EHLO comes first");
  else if (self->sender != NULL)
    refuse (self, "503 5.5.1 There is a sender already");
  else if (command->size > self->settings->size_max)
    refuse (self, "552 5.3.4 The message is too large");
  else if (!command->is_smtputf8 && needs_smtputf8 (self, command))
    refuse (self, "553 5.6.7 This address needs SMTPUTF8");
  else
    {
      self->sender = g_strdup (command->argument);
      self->is_smtputf8 = command->is_smtputf8;
      reply (self, "250 2.1.0 Sender accepted");
    }
}

static gboolean
asks_for (const PhPracticeCommand *command, const char *failure)
{
  return g_ascii_strncasecmp (command->argument, failure, strlen (failure)) == 0;
}

/* What was said before is not held up. */
static void
be_slow (Session *self)
{
  GPollFD fd = { 0 };
  gboolean can_be_cut_off = g_cancellable_make_pollfd (self->cancellable, &fd);

  send_replies (self);
  if (!self->is_over && g_poll (&fd, can_be_cut_off ? 1 : 0, (int) self->settings->slow_ms) > 0)
    self->is_over = TRUE;
  if (can_be_cut_off)
    g_cancellable_release_fd (self->cancellable);
}

static void
handle_rcpt (Session *self, const PhPracticeCommand *command)
{
  if (self->sender == NULL)
    refuse (self, "503 5.5.1 MAIL comes first");
  else if (needs_smtputf8 (self, command))
    refuse (self, "553 5.6.7 This address needs SMTPUTF8");
  else if (asks_for (command, "refused"))
    reply (self, "550 5.1.1 This is practice: addresses that start with refused are refused");
  else if (asks_for (command, "offline"))
    self->is_over = TRUE;
  else
    {
      if (asks_for (command, "slow"))
        be_slow (self);
      self->n_recipients++;
      reply (self, "250 2.1.5 Recipient accepted");
    }
}

/* "Sun, 22 Nov 2026 21:04:05 +0000": always in English (RFC 5322 3.3), whatever the locale says. */
static char *
dup_date (void)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d +0000",
                          days[g_date_time_get_day_of_week (now) - 1],
                          g_date_time_get_day_of_month (now),
                          months[g_date_time_get_month (now) - 1],
                          g_date_time_get_year (now),
                          g_date_time_get_hour (now),
                          g_date_time_get_minute (now),
                          g_date_time_get_second (now));
}

static const char *
get_protocol (const Session *self)
{
  if (self->is_smtputf8)
    return "UTF8SMTP";
  return self->is_extended ? "ESMTP" : "SMTP";
}

/* The fields that a last server puts in front (RFC 5321 4.4). */
static gboolean
write_trace (Session *self, PhPracticeDelivery *delivery, GError **error)
{
  g_autofree char *date = dup_date ();
  g_autofree char *trace = g_strdup_printf ("Return-Path: <%s>\r\n"
                                            "Received: from %s by localhost with %s;\r\n"
                                            "\t%s\r\n",
                                            self->sender,
                                            self->client,
                                            get_protocol (self),
                                            date);

  return ph_practice_delivery_write (delivery, trace, strlen (trace), error);
}

static PhPracticeDelivery *
begin_delivery (Session *self, GError **error)
{
  g_autoptr (PhPracticeDelivery) delivery = ph_practice_delivery_new (self->settings->maildir, error);

  if (delivery == NULL || !write_trace (self, delivery, error))
    return NULL;
  return g_steal_pointer (&delivery);
}

static const char *
get_reply_for_disk (const GError *error)
{
  g_debug ("Message not delivered: %s", error->message);
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ? "452 4.3.1 The disk is full"
                                                                  : "451 4.3.0 The message cannot be written";
}

/* Reads on to the end of the message also when it cannot be kept: only then may anything be said. Returns the
 * reply that refuses it, or NULL; is_over when the client is gone before the end. */
static const char *
receive (Session *self, PhPracticeDelivery *delivery)
{
  PhPracticeData data = { 0 };
  guint64 size = 0;
  const char *refusal = NULL;

  while (data.state != PH_PRACTICE_DATA_END)
    {
      g_autoptr (GError) error = NULL;
      gsize length = 0;
      char *block = ph_practice_input_peek (self->input, &length);
      gsize n_decoded = 0;

      if (length == 0 && !wait_for_input (self))
        return NULL;
      ph_practice_input_skip (self->input, ph_practice_data_decode (&data, block, length, &n_decoded));
      size += n_decoded;
      if (refusal == NULL && size > self->settings->size_max)
        refusal = "552 5.3.4 The message is too large";
      if (refusal == NULL && !ph_practice_delivery_write (delivery, block, n_decoded, &error))
        refusal = get_reply_for_disk (error);
    }
  return data.has_bare_newline ? "554 5.6.0 The message has a CR or LF alone, not CRLF" : refusal;
}

static void
finish_delivery (Session *self, PhPracticeDelivery *delivery)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = ph_practice_delivery_commit (delivery, &error);

  if (file == NULL)
    {
      refuse (self, get_reply_for_disk (error));
      return;
    }
  self->settings->delivered (file, self->settings->delivered_data);
  reply (self, "250 2.0.0 Delivered");
}

static void
handle_data (Session *self, const PhPracticeCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhPracticeDelivery) delivery = NULL;
  const char *refusal = NULL;

  if (self->n_recipients == 0)
    {
      refuse (self, "503 5.5.1 RCPT comes first");
      return;
    }
  delivery = begin_delivery (self, &error);
  if (delivery == NULL)
    {
      refuse (self, get_reply_for_disk (error));
      return;
    }
  reply (self, "354 End with a dot on a line by itself");
  refusal = receive (self, delivery);
  if (refusal != NULL)
    refuse (self, refusal);
  else if (!self->is_over)
    finish_delivery (self, delivery);
  forget_transaction (self);
}

static void
handle_rset (Session *self, const PhPracticeCommand *command)
{
  forget_transaction (self);
  reply (self, "250 2.0.0 Forgotten");
}

static void
handle_noop (Session *self, const PhPracticeCommand *command)
{
  reply (self, "250 2.0.0 Still here");
}

static void
handle_vrfy (Session *self, const PhPracticeCommand *command)
{
  reply (self, "252 2.5.0 Not verified, but it would be accepted");
}

static void
handle_quit (Session *self, const PhPracticeCommand *command)
{
  end (self, "221 2.0.0 Goodbye");
}

static void
handle_foreign (Session *self, const PhPracticeCommand *command)
{
  end (self, "421 4.7.0 This is not a web server");
}

/* clang-format off */
static const Handler handlers[] = {
  [PH_PRACTICE_VERB_EHLO] = handle_ehlo,
  [PH_PRACTICE_VERB_HELO] = handle_helo,
  [PH_PRACTICE_VERB_MAIL] = handle_mail,
  [PH_PRACTICE_VERB_RCPT] = handle_rcpt,
  [PH_PRACTICE_VERB_DATA] = handle_data,
  [PH_PRACTICE_VERB_RSET] = handle_rset,
  [PH_PRACTICE_VERB_NOOP] = handle_noop,
  [PH_PRACTICE_VERB_VRFY] = handle_vrfy,
  [PH_PRACTICE_VERB_QUIT] = handle_quit,
  [PH_PRACTICE_VERB_FOREIGN] = handle_foreign,
};
/* clang-format on */

static void
handle_line (Session *self, const char *line, gsize length)
{
  g_auto (PhPracticeCommand) command = { 0 };
  const char *refusal = ph_practice_command_parse (&command, line, length);

  if (refusal != NULL)
    refuse (self, refusal);
  else
    handlers[command.verb](self, &command);
}

static void
converse (Session *self)
{
  reply (self, "220 localhost ESMTP Posthaste practice server");
  while (!self->is_over)
    {
      const char *line = NULL;
      gboolean is_too_long = FALSE;
      gsize length = ph_practice_input_take_line (self->input, &line, &is_too_long);

      if (length == 0 && !wait_for_input (self))
        return;
      if (length == 0)
        continue;
      if (is_too_long)
        refuse (self, "500 5.5.2 The line is too long");
      else
        handle_line (self, line, length);
      if (self->n_mistakes > MISTAKES_MAX)
        end (self, "421 4.7.0 Too many mistakes");
      if (self->replies->len > REPLIES_MAX)
        send_replies (self);
    }
}

void
ph_practice_session_run (GIOStream *stream, const PhPracticeSettings *settings, GCancellable *cancellable)
{
  Session self = { .settings = settings, .cancellable = cancellable };

  g_return_if_fail (G_IS_IO_STREAM (stream));
  g_return_if_fail (G_IS_FILE (settings->maildir));

  self.output = g_io_stream_get_output_stream (stream);
  self.input = ph_practice_input_new (g_io_stream_get_input_stream (stream), PH_PRACTICE_COMMAND_MAX);
  self.replies = g_string_new (NULL);
  converse (&self);
  send_replies (&self);
  forget_transaction (&self);
  g_free (self.client);
  g_string_free (self.replies, TRUE);
  ph_practice_input_free (self.input);
  /* A connection that the client has broken already cannot be closed better than that. */
  g_io_stream_close (stream, NULL, NULL);
}
