/* SPDX-License-Identifier: GPL-3.0-or-later */
/* poll() is where GLib waits. The one here takes the place of the C library's for the whole program. */
#include "ph-fuzz-peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define END_OF_PIECE '\001'
#define RESET '\002'

static struct
{
  int listener;
  int connection; /* -1 without one */
  gboolean is_shut; /* nothing goes out any more */
  const char *rest; /* (unowned) */
  const char *end;
  GString *heard; /* (owned) */
} peer = { .listener = -1, .connection = -1 };

static _Thread_local gboolean is_client;

/* Without lingering, as thousands of ports a second would wait for late packets. */
static void
drop_connection (void)
{
  const struct linger at_once = { .l_onoff = 1 };

  if (peer.connection < 0)
    return;
  setsockopt (peer.connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (peer.connection);
  peer.connection = -1;
}

static gboolean
accept_connection (void)
{
  if (peer.connection < 0)
    {
      peer.connection = accept4 (peer.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
      peer.is_shut = FALSE;
    }
  return peer.connection >= 0;
}

/* A client that has closed may come again. */
static void
hear (void)
{
  char block[4096];
  gssize n_read = 0;

  if (peer.connection < 0)
    return;
  while ((n_read = recv (peer.connection, block, sizeof block, MSG_DONTWAIT)) > 0)
    g_string_append_len (peer.heard, block, n_read);
  if (n_read == 0 || errno != EAGAIN)
    drop_connection ();
}

static void
say_piece (void)
{
  const char *start = peer.rest;

  while (peer.rest < peer.end && *peer.rest != END_OF_PIECE && *peer.rest != RESET)
    peer.rest++;
  if (peer.rest > start)
    send (peer.connection, start, (gsize) (peer.rest - start), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (peer.rest < peer.end && *peer.rest++ == RESET)
    drop_connection ();
}

/* Returns: whether anything was done */
static gboolean
step (void)
{
  hear ();
  if (!accept_connection ())
    return FALSE;
  if (peer.rest < peer.end)
    {
      say_piece ();
      return TRUE;
    }
  if (peer.is_shut)
    return FALSE;
  peer.is_shut = TRUE;
  return shutdown (peer.connection, SHUT_WR) == 0;
}

static int
poll_for (struct pollfd *fds, nfds_t n_fds, int milliseconds)
{
  const struct timespec time = { .tv_sec = milliseconds / 1000, .tv_nsec = (long) (milliseconds % 1000) * 1000 * 1000 };

  return ppoll (fds, n_fds, milliseconds >= 0 ? &time : NULL, NULL);
}

int
poll (struct pollfd *fds, nfds_t n_fds, int timeout)
{
  int n_ready = 0;

  if (!is_client || timeout == 0)
    return poll_for (fds, n_fds, timeout);
  do
    n_ready = poll_for (fds, n_fds, 0);
  while (n_ready == 0 && step ());
  return n_ready != 0 ? n_ready : poll_for (fds, n_fds, timeout);
}

guint16
ph_fuzz_peer_get_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  is_client = TRUE;
  if (peer.listener < 0)
    {
      peer.listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      peer.heard = g_string_new (NULL);
      g_assert (bind (peer.listener, (struct sockaddr *) &address, length) == 0);
      g_assert (listen (peer.listener, SOMAXCONN) == 0);
    }
  g_assert (getsockname (peer.listener, (struct sockaddr *) &address, &length) == 0);
  return ntohs (address.sin_port);
}

void
ph_fuzz_peer_begin (const char *octets, gsize length)
{
  peer.rest = octets;
  peer.end = octets + length;
  ph_fuzz_peer_forget ();
}

GString *
ph_fuzz_peer_get_heard (void)
{
  hear ();
  return peer.heard;
}

void
ph_fuzz_peer_forget (void)
{
  hear ();
  g_string_truncate (peer.heard, 0);
}

void
ph_fuzz_peer_end (void)
{
  do
    drop_connection ();
  while (accept_connection ());
}
