/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's end of one connection: lines and octets in, octets out, TLS from any moment on.
 *
 * For the test server's thread only. TLS is GnuTLS itself and not GIO's, so that old versions can be offered and the
 * server shares no code with the client under test. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* To end a broken test, not to time a good one. */
#define PH_TEST_PATIENCE_US (20 * G_USEC_PER_SEC)

typedef struct _PhTestConnection PhTestConnection;

/**
 * ph_test_connection_new:
 * @socket: (transfer full): an accepted one
 * @stop: (transfer none): breaks off whatever is going on
 */
PhTestConnection *ph_test_connection_new (GSocket *socket, GCancellable *stop);

/* Closes without close_notify; with octets unread, that is a reset. */
void ph_test_connection_free (PhTestConnection *self);

/* Says close_notify, under TLS. */
void ph_test_connection_say_goodbye (PhTestConnection *self);

/* Freeing it resets the connection from here on. */
void ph_test_connection_make_abrupt (PhTestConnection *self);

/**
 * ph_test_connection_start_tls:
 * @certificate: a name of ph-test-tls.h
 * @version: (nullable): the only version to offer, "1.0" to "1.3"
 */
gboolean ph_test_connection_start_tls (PhTestConnection *self,
                                       const char *certificate,
                                       const char *version,
                                       GError **error);

gboolean ph_test_connection_send (PhTestConnection *self, const char *text, gsize length, GError **error);

/**
 * ph_test_connection_peek:
 * @octets: (out) (optional): what is there, up to the next call; nothing of it is taken
 *
 * Waits for an octet when there is none.
 *
 * Returns: how many there are, 0 when the client closed, -1 and @error when it reset or nothing came
 */
gssize ph_test_connection_peek (PhTestConnection *self, const char **octets, GError **error);

/* Whether an octet was read that nobody took. */
gboolean ph_test_connection_has_more (PhTestConnection *self);

/* Takes one line with its line feed. Without one, it is what came before the client closed. */
gboolean ph_test_connection_take_line (PhTestConnection *self, GByteArray *line, GError **error);

gboolean ph_test_connection_take_octets (PhTestConnection *self, GByteArray *octets, gsize n, GError **error);

/* Takes all that was read. */
void ph_test_connection_drop (PhTestConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhTestConnection, ph_test_connection_free)

G_END_DECLS
