/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket with or without TLS and a large buffer each way, for the two ends that are no mail client: the sink, and the
 * bare client that shows what the machine allows. Blocking; any failure ends the connection. */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

typedef struct
{
  int fd;
  gnutls_session_t tls; /* (nullable) (owned) */

  char *in; /* (owned): what was read and not taken yet is from start to end */
  gsize start;
  gsize end;
  char *records; /* (owned) (nullable): read ahead of GnuTLS, so that a record is no two system calls */
  gsize records_start;
  gsize records_end;
  GString *out; /* (owned): what waits for bench_wire_flush() */
} BenchWire;

BenchWire *bench_wire_new (int fd);
void bench_wire_free (BenchWire *self);

/* @credentials outlives the wire. */
gboolean bench_wire_start_tls (BenchWire *self, gnutls_certificate_credentials_t credentials, gnutls_init_flags_t side);

/* Reads what is there behind what is buffered. FALSE at the end, after an error, and when the buffer is full. */
gboolean bench_wire_fill (BenchWire *self);
/* (nullable): the next line without its end, valid until the next call. Flushes before it waits. */
char *bench_wire_read_line (BenchWire *self);
gboolean bench_wire_write (BenchWire *self, const char *data, gsize size);
gboolean bench_wire_flush (BenchWire *self);
