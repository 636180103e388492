/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scripted SMTP server. The connection belongs to the server's thread; what a test asks about is behind the
 * mutex. */
#include "ph-test-server.h"

#include <string.h>

#include "ph-test-connection.h"

#define BYTE_US 2000
#define DRIP_US 50000
#define MAX_KEPT (16 * 1024 * 1024)

typedef gboolean (*StepFunc) (PhTestServer *self, const char *argument, GError **error);

typedef struct
{
  const char *name;
  StepFunc func;
} Verb;

typedef struct
{
  const Verb *verb;
  char *argument; /* (owned) */
  guint line;
} Step;

struct _PhTestServer
{
  GArray *steps; /* (owned) (element-type Step) */
  GSocket *listener; /* (owned) */
  GThread *thread; /* (owned) */
  GCancellable *stop; /* (owned): everything ends now */
  GCancellable *finish; /* (owned): no further connection is waited for */
  guint16 port;

  PhTestConnection *connection; /* (owned) (nullable) */
  GByteArray *chunks; /* (owned): the BDAT chunks so far */

  GMutex mutex;
  GCond cond;
  GHashTable *reached; /* (owned) (mutex mutex) */
  GHashTable *released; /* (owned) (mutex mutex) */
  GByteArray *received; /* (owned) (mutex mutex) */
  guint64 n_received; /* (mutex mutex) */
  guint n_connections; /* (mutex mutex) */
  GPtrArray *messages; /* (owned) (element-type GBytes) (mutex mutex) */
  GError *error; /* (owned) (nullable) (mutex mutex) */
  gboolean is_done; /* (mutex mutex) */
};

/* Sets the error and returns FALSE, so that a step can end with it. */
static gboolean G_GNUC_PRINTF (2, 3) mismatch (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_clear_error (error);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_FAILED, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* What a step took from the client; of SINK only the number of octets counts. */
static void
record (PhTestServer *self, const GByteArray *octets, gboolean is_kept)
{
  g_mutex_lock (&self->mutex);
  if (is_kept)
    g_byte_array_append (self->received, octets->data, octets->len);
  self->n_received += octets->len;
  g_mutex_unlock (&self->mutex);
}

/* What a client says that should leave is a secret where there should be none, or not; of a flood the beginning will do. */
static void
keep_received (PhTestServer *self, const char *octets, gsize length)
{
  g_mutex_lock (&self->mutex);
  if (self->received->len < MAX_KEPT)
    g_byte_array_append (self->received, (const guint8 *) octets, (guint) length);
  g_mutex_unlock (&self->mutex);
}

/* An empty array has no data at all. */
static char *
dup_text (const GByteArray *octets)
{
  return octets->len > 0 ? g_strndup ((const char *) octets->data, octets->len) : g_strdup ("");
}

static gboolean
line_ends (const GByteArray *line)
{
  return line->len >= 2 && memcmp (line->data + line->len - 2, "\r\n", 2) == 0;
}

static gboolean
send_octets (PhTestServer *self, const char *text, gsize length, GError **error)
{
  if (self->connection == NULL)
    return mismatch (error, "the connection is closed already");
  return ph_test_connection_send (self->connection, text, length, error);
}

static gboolean
receive_line (PhTestServer *self, GByteArray *line, gboolean is_kept, GError **error)
{
  if (self->connection == NULL)
    return mismatch (error, "the connection is closed already");
  if (!ph_test_connection_take_line (self->connection, line, error))
    return FALSE;
  record (self, line, is_kept);
  return TRUE;
}

static void
hang_up (PhTestServer *self)
{
  g_clear_pointer (&self->connection, ph_test_connection_free);
  g_byte_array_set_size (self->chunks, 0);
}

static gboolean
accept_connection (PhTestServer *self, GError **error)
{
  GSocket *socket;

  if (!g_socket_condition_timed_wait (self->listener, G_IO_IN, PH_TEST_PATIENCE_US, self->finish, NULL)
      && (g_socket_condition_check (self->listener, G_IO_IN) & G_IO_IN) == 0)
    return mismatch (error, "no connection came");
  socket = g_socket_accept (self->listener, self->stop, error);
  if (socket == NULL)
    return FALSE;
  self->connection = ph_test_connection_new (socket, self->stop);
  g_mutex_lock (&self->mutex);
  self->n_connections++;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
step_say (PhTestServer *self, const char *argument, GError **error)
{
  g_autofree char *line = g_strconcat (argument, "\r\n", NULL);

  return send_octets (self, line, strlen (line), error);
}

/* The escapes of RAW and BYTES. A GString, as \x00 is among what can be said. */
static GString *
unescape (const char *text)
{
  GString *result = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p != '\\')
        g_string_append_c (result, *p);
      else if (*++p == 'r')
        g_string_append_c (result, '\r');
      else if (*p == 'n')
        g_string_append_c (result, '\n');
      else if (*p == 't')
        g_string_append_c (result, '\t');
      else if (*p == 'x' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          g_string_append_c (result, (char) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2])));
          p += 2;
        }
      else if (*p == '\\')
        g_string_append_c (result, '\\');
      else
        g_error ("Not an escape of the test server: %s", text);
    }
  return result;
}

static gboolean
step_raw (PhTestServer *self, const char *argument, GError **error)
{
  g_autoptr (GString) text = unescape (argument);

  return send_octets (self, text->str, text->len, error);
}

static gboolean
step_bytes (PhTestServer *self, const char *argument, GError **error)
{
  g_autoptr (GString) text = unescape (argument);

  for (gsize i = 0; i < text->len; i++)
    {
      if (!send_octets (self, text->str + i, 1, error))
        return FALSE;
      g_usleep (BYTE_US); /* else the client would read many at once */
    }
  return TRUE;
}

static gboolean
step_repeat (PhTestServer *self, const char *argument, GError **error)
{
  char *text;
  guint64 n = g_ascii_strtoull (argument, &text, 10);
  g_autofree char *line = g_strconcat (g_strchug (text), "\r\n", NULL);

  while (n-- > 0 && send_octets (self, line, strlen (line), NULL))
    ;
  return TRUE;
}

static gboolean
step_long (PhTestServer *self, const char *argument, GError **error)
{
  char letters[1024];
  guint64 n = g_ascii_strtoull (argument, NULL, 10);

  memset (letters, 'a', sizeof letters);
  while (n > 0 && send_octets (self, letters, MIN (n, sizeof letters), NULL))
    n -= MIN (n, sizeof letters);
  return TRUE;
}

/* One after the other, each well before a second is over: a wait for each read would never end. */
static gboolean
step_drip (PhTestServer *self, const char *argument, GError **error)
{
  g_autoptr (GString) text = unescape (argument);
  gint64 end = g_get_monotonic_time () + PH_TEST_PATIENCE_US;

  for (gsize i = 0; send_octets (self, text->str + i % text->len, 1, NULL); i++)
    {
      if (g_get_monotonic_time () > end)
        return mismatch (error, "expected the client to go, it did not");
      g_usleep (DRIP_US);
    }
  return TRUE;
}

static gboolean
take_line (PhTestServer *self, const char *pattern, gboolean is_glob, GError **error)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;

  if (!receive_line (self, line, TRUE, error))
    {
      g_prefix_error (error, "expected “%s”: ", pattern);
      return FALSE;
    }
  text = dup_text (line);
  shown = g_strescape (text, NULL);
  if (line->len == 0)
    return mismatch (error, "expected “%s”, the client closed", pattern);
  if (!line_ends (line))
    return mismatch (error, "expected “%s” and CRLF, got “%s”", pattern, shown);
  text[line->len - 2] = '\0';
  if (strlen (text) != line->len - 2
      || !(is_glob ? g_pattern_match_simple (pattern, text) : g_str_equal (pattern, text)))
    return mismatch (error, "expected “%s”, got “%s”", pattern, shown);
  return TRUE;
}

static gboolean
step_expect (PhTestServer *self, const char *argument, GError **error)
{
  return take_line (self, argument, TRUE, error);
}

static gboolean
step_expect_exactly (PhTestServer *self, const char *argument, GError **error)
{
  return take_line (self, argument, FALSE, error);
}

static void
keep_message (PhTestServer *self, GByteArray *message)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->messages, g_bytes_new (message->data, message->len));
  g_mutex_unlock (&self->mutex);
}

/* Takes lines to the one with a lone dot; the dot counts behind CRLF only (RFC 5321 section 4.1.1.4). */
static gboolean
take_message (PhTestServer *self, GByteArray *message, GError **error)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();
  gboolean at_line_start = TRUE;

  while (receive_line (self, line, message != NULL, error))
    {
      gboolean has_dot = at_line_start && line->len > 0 && line->data[0] == '.';

      if (line->len == 0 || line->data[line->len - 1] != '\n')
        return mismatch (error, "expected a message, the client closed before its end");
      if (has_dot && line->len == 3 && line_ends (line))
        return TRUE;
      if (message != NULL)
        g_byte_array_append (message, line->data + has_dot, line->len - (guint) has_dot);
      at_line_start = line_ends (line);
    }
  return FALSE;
}

static gboolean
step_data (PhTestServer *self, const char *argument, GError **error)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  if (!take_message (self, message, error))
    return FALSE;
  keep_message (self, message);
  return TRUE;
}

static gboolean
step_sink (PhTestServer *self, const char *argument, GError **error)
{
  return take_message (self, NULL, error);
}

static gboolean
take_octets (PhTestServer *self, GByteArray *octets, gsize n, GError **error)
{
  g_autoptr (GByteArray) here = g_byte_array_new ();

  if (self->connection == NULL)
    return mismatch (error, "the connection is closed already");
  if (!ph_test_connection_take_octets (self->connection, here, n, error))
    return FALSE;
  record (self, here, TRUE);
  if (octets != NULL)
    g_byte_array_append (octets, here->data, here->len);
  return TRUE;
}

static gboolean
step_octets (PhTestServer *self, const char *argument, GError **error)
{
  return take_octets (self, NULL, g_ascii_strtoull (argument, NULL, 10), error);
}

static gboolean
step_chunk (PhTestServer *self, const char *argument, GError **error)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();
  g_autofree char *text = NULL;
  char *end;
  guint64 n;

  if (!receive_line (self, line, TRUE, error))
    return FALSE;
  text = dup_text (line);
  if (strncmp (text, "BDAT ", 5) != 0 || !g_ascii_isdigit (text[5]))
    return mismatch (error, "expected “BDAT n”, got “%s”", text);
  n = g_ascii_strtoull (text + 5, &end, 10);
  if (!g_str_equal (end, "\r\n") && !g_str_equal (end, " LAST\r\n"))
    return mismatch (error, "expected “BDAT n” or “BDAT n LAST”, got “%s”", text);
  if (!take_octets (self, self->chunks, n, error))
    return FALSE;
  if (g_str_equal (end, "\r\n"))
    return TRUE;
  keep_message (self, self->chunks);
  g_byte_array_set_size (self->chunks, 0);
  return TRUE;
}

static gboolean
step_tls (PhTestServer *self, const char *argument, GError **error)
{
  g_auto (GStrv) words = g_strsplit (*argument != '\0' ? argument : "good", " ", 2);

  if (self->connection == NULL)
    return mismatch (error, "the connection is closed already");
  if (ph_test_connection_has_more (self->connection))
    return mismatch (error, "the client did not wait for TLS: more octets came in the clear");
  return ph_test_connection_start_tls (self->connection, words[0], words[1], error);
}

static gboolean
step_tls_refused (PhTestServer *self, const char *argument, GError **error)
{
  /* With TLS 1.3 the server's side is done before the client has looked at the certificate. */
  if (step_tls (self, argument, NULL) && ph_test_connection_peek (self->connection, NULL, NULL) > 0)
    return mismatch (error, "the client went on after the handshake");
  hang_up (self);
  return TRUE;
}

static void
reach (PhTestServer *self, const char *name)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_add (self->reached, g_strdup (name));
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gboolean
step_mark (PhTestServer *self, const char *argument, GError **error)
{
  reach (self, argument);
  return TRUE;
}

static gboolean
step_hold (PhTestServer *self, const char *argument, GError **error)
{
  reach (self, argument);
  g_mutex_lock (&self->mutex);
  while (!g_hash_table_contains (self->released, argument) && !g_cancellable_is_cancelled (self->finish))
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
step_eof (PhTestServer *self, const char *argument, GError **error)
{
  const char *octets = NULL;
  gssize n = self->connection != NULL ? ph_test_connection_peek (self->connection, &octets, error) : 0;

  if (n > 0)
    {
      g_autofree char *text = g_strndup (octets, (gsize) n);
      g_autofree char *shown = g_strescape (text, NULL);

      return mismatch (error, "expected the client to close, got “%s”", shown);
    }
  return n == 0;
}

static gboolean
step_gone (PhTestServer *self, const char *argument, GError **error)
{
  const char *octets = NULL;
  gssize n = 0;
  g_autoptr (GError) local_error = NULL;

  while (self->connection != NULL && (n = ph_test_connection_peek (self->connection, &octets, &local_error)) > 0)
    {
      keep_received (self, octets, (gsize) n);
      ph_test_connection_drop (self->connection);
    }
  /* A reset is as good as an end. */
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return mismatch (error, "expected the client to go, it did not");
  return TRUE;
}

static gboolean
step_close (PhTestServer *self, const char *argument, GError **error)
{
  if (self->connection != NULL)
    ph_test_connection_say_goodbye (self->connection);
  hang_up (self);
  return TRUE;
}

static gboolean
step_cut (PhTestServer *self, const char *argument, GError **error)
{
  hang_up (self);
  return TRUE;
}

static gboolean
step_reset (PhTestServer *self, const char *argument, GError **error)
{
  if (self->connection != NULL)
    ph_test_connection_make_abrupt (self->connection);
  hang_up (self);
  return TRUE;
}

static gboolean
step_next (PhTestServer *self, const char *argument, GError **error)
{
  return step_close (self, argument, error) && accept_connection (self, error);
}

static const Verb verbs[] = {
  { "S", step_say },       { "RAW", step_raw },
  { "BYTES", step_bytes }, { "REPEAT", step_repeat },
  { "LONG", step_long },   { "DRIP", step_drip },
  { "C", step_expect },    { "C=", step_expect_exactly },
  { "DATA", step_data },   { "SINK", step_sink },
  { "CHUNK", step_chunk }, { "OCTETS", step_octets },
  { "TLS", step_tls },     { "TLS-REFUSED", step_tls_refused },
  { "MARK", step_mark },   { "HOLD", step_hold },
  { "EOF", step_eof },     { "GONE", step_gone },
  { "CLOSE", step_close }, { "CUT", step_cut },
  { "RESET", step_reset }, { "NEXT", step_next },
};

static const Verb *
find_verb (const char *name, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strlen (verbs[i].name) == length && memcmp (verbs[i].name, name, length) == 0)
      return &verbs[i];
  return NULL;
}

static void
parse_line (GArray *steps, const char *line, guint number)
{
  gsize length = strcspn (line, ":");
  Step step = { .verb = find_verb (line, length), .line = number };

  if (line[0] == '\0' || line[0] == '#')
    return;
  if (step.verb == NULL)
    g_error ("Line %u of the test server's script is not a step: %s", number, line);
  line += length;
  if (*line == ':')
    line++;
  if (*line == ' ')
    line++;
  step.argument = g_strdup (line);
  g_array_append_val (steps, step);
}

static void
step_clear (gpointer step)
{
  g_free (((Step *) step)->argument);
}

/* Not g_strsplit(), which AddressSanitizer makes read all of a long script for each of its lines. */
static GArray *
parse (const char *script)
{
  const char *end = script + strlen (script);
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  guint number = 1;

  g_array_set_clear_func (steps, step_clear);
  for (const char *line = script; line <= end; number++)
    {
      const char *lf = line < end ? memchr (line, '\n', (gsize) (end - line)) : NULL;
      const char *line_end = lf != NULL ? lf : end;
      g_autofree char *text = g_strndup (line, (gsize) (line_end - line));

      parse_line (steps, g_strchug (text), number);
      line = line_end + 1;
    }
  return steps;
}

static gboolean
run_steps (PhTestServer *self, GError **error)
{
  if (!accept_connection (self, error))
    return FALSE;
  for (guint i = 0; i < self->steps->len; i++)
    {
      const Step *step = &g_array_index (self->steps, Step, i);

      if (!step->verb->func (self, step->argument, error))
        {
          g_prefix_error (error, "Line %u of the script (%s: %s): ", step->line, step->verb->name, step->argument);
          return FALSE;
        }
    }
  return TRUE;
}

static gpointer
server_thread (gpointer data)
{
  PhTestServer *self = data;
  GError *error = NULL;

  if (run_steps (self, &error))
    {
      if (self->connection != NULL && ph_test_connection_has_more (self->connection))
        mismatch (&error, "The script ended, but the client said more");
      step_close (self, NULL, NULL);
    }
  hang_up (self);
  g_socket_close (self->listener, NULL);
  g_mutex_lock (&self->mutex);
  self->error = error;
  self->is_done = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

static GSocket *
bind_to (const char *address, guint16 *port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) got = NULL;
  GSocket *socket;

  socket = g_socket_new (g_socket_address_get_family (wanted), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_bind (socket, wanted, FALSE, &error);
  g_assert_no_error (error);
  got = g_socket_get_local_address (socket, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  return socket;
}

PhTestServer *
ph_test_server_new (const char *script)
{
  return ph_test_server_new_at ("127.0.0.1", script);
}

PhTestServer *
ph_test_server_new_at (const char *address, const char *script)
{
  PhTestServer *self = g_new0 (PhTestServer, 1);
  g_autoptr (GError) error = NULL;

  self->steps = parse (script);
  self->listener = bind_to (address, &self->port);
  g_socket_listen (self->listener, &error);
  g_assert_no_error (error);
  self->stop = g_cancellable_new ();
  self->finish = g_cancellable_new ();
  self->chunks = g_byte_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->released = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->received = g_byte_array_new ();
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->thread = g_thread_new ("test-server", server_thread, self);
  return self;
}

/* The lock makes sure that a thread on its way into a hold sees it. */
static void
stop_holding (PhTestServer *self)
{
  g_mutex_lock (&self->mutex);
  g_cancellable_cancel (self->finish);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
ph_test_server_free (PhTestServer *self)
{
  g_cancellable_cancel (self->stop);
  stop_holding (self);
  g_thread_join (self->thread);
  g_array_unref (self->steps);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_object_unref (self->finish);
  g_byte_array_unref (self->chunks);
  g_hash_table_unref (self->reached);
  g_hash_table_unref (self->released);
  g_byte_array_unref (self->received);
  g_ptr_array_unref (self->messages);
  g_clear_error (&self->error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

guint16
ph_test_server_get_port (PhTestServer *self)
{
  return self->port;
}

gboolean
ph_test_server_finish (PhTestServer *self, GError **error)
{
  gboolean is_followed;

  stop_holding (self);
  g_mutex_lock (&self->mutex);
  while (!self->is_done)
    g_cond_wait (&self->cond, &self->mutex);
  is_followed = self->error == NULL;
  if (!is_followed && error != NULL)
    *error = g_error_copy (self->error);
  g_mutex_unlock (&self->mutex);
  return is_followed;
}

gboolean
ph_test_server_wait_for (PhTestServer *self, const char *name)
{
  gboolean is_reached;

  g_mutex_lock (&self->mutex);
  while (!g_hash_table_contains (self->reached, name) && !self->is_done)
    g_cond_wait (&self->cond, &self->mutex);
  is_reached = g_hash_table_contains (self->reached, name);
  g_mutex_unlock (&self->mutex);
  return is_reached;
}

void
ph_test_server_release (PhTestServer *self, const char *name)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_add (self->released, g_strdup (name));
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

GBytes *
ph_test_server_dup_received (PhTestServer *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_bytes_new (self->received->data, self->received->len);
}

guint64
ph_test_server_get_n_received (PhTestServer *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_received;
}

guint
ph_test_server_get_n_connections (PhTestServer *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_connections;
}

guint
ph_test_server_get_n_messages (PhTestServer *self)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->messages->len;
}

GBytes *
ph_test_server_dup_message (PhTestServer *self, guint index)
{
  G_GNUC_UNUSED g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_assert_cmpuint (index, <, self->messages->len);
  return g_bytes_ref (g_ptr_array_index (self->messages, index));
}

guint16
ph_test_reserve_port (GSocket **holder)
{
  guint16 port;

  *holder = bind_to ("127.0.0.1", &port);
  return port;
}
