/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built posthaste-send, run more than once against one scripted server: what a run learns of it, when, and what the next
 * one makes of that. A flight is answered only when all of it is there. The program's path is the first argument. */
#include "ph-test-folder.h"
#include "ph-test-server.h"
#include "ph-test-tls.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HELLO "S: 220 hi\nC: EHLO *\n"
#define OFFER "S: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\nS: 250 CHUNKING\n"
#define READY HELLO OFFER
#define MESSAGE_IN_TURN "C: MAIL *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nCHUNK\nC=: BDAT 0 LAST\nS: 250 ok\nS: 250 taken\n"
#define FLIGHT "C=: RSET\nC: MAIL *\nC: RCPT *\nCHUNK\n"
#define LANDING "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 250 taken\n"
#define MESSAGE_IN_FLIGHT FLIGHT LANDING
#define QUESTION "C=: BDAT 6\nC=: NOOP\nC: EHLO *\n"
#define SWALLOWED QUESTION "S: 503 no\n" OFFER
#define READ QUESTION "S: 503 no\nS: 250 ok\n" OFFER
#define QUIT "C: QUIT\nEOF\n"
#define LEARNT READY MESSAGE_IN_TURN SWALLOWED "C: QUIT\nNEXT\n"
#define PUT_BACK "C=: RSET\nS: 250 x\n"

#define PLAIN "--server smtp://127.0.0.1:@PORT@ --security none -f ann@example.org bob@example.net"
#define BATCH "--server smtp://127.0.0.1:@PORT@ --security none --batch @FOLDER@/batch"
#define TLS "--server smtps://127.0.0.1:@PORT@ --ca-file @CA@ -f ann@example.org bob@example.net"
#define SIGN_IN                                                                                                        \
  "--server smtp://ann@127.0.0.1:@PORT@ --security none --auth PLAIN --password-file @FOLDER@/password "               \
  "-f ann@example.org "
#define SIGNED_IN                                                                                                      \
  HELLO "S: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\nS: 250-CHUNKING\nS: 250 AUTH PLAIN\nC: AUTH PLAIN *\n"          \
        "S: 235 ok\n"
#define DAY (24 * 60 * 60)
#define MAX_RUNS 3

typedef struct
{
  GFile *folder; /* (owned) */
  PhTestServer *server; /* (owned) (nullable) */
} Fixture;

typedef void (*Meanwhile) (Fixture *f);

typedef struct
{
  const char *arguments;
  int status;
  const char *says; /* on standard error; "" is nothing at all */
  const char *message; /* (nullable): a usual one */
  Meanwhile before; /* (nullable) */
} Run;

typedef struct
{
  const char *name;
  const char *script; /* of all runs */
  const char *known; /* (nullable): the word that is kept in the end; NULL: nothing is */
  Run runs[MAX_RUNS];
} Case;

static const char *program;

static char *
dup_memory_path (Fixture *f, const char *security)
{
  g_autofree char *name
      = g_strdup_printf ("cache/posthaste/servers/127.0.0.1:%u:%s", ph_test_server_get_port (f->server), security);

  return ph_test_folder_path (f->folder, name);
}

/* (transfer full) (nullable) */
static char *
dup_memory (Fixture *f)
{
  g_autofree char *path = dup_memory_path (f, "none");
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
age (Fixture *f, gint64 seconds)
{
  g_autofree char *path = dup_memory_path (f, "none");
  g_autofree char *text = dup_memory (f);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);
  g_autofree char *older = NULL;

  g_assert_cmpstr (lines[0], ==, "posthaste server 1");
  older = g_strdup_printf ("%s\n%" G_GINT64_FORMAT "%s\n%s",
                           lines[0],
                           g_get_real_time () / G_USEC_PER_SEC - seconds,
                           strchr (lines[1], ' '),
                           lines[2]);
  g_assert_true (g_file_set_contents_full (path, older, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
let_days_pass (Fixture *f)
{
  age (f, 2 * DAY);
}

/* It was not learnt again meanwhile: what holds for a month has to be seen once a month. */
static void
check_that_it_is_old (Fixture *f)
{
  g_autofree char *text = dup_memory (f);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);

  g_assert_cmpint (g_ascii_strtoll (lines[1], NULL, 10), <, g_get_real_time () / G_USEC_PER_SEC - DAY);
}

static void
let_months_pass (Fixture *f)
{
  age (f, 31 * DAY);
}

static void
turn_clock_back (Fixture *f)
{
  age (f, -DAY);
}

/* As somebody might who wants what was said in cleartext to be believed under TLS. */
static void
move_memory (Fixture *f)
{
  g_autofree char *from = dup_memory_path (f, "none");
  g_autofree char *to = dup_memory_path (f, "tls");

  g_assert_cmpint (g_rename (from, to), ==, 0);
}

static void
spoil_memory (Fixture *f)
{
  g_autofree char *path = dup_memory_path (f, "none");

  g_assert_true (g_file_set_contents_full (path, "\xff\n", -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
take_cache_away (Fixture *f)
{
  g_autofree char *path = ph_test_folder_path (f->folder, "cache");

  g_assert_true (g_file_set_contents (path, "no folder", -1, NULL));
}

static void
put_batch (Fixture *f)
{
  g_autofree char *folder = ph_test_folder_path (f->folder, "batch");

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.eml", folder, i);

      g_assert_true (g_file_set_contents (path, "From: ann@example.org\nTo: bob@example.net\n\nhello\n", -1, NULL));
    }
}

#define GREETED_ELSEWISE "S: 220 ho\nC: EHLO *\n" OFFER
#define OFFERED_MORE HELLO "S: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\nS: 250-DSN\nS: 250 CHUNKING\n"

static const Case cases[] = {
  { "learns-once",
    LEARNT READY MESSAGE_IN_FLIGHT "C: QUIT\nNEXT\n" READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" }, { PLAIN, 0, "" } } },
  { "keeps-its-date",
    LEARNT READY MESSAGE_IN_FLIGHT "C: QUIT\nNEXT\n" READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, let_days_pass }, { PLAIN, 0, "", NULL, check_that_it_is_old } } },
  { "careless",
    READY MESSAGE_IN_TURN READ "C: QUIT\nNEXT\n" READY MESSAGE_IN_TURN "C: QUIT\nNEXT\n" READY MESSAGE_IN_TURN QUIT,
    "reads",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, let_days_pass } } },
  { "other-greeting",
    LEARNT GREETED_ELSEWISE MESSAGE_IN_TURN "C: QUIT\nNEXT\n" GREETED_ELSEWISE MESSAGE_IN_TURN SWALLOWED QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, let_days_pass } } },
  { "other-offer", LEARNT OFFERED_MORE MESSAGE_IN_TURN QUIT, "swallows", { { PLAIN, 0, "" }, { PLAIN, 0, "" } } },
  { "without-chunks",
    HELLO "S: 250-x\nS: 250 PIPELINING\nC: MAIL *\nC: RCPT *\nC: DATA\nS: 250 ok\nS: 250 ok\nS: 354 go\nDATA\n"
          "S: 250 taken\n" QUIT,
    NULL,
    { { PLAIN, 0, "" } } },
  { "after-a-month",
    LEARNT READY MESSAGE_IN_TURN SWALLOWED "C: QUIT\nNEXT\n" READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, let_months_pass }, { PLAIN, 0, "" } } },
  { "clock-turned-back",
    LEARNT READY MESSAGE_IN_TURN SWALLOWED QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, turn_clock_back } } },
  { "spoilt",
    LEARNT READY MESSAGE_IN_TURN SWALLOWED QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, spoil_memory } } },
  { "cleartext-says-nothing-of-tls",
    LEARNT "TLS\n" READY MESSAGE_IN_TURN QUIT,
    NULL,
    { { PLAIN, 0, "" }, { TLS, 0, "", NULL, move_memory } } },
  { "tls", "TLS\n" LEARNT "TLS\n" READY MESSAGE_IN_FLIGHT QUIT, NULL, { { TLS, 0, "" }, { TLS, 0, "" } } },
  { "nowhere-to-keep-it",
    READY MESSAGE_IN_TURN "C: QUIT\nNEXT\n" READY MESSAGE_IN_TURN QUIT,
    NULL,
    { { PLAIN, 0, "", NULL, take_cache_away }, { PLAIN, 0, "" } } },
  /* Who watches the conversation sees all of it, and so no more than the message's. */
  { "watched",
    READY MESSAGE_IN_TURN "C: QUIT\nNEXT\n" LEARNT READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { PLAIN " --trace @FOLDER@/trace", 0, "" }, { PLAIN, 0, "" }, { PLAIN " --trace @FOLDER@/trace", 0, "" } } },

  /* The question comes to nothing: nobody notices, and it is not asked again at once. */
  { "question-cut",
    READY MESSAGE_IN_TURN QUESTION "CLOSE\nNEXT\n" READY MESSAGE_IN_TURN QUIT,
    "unknown",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" } } },
  { "question-half-answered",
    READY MESSAGE_IN_TURN QUESTION "S: 503 no\nS: 250-x\nRAW: 250-PIPE\nCLOSE\nNEXT\n" READY MESSAGE_IN_TURN QUIT,
    "unknown",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" } } },
  { "question-refused",
    READY MESSAGE_IN_TURN QUESTION "S: 421 enough\nS: 421 enough\nCLOSE\nNEXT\n" READY MESSAGE_IN_TURN QUIT,
    "unknown",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" } } },
  { "question-not-answered",
    READY MESSAGE_IN_TURN QUESTION "GONE\nNEXT\n" READY MESSAGE_IN_TURN
                                   "C: QUIT\nNEXT\n" READY MESSAGE_IN_TURN SWALLOWED QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" }, { PLAIN, 0, "", NULL, let_days_pass } } },
  { "question-answered-with-nonsense",
    READY MESSAGE_IN_TURN QUESTION "S: 503 no\nS: 550-no\nS: 550 no\nGONE\nNEXT\n" READY MESSAGE_IN_TURN QUIT,
    "unknown",
    { { PLAIN, 0, "" }, { PLAIN, 0, "" } } },
  { "not-asked-behind-a-failure",
    READY "C: MAIL *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nCHUNK\nC=: BDAT 0 LAST\nCLOSE",
    NULL,
    { { PLAIN, 75, "may or may not" } } },

  /* What is refused in the flight is told as ever, and the server is still known. */
  { "recipient-refused",
    LEARNT READY FLIGHT "S: 250 x\nS: 250 ok\nS: 550 5.1.1 who\nS: 503 no\n" PUT_BACK
                        "C: QUIT\nNEXT\n" READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 65, "bob@example.net was refused: 550 who" }, { PLAIN, 0, "" } } },
  { "some-refused",
    LEARNT READY "C=: RSET\nC: MAIL *\nC: RCPT *\nC: RCPT *\nCHUNK\nS: 250 x\nS: 250 ok\nS: 250 ok\nS: 450 later\n"
                 "S: 250 taken\n" QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN " cy@example.net", 75, "cy@example.net was refused: 450 later" } } },
  { "sender-put-off",
    LEARNT READY FLIGHT "S: 250 x\nS: 451 4.7.1 later\nS: 503 no\nS: 503 no\n" PUT_BACK QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 75, "The server refused the sender" } } },
  { "message-refused",
    LEARNT READY FLIGHT "S: 250 x\nS: 250 ok\nS: 250 ok\nS: 552 5.3.4 too large\n" PUT_BACK QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 65, "too large" } } },

  /* What broke with a flight under way is forgotten, and found out anew. */
  { "421-in-the-midst",
    LEARNT READY FLIGHT "S: 250 x\nS: 421 4.3.2 closing\nGONE\nNEXT\n" READY MESSAGE_IN_TURN SWALLOWED QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 69, "The server takes no mail now" }, { PLAIN, 0, "" } } },
  { "nonsense-in-the-midst",
    LEARNT READY FLIGHT "S: 250 x\nS: 354 go\nGONE\nNEXT\n" READY MESSAGE_IN_TURN SWALLOWED QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 75, "may or may not" }, { PLAIN, 0, "" } } },
  { "lost",
    LEARNT READY FLIGHT "CLOSE\nNEXT\n" READY MESSAGE_IN_TURN READ QUIT,
    "reads",
    { { PLAIN, 0, "" }, { PLAIN, 75, "may or may not" }, { PLAIN, 0, "" } } },
  /* A server that became careless without a word: one reply too many. */
  { "careless-meanwhile",
    LEARNT READY FLIGHT
    "S: 250 x\nS: 250 ok\nS: 550 who\nS: 503 no\nS: 500 what\nGONE\nNEXT\n" READY MESSAGE_IN_TURN READ QUIT,
    "reads",
    { { PLAIN, 0, "" }, { PLAIN, 65, "bob@example.net was refused" }, { PLAIN, 0, "" } } },

  { "large",
    LEARNT READY "C: MAIL *\nC: RCPT *\nS: 250 ok\nS: 250 ok\nCHUNK\nC=: BDAT 0 LAST\nS: 250 ok\nS: 250 taken\n" QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { PLAIN, 0, "", "large" } } },
  { "header-and-composed",
    LEARNT READY MESSAGE_IN_FLIGHT "C: QUIT\nNEXT\n" READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { PLAIN, 0, "" },
      { "--server smtp://127.0.0.1:@PORT@ --security none -t",
        0,
        "",
        "From: ann@example.org\nTo: bob@example.net\n\nhello\n" },
      { "--server smtp://127.0.0.1:@PORT@ --security none --from ann@example.org --to bob@example.net --body x",
        0,
        "" } } },
  { "batch-learns",
    READY SWALLOWED FLIGHT FLIGHT FLIGHT LANDING LANDING LANDING "C: QUIT\nNEXT\n" READY MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { BATCH, 0, "", NULL, put_batch }, { PLAIN, 0, "" } } },
  { "batch-knows",
    LEARNT READY FLIGHT FLIGHT FLIGHT LANDING LANDING LANDING QUIT,
    "swallows",
    { { PLAIN, 0, "" }, { BATCH, 0, "", NULL, put_batch } } },
  { "batch-broken",
    LEARNT READY FLIGHT FLIGHT FLIGHT "S: 250 x\nS: 354 what\nGONE",
    NULL,
    { { PLAIN, 0, "" }, { BATCH, 75, "may or may not", NULL, put_batch } } },
  /* What a server offers a stranger may be less than it offers its own, who is not refused for that. */
  { "offer-to-a-stranger",
    SIGNED_IN MESSAGE_IN_TURN QUESTION
    "S: 503 no\nS: 250-x\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
    "C: QUIT\nNEXT\n" SIGNED_IN "C: EHLO *\nS: 250-x\nS: 250-PIPELINING\nS: 250-8BITMIME\n"
    "S: 250-SMTPUTF8\nS: 250 CHUNKING\n" MESSAGE_IN_TURN "C: QUIT\nNEXT\n" SIGNED_IN MESSAGE_IN_FLIGHT QUIT,
    "swallows",
    { { SIGN_IN "bob@example.net", 0, "" },
      { SIGN_IN "bøb@example.net", 0, "" },
      { SIGN_IN "bob@example.net", 0, "" } } },
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
  g_autofree char *lines = g_strnfill (70 * 1000, '\n');

  f->folder = ph_test_folder_new ();
  write_file (f, "password", "tell-no-one\n");
  write_file (f, "usual", "Subject: x\n\nhello\n");
  write_file (f, "large", lines);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->server, ph_test_server_free);
  ph_test_folder_free (f->folder);
}

static char **
dup_argv (Fixture *f, const char *arguments)
{
  g_autofree char *ca = ph_test_tls_dup_path ("authority");
  g_autofree char *number = g_strdup_printf ("%u", ph_test_server_get_port (f->server));
  g_autoptr (GString) text = g_string_new (arguments);
  char **argv = NULL;

  g_string_replace (text, "@PORT@", number, 0);
  g_string_replace (text, "@CA@", ca, 0);
  g_string_replace (text, "@FOLDER@", g_file_peek_path (f->folder), 0);
  g_string_prepend (text, "posthaste-send ");
  g_assert_true (g_shell_parse_argv (text->str, NULL, &argv, NULL));
  g_free (argv[0]);
  argv[0] = g_strdup (program);
  return argv;
}

static GSubprocessLauncher *
make_launcher (Fixture *f)
{
  GSubprocessLauncher *launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *cache = ph_test_folder_path (f->folder, "cache");

  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", cache, TRUE);
  return launcher;
}

static GSubprocess *
start (Fixture *f, GSubprocessLauncher *launcher, const char *arguments)
{
  g_auto (GStrv) argv = dup_argv (f, arguments);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);

  g_assert_no_error (error);
  return process;
}

static void
run_case (Fixture *f, const Run *run)
{
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (f);
  gboolean is_named = run->message == NULL || strchr (run->message, '\n') == NULL;
  g_autofree char *path = ph_test_folder_path (f->folder, is_named && run->message != NULL ? run->message : "usual");
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *errors = NULL;

  if (run->before != NULL)
    run->before (f);
  if (!is_named)
    write_file (f, "usual", run->message);
  g_subprocess_launcher_set_stdin_file_path (launcher, path);
  process = start (f, launcher, run->arguments);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, &errors, NULL));
  g_test_message ("%s%s", output, errors);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, run->status);
  if (*run->says == '\0')
    g_assert_cmpstr (errors, ==, "");
  else
    g_assert_nonnull (strstr (errors, run->says));
}

static void
assert_script (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  ph_test_server_finish (f->server, &error);
  g_assert_no_error (error);
}

static void
test_case (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *memory = NULL;
  g_autofree char *expected = c->known != NULL ? g_strdup_printf (" %s\n", c->known) : NULL;

  f->server = ph_test_server_new (c->script);
  for (guint i = 0; i < MAX_RUNS && c->runs[i].arguments != NULL; i++)
    run_case (f, &c->runs[i]);
  assert_script (f);
  memory = dup_memory (f);
  if (expected == NULL)
    g_assert_null (memory);
  else
    g_assert_nonnull (strstr (memory, expected));
}

/* Returns: whether the server was still asked when the result was there */
static gboolean
is_asked_behind_the_result (Fixture *f)
{
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (f);
  g_autofree char *path = ph_test_folder_path (f->folder, "usual");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autofree char *memory = NULL;

  g_clear_pointer (&f->server, ph_test_server_free);
  f->server = ph_test_server_new (READY MESSAGE_IN_TURN QUESTION "HOLD: question\nS: 503 no\n" OFFER QUIT);
  g_subprocess_launcher_set_stdin_file_path (launcher, path);
  process = start (f, launcher, PLAIN " --json");
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (strstr (line, "\"outcome\":\"sent\""));
  g_assert_true (ph_test_server_wait_for (f->server, "question"));
  ph_test_server_release (f->server, "question");
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  memory = dup_memory (f);
  return strstr (memory, "swallows") != NULL;
}

/* The result is there while the server still thinks about the question. On a machine that stands still meanwhile it may be
 * given up, so it is tried more than once. */
static void
test_result_comes_first (Fixture *f, gconstpointer data)
{
  gboolean is_asked = FALSE;

  for (guint i = 0; i < 5 && !is_asked; i++)
    is_asked = is_asked_behind_the_result (f);
  g_assert_true (is_asked);
}

static void
learn (Fixture *f, const char *second)
{
  g_autofree char *script = g_strconcat (LEARNT, second, NULL);
  const Run run = { PLAIN, 0, "" };

  f->server = ph_test_server_new (script);
  run_case (f, &run);
}

/* A pipe has a message of known size when its end is there, and that is waited for as ever. */
static void
test_pipe (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (f);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) arrived = NULL;
  g_autofree char *text = NULL;
  int ends[2];

  learn (f, READY "MARK: ready\n" MESSAGE_IN_FLIGHT QUIT);
  g_assert_true (g_unix_open_pipe (ends, FD_CLOEXEC, NULL));
  g_assert_cmpint (write (ends[1], "Subject: x\n\n", 12), ==, 12);
  g_subprocess_launcher_take_stdin_fd (launcher, ends[0]);
  process = start (f, launcher, PLAIN);
  g_clear_object (&launcher);
  g_assert_true (ph_test_server_wait_for (f->server, "ready"));
  g_assert_cmpint (write (ends[1], "more\n", 5), ==, 5);
  close (ends[1]);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  assert_script (f);
  arrived = ph_test_server_dup_message (f->server, 0);
  text = g_strndup (g_bytes_get_data (arrived, NULL), g_bytes_get_size (arrived));
  g_assert_true (g_str_has_suffix (text, "Subject: x\r\n\r\nmore\r\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/send-again/", cases[i].name, NULL);

      g_test_add (path, Fixture, &cases[i], set_up, test_case, tear_down);
    }
  g_test_add ("/send-again/result-comes-first", Fixture, NULL, set_up, test_result_comes_first, tear_down);
  g_test_add ("/send-again/pipe", Fixture, NULL, set_up, test_pipe, tear_down);
  return g_test_run ();
}
