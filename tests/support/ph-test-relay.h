/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A wire that can be cut: passes one connection's octets on, and after the n-th in one direction there is no connection any
 * more.
 *
 * On a thread of its own. An octet is passed on and the wire cut behind it in one step: who has received the last octet and
 * then asks ph_test_relay_is_cut() is told so. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhTestRelay PhTestRelay;

typedef enum
{
  PH_TEST_RELAY_UP, /* to the server */
  PH_TEST_RELAY_DOWN, /* to the client */
  PH_TEST_RELAY_N_DIRECTIONS,
} PhTestRelayDirection;

#define PH_TEST_RELAY_NEVER G_MAXUINT64

/**
 * ph_test_relay_new:
 * @port: where the server listens on 127.0.0.1
 * @direction, @n: where to cut; 0 cuts as soon as both sides are connected, %PH_TEST_RELAY_NEVER does not
 */
PhTestRelay *ph_test_relay_new (guint16 port, PhTestRelayDirection direction, guint64 n);
/* Cuts, if that has not been done, and waits for the thread. */
void ph_test_relay_free (PhTestRelay *self);

guint16 ph_test_relay_get_port (PhTestRelay *self);
gboolean ph_test_relay_is_cut (PhTestRelay *self);
guint64 ph_test_relay_get_n_passed (PhTestRelay *self, PhTestRelayDirection direction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhTestRelay, ph_test_relay_free)

G_END_DECLS
