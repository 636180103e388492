/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message that fails holds up none behind it, a server that fails again and again does: it is not asked for ever. */
#include "config.h"

#include "ph-send-batch.h"

#include "ph-send-print.h"

#include <glib/gi18n.h>

/* One message may be what breaks a connection; three in a row are not to blame. */
#define BROKEN_MAX 3

typedef struct
{
  const PhSendOptions *options;
  PhMailbox *default_from; /* (unowned) (nullable) */
  PhSendConnection *connection; /* (unowned) */
  guint n_broken; /* connections, since the last message that one took */
  guint broken_number; /* the last one of them */
  GError *given_up; /* (owned) (nullable): why nothing is tried any more */
  GQueue again; /* (element-type filename): messages that a connection broke in front of */
  PhSendExit exit; /* of the first message that failed */
} Batch;

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static gboolean
is_message (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return *name != '.' && g_str_has_suffix (name, ".eml") && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

GPtrArray *
ph_send_batch_list (const char *folder, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &local_error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  if (dir == NULL)
    {
      g_set_error_literal (error, PH_SEND_ERROR, PH_SEND_EXIT_NO_INPUT, local_error->message);
      return NULL;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (is_message (folder, name))
      g_ptr_array_add (names, g_strdup (name));
  if (names->len == 0)
    {
      g_set_error (error, PH_SEND_ERROR, PH_SEND_EXIT_NO_INPUT, _ ("There is no file *.eml in %s"), folder);
      return NULL;
    }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static gboolean
is_broken_connection (const GError *error)
{
  return error->domain == PH_SMTP_ERROR
         && (error->code == PH_SMTP_ERROR_CONNECTION_LOST || error->code == PH_SMTP_ERROR_TIMED_OUT
             || error->code == PH_SMTP_ERROR_SERVICE_UNAVAILABLE || error->code == PH_SMTP_ERROR_PROTOCOL
             || error->code == PH_SMTP_ERROR_OUTCOME_UNKNOWN);
}

/* After a message: whether the next one has a chance. What was under way together broke together. */
static void
look_ahead (Batch *self, const GError *error)
{
  guint number = ph_send_connection_get_number (self->connection);

  if (error == NULL || !is_broken_connection (error))
    self->n_broken = 0;
  else if (number != self->broken_number)
    self->n_broken++;
  self->broken_number = number;
  if (error != NULL && self->given_up == NULL
      && (ph_smtp_error_get_stage (error) < PH_SMTP_STAGE_ENVELOPE || self->n_broken >= BROKEN_MAX))
    self->given_up = g_error_copy (error);
}

static void
tell (Batch *self, const PhSendResult *result)
{
  PhSendExit exit = ph_send_print_result (self->options, result);

  if (self->exit == PH_SEND_EXIT_OK)
    self->exit = exit;
}

static void
queued_done_cb (gpointer data, const PhSendResult *result, gboolean may_try_again, gpointer user_data)
{
  Batch *self = user_data;
  PhSendResult of_file = *result;

  if (may_try_again)
    {
      g_queue_push_tail (&self->again, data);
      return;
    }
  of_file.file = data;
  look_ahead (self, result->error);
  tell (self, &of_file);
}

static PhSendSource *
open_file (Batch *self, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (self->options->batch_folder, name, NULL);

  return ph_send_source_new_for_file (self->options, self->default_from, path, error);
}

/* @name: lives as long as the batch does */
static void
send_file (Batch *self, const char *name, gboolean may_ride_along)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhSendSource) source = self->given_up == NULL ? open_file (self, name, &error) : NULL;
  PhSendResult result = { .file = name };

  if (source != NULL && may_ride_along && ph_send_connection_queue (self->connection, source, (char *) name))
    return;
  /* So that results come in the order of the names. */
  ph_send_connection_settle (self->connection);
  if (source != NULL && self->given_up == NULL)
    {
      ph_send_connection_send (self->connection, source, &result, &error);
      look_ahead (self, error);
    }
  else if (error == NULL)
    error = g_error_copy (self->given_up);
  result.error = error;
  tell (self, &result);
}

PhSendExit
ph_send_batch_run (const PhSendOptions *options,
                   PhMailbox *default_from,
                   GPtrArray *names,
                   PhSendConnection *connection)
{
  Batch self = { .options = options, .default_from = default_from, .connection = connection };

  g_queue_init (&self.again);
  ph_send_connection_set_done (connection, queued_done_cb, &self);
  for (guint i = 0; i < names->len; i++)
    send_file (&self, g_ptr_array_index (names, i), names->len > 2);
  ph_send_connection_settle (connection);
  while (!g_queue_is_empty (&self.again))
    send_file (&self, g_queue_pop_head (&self.again), FALSE);
  g_clear_error (&self.given_up);
  return self.exit;
}
