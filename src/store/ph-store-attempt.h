/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One try to send a message: when, how far it came, what the server said, and the conversation. A plain record. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 id; /* 0 until it is stored */
  gint64 started; /* microseconds since the epoch */
  gint64 ended;
  guint state; /* PhStoreState that it ended in */
  guint stage; /* PhSmtpStage that it came to */
  char *error; /* (owned) (nullable): technical English */
  int error_code; /* PhSmtpError, -1: none */
  int reply_code; /* of the reply that decided; 0: none */
  char *enhanced_status; /* (owned) (nullable) */
  char *words; /* (owned) (nullable): the server's, harmless for display */
  char *queue_id; /* (owned) (nullable): the name by which the server's log knows it */
  char *host; /* (owned) */
  guint port;
  char *tls; /* (owned) (nullable): "TLS 1.3 with AES-256-GCM"; NULL: cleartext */
  char *timings; /* (owned) (nullable): "connect=12000 tls=3000 …": microseconds a stage */
  char *transcript; /* (owned) (nullable): the conversation, secrets masked */
} PhStoreAttempt;

PhStoreAttempt *ph_store_attempt_new (void);
void ph_store_attempt_free (PhStoreAttempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStoreAttempt, ph_store_attempt_free)

G_END_DECLS
