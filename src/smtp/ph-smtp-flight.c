/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which reply belongs to which command is only their order, so a reply that comes before its command has left is a lie. */
#include "config.h"

#include "ph-smtp-flight.h"

#include <string.h>

typedef struct
{
  char *command; /* (owned) */
  guint timeout;
} PhSmtpFlightCommand;

struct _PhSmtpFlight
{
  GArray *commands; /* (owned) (element-type PhSmtpFlightCommand) */
  gsize n_octets; /* of the commands that are answered, and of the one that is next */
};

static void
command_clear (gpointer command)
{
  g_free (((PhSmtpFlightCommand *) command)->command);
}

PhSmtpFlight *
ph_smtp_flight_new (void)
{
  PhSmtpFlight *self = g_new0 (PhSmtpFlight, 1);

  self->commands = g_array_new (FALSE, FALSE, sizeof (PhSmtpFlightCommand));
  g_array_set_clear_func (self->commands, command_clear);
  return self;
}

void
ph_smtp_flight_free (PhSmtpFlight *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->commands);
  g_free (self);
}

void
ph_smtp_flight_add (PhSmtpFlight *self, char *command, guint timeout)
{
  PhSmtpFlightCommand added = { command, timeout };

  g_return_if_fail (self != NULL && command != NULL);
  g_array_append_val (self->commands, added);
}

guint
ph_smtp_flight_get_length (PhSmtpFlight *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->commands->len;
}

static const PhSmtpFlightCommand *
ph_smtp_flight_peek (PhSmtpFlight *self, guint index)
{
  return &g_array_index (self->commands, PhSmtpFlightCommand, index);
}

static gsize
ph_smtp_flight_queue (PhSmtpFlight *self, PhSmtpStream *stream)
{
  for (guint i = 0; i < self->commands->len; i++)
    ph_smtp_stream_queue_command (stream, ph_smtp_flight_peek (self, i)->command, NULL);
  return ph_smtp_stream_get_n_queued (stream);
}

/* The reply to the command that is next, read as soon as the server says something or all is written. */
static PhSmtpReply *
ph_smtp_flight_hear (PhSmtpFlight *self,
                     const PhSmtpFlightCommand *command,
                     gsize n_all,
                     PhSmtpStream *stream,
                     GCancellable *cancellable,
                     GError **error)
{
  self->n_octets += strlen (command->command);
  if (ph_smtp_stream_flush (stream, command->timeout, cancellable, error) == PH_SMTP_FLOW_BROKEN)
    return NULL;
  /* What is interrupted in this very command is not answered yet. */
  if (n_all - ph_smtp_stream_get_n_queued (stream) < self->n_octets)
    {
      ph_smtp_stream_check_quiet (stream, error);
      return NULL;
    }
  return ph_smtp_stream_read_reply (stream, command->timeout, cancellable, error);
}

gboolean
ph_smtp_flight_run (PhSmtpFlight *self,
                    PhSmtpStream *stream,
                    PhSmtpFlightFunc heard,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  gsize n_all = 0;

  g_return_val_if_fail (self != NULL && heard != NULL, FALSE);

  n_all = ph_smtp_flight_queue (self, stream);
  self->n_octets = 0;
  for (guint i = 0; i < self->commands->len; i++)
    {
      g_autoptr (PhSmtpReply) reply
          = ph_smtp_flight_hear (self, ph_smtp_flight_peek (self, i), n_all, stream, cancellable, error);

      if (reply == NULL || !heard (i, reply, user_data, error))
        return FALSE;
    }
  return TRUE;
}
