/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done is PhOutbox's; here it is watched and told. */
#include "config.h"

#include "ph-send-flush.h"

#include "ph-outbox.h"
#include "ph-send-print.h"
#include "ph-send-queue.h"
#include "ph-send-target.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* On a delivery. */
#define TIMINGS "ph-send-timings"

typedef struct
{
  const PhSendOptions *options;
  GOutputStream *trace; /* (unowned) (nullable) */
  PhAccounts *accounts; /* (owned) */
  gboolean is_over;
  PhSendExit exit; /* of the first message that failed */
} PhSendFlush;

static void
tell (PhSendFlush *self, const PhSendResult *result)
{
  PhSendExit exit = ph_send_print_result (self->options, result);

  if (self->exit == PH_SEND_EXIT_OK)
    self->exit = exit;
}

static void
write_conversation (PhSendFlush *self, PhSmtpTranscript *transcript)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!self->options->is_verbose && self->trace == NULL)
    return;
  text = ph_smtp_transcript_to_text (transcript);
  if (self->options->is_verbose)
    fputs (text, stderr);
  if (self->trace != NULL && !g_output_stream_write_all (self->trace, text, strlen (text), NULL, NULL, &error))
    ph_send_print_say (error->message);
}

static void
stage_cb (PhDelivery *delivery, GParamSpec *pspec, PhSendTimings *timings)
{
  ph_send_timings_enter (timings, ph_delivery_get_stage (delivery), g_get_monotonic_time ());
}

static void
started_cb (PhSendFlush *self, PhDelivery *delivery)
{
  PhSendTimings *timings = g_new0 (PhSendTimings, 1);

  g_object_set_data_full (G_OBJECT (delivery), TIMINGS, timings, g_free);
  g_signal_connect (delivery, "notify::stage", G_CALLBACK (stage_cb), timings);
}

static void
finished_cb (PhSendFlush *self, PhDelivery *delivery)
{
  PhSendTimings *timings = g_object_get_data (G_OBJECT (delivery), TIMINGS);
  const char *tls = ph_delivery_get_tls (delivery);
  g_auto (GStrv) parts = tls != NULL ? g_strsplit (tls + strlen ("TLS "), ", ", 2) : NULL;
  PhSendResult result = { .id = ph_delivery_get_id (delivery),
                          .envelope = ph_delivery_get_envelope (delivery),
                          .error = ph_delivery_get_error (delivery) };

  /* Another program was quicker: it is that one's to tell. */
  if (ph_delivery_get_state (delivery) == PH_DELIVERY_CANCELLED)
    return;
  ph_send_timings_enter (timings, PH_SMTP_STAGE_DONE, g_get_monotonic_time ());
  result.timings = *timings;
  if (parts != NULL)
    {
      result.tls_version = parts[0];
      result.tls_cipher = parts[1];
    }
  write_conversation (self, ph_delivery_get_transcript (delivery));
  tell (self, &result);
}

static GError *
new_reason (PhSendFlush *self, PhOutbox *outbox, PhStoreMessage *message)
{
  PhAccount *account = ph_accounts_find (self->accounts, ph_store_message_get_account (message));

  if (account == NULL)
    return g_error_new_literal (PH_SEND_ERROR, PH_SEND_EXIT_CONFIGURATION, _ ("The message’s account is gone"));
  if (ph_outbox_get_trouble (outbox, account) != NULL)
    return g_error_copy (ph_outbox_get_trouble (outbox, account));
  return g_error_new_literal (PH_SEND_ERROR, PH_SEND_EXIT_UNAVAILABLE, _ ("There is no network"));
}

static void
idle_cb (PhSendFlush *self, PhOutbox *outbox)
{
  GPtrArray *left = ph_outbox_get_left (outbox);

  /* The next one is the last, as they are in PhOutbox. */
  for (guint i = left->len; i > 0; i--)
    {
      PhStoreMessage *message = g_ptr_array_index (left, i - 1);
      g_autoptr (GError) error = new_reason (self, outbox, message);
      const PhSendResult result = { .id = ph_store_message_get_id (message), .error = error };

      tell (self, &result);
    }
  self->is_over = TRUE;
}

static void
look_failed_cb (PhSendFlush *self, const GError *error)
{
  const PhSendResult result = { .error = error };

  tell (self, &result);
  self->is_over = TRUE;
}

/* What is said to the server in farewell, and what was asked of the system, ends before the program does. */
static void
run (PhSendFlush *self, PhOutboxDisk *disk, PhSecrets *secrets)
{
  g_autoptr (PhOutbox) outbox = ph_outbox_new (disk, self->accounts, secrets);

  g_signal_connect_swapped (outbox, "delivery-started", G_CALLBACK (started_cb), self);
  g_signal_connect_swapped (outbox, "delivery-finished", G_CALLBACK (finished_cb), self);
  g_signal_connect_swapped (outbox, "idle", G_CALLBACK (idle_cb), self);
  g_signal_connect_swapped (outbox, "look-failed", G_CALLBACK (look_failed_cb), self);
  ph_outbox_start (outbox);
  while (!self->is_over)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (outbox, self);
}

PhSendExit
ph_send_flush_run (const PhSendOptions *options, GOutputStream *trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) folder = ph_send_queue_new_folder ();
  g_autoptr (PhOutboxDisk) disk = ph_outbox_disk_new (folder);
  g_autoptr (PhSecrets) secrets = ph_secrets_new ();
  g_autoptr (PhAccounts) accounts = NULL;
  PhSendFlush self = { .options = options, .trace = trace };

  if (!ph_send_target_has_accounts (&error))
    {
      const PhSendResult result = { .error = error };

      return ph_send_print_result (options, &result);
    }
  accounts = ph_accounts_new ();
  self.accounts = accounts;
  run (&self, disk, secrets);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ph_outbox_disk_finish (disk);
  return self.exit;
}
