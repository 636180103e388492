/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built posthaste-send, run as a program: what it returns, says and sends, against the scripted server. Its path is
 * the first argument. */
#include "ph-test-folder.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#define HELLO "S: 220 hi\nC: EHLO *\n"
#define READY HELLO "S: 250 x\n"
#define ENVELOPE READY "C: MAIL FROM:<ann@example.org>*\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\n"
#define BODY ENVELOPE "C: DATA\nS: 354 go\n"
#define QUIT "C: QUIT\nEOF"
#define LEAVE "C: RSET\nS: 250 ok\n" QUIT

/* In arguments: @PORT@ of the server, @FOLDER@ of the test, @CA@ that signed the good certificate. */
#define PLAIN "--server smtp://127.0.0.1:@PORT@ --security none -f ann@example.org "
#define SIGN_IN                                                                                                        \
  "--server smtp://ann@127.0.0.1:@PORT@ --security none -f ann@example.org --password-file @FOLDER@/password "
#define SIGNED "DKIM-Signature: v=1\n\n"
#define MESSAGE "Subject: x\n\nhello\n"

static const char *program;

typedef struct
{
  GFile *folder; /* (owned) */
  PhTestServer *server; /* (owned) (nullable) */
  int status;
  char *output; /* (owned) (nullable) */
  char *errors; /* (owned) (nullable) */
} Fixture;

typedef struct
{
  const char *name;
  int status;
  const char *script; /* (nullable): NULL is a port that refuses; "" must not even be connected to */
  const char *arguments;
  const char *input;
  const char *says; /* on standard error; "" is nothing at all */
} Case;

static const Case cases[] = {
  { "accepted", 0, BODY "DATA\nS: 250 taken\n" QUIT, PLAIN "bob@example.net", MESSAGE, "" },
  { "null-sender",
    0,
    READY
    "C: MAIL FROM:<>*\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\n" QUIT,
    "--server smtp://127.0.0.1:@PORT@ --security none -f '<>' bob@example.net",
    MESSAGE,
    "" },
  { "starttls",
    0,
    HELLO
    "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\nC: EHLO *\nS: 250 x\nC: MAIL *\nS: 250 ok\nC: RCPT *\n"
    "S: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 ok\n" QUIT,
    "--server smtp://localhost:@PORT@ --ca-file @CA@ -f ann@example.org bob@example.net",
    MESSAGE,
    "" },

  { "reports",
    0,
    HELLO "S: 250-x\nS: 250 DSN\nC=: MAIL FROM:<ann@example.org> RET=HDRS ENVID=a+2Bb+20c\nS: 250 ok\n"
          "C=: RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;bob@example.net\nS: 250 ok\n"
          "C: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT,
    PLAIN "--dsn failure,delay,success --ret hdrs --envid 'a+b c' bob@example.net",
    MESSAGE,
    "" },
  { "no-reports-as-mutt-says-it",
    0,
    HELLO "S: 250-x\nS: 250 DSN\nC=: MAIL FROM:<ann@example.org> RET=FULL\nS: 250 ok\n"
          "C=: RCPT TO:<bob@example.net> NOTIFY=NEVER ORCPT=rfc822;bob@example.net\nS: 250 ok\n"
          "C: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT,
    PLAIN "-N never -R full bob@example.net",
    MESSAGE,
    "" },

  { "unknown-option", 64, "", PLAIN "--no-such bob@example.net", MESSAGE, "--no-such" },
  { "no-recipient", 64, "", PLAIN, MESSAGE, "recipient" },
  { "password-in-url",
    64,
    "",
    "--server smtp://a:b@127.0.0.1:@PORT@ -f a@b.example b@b.example",
    MESSAGE,
    "others can read it" },

  { "bad-address", 65, "", PLAIN "bob", MESSAGE, "bob" },
  { "broken-header",
    65,
    "",
    "--server smtp://127.0.0.1:@PORT@ -f ann@example.org -t",
    "To: bob@example.net\nno field\n\nhello\n",
    "header" },
  { "empty-input", 65, "", PLAIN "bob@example.net", "", "empty" },
  { "sender-refused",
    65,
    READY "C: MAIL *\nS: 550 5.7.1 not you\n" LEAVE,
    PLAIN "bob@example.net",
    MESSAGE,
    "not you" },
  { "recipient-refused",
    65,
    READY "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 550 5.1.1 who\n" LEAVE,
    PLAIN "bob@example.net",
    MESSAGE,
    "bob@example.net was refused: 550 " },
  { "message-refused", 65, BODY "DATA\nS: 554 5.6.0 spam\n" QUIT, PLAIN "bob@example.net", MESSAGE, "spam" },
  { "too-large",
    65,
    HELLO "S: 250-x\nS: 250 SIZE 10\n" QUIT,
    PLAIN "--to bob@example.net --body hello",
    "",
    "too large" },

  { "no-reports-offered",
    65,
    READY QUIT,
    PLAIN "--dsn failure bob@example.net",
    MESSAGE,
    "cannot take this message as it is" },

  { "no-password-file", 66, "", SIGN_IN "--password-file @FOLDER@/none bob@example.net", MESSAGE, "password file" },
  { "no-ca-file", 66, "", PLAIN "--ca-file @FOLDER@/none bob@example.net", MESSAGE, "--ca-file" },
  { "no-body-file", 66, "", PLAIN "--to bob@example.net --body-file @FOLDER@/none", "", "none" },
  { "no-attachment", 66, "", PLAIN "--to bob@example.net --attach @FOLDER@/none", "", "none" },
  { "attached-folder", 66, "", PLAIN "--to bob@example.net --attach @FOLDER@", "", "attached" },

  { "no-host", 68, "", "--server smtp://nowhere.invalid -f a@b.example b@b.example", MESSAGE, "not found" },

  { "refused-connection", 69, NULL, PLAIN "bob@example.net", MESSAGE, "connection" },
  { "not-now", 69, "S: 421 4.3.2 closed today\nGONE", PLAIN "bob@example.net", MESSAGE, "closed today" },

  { "trace-in-no-folder", 74, "", PLAIN "--trace @FOLDER@/none/trace bob@example.net", MESSAGE, "none/trace" },

  { "recipient-later",
    75,
    READY "C: MAIL *\nS: 250 ok\nC: RCPT *\nS: 450 4.2.0 grey\n" LEAVE,
    PLAIN "bob@example.net",
    MESSAGE,
    "450" },
  { "timeout", 75, "HOLD: quiet\nGONE", PLAIN "--timeout 1 bob@example.net", MESSAGE, "in time" },
  { "timeout-behind-the-dot",
    75,
    BODY "DATA\nHOLD: quiet\nGONE",
    PLAIN "--timeout 3 bob@example.net",
    MESSAGE,
    "may or may not" },
  { "timeout-of-a-whole-reply", 75, "RAW: 220 \nDRIP: x", PLAIN "--timeout 1 bob@example.net", MESSAGE, "in time" },
  { "lost", 75, ENVELOPE "C: DATA\nRESET", PLAIN "bob@example.net", MESSAGE, "nothing was sent" },
  { "outcome-unknown", 75, BODY "DATA\nCLOSE", PLAIN "bob@example.net", MESSAGE, "may or may not" },

  { "garbage", 76, "S: HTTP/1.1 400 Bad Request\nGONE", PLAIN "bob@example.net", MESSAGE, "SMTP" },
  { "endless-reply", 76, "RAW: 220 \nLONG: 10000000\nGONE", PLAIN "bob@example.net", MESSAGE, "SMTP" },
  { "injected-before-tls",
    76,
    HELLO "S: 250-x\nS: 250 STARTTLS\nC: STARTTLS\nRAW: 220 go\\r\\n250 x\\r\\n\nGONE",
    "--server smtp://localhost:@PORT@ --ca-file @CA@ -f ann@example.org bob@example.net",
    MESSAGE,
    "SMTP" },

  { "sign-in-refused",
    77,
    HELLO "S: 250-x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\nS: 535 5.7.8 no\nGONE",
    SIGN_IN "bob@example.net",
    MESSAGE,
    "sign-in" },
  { "no-encryption",
    77,
    HELLO "S: 250 x\nGONE",
    "--server smtp://127.0.0.1:@PORT@ -f ann@example.org bob@example.net",
    MESSAGE,
    "encryption" },
  { "certificate",
    77,
    "TLS-REFUSED: expired",
    "--server smtps://localhost:@PORT@ --ca-file @CA@ -f ann@example.org bob@example.net",
    MESSAGE,
    "certificate" },

  { "no-account", 78, "", "bob@example.net", MESSAGE, "account" },
  { "no-such-account", 78, "", "--account work bob@example.net", MESSAGE, "work" },
  { "password-in-the-clear",
    78,
    "",
    "--server smtp://ann@192.0.2.1 --security none -f a@b.example --password-file @FOLDER@/password b@b.example",
    MESSAGE,
    "encryption" },
  { "empty-password", 78, "", SIGN_IN "--password-file @FOLDER@/empty bob@example.net", MESSAGE, "empty" },
  { "no-certificates-in-file", 78, "", PLAIN "--ca-file @FOLDER@/password bob@example.net", MESSAGE, "--ca-file" },
};

static void
write_file (Fixture *f, const char *name, const char *contents)
{
  g_autofree char *path = ph_test_folder_path (f->folder, name);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = ph_test_folder_new ();
  write_file (f, "password", "tell-no-one\n");
  write_file (f, "empty", "");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->server, ph_test_server_free);
  g_free (f->output);
  g_free (f->errors);
  ph_test_folder_free (f->folder);
}

static char *
fill_in (Fixture *f, const char *arguments, guint16 port)
{
  g_autofree char *ca = ph_test_tls_dup_path ("authority");
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autoptr (GString) text = g_string_new (arguments);

  g_string_replace (text, "@PORT@", number, 0);
  g_string_replace (text, "@CA@", ca, 0);
  g_string_replace (text, "@FOLDER@", g_file_peek_path (f->folder), 0);
  return g_strdup (text->str);
}

static char *
dup_text (GBytes *bytes)
{
  return g_string_free (g_string_new_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes)), FALSE);
}

typedef struct
{
  GOutputStream *pipe; /* (owned) */
  GBytes *octets; /* (unowned) */
} Feed;

/* A program that refuses its arguments is gone before it has read a word. */
static gpointer
feed_thread (gpointer data)
{
  Feed *feed = data;
  gsize length = 0;
  const void *octets = g_bytes_get_data (feed->octets, &length);

  g_output_stream_write_all (feed->pipe, octets, length, NULL, NULL, NULL);
  g_clear_object (&feed->pipe);
  return NULL;
}

static GSubprocess *
start_fed (const char *const *argv, Feed *feed, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  int ends[2];

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, error))
    return NULL;
  g_subprocess_launcher_take_stdin_fd (launcher, ends[0]);
  feed->pipe = g_unix_output_stream_new (ends[1], TRUE);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}

static void
run_octets (Fixture *f, guint16 port, const char *arguments, GBytes *input)
{
  Feed feed = { NULL, input };
  GThread *feeding = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *filled_in = fill_in (f, arguments, port);
  g_autofree char *line = g_strdup_printf ("posthaste-send %s", filled_in);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GBytes) errors = NULL;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_free (argv[0]);
  argv[0] = g_strdup (program);
  process = start_fed ((const char *const *) argv, &feed, &error);
  g_assert_no_error (error);
  feeding = g_thread_new ("feed", feed_thread, &feed);
  g_subprocess_communicate (process, NULL, NULL, &output, &errors, &error);
  g_assert_no_error (error);
  g_thread_join (feeding);
  g_assert_true (g_subprocess_get_if_exited (process));
  f->status = g_subprocess_get_exit_status (process);
  f->output = dup_text (output);
  f->errors = dup_text (errors);
}

static void
run (Fixture *f, guint16 port, const char *arguments, const char *input)
{
  g_autoptr (GBytes) octets = g_bytes_new (input, strlen (input));

  run_octets (f, port, arguments, octets);
}

/* Runs it against @script, all of which must be followed. */
static void
run_against (Fixture *f, const char *script, const char *arguments, const char *input)
{
  g_autoptr (GError) error = NULL;

  f->server = ph_test_server_new (script);
  run (f, ph_test_server_get_port (f->server), arguments, input);
  if (!ph_test_server_finish (f->server, &error))
    g_error ("%s; exit status %d: %s", error->message, f->status, f->errors);
}

static void
assert_status (Fixture *f, int status, const char *says)
{
  if (f->status != status)
    g_error ("exit status %d, not %d: %s", f->status, status, f->errors);
  if (*says == '\0')
    g_assert_cmpstr (f->errors, ==, "");
  else if (strstr (f->errors, says) == NULL)
    g_error ("\"%s\" is not in \"%s\"", says, f->errors);
  if (status != 0)
    g_assert_true (g_str_has_prefix (f->errors, "posthaste-send: "));
  g_assert_cmpstr (f->output, ==, "");
}

static void
assert_one_line (Fixture *f)
{
  const char *end = strchr (f->errors, '\n');

  g_assert_nonnull (end);
  g_assert_cmpstr (end, ==, "\n");
}

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *expected = data;
  g_autoptr (GSocket) holder = NULL;

  if (expected->script == NULL)
    run (f, ph_test_reserve_port (&holder), expected->arguments, expected->input);
  else if (*expected->script != '\0')
    run_against (f, expected->script, expected->arguments, expected->input);
  else
    {
      f->server = ph_test_server_new ("GONE");
      run (f, ph_test_server_get_port (f->server), expected->arguments, expected->input);
      g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 0);
    }
  assert_status (f, expected->status, expected->says);
  if (*expected->says != '\0')
    assert_one_line (f);
}

static char *
dup_message (Fixture *f)
{
  g_autoptr (GBytes) message = ph_test_server_dup_message (f->server, 0);

  return dup_text (message);
}

static void
test_raw_is_sent_as_it_is (Fixture *f, gconstpointer data)
{
  g_autofree char *message = NULL;

  run_against (f,
               BODY "DATA\nS: 250 taken\n" QUIT,
               PLAIN "-i bob@example.net",
               "Subject: x\nBcc: kept@example.net\n\n.\n..\nhello");
  assert_status (f, 0, "");
  message = dup_message (f);
  g_assert_cmpstr (message, ==, "Subject: x\r\nBcc: kept@example.net\r\n\r\n.\r\n..\r\nhello\r\n");
}

static void
test_recipients_from_header (Fixture *f, gconstpointer data)
{
  g_autofree char *message = NULL;

  run_against (f,
               READY "C: MAIL FROM:<ann@example.org>*\nS: 250 ok\nC=: RCPT TO:<bob@example.net>\nS: 250 ok\n"
                     "C=: RCPT TO:<cy@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT,
               "--server smtp://127.0.0.1:@PORT@ --security none -t",
               "From: ann@example.org\nTo: Bob <bob@example.net>\nBcc:\n cy@example.net\nSubject: x\n\nhello\n");
  assert_status (f, 0, "");
  message = dup_message (f);
  g_assert_null (strstr (message, "cy@example.net"));
  g_assert_nonnull (strstr (message, "To: Bob <bob@example.net>\r\n"));
  g_assert_true (g_str_has_suffix (message, "\r\n\r\nhello\r\n"));
}

static void
test_header_without_recipient (Fixture *f, gconstpointer data)
{
  f->server = ph_test_server_new ("GONE");
  run (f, ph_test_server_get_port (f->server), PLAIN "-t", "Subject: x\n\nhello\n");
  assert_status (f, 65, "no recipient");
  g_assert_cmpuint (ph_test_server_get_n_connections (f->server), ==, 0);
}

static void
test_some_refused (Fixture *f, gconstpointer data)
{
  run_against (f,
               ENVELOPE "C: RCPT TO:<cy@example.net>\nS: 550 5.1.1 no cy\nC: RCPT TO:<dee@example.net>\n"
                        "S: 550 5.1.1 no dee\nC: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT,
               PLAIN "bob@example.net cy@example.net dee@example.net",
               MESSAGE);
  assert_status (f, 65, "cy@example.net was refused: 550 ");
  g_assert_nonnull (strstr (f->errors, "dee@example.net was refused: 550 "));
  g_assert_null (strstr (f->errors, "bob@example.net"));
  g_assert_cmpuint (ph_test_server_get_n_messages (f->server), ==, 1);
}

static void
test_composed (Fixture *f, gconstpointer data)
{
  g_autofree char *message = NULL;

  write_file (f, "note.txt", "attached\n");
  run_against (f,
               ENVELOPE "C: RCPT TO:<cy@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT,
               PLAIN "--to 'Bob <bob@example.net>' --bcc cy@example.net --subject 'Grüße' --body-file - "
                     "--attach @FOLDER@/note.txt",
               "from standard input\n");
  assert_status (f, 0, "");
  message = dup_message (f);
  g_assert_nonnull (strstr (message, "From: ann@example.org\r\n"));
  g_assert_nonnull (strstr (message, "To: Bob <bob@example.net>\r\n"));
  g_assert_nonnull (strstr (message, "from standard input"));
  g_assert_nonnull (strstr (message, "note.txt"));
  g_assert_null (strstr (message, "cy@example.net"));
}

static void
test_text_from_file (Fixture *f, gconstpointer data)
{
  g_autofree char *message = NULL;

  write_file (f, "text", "from a file\n");
  run_against (f,
               BODY "DATA\nS: 250 taken\n" QUIT,
               PLAIN "--to bob@example.net --body-file @FOLDER@/text",
               "from standard input\n");
  assert_status (f, 0, "");
  message = dup_message (f);
  g_assert_nonnull (strstr (message, "\r\n\r\nfrom a file\r\n"));
}

static void
test_file_that_is_no_text (Fixture *f, gconstpointer data)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "octets");

  g_assert_true (g_file_set_contents (path, "a\0b", 3, NULL));
  run (f, 1, PLAIN "--to bob@example.net --body-file @FOLDER@/octets", "");
  assert_status (f, 65, "not text");
}

static void
test_json_tells_encryption (Fixture *f, gconstpointer data)
{
  run_against (f,
               "TLS: good 1.2\n" BODY "DATA\nS: 250 taken\n" QUIT,
               "--server smtps://localhost:@PORT@ --ca-file @CA@ --json -f ann@example.org bob@example.net",
               MESSAGE);
  g_assert_cmpint (f->status, ==, 0);
  g_assert_nonnull (strstr (f->output, "\"tls\":{\"version\":\"1.2\",\"cipher\":\"TLS_"));
  g_assert_null (strstr (f->output, "\"tls\":0"));
}

#define SIGNED_IN                                                                                                      \
  HELLO "S: 250-x\nS: 250 AUTH PLAIN\nC=: AUTH PLAIN AGFubgB0ZWxsLW5vLW9uZQ==\nS: 235 ok tell-no-one\nC: EHLO *\n"     \
        "S: 250 x\nC: MAIL *\nS: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT

/* One line end is the editor's, another one the password's. */
static void
test_final_newline (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *file;
    const char *response; /* base64 of "\0ann\0pw" and what stays */
  } passwords[] = {
    { "pw", "AGFubgBwdw==" },
    { "pw\n", "AGFubgBwdw==" },
    { "pw\r\n", "AGFubgBwdw==" },
    { "pw\n\n", "AGFubgBwdwo=" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autofree char *script
          = g_strdup_printf (HELLO "S: 250-x\nS: 250 AUTH PLAIN\nC=: AUTH PLAIN %s\nS: 535 no\nGONE",
                             passwords[i].response);

      write_file (f, "password", passwords[i].file);
      run_against (f, script, SIGN_IN "bob@example.net", MESSAGE);
      assert_status (f, 77, "sign-in");
      g_clear_pointer (&f->server, ph_test_server_free);
      g_clear_pointer (&f->output, g_free);
      g_clear_pointer (&f->errors, g_free);
    }
}

static void
assert_conversation_without_secrets (const char *text)
{
  g_assert_nonnull (strstr (text, "AUTH PLAIN"));
  g_assert_nonnull (strstr (text, "RCPT TO:<bob@example.net>"));
  g_assert_null (strstr (text, "AGFubgB0ZWxsLW5vLW9uZQ=="));
  g_assert_null (strstr (text, "tell-no-one"));
}

static void
test_trace (Fixture *f, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_get_child (f->folder, "trace");
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *trace = NULL;

  run_against (f, SIGNED_IN, SIGN_IN "--auth plain --trace @FOLDER@/trace bob@example.net", MESSAGE);
  assert_status (f, 0, "");
  trace = ph_test_folder_read (file, NULL);
  assert_conversation_without_secrets (trace);
  g_assert_nonnull (strstr (trace, "\nSender and recipients\n"));
  g_assert_nonnull (strstr (trace, " Posthaste asks to send it to bob@example.net.\n"));
  info = g_file_query_info (file, "unix::mode", G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_assert_cmphex (g_file_info_get_attribute_uint32 (info, "unix::mode") & 0777, ==, 0600);
}

static void
test_verbose (Fixture *f, gconstpointer data)
{
  run_against (f, SIGNED_IN, SIGN_IN "--verbose bob@example.net", MESSAGE);
  g_assert_cmpint (f->status, ==, 0);
  assert_conversation_without_secrets (f->errors);
}

static void
test_quiet (Fixture *f, gconstpointer data)
{
  run_against (f, READY "C: MAIL *\nS: 550 no\n" LEAVE, PLAIN "--quiet bob@example.net", MESSAGE);
  g_assert_cmpint (f->status, ==, 65);
  g_assert_cmpstr (f->errors, ==, "");
}

static void
test_nul (Fixture *f, gconstpointer data)
{
  static const char message[] = SIGNED "a\0b\n";
  g_autoptr (GBytes) input = g_bytes_new_static (message, sizeof message - 1);

  f->server = ph_test_server_new (READY QUIT);
  run_octets (f, ph_test_server_get_port (f->server), PLAIN "bob@example.net", input);
  assert_status (f, 65, "NUL");
  g_assert_cmpuint (ph_test_server_get_n_messages (f->server), ==, 0);
}

/* What the wire cannot carry is refused in words where nothing may be changed; elsewhere it is encoded. */
static void
test_long_line (Fixture *f, gconstpointer data)
{
  g_autofree char *line = g_strnfill (999, 'x');
  g_autofree char *message = g_strdup_printf (SIGNED "%s\n", line);

  f->server = ph_test_server_new (READY QUIT);
  run (f, ph_test_server_get_port (f->server), PLAIN "bob@example.net", message);
  assert_status (f, 65, "998");
  g_assert_cmpuint (ph_test_server_get_n_messages (f->server), ==, 0);
}

static void
test_longest_line (Fixture *f, gconstpointer data)
{
  g_autofree char *line = g_strnfill (998, '.');
  g_autofree char *message = g_strdup_printf ("Subject: x\n\n%s", line);
  g_autofree char *expected = g_strdup_printf ("Subject: x\r\n\r\n%s\r\n", line);
  g_autofree char *arrived = NULL;

  run_against (f, BODY "DATA\nS: 250 taken\n" QUIT, PLAIN "bob@example.net", message);
  assert_status (f, 0, "");
  arrived = dup_message (f);
  g_assert_cmpstr (arrived, ==, expected);
}

static void
test_8bit_to_7bit_server (Fixture *f, gconstpointer data)
{
  f->server = ph_test_server_new (READY QUIT);
  run (f, ph_test_server_get_port (f->server), PLAIN "bob@example.net", SIGNED "Grüße\n");
  assert_status (f, 65, "8-bit");
  g_assert_cmpuint (ph_test_server_get_n_messages (f->server), ==, 0);
}

static void
test_8bit_is_declared (Fixture *f, gconstpointer data)
{
  g_autofree char *arrived = NULL;

  run_against (f,
               HELLO "S: 250-x\nS: 250 8BITMIME\nC=: MAIL FROM:<ann@example.org> BODY=8BITMIME\nS: 250 ok\n"
                     "C: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\nDATA\nS: 250 taken\n" QUIT,
               PLAIN "bob@example.net",
               "Subject: x\n\nGrüße\n");
  assert_status (f, 0, "");
  arrived = dup_message (f);
  g_assert_cmpstr (arrived, ==, "Subject: x\r\n\r\nGrüße\r\n");
}

/* A folder opens as well as a file does, and then cannot be read. */
static void
test_unreadable_input (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;

  g_subprocess_launcher_set_stdin_file_path (launcher, g_file_peek_path (f->folder));
  process = g_subprocess_launcher_spawn (launcher,
                                         &error,
                                         program,
                                         "--server",
                                         "smtp://127.0.0.1:1",
                                         "-f",
                                         "ann@example.org",
                                         "bob@example.net",
                                         NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 74);
}

static void
test_help (Fixture *f, gconstpointer data)
{
  run (f, 0, "--help", "");
  g_assert_cmpint (f->status, ==, 0);
  g_assert_nonnull (strstr (f->output, "--password-file"));
  g_assert_cmpstr (f->errors, ==, "");
}

static void
test_version (Fixture *f, gconstpointer data)
{
  run (f, 0, "--version", "");
  g_assert_cmpint (f->status, ==, 0);
  g_assert_true (g_str_has_prefix (f->output, "posthaste-send "));
}

#define ADD(path, func) g_test_add ("/posthaste-send/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/posthaste-send/%d/%s", cases[i].status, cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  ADD ("raw-is-sent-as-it-is", test_raw_is_sent_as_it_is);
  ADD ("recipients-from-header", test_recipients_from_header);
  ADD ("header-without-recipient", test_header_without_recipient);
  ADD ("some-refused", test_some_refused);
  ADD ("composed", test_composed);
  ADD ("text-from-file", test_text_from_file);
  ADD ("file-that-is-no-text", test_file_that_is_no_text);
  ADD ("json-tells-encryption", test_json_tells_encryption);
  ADD ("final-newline", test_final_newline);
  ADD ("trace", test_trace);
  ADD ("verbose", test_verbose);
  ADD ("quiet", test_quiet);
  ADD ("nul", test_nul);
  ADD ("long-line", test_long_line);
  ADD ("longest-line", test_longest_line);
  ADD ("8bit-to-7bit-server", test_8bit_to_7bit_server);
  ADD ("8bit-is-declared", test_8bit_is_declared);
  ADD ("unreadable-input", test_unreadable_input);
  ADD ("help", test_help);
  ADD ("version", test_version);
  return g_test_run ();
}
