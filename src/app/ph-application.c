/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running program: owns what all windows share, opens them, and outlives them while a message is being sent. */
#include "config.h"

#include "ph-application-private.h"

#include "ph-background.h"
#include "ph-mailto.h"
#include "ph-main-loop-probe.h"
#include "ph-practice-server.h"
#include "ph-spell-check.h"

#include <glib/gi18n.h>

/* A message that took longer than this is told to be sent although its window is gone. */
#define LONG_SENDING_SECONDS 10

struct _PhApplication
{
  AdwApplication parent_instance;

  GSettings *settings; /* (owned) (nullable): from startup on, as all below */
  PhAccounts *accounts; /* (owned) (nullable) */
  PhSecrets *secrets; /* (owned) (nullable) */
  PhOutbox *outbox; /* (owned) (nullable) */
  guint inhibit_cookie; /* while octets move, 0 else */
  guint n_sent; /* from the outbox, and not told yet */
  gboolean is_waiting; /* holds itself, as the outbox has something to send later */
  gboolean is_in_background; /* that was asked for */
  gboolean is_quitting;
  PhPracticeServer *practice; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhApplication, ph_application, ADW_TYPE_APPLICATION)

static void ph_application_follow_outbox (PhApplication *self);

static GFile *
data_folder (const char *name)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "posthaste", name, NULL);
}

/* Its server need not run first to say what it takes. */
static PhAccount *
set_up_practice (PhAccount *account)
{
  ph_account_set_host (account, "127.0.0.1");
  ph_account_set_size_limit (account, PH_PRACTICE_SERVER_SIZE_MAX);
  return account;
}

/* A PhOutboxPrepareFunc: the practice account's server is ours to start. */
static gboolean
prepare_cb (PhAccount *account, gpointer data, GError **error)
{
  PhApplication *self = data;

  if (!ph_account_get_is_practice (account))
    return TRUE;
  if (!ph_practice_server_start (self->practice, error))
    return FALSE;
  ph_account_set_port (account, ph_practice_server_get_port (self->practice));
  return TRUE;
}

static gboolean
purge (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return ph_store_purge (store, error) && ph_store_purge_people (store, error);
}

static void
purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, &error))
    g_message ("cannot clear away what was removed: %s", error->message);
}

static gboolean
set_memory (PhStore *store, gpointer remembers, GCancellable *cancellable, GError **error)
{
  return ph_store_set_remembers (store, GPOINTER_TO_INT (remembers), error);
}

static void
memory_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, &error))
    g_message ("cannot set whether recipients are remembered: %s", error->message);
}

/* The store counts people by itself, also for the command, and has to know. */
static void
remember_changed_cb (PhApplication *self)
{
  ph_outbox_disk_run_async (ph_outbox_get_disk (self->outbox),
                            set_memory,
                            GINT_TO_POINTER (g_settings_get_boolean (self->settings, "remember-recipients")),
                            NULL,
                            NULL,
                            memory_set_cb,
                            NULL);
}

/* What waits is looked at when the first window is there. What was removed before this start nobody can bring back. */
static gboolean
start_outbox_cb (gpointer data)
{
  PhApplication *self = data;

  ph_outbox_start (self->outbox);
  ph_outbox_disk_run_async (ph_outbox_get_disk (self->outbox), purge, NULL, NULL, NULL, purged_cb, NULL);
  remember_changed_cb (self);
  return G_SOURCE_REMOVE;
}

static void
ph_application_set_up_outbox (PhApplication *self)
{
  g_autoptr (GFile) folder = g_file_new_build_filename (g_get_user_data_dir (), "posthaste", NULL);
  g_autoptr (PhOutboxDisk) disk = ph_outbox_disk_new (folder);

  self->outbox = ph_outbox_new (disk, self->accounts, self->secrets);
  ph_outbox_set_prepare_func (self->outbox, prepare_cb, self);
  ph_application_follow_outbox (self);
  g_signal_connect_object (self->settings,
                           "changed::remember-recipients",
                           G_CALLBACK (remember_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_idle_add_full (G_PRIORITY_LOW, start_outbox_cb, g_object_ref (self), g_object_unref);
}

static void
ph_application_startup (GApplication *application)
{
  PhApplication *self = PH_APPLICATION (application);
  g_autoptr (GFile) practice = data_folder ("practice");

  G_APPLICATION_CLASS (ph_application_parent_class)->startup (application);

  /* GLib 2.74 looks for its table of types by other paths once it was asked this, as a file chooser does. It then unmaps the
   * table that it has, and a thread that looks into it crashes. */
  g_content_type_get_mime_dirs ();
  gtk_window_set_default_icon_name (PH_APPLICATION_ID);
  self->settings = g_settings_new (PH_APPLICATION_ID);
  self->accounts = ph_accounts_new ();
  self->secrets = ph_secrets_new ();
  self->practice = ph_practice_server_new (practice);
  if (g_settings_get_boolean (self->settings, "practice-enabled"))
    set_up_practice (ph_accounts_enable_practice (self->accounts));
  ph_application_set_up_outbox (self);
  ph_application_add_actions (self);
  ph_main_loop_probe_listen ();
}

static void
ph_application_shutdown (GApplication *application)
{
  PhApplication *self = PH_APPLICATION (application);

  ph_practice_server_stop (self->practice);
  /* What ends from here on has no session any more to be told of. */
  g_signal_handlers_disconnect_by_data (self->outbox, self);
  G_APPLICATION_CLASS (ph_application_parent_class)->shutdown (application);
  ph_spell_check_stop ();
  /* The windows are gone now, and with what is still queued the last deliveries. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ph_outbox_disk_finish (ph_outbox_get_disk (self->outbox));
}

static PhWindow *
ph_application_find_untouched (PhApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (PH_IS_WINDOW (l->data) && ph_window_is_untouched (l->data))
      return l->data;
  return NULL;
}

/* Whoever starts it may have come for what was left. */
static void
ph_application_activate (GApplication *application)
{
  PhApplication *self = PH_APPLICATION (application);
  gboolean is_start = gtk_application_get_windows (GTK_APPLICATION (self)) == NULL;
  GtkWindow *window = NULL;

  ph_application_compose (self);
  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (is_start && PH_IS_WINDOW (window))
    ph_window_offer_drafts (PH_WINDOW (window));
}

/* A link can only prefill; what it wants to attach is asked about. */
static void
ph_application_open_link (PhApplication *self, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) invalid = NULL;
  g_auto (GStrv) attach = NULL;
  g_autoptr (PhMessage) message = ph_mailto_parse (uri, &invalid, &attach, &error);
  PhWindow *window = NULL;

  if (message == NULL)
    {
      g_message ("not a link that can be opened: %s", error->message);
      ph_application_compose (self);
      return;
    }
  window = ph_application_new_window (self);
  ph_window_compose_link (window, message, (const char *const *) invalid, (const char *const *) attach);
  gtk_window_present (GTK_WINDOW (window));
}

static void
ph_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      ph_application_open_link (PH_APPLICATION (application), uri);
    }
}

static void
ph_application_finalize (GObject *object)
{
  PhApplication *self = PH_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->accounts);
  g_clear_object (&self->secrets);
  g_clear_object (&self->outbox);
  g_clear_object (&self->practice);

  G_OBJECT_CLASS (ph_application_parent_class)->finalize (object);
}

static void
ph_application_class_init (PhApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ph_application_finalize;
  application_class->startup = ph_application_startup;
  application_class->shutdown = ph_application_shutdown;
  application_class->activate = ph_application_activate;
  application_class->open = ph_application_open;
}

static void
ph_application_init (PhApplication *self)
{
}

PhApplication *
ph_application_new (void)
{
  return g_object_new (PH_TYPE_APPLICATION,
                       "application-id",
                       PH_APPLICATION_ID,
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path",
                       "/io/github/posthaste/Posthaste",
                       NULL);
}

PhAccounts *
ph_application_get_accounts (PhApplication *self)
{
  g_return_val_if_fail (PH_IS_APPLICATION (self), NULL);
  return self->accounts;
}

PhSecrets *
ph_application_get_secrets (PhApplication *self)
{
  g_return_val_if_fail (PH_IS_APPLICATION (self), NULL);
  return self->secrets;
}

PhOutbox *
ph_application_get_outbox (PhApplication *self)
{
  g_return_val_if_fail (PH_IS_APPLICATION (self), NULL);
  return self->outbox;
}

GSettings *
ph_application_get_settings (PhApplication *self)
{
  g_return_val_if_fail (PH_IS_APPLICATION (self), NULL);
  return self->settings;
}

GFile *
ph_application_get_practice_folder (PhApplication *self)
{
  g_return_val_if_fail (PH_IS_APPLICATION (self), NULL);
  return ph_practice_server_get_maildir (self->practice);
}

PhAccount *
ph_application_enable_practice (PhApplication *self)
{
  g_return_val_if_fail (PH_IS_APPLICATION (self), NULL);
  return set_up_practice (ph_accounts_enable_practice (self->accounts));
}

PhWindow *
ph_application_new_window (PhApplication *self)
{
  return ph_window_new (self);
}

void
ph_application_compose (PhApplication *self)
{
  PhWindow *window = NULL;

  g_return_if_fail (PH_IS_APPLICATION (self));

  self->is_quitting = FALSE;

  window = ph_application_find_untouched (self);
  if (window == NULL)
    window = ph_application_new_window (self);
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- sendings whose window is gone ------------------------------------------------------------------------------ */

/* @window: (nullable): what a click brings to the front; else that is the list of messages */
static void
ph_application_notify (PhApplication *self, const char *title, const char *body, PhWindow *window)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  if (body != NULL)
    g_notification_set_body (notification, body);
  if (window != NULL)
    g_notification_set_default_action_and_target (notification,
                                                  "app.present-window",
                                                  "u",
                                                  gtk_application_window_get_id (GTK_APPLICATION_WINDOW (window)));
  else
    g_notification_set_default_action (notification, "app.messages");
  g_application_send_notification (G_APPLICATION (self), NULL, notification);
}

static void
ph_application_tell_failure (PhApplication *self, PhSending *sending)
{
  g_autoptr (PhErrorText) text = ph_sending_new_error_text (sending);
  PhWindow *window = ph_application_new_window (self);

  ph_window_show_failure (window, sending);
  gtk_window_present (GTK_WINDOW (window));
  ph_application_notify (self, _ ("Message not sent"), text->title, window);
}

/* Whoever closed the window, or was too late to be asked, has to hear of it. */
static void
ph_application_tell_sent_to_some (PhApplication *self, PhSending *sending)
{
  PhSmtpEnvelope *envelope = ph_delivery_get_envelope (ph_sending_get_delivery (sending));
  g_autoptr (PhErrorText) text = ph_sending_new_refusal_text (sending, envelope, NULL);

  ph_application_notify (self, _ ("Message not sent to all"), text->title, NULL);
}

static gboolean
is_sent_to_some (PhSending *sending)
{
  return ph_smtp_envelope_count (ph_delivery_get_envelope (ph_sending_get_delivery (sending)), PH_SMTP_OUTCOME_REFUSED)
         > 0;
}

static void
finished_cb (PhApplication *self, PhSending *sending)
{
  ph_main_loop_probe_end ("sending");
  if (ph_window_find_for (GTK_APPLICATION (self), sending) != NULL)
    return;

  switch (ph_sending_get_state (sending))
    {
    case PH_DELIVERY_FAILED:
    case PH_DELIVERY_UNKNOWN:
      ph_application_tell_failure (self, sending);
      break;
    case PH_DELIVERY_SENT:
      if (is_sent_to_some (sending))
        ph_application_tell_sent_to_some (self, sending);
      else if (ph_sending_get_seconds (sending) > LONG_SENDING_SECONDS)
        ph_application_notify (self,
                               _ ("Message sent"),
                               ph_message_get_subject (ph_sending_get_message (sending)),
                               NULL);
      break;
    case PH_DELIVERY_QUEUED:
    case PH_DELIVERY_WRITING:
    case PH_DELIVERY_SENDING:
    case PH_DELIVERY_COMMITTING:
    case PH_DELIVERY_WAITING:
    case PH_DELIVERY_CANCELLED:
    default:
      break;
    }
}

void
ph_application_follow (PhApplication *self, PhSending *sending)
{
  g_return_if_fail (PH_IS_APPLICATION (self));
  g_return_if_fail (PH_IS_SENDING (sending));

  ph_main_loop_probe_begin ("sending");
  g_signal_connect_object (sending, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
}

/* ---- what the outbox does by itself -------------------------------------------------------------------------------- */

static void
ph_application_inhibit (PhApplication *self)
{
  gboolean is_active = ph_outbox_get_n_active (self->outbox) > 0;

  if (is_active && self->inhibit_cookie == 0)
    self->inhibit_cookie = gtk_application_inhibit (GTK_APPLICATION (self),
                                                    NULL,
                                                    GTK_APPLICATION_INHIBIT_SUSPEND,
                                                    _ ("A message is being sent"));
  else if (!is_active && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (GTK_APPLICATION (self), self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

static gboolean
is_looked_at (PhApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return window != NULL && gtk_window_is_active (window);
}

/* What was sent from a window is told there, or by finished_cb(). */
static void
delivery_finished_cb (PhApplication *self, PhDelivery *delivery)
{
  PhDeliveryState state = ph_delivery_get_state (delivery);
  const char *subject = ph_store_message_get_subject (ph_delivery_get_stored (delivery));

  if (ph_delivery_get_message (delivery) != NULL || ph_delivery_get_is_attended (delivery))
    return;
  if (state == PH_DELIVERY_FAILED || state == PH_DELIVERY_UNKNOWN)
    ph_application_notify (self, _ ("Message not sent"), subject, NULL);
  else if (state == PH_DELIVERY_SENT)
    self->n_sent++;
}

/* Said once for all that went, and only where nobody sees it go. */
static void
ph_application_tell_sent (PhApplication *self)
{
  g_autofree char *text
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message", "%u messages", self->n_sent), self->n_sent);

  if (self->n_sent > 0 && !is_looked_at (self))
    ph_application_notify (self, _ ("Sent from the outbox"), text, NULL);
  self->n_sent = 0;
}

/* Whoever closes the last window wants the rest sent; whoever quits wants it sent next time. */
static void
ph_application_wait_for_outbox (PhApplication *self)
{
  gboolean is_waiting = ph_outbox_has_waiting (self->outbox) && !self->is_quitting;

  if (is_waiting && !self->is_waiting)
    g_application_hold (G_APPLICATION (self));
  else if (!is_waiting && self->is_waiting)
    g_application_release (G_APPLICATION (self));
  self->is_waiting = is_waiting;
}

/* Without a window, and with something to send. Asked for once: the answer is kept by the desktop. */
static void
ph_application_go_on_unseen (PhApplication *self)
{
  gboolean has_work = self->is_waiting || ph_outbox_get_n_active (self->outbox) > 0;

  if (!has_work || self->is_in_background || gtk_application_get_windows (GTK_APPLICATION (self)) != NULL)
    return;
  self->is_in_background = TRUE;
  /* Translators: why Posthaste wants to run in the background; the desktop may show it */
  ph_background_request (g_application_get_dbus_connection (G_APPLICATION (self)),
                         _ ("Messages in the outbox are still to be sent."));
}

void
ph_application_quit_when_done (PhApplication *self)
{
  self->is_quitting = TRUE;
  ph_application_wait_for_outbox (self);
}

static void
delivery_started_cb (PhApplication *self)
{
  ph_main_loop_probe_begin ("outbox");
  ph_application_inhibit (self);
}

static void
idle_cb (PhApplication *self)
{
  ph_main_loop_probe_end ("outbox");
  ph_application_inhibit (self);
  ph_application_tell_sent (self);
  ph_application_wait_for_outbox (self);
  ph_application_go_on_unseen (self);
}

static void
ph_application_follow_outbox (PhApplication *self)
{
  g_signal_connect (self, "window-removed", G_CALLBACK (ph_application_go_on_unseen), NULL);
  g_signal_connect_object (self->outbox, "idle", G_CALLBACK (idle_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outbox, "delivery-started", G_CALLBACK (delivery_started_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outbox,
                           "delivery-finished",
                           G_CALLBACK (delivery_finished_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
