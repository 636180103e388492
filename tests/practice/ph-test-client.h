/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client that says exactly what a test wants, right or wrong. Every surprise fails the test. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _PhTestClient PhTestClient;

/* Takes @stream. */
PhTestClient *ph_test_client_new (GIOStream *stream);
/* (transfer full): connected over TCP to a loopback address of that family */
PhTestClient *ph_test_client_connect (GSocketFamily family, guint16 port);
/* Closes the connection. */
void ph_test_client_free (PhTestClient *self);

void ph_test_client_say (PhTestClient *self, const char *text);
void ph_test_client_say_octets (PhTestClient *self, const char *octets, gsize length);
/* Reads one reply, which must be whole and begin with @start on its last line. */
void ph_test_client_expect (PhTestClient *self, const char *start);
/* (transfer full): reads one reply and returns all its lines, each with an LF */
char *ph_test_client_read_reply (PhTestClient *self);
/* The server must end the connection now, without another word. */
void ph_test_client_expect_end (PhTestClient *self);
/* Greeting, EHLO, MAIL, RCPT and DATA, up to the 354. */
void ph_test_client_begin_message (PhTestClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhTestClient, ph_test_client_free)

G_END_DECLS
