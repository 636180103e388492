/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the delivery's files share.
 *
 * The order of the steps is the promise: the message is durable before a session is asked for, "may have been taken" is
 * durable before the octets leave that let the server take it, and the end is durable before it is told. */
#pragma once

#include "ph-delivery.h"

G_BEGIN_DECLS

struct _PhDelivery
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  PhAccount *account; /* (owned) */
  PhMessage *message; /* (owned) (nullable): a copy */
  gint64 draft;
  PhSmtpEnvelope *previous; /* (owned) (nullable) */
  GStrv only; /* (owned) (nullable) */
  gint64 due;
  PhStoreHolder holder;
  gboolean waits; /* nobody tries it now */
  gboolean is_attended;

  PhStoreMessage *stored; /* (owned) (nullable): the row as it was when the attempt began */
  PhStore *store; /* (owned) (nullable): for the session's thread, from then on */
  GInputStream *octets; /* (owned) (nullable): until it is sent */
  PhSmtpEnvelope *envelope; /* (owned) */
  PhSmtpTranscript *transcript; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GCancellable *release; /* (owned): ends the hold */
  GCancellable *go_on; /* (owned): lets it go to whoever is accepted */
  guint hold_ms;
  guint hold_source;
  gint64 held_since_us; /* monotonic */
  PhSmtpEnvelope *choice; /* (owned) (nullable): while somebody is asked */
  gboolean keeps_refused; /* as was chosen: a draft for whoever was refused */
  PhStoreMessage *kept; /* (owned) (nullable): that draft */

  PhSmtpClient *client; /* (owned) (nullable): from `ready` to the end */
  guint64 size_limit;
  guint hold_limit;
  char *tls; /* (owned) (nullable) */
  gboolean lacks_smtputf8;
  gboolean lacks_dsn;
  PhDeliveryState state;
  PhSmtpStage stage;
  GString *timings; /* (owned) */
  gint64 stage_since_us;
  gint64 started; /* microseconds since the epoch */
  guint64 octets_done;
  guint64 octets_total;
  GError *error; /* (owned) (nullable) */
};

/* ph-delivery.c */
void ph_delivery_set_state (PhDelivery *self, PhDeliveryState state);
void ph_delivery_set_stage (PhDelivery *self, PhSmtpStage stage);
void ph_delivery_set_octets (PhDelivery *self, guint64 done, guint64 total);
/* Puts down how long the stage took that ends now. */
void ph_delivery_time_stage (PhDelivery *self);
/* Somebody is to choose, as not all recipients were accepted; takes @choice over. Not when the hold is over. */
void ph_delivery_ask (PhDelivery *self, PhSmtpEnvelope *choice);
/* The last thing that happens to a delivery. */
void ph_delivery_finish (PhDelivery *self, PhDeliveryState state);

/* ph-delivery-write.c */
/* Makes the message durable and claims it, and then asks for a session, or ends. */
void ph_delivery_write (PhDelivery *self);

/* ph-delivery-session.c */
/* Hands the message to the engine; what becomes of it is settled. */
void ph_delivery_run_session (PhDelivery *self);

/* ph-delivery-settle.c */
/* Writes down how it ended, and then ends. Takes @error, which is %NULL when it was sent, over. */
void ph_delivery_settle (PhDelivery *self, GError *error);

G_END_DECLS
