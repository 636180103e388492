/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SMTP server that follows a script, on a thread of its own and a free loopback port.
 *
 * A script is text, a step a line; spaces before a step, empty lines and lines that start with "#" count for nothing:
 *
 *   S: TEXT           says TEXT and CRLF
 *   RAW: TEXT         says TEXT as it is; \r \n \t \\ and \xHH are escapes
 *   BYTES: TEXT       the same, an octet a segment
 *   REPEAT: N TEXT    says TEXT and CRLF N times; a client that leaves meanwhile is all right
 *   LONG: N           says N letters without a line end; a client that leaves meanwhile is all right
 *   DRIP: TEXT        says TEXT over and over, an octet every 50 ms, until the client leaves; the escapes of RAW
 *   C: PATTERN        takes one line that ends in CRLF and matches PATTERN, with * and ? as in a shell
 *   C=: TEXT          takes exactly this line
 *   DATA              takes a message to CRLF.CRLF and keeps it, the dots undone
 *   SINK              the same, but counts the octets only
 *   CHUNK             takes a BDAT line and its octets; with LAST the chunks so far are kept as a message (RFC 3030)
 *   OCTETS: N         takes N octets, whatever they are
 *   TLS: NAME         handshake with a certificate of ph-test-tls.h; "good" when not named. "TLS: good 1.1" offers
 *                     nothing but TLS 1.1 (1.0 to 1.3 can be named). For implicit TLS it is the first step
 *   TLS-REFUSED: NAME handshake that the client has to break off, or leave after it without an octet of SMTP
 *   MARK: NAME        lets ph_test_server_wait_for() go on
 *   HOLD: NAME        the same, then reads and says nothing until ph_test_server_release() or ph_test_server_finish()
 *   EOF               waits for the client to close; another octet from it is a mismatch
 *   GONE              waits for the client to close or reset, whatever else it says before
 *   CLOSE             closes, after close_notify under TLS; what the client says from here on meets a reset
 *   CUT               closes without close_notify
 *   RESET             resets the connection
 *   NEXT              closes, if that has not been done, and takes the next connection
 *
 * The first connection is taken before the first step, the last is closed behind the last one, and nothing listens
 * after that. When something else comes than a step expects, the connection is closed at once, no further step runs,
 * and ph_test_server_finish() tells the script's line, what was expected and what came. So does a step for which
 * nothing comes in 20 seconds: that is there to end a broken test, not to time a good one.
 *
 * Everything here may be called on any thread. A script that does not parse aborts the test. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhTestServer PhTestServer;

/**
 * ph_test_server_new:
 * @script: see above
 *
 * Returns: (transfer full): a server that listens on 127.0.0.1 already
 */
PhTestServer *ph_test_server_new (const char *script);

/**
 * ph_test_server_new_at:
 * @address: "127.0.0.1" or "::1"
 */
PhTestServer *ph_test_server_new_at (const char *address, const char *script);

/* Breaks off whatever is going on and waits for the thread. */
void ph_test_server_free (PhTestServer *self);

guint16 ph_test_server_get_port (PhTestServer *self);

/**
 * ph_test_server_finish:
 *
 * Lets go of every hold, and waits for the end of the script. The client must be done or gone: no connection is
 * waited for any more.
 *
 * Returns: whether all of the script was followed
 */
gboolean ph_test_server_finish (PhTestServer *self, GError **error);

/**
 * ph_test_server_wait_for:
 * @name: of a MARK or HOLD step
 *
 * Blocks until the script is there.
 *
 * Returns: %FALSE when the script ended before
 */
gboolean ph_test_server_wait_for (PhTestServer *self, const char *name);

/* Lets the script go on behind HOLD: @name, now or when it comes there. */
void ph_test_server_release (PhTestServer *self, const char *name);

/**
 * ph_test_server_dup_received:
 *
 * Returns: (transfer full): all that the clients have said so far, decrypted, except what SINK took
 */
GBytes *ph_test_server_dup_received (PhTestServer *self);

/* How many octets steps have taken so far, decrypted, with what SINK took and without what GONE took. */
guint64 ph_test_server_get_n_received (PhTestServer *self);

guint ph_test_server_get_n_connections (PhTestServer *self);

guint ph_test_server_get_n_messages (PhTestServer *self);

/**
 * ph_test_server_dup_message:
 * @index: from 0, in the order in which they came; it must be there
 *
 * Returns: (transfer full): a message that DATA or CHUNK kept
 */
GBytes *ph_test_server_dup_message (PhTestServer *self, guint index);

/**
 * ph_test_reserve_port:
 * @holder: (out) (transfer full): keep it as long as the port is used
 *
 * Returns: a port of 127.0.0.1 that refuses connections and that nothing else can come to listen on
 */
guint16 ph_test_reserve_port (GSocket **holder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhTestServer, ph_test_server_free)

G_END_DECLS
