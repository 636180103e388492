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
  GError *given_up; /* (owned) (nullable): why nothing is tried any more */
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

/* After a message: whether the next one has a chance. */
static void
look_ahead (Batch *self, const GError *error)
{
  if (error == NULL || !is_broken_connection (error))
    self->n_broken = 0;
  else
    self->n_broken++;
  if (error != NULL && (ph_smtp_error_get_stage (error) < PH_SMTP_STAGE_ENVELOPE || self->n_broken >= BROKEN_MAX))
    self->given_up = g_error_copy (error);
}

static PhSendExit
send_file (Batch *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->options->batch_folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhSendSource) source = NULL;
  PhSendResult result = { .file = name, .error = self->given_up };

  if (self->given_up != NULL)
    return ph_send_print_result (self->options, &result);
  source = ph_send_source_new_for_file (self->options, self->default_from, path, &error);
  if (source != NULL)
    {
      ph_send_connection_send (self->connection, source, &result, &error);
      look_ahead (self, error);
    }
  result.error = error;
  return ph_send_print_result (self->options, &result);
}

PhSendExit
ph_send_batch_run (const PhSendOptions *options,
                   PhMailbox *default_from,
                   GPtrArray *names,
                   PhSendConnection *connection)
{
  Batch self = { .options = options, .default_from = default_from, .connection = connection };
  PhSendExit first = PH_SEND_EXIT_OK;

  for (guint i = 0; i < names->len; i++)
    {
      PhSendExit exit = send_file (&self, g_ptr_array_index (names, i));

      if (first == PH_SEND_EXIT_OK)
        first = exit;
    }
  g_clear_error (&self.given_up);
  return first;
}
