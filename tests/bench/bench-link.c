/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long way between two network namespaces of its own: a tunnel device in each, and every packet stays here for the
 * delay before it goes on. Nothing is lost or put out of order, and the width is what the machine gives. Not every
 * kernel has netem, and this is no other thing to the two ends: their own TCP has to live with the way.
 *
 * It prints the paths of both namespaces, near and far, and ends with its standard input. Needs CAP_NET_ADMIN and
 * CAP_SYS_ADMIN; exit status 77 without them. */
#include "bench-system.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS_A_MILLISECOND 1000000
#define PACKET_MAX 65535
/* What may be under way in one direction: more than TCP's window ever is here. */
#define QUEUE_MAX (256 * 1024 * 1024)
#define SKIPPED 77

/* The range that RFC 2544 gives to benchmarks. */
#define NEAR_ADDRESS "198.18.0.1"
#define FAR_ADDRESS "198.18.0.2"

typedef struct
{
  guint64 due;
  gsize size;
  char octets[];
} Packet;

typedef struct
{
  int from;
  int to;
  GQueue packets; /* (element-type Packet): in the order of their time */
  gsize n_octets;
} Way;

static void
give_up (const char *what)
{
  g_printerr ("bench-link: %s: %s\n", what, g_strerror (errno));
  exit (errno == EPERM || errno == EACCES || errno == ENOENT ? SKIPPED : 1);
}

static void
set_address (int control, struct ifreq *request, unsigned long code, const char *address)
{
  struct sockaddr_in name = { .sin_family = AF_INET };

  inet_pton (AF_INET, address, &name.sin_addr);
  memcpy (&request->ifr_addr, &name, sizeof name);
  if (ioctl (control, code, request) != 0)
    give_up (address);
}

static void
bring_up (int control, const char *name)
{
  struct ifreq request = { 0 };

  g_strlcpy (request.ifr_name, name, sizeof request.ifr_name);
  request.ifr_flags = IFF_UP;
  if (ioctl (control, SIOCSIFFLAGS, &request) != 0)
    give_up (name);
}

/* Returns: the packets of a new tunnel device, in a new namespace that this process is in from now on */
static int
open_end (const char *address, const char *peer)
{
  struct ifreq request = { .ifr_name = "way", .ifr_flags = IFF_TUN | IFF_NO_PI };
  int control;
  int device;

  if (unshare (CLONE_NEWNET) != 0)
    give_up ("a network namespace");
  device = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (device == -1 || ioctl (device, TUNSETIFF, &request) != 0)
    give_up ("/dev/net/tun");
  control = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control == -1)
    give_up ("a socket");
  set_address (control, &request, SIOCSIFADDR, address);
  set_address (control, &request, SIOCSIFDSTADDR, peer);
  bring_up (control, "way");
  bring_up (control, "lo");
  close (control);
  return device;
}

static void
take_in (Way *way, guint64 delay)
{
  static char buffer[PACKET_MAX];
  ssize_t size;

  while (way->n_octets < QUEUE_MAX && (size = read (way->from, buffer, sizeof buffer)) > 0)
    {
      Packet *packet = g_malloc (sizeof *packet + (gsize) size);

      packet->due = bench_now () + delay;
      packet->size = (gsize) size;
      memcpy (packet->octets, buffer, packet->size);
      way->n_octets += packet->size;
      g_queue_push_tail (&way->packets, packet);
    }
}

/* Returns: when the next one is due */
static guint64
let_out (Way *way, guint64 now)
{
  Packet *packet;

  while ((packet = g_queue_peek_head (&way->packets)) != NULL && packet->due <= now)
    {
      if (write (way->to, packet->octets, packet->size) < 0 && errno == EAGAIN)
        return now;
      way->n_octets -= packet->size;
      g_free (g_queue_pop_head (&way->packets));
    }
  return packet != NULL ? packet->due : G_MAXUINT64;
}

static void
carry (Way ways[2], guint64 delay)
{
  struct pollfd fds[] = { { ways[0].from, POLLIN, 0 }, { ways[1].from, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };

  while ((fds[2].revents & (POLLIN | POLLHUP)) == 0)
    {
      guint64 now = bench_now ();
      guint64 due = MIN (let_out (&ways[0], now), let_out (&ways[1], now));
      guint64 pause = due > now ? due - now : 0;
      struct timespec timeout = { (time_t) (pause / 1000000000), (long) (pause % 1000000000) };

      if (ppoll (fds, G_N_ELEMENTS (fds), due == G_MAXUINT64 ? NULL : &timeout, NULL) < 0 && errno != EINTR)
        give_up ("poll");
      take_in (&ways[0], delay);
      take_in (&ways[1], delay);
    }
}

int
main (int argc, char *argv[])
{
  Way ways[2] = { { 0 } };
  guint64 delay;
  int here;

  if (argc != 2)
    {
      g_printerr ("Usage: bench-link MILLISECONDS-EACH-WAY\n");
      return 64;
    }
  delay = g_ascii_strtoull (argv[1], NULL, 10) * NANOSECONDS_A_MILLISECOND;
  prctl (PR_SET_TIMERSLACK, 1UL);
  ways[0].from = ways[1].to = open_end (NEAR_ADDRESS, FAR_ADDRESS);
  here = open ("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  ways[1].from = ways[0].to = open_end (FAR_ADDRESS, NEAR_ADDRESS);
  printf ("/proc/%d/fd/%d\n/proc/%d/ns/net\n", (int) getpid (), here, (int) getpid ());
  fflush (stdout);
  carry (ways, delay);
  return 0;
}
