/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When which message is tried. What an attempt does is ph-delivery's, what its end means is ph-outbox-policy's. */
#include "config.h"

#include "ph-outbox.h"

#include "ph-outbox-line.h"

/* A clock that is set, or a timer that sleeps with the machine, is noticed after that long at the latest. */
#define MAX_TIMER_SECONDS 600
/* On a delivery, until its session is asked for; wiped then. */
#define TYPED_PASSWORD "ph-outbox-password"
/* A thousand messages must not ask a dead server a thousand times, nor a server for whom the password is wrong. */
#define REST_US ((gint64) 60 * G_USEC_PER_SEC)

struct _PhOutbox
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  PhAccounts *accounts; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  PhOutboxPrepareFunc prepare_func; /* (nullable) */
  gpointer prepare_data; /* (unowned) */

  GHashTable *lines; /* (owned): PhOutboxLine by account id */
  GHashTable *troubles; /* (owned): PhOutboxTrouble by account id */
  GPtrArray *active; /* (owned): PhDelivery */
  GPtrArray *due; /* (owned): PhStoreMessage, the next one last */
  gboolean is_started;
  gboolean is_looking;
  gboolean is_wanted; /* looking again when this look is done */
  gboolean is_hasty;
  guint timer;
  gint64 next; /* when the next one is due, microseconds since the epoch; 0 for none */

  GNetworkMonitor *network; /* (owned) (nullable): when started, as all below */
  GFileMonitor *journal; /* (owned) (nullable): what another program puts into the store is there first */
  GDBusConnection *system; /* (owned) (nullable) */
  guint resume_id;
};

G_DEFINE_FINAL_TYPE (PhOutbox, ph_outbox, G_TYPE_OBJECT)
G_DEFINE_QUARK (ph - outbox - error - quark, ph_outbox_error)

enum
{
  SIGNAL_DELIVERY_STARTED,
  SIGNAL_DELIVERY_FINISHED,
  SIGNAL_IDLE,
  SIGNAL_LOOK_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void ph_outbox_go_on (PhOutbox *self);

/* ---- trouble ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GError *error; /* (owned) */
  gint64 until; /* microseconds since the epoch */
} PhOutboxTrouble;

static void
ph_outbox_trouble_free (PhOutboxTrouble *trouble)
{
  g_error_free (trouble->error);
  g_free (trouble);
}

/* Whether the next message would meet the same. */
static gboolean
is_trouble (PhDelivery *delivery)
{
  const GError *error = ph_delivery_get_error (delivery);

  if (error == NULL)
    return FALSE;
  if (error->domain == G_IO_ERROR)
    return ph_delivery_get_message (delivery) == NULL && ph_delivery_get_state (delivery) == PH_DELIVERY_FAILED;
  return error->domain == PH_SMTP_ERROR
         && (error->code == PH_SMTP_ERROR_AUTH_NEEDED
             || (ph_smtp_error_get_stage (error) >= PH_SMTP_STAGE_CONNECT
                 && ph_smtp_error_get_stage (error) <= PH_SMTP_STAGE_AUTH));
}

static void
ph_outbox_note_trouble (PhOutbox *self, PhDelivery *delivery)
{
  const char *id = ph_account_get_id (ph_delivery_get_account (delivery));
  PhOutboxTrouble *trouble = NULL;

  if (!is_trouble (delivery))
    {
      g_hash_table_remove (self->troubles, id);
      return;
    }
  trouble = g_new0 (PhOutboxTrouble, 1);
  trouble->error = g_error_copy (ph_delivery_get_error (delivery));
  trouble->until = g_get_real_time () + REST_US;
  g_hash_table_insert (self->troubles, g_strdup (id), trouble);
}

const GError *
ph_outbox_get_trouble (PhOutbox *self, PhAccount *account)
{
  const PhOutboxTrouble *trouble = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX (self), NULL);

  trouble = g_hash_table_lookup (self->troubles, ph_account_get_id (account));
  return trouble != NULL && trouble->until > g_get_real_time () ? trouble->error : NULL;
}

/* ---- one attempt --------------------------------------------------------------------------------------------------- */

static PhOutboxLine *
ph_outbox_get_line (PhOutbox *self, PhAccount *account)
{
  PhOutboxLine *line = g_hash_table_lookup (self->lines, ph_account_get_id (account));

  if (line == NULL)
    {
      line = ph_outbox_line_new (account, self->secrets);
      g_hash_table_insert (self->lines, g_strdup (ph_account_get_id (account)), line);
    }
  return line;
}

static gboolean
is_sign_in_error (const GError *error)
{
  return error != NULL && error->domain == PH_SMTP_ERROR && ph_smtp_error_get_stage (error) == PH_SMTP_STAGE_AUTH;
}

/* Whether the server said what it offers. */
static gboolean
was_ready (PhDelivery *delivery)
{
  const GError *error = ph_delivery_get_error (delivery);

  return ph_delivery_get_state (delivery) == PH_DELIVERY_SENT
         || (error != NULL && ph_smtp_error_get_stage (error) >= PH_SMTP_STAGE_ENVELOPE);
}

static void
finished_cb (PhOutbox *self, GParamSpec *pspec, PhDelivery *delivery)
{
  g_autoptr (PhDelivery) kept = g_object_ref (delivery);
  PhAccount *account = ph_delivery_get_account (kept);
  guint64 limit = ph_delivery_get_size_limit (delivery);

  if (!ph_delivery_get_is_finished (delivery) || !g_ptr_array_remove (self->active, delivery))
    return;
  g_signal_handlers_disconnect_by_data (delivery, self);
  if (limit != 0)
    ph_account_set_size_limit (account, limit);
  if (was_ready (delivery))
    {
      ph_account_set_hold_limit (account, ph_delivery_get_hold_limit (delivery));
      ph_account_set_lacks_smtputf8 (account, ph_delivery_get_lacks_smtputf8 (delivery));
      ph_account_set_lacks_dsn (account, ph_delivery_get_lacks_dsn (delivery));
    }
  if (is_sign_in_error (ph_delivery_get_error (delivery)))
    ph_outbox_line_drop (ph_outbox_get_line (self, account));
  ph_outbox_note_trouble (self, delivery);
  g_signal_emit (self, signals[SIGNAL_DELIVERY_FINISHED], 0, delivery);
  if (ph_delivery_get_state (delivery) == PH_DELIVERY_WAITING)
    ph_outbox_look (self, FALSE);
  ph_outbox_go_on (self);
}

static void
client_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhDelivery) delivery = data;
  g_autoptr (PhSmtpClient) client = NULL;
  GError *error = NULL;

  client = ph_outbox_line_get_client_finish (PH_OUTBOX_LINE (source), result, &error);
  if (client != NULL)
    ph_delivery_send (delivery, client);
  else
    ph_delivery_fail (delivery, error);
}

static gboolean
ph_outbox_prepare (PhOutbox *self, PhAccount *account, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->prepare_func == NULL || self->prepare_func (account, self->prepare_data, &local_error))
    return TRUE;
  g_set_error_literal (error, PH_OUTBOX_ERROR, PH_OUTBOX_ERROR_NOT_PREPARED, local_error->message);
  return FALSE;
}

static void
ready_cb (PhOutbox *self, PhDelivery *delivery)
{
  PhAccount *account = ph_delivery_get_account (delivery);
  const char *password = g_object_get_data (G_OBJECT (delivery), TYPED_PASSWORD);
  GError *error = NULL;

  if (ph_outbox_prepare (self, account, &error))
    ph_outbox_line_get_client_async (ph_outbox_get_line (self, account),
                                     password,
                                     TRUE,
                                     client_cb,
                                     g_object_ref (delivery));
  else
    ph_delivery_fail (delivery, error);
  g_object_set_data (G_OBJECT (delivery), TYPED_PASSWORD, NULL);
}

static void
ph_outbox_run (PhOutbox *self, PhDelivery *delivery)
{
  g_ptr_array_add (self->active, g_object_ref (delivery));
  g_signal_connect_object (delivery, "ready", G_CALLBACK (ready_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delivery, "notify::is-finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_emit (self, signals[SIGNAL_DELIVERY_STARTED], 0, delivery);
  ph_delivery_start (delivery);
}

/* ---- what is due ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean is_hasty;
  GPtrArray *due; /* (owned) (nullable): out */
  gint64 next; /* out */
} PhOutboxSight;

static void
ph_outbox_sight_free (PhOutboxSight *sight)
{
  g_clear_pointer (&sight->due, g_ptr_array_unref);
  g_free (sight);
}

/* Kept here until it is due, also where the server did not want to. */
static gboolean
is_meant_for_later (PhStoreMessage *message, gint64 now)
{
  PhStoreHolder holder = ph_store_message_get_holder (message);
  gint64 due = ph_store_message_get_due (message);

  return holder == PH_STORE_HOLDER_HERE
         || (holder == PH_STORE_HOLDER_SERVER && due > now && ph_store_message_get_ready (message) >= due);
}

/* Hope is for what could not be delivered; what was meant for later stays for later. */
static gboolean
is_for_now (PhStoreMessage *message, gboolean is_hasty, gint64 now)
{
  return ph_store_message_get_ready (message) <= now || (is_hasty && !is_meant_for_later (message, now));
}

/* Takes out what is for later. Returns: when the first of it is due, 0 for none */
static gint64
take_later (GPtrArray *messages, gboolean is_hasty, gint64 now)
{
  gint64 next = 0;

  for (guint i = messages->len; i > 0; i--)
    {
      PhStoreMessage *message = g_ptr_array_index (messages, i - 1);
      gint64 ready = ph_store_message_get_ready (message);

      if (is_for_now (message, is_hasty, now))
        continue;
      next = next == 0 ? ready : MIN (next, ready);
      g_ptr_array_remove_index (messages, i - 1);
    }
  return next;
}

/* What is due and cannot go, as its network or account is missing, is looked at again only after a rest; what becomes due
 * meanwhile is not held up by that. */
static gboolean
look (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhOutboxSight *sight = data;
  gint64 now = g_get_real_time ();

  sight->due = ph_store_list_due (store, sight->is_hasty ? G_MAXINT64 : now + REST_US, error);
  if (sight->due == NULL)
    return FALSE;
  sight->next = take_later (sight->due, sight->is_hasty, now);
  if (sight->next == 0)
    sight->next = sight->due->len > 0 ? now + REST_US : ph_store_get_next_due (store, error);
  return sight->next >= 0;
}

static gboolean
is_active (PhOutbox *self, PhAccount *account)
{
  for (guint i = 0; i < self->active->len; i++)
    if (ph_delivery_get_account (g_ptr_array_index (self->active, i)) == account)
      return TRUE;
  return FALSE;
}

/* Whether the message's turn has come. Without its account or a way to the server it stays where it is. */
static gboolean
ph_outbox_try (PhOutbox *self, PhStoreMessage *message)
{
  PhAccount *account = ph_accounts_find (self->accounts, ph_store_message_get_account (message));
  g_autoptr (PhDelivery) delivery = NULL;

  if (account == NULL || is_active (self, account) || !ph_outbox_can_reach (self, account)
      || ph_outbox_get_trouble (self, account) != NULL)
    return FALSE;
  delivery = ph_delivery_new_stored (self->disk, account, message);
  ph_outbox_run (self, delivery);
  return TRUE;
}

/* An account takes one message at a time, or none: it is asked once, so that behind each of a hundred thousand messages not all
 * the others are looked at. */
static void
ph_outbox_try_all (PhOutbox *self)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_left = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = self->due->len; i > 0 && n_left > 0; i--)
    {
      g_autoptr (PhStoreMessage) message = g_object_ref (g_ptr_array_index (self->due, i - 1));
      const char *id = ph_store_message_get_account (message);

      if (g_hash_table_contains (asked, id))
        continue;
      g_hash_table_add (asked, g_strdup (id));
      if (ph_accounts_find (self->accounts, id) != NULL)
        n_left--;
      if (ph_outbox_try (self, message))
        g_ptr_array_remove_index (self->due, i - 1);
    }
}

static gboolean
timer_cb (gpointer data)
{
  PhOutbox *self = data;

  self->timer = 0;
  ph_outbox_look (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
ph_outbox_set_timer (PhOutbox *self, gint64 next)
{
  gint64 seconds = (next - g_get_real_time ()) / G_USEC_PER_SEC + 1;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (next > 0)
    self->timer = g_timeout_add_seconds ((guint) CLAMP (seconds, 1, MAX_TIMER_SECONDS), timer_cb, self);
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++)
    {
      gpointer swapped = array->pdata[i];

      array->pdata[i] = array->pdata[array->len - 1 - i];
      array->pdata[array->len - 1 - i] = swapped;
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhOutbox) self = data;
  gpointer sight_data = NULL;
  g_autoptr (GError) error = NULL;
  PhOutboxSight *sight = NULL;

  self->is_looking = FALSE;
  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &sight_data, &error))
    {
      g_message ("cannot look into the outbox: %s", error->message);
      ph_outbox_set_timer (self, g_get_real_time () + REST_US);
      g_signal_emit (self, signals[SIGNAL_LOOK_FAILED], 0, error);
      return;
    }
  sight = sight_data;
  g_ptr_array_unref (self->due);
  self->due = g_steal_pointer (&sight->due);
  reverse (self->due);
  self->next = sight->next;
  ph_outbox_set_timer (self, sight->next);
  ph_outbox_go_on (self);
}

/* Behind the last of those that were found, it is looked once more: something may have come meanwhile. */
static void
ph_outbox_go_on (PhOutbox *self)
{
  gboolean had_any = self->due->len > 0;

  ph_outbox_try_all (self);
  if (self->is_wanted || (had_any && self->due->len == 0))
    ph_outbox_look (self, FALSE);
  else if (self->active->len == 0 && !self->is_looking)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);
}

void
ph_outbox_look (PhOutbox *self, gboolean is_hasty)
{
  PhOutboxSight *sight = NULL;

  g_return_if_fail (PH_IS_OUTBOX (self));

  if (is_hasty)
    g_hash_table_remove_all (self->troubles);
  self->is_hasty = self->is_hasty || is_hasty;
  self->is_wanted = self->is_looking;
  if (self->is_looking || !self->is_started)
    return;
  self->is_looking = TRUE;
  sight = g_new0 (PhOutboxSight, 1);
  sight->is_hasty = self->is_hasty;
  self->is_hasty = FALSE;
  ph_outbox_disk_run_async (self->disk,
                            look,
                            sight,
                            (GDestroyNotify) ph_outbox_sight_free,
                            NULL,
                            looked_cb,
                            g_object_ref (self));
}

/* ---- what wakes it ---------------------------------------------------------------------------------------------------- */

static void
network_changed_cb (PhOutbox *self, gboolean is_available)
{
  if (is_available)
    ph_outbox_look (self, TRUE);
}

static void
resumed_cb (GDBusConnection *connection,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer data)
{
  gboolean is_going_to_sleep = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &is_going_to_sleep);
  if (!is_going_to_sleep)
    ph_outbox_look (data, TRUE);
}

static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhOutbox) self = data;

  /* Without it the timer notices, later. */
  self->system = g_bus_get_finish (result, NULL);
  if (self->system != NULL)
    self->resume_id = g_dbus_connection_signal_subscribe (self->system,
                                                          "org.freedesktop.login1",
                                                          "org.freedesktop.login1.Manager",
                                                          "PrepareForSleep",
                                                          "/org/freedesktop/login1",
                                                          NULL,
                                                          G_DBUS_SIGNAL_FLAGS_NONE,
                                                          resumed_cb,
                                                          self,
                                                          NULL);
}

/* As long as there is work, what came meanwhile is found behind it. */
static void
journal_cb (PhOutbox *self)
{
  if (self->due->len == 0)
    ph_outbox_look (self, FALSE);
}

static void
ph_outbox_watch_journal (PhOutbox *self)
{
  g_autoptr (GFile) journal = g_file_get_child (ph_outbox_disk_get_folder (self->disk), "posthaste.db-wal");

  self->journal = g_file_monitor_file (journal, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->journal != NULL)
    g_signal_connect_object (self->journal, "changed", G_CALLBACK (journal_cb), self, G_CONNECT_SWAPPED);
}

void
ph_outbox_start (PhOutbox *self)
{
  g_return_if_fail (PH_IS_OUTBOX (self));

  if (self->is_started)
    return;
  self->is_started = TRUE;
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
  ph_outbox_watch_journal (self);
  g_bus_get (G_BUS_TYPE_SYSTEM, NULL, system_bus_cb, g_object_ref (self));
  ph_outbox_look (self, FALSE);
}

/* ---- object -------------------------------------------------------------------------------------------------------- */

static void
ph_outbox_finalize (GObject *object)
{
  PhOutbox *self = PH_OUTBOX (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->resume_id != 0)
    g_dbus_connection_signal_unsubscribe (self->system, self->resume_id);
  g_clear_object (&self->system);
  g_clear_object (&self->network);
  g_clear_object (&self->journal);
  g_ptr_array_unref (self->active);
  g_ptr_array_unref (self->due);
  g_hash_table_unref (self->lines);
  g_hash_table_unref (self->troubles);
  g_clear_object (&self->disk);
  g_clear_object (&self->accounts);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (ph_outbox_parent_class)->finalize (object);
}

static guint
add_delivery_signal (const char *name)
{
  return g_signal_new (name, PH_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, PH_TYPE_DELIVERY);
}

static void
ph_outbox_class_init (PhOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_outbox_finalize;

  signals[SIGNAL_DELIVERY_STARTED] = add_delivery_signal ("delivery-started");
  signals[SIGNAL_DELIVERY_FINISHED] = add_delivery_signal ("delivery-finished");
  signals[SIGNAL_IDLE] = g_signal_new ("idle", PH_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOOK_FAILED] = g_signal_new ("look-failed",
                                              PH_TYPE_OUTBOX,
                                              G_SIGNAL_RUN_LAST,
                                              0,
                                              NULL,
                                              NULL,
                                              NULL,
                                              G_TYPE_NONE,
                                              1,
                                              G_TYPE_ERROR);
}

static void
ph_outbox_init (PhOutbox *self)
{
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->troubles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ph_outbox_trouble_free);
  self->active = g_ptr_array_new_with_free_func (g_object_unref);
  self->due = g_ptr_array_new_with_free_func (g_object_unref);
}

PhOutbox *
ph_outbox_new (PhOutboxDisk *disk, PhAccounts *accounts, PhSecrets *secrets)
{
  PhOutbox *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (PH_IS_SECRETS (secrets), NULL);

  self = g_object_new (PH_TYPE_OUTBOX, NULL);
  self->disk = g_object_ref (disk);
  self->accounts = g_object_ref (accounts);
  self->secrets = g_object_ref (secrets);
  return self;
}

void
ph_outbox_set_prepare_func (PhOutbox *self, PhOutboxPrepareFunc func, gpointer user_data)
{
  g_return_if_fail (PH_IS_OUTBOX (self));

  self->prepare_func = func;
  self->prepare_data = user_data;
}

void
ph_outbox_send (PhOutbox *self, PhDelivery *delivery, const char *password, gboolean is_forced)
{
  g_return_if_fail (PH_IS_OUTBOX (self));
  g_return_if_fail (PH_IS_DELIVERY (delivery));

  if (password != NULL)
    g_object_set_data_full (G_OBJECT (delivery), TYPED_PASSWORD, g_strdup (password), (GDestroyNotify) ph_secrets_free);
  if (!is_forced && ph_delivery_get_message (delivery) != NULL
      && !ph_outbox_can_reach (self, ph_delivery_get_account (delivery)))
    ph_delivery_set_waits (delivery);
  ph_outbox_run (self, delivery);
}

gboolean
ph_outbox_get_is_keyring_locked (PhOutbox *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX (self), FALSE);
  return ph_secrets_get_is_locked (self->secrets);
}

static void
warm_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhSmtpClient) client = ph_outbox_line_get_client_finish (PH_OUTBOX_LINE (source), result, NULL);

  if (client != NULL)
    ph_smtp_client_warm (client);
}

void
ph_outbox_warm (PhOutbox *self, PhAccount *account)
{
  g_return_if_fail (PH_IS_OUTBOX (self));
  g_return_if_fail (PH_IS_ACCOUNT (account));

  if (!is_active (self, account) && ph_outbox_can_reach (self, account) && ph_outbox_prepare (self, account, NULL))
    ph_outbox_line_get_client_async (ph_outbox_get_line (self, account), NULL, FALSE, warm_cb, NULL);
}

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_str_equal (host, "localhost") || (address != NULL && g_inet_address_get_is_loopback (address));
}

gboolean
ph_outbox_can_reach (PhOutbox *self, PhAccount *account)
{
  g_return_val_if_fail (PH_IS_OUTBOX (self), FALSE);

  return is_this_machine (ph_account_get_host (account))
         || g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

GPtrArray *
ph_outbox_get_left (PhOutbox *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX (self), NULL);
  return self->due;
}

guint
ph_outbox_get_n_active (PhOutbox *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX (self), 0);
  return self->active->len;
}

gboolean
ph_outbox_has_waiting (PhOutbox *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX (self), FALSE);
  return self->next != 0;
}

PhOutboxDisk *
ph_outbox_get_disk (PhOutbox *self)
{
  g_return_val_if_fail (PH_IS_OUTBOX (self), NULL);
  return self->disk;
}
