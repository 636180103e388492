/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real SMTP server on loopback, inside the program, that delivers into a Maildir: the practice account's server. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Octets of the largest message that it takes: nothing this program sends comes near, and it keeps a runaway client from
 * filling the disk. */
#define PH_PRACTICE_SERVER_SIZE_MAX (G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024)

/* Longer than it takes until the window calls a server slow, and shorter than any client's patience (RFC 5321 4.5.3.2). */
#define PH_PRACTICE_SERVER_SLOW_SECONDS 30

#define PH_TYPE_PRACTICE_SERVER (ph_practice_server_get_type ())
/* Signal `delivered (GFile *file)`: a message arrived and is safe on disk; emitted in the main context in which
 * ph_practice_server_start() was called, once for each message. Start, stop and free it in that context's thread. */
G_DECLARE_FINAL_TYPE (PhPracticeServer, ph_practice_server, PH, PRACTICE_SERVER, GObject)

/**
 * ph_practice_server_new:
 * @maildir: a local folder; it gets the sub-folders tmp, new and cur when the first message comes
 *
 * It takes mail for everybody; who starts with "refused", "slow" or "offline" gets a failure to practise with, see
 * ph_practice_session_run().
 */
PhPracticeServer *ph_practice_server_new (GFile *maildir);

/**
 * ph_practice_server_start:
 *
 * Listens on 127.0.0.1, and on ::1 where it is there, on one free port. Connections are served on threads of their
 * own. Starting twice does nothing. Quick enough for the main thread: no disk is touched.
 */
gboolean ph_practice_server_start (PhPracticeServer *self, GError **error);

/**
 * ph_practice_server_stop:
 *
 * Cuts every connection and waits for the threads, which is for a disk at most: a message whose last line came is
 * delivered and announced, any other leaves nothing. Disposing of the server stops it too, but announces nothing.
 */
void ph_practice_server_stop (PhPracticeServer *self);
guint16 ph_practice_server_get_port (PhPracticeServer *self); /* 0 while stopped */
GFile *ph_practice_server_get_maildir (PhPracticeServer *self);

G_END_DECLS
