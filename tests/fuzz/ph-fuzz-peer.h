/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server on loopback whose every octet is the fuzzer's. It has no thread: it is run when the client's thread has nothing
 * left to do but wait, so that the same input is always the same conversation.
 *
 * Its octets go out in pieces. \001 ends a piece: the next one goes when the client waits again, whatever it said. \002
 * resets the connection. Behind the last piece it is closed, so that nobody waits for ever. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The port that it listens on, from the first call on. The calling thread is the client's from now on. */
guint16 ph_fuzz_peer_get_port (void);
/* @octets: (transfer none): until ph_fuzz_peer_end() */
void ph_fuzz_peer_begin (const char *octets, gsize length);
/* (transfer none): everything that the client has said since the last call of ph_fuzz_peer_forget() */
GString *ph_fuzz_peer_get_heard (void);
void ph_fuzz_peer_forget (void);
/* Closes what is open. */
void ph_fuzz_peer_end (void);

G_END_DECLS
