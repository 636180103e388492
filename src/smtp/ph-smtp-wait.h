/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting for one thing at a time, with a deadline, on a thread that runs straight code.
 *
 * GIO's own time limits hold for each read and each write; a server that says one octet a minute never meets them. Here
 * the limit holds for the whole of what is waited for. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Lives on the stack between ph_smtp_wait_begin() and ph_smtp_wait_end(). */
typedef struct
{
  GMainContext *context; /* (unowned): the session's, iterated only while something is waited for */
  GCancellable *outer; /* (unowned) (nullable): the caller's */
  gulong outer_handler;
  GCancellable *cancellable; /* (owned): give it to what is waited for; fires for the caller's and for the deadline */
  GSource *deadline; /* (owned) */
  gboolean has_timed_out;
  gboolean is_ready;
  GAsyncResult *result; /* (owned) (nullable) */
} PhSmtpWait;

/* @seconds: until the deadline. @context becomes the thread's default until ph_smtp_wait_end(). */
void ph_smtp_wait_begin (PhSmtpWait *self, GMainContext *context, guint seconds, GCancellable *cancellable);
void ph_smtp_wait_end (PhSmtpWait *self);

/* A GAsyncReadyCallback with the wait as its data, and the wait for it. Returns the result, to be finished. */
void ph_smtp_wait_result_cb (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *ph_smtp_wait_for_result (PhSmtpWait *self);

/* Waits until a stream can be read, or one of two read or written, or until it is cancelled or too late; sets the error only then. */
gboolean ph_smtp_wait_for_input (PhSmtpWait *self, GPollableInputStream *stream, GError **error);
gboolean ph_smtp_wait_for_either (PhSmtpWait *self,
                                  GPollableInputStream *input,
                                  GPollableOutputStream *output,
                                  GError **error);

/* Replaces the "cancelled" that the deadline caused by G_IO_ERROR_TIMED_OUT. */
void ph_smtp_wait_correct_error (PhSmtpWait *self, GError **error);

G_END_DECLS
