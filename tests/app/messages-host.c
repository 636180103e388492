/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills a store for the rig, with a message in each state: messages-host FOLDER full|many|claim ID.
 * "full" prints the ids by their subjects. "claim" keeps a message as another program would, until its input ends. */
#include "config.h"

#include <stdio.h>

#include "ph-message.h"
#include "ph-outbox-record.h"
#include "ph-store.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

static PhStore *store;

static void
fail_on (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static gboolean
write_message (GOutputStream *output, gpointer message, GCancellable *cancellable, GError **error)
{
  return ph_message_write (message, NULL, output, cancellable, error);
}

static PhMailbox *
new_mailbox (const char *text)
{
  GError *error = NULL;
  PhMailbox *mailbox = ph_mailbox_parse (text, &error);

  fail_on (error);
  return mailbox;
}

/* @recipients: separated by "|": To, Cc, Bcc, and all further in Cc */
static PhMessage *
new_message (const char *subject, const char *text, const char *recipients)
{
  PhMessage *message = ph_message_new ();
  g_autoptr (PhMailbox) ann = new_mailbox ("Ann Tester <ann@example.org>");
  g_auto (GStrv) texts = g_strsplit (recipients, "|", -1);

  ph_message_set_from (message, ann);
  ph_message_set_subject (message, subject);
  ph_message_set_text (message, text);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (PhMailbox) mailbox = new_mailbox (texts[i]);

      ph_message_add_recipient (message, MIN (i, PH_MESSAGE_FIELD_BCC), mailbox);
    }
  return message;
}

static gint64
add (PhMessage *message, const char *account, PhStoreState state, gint64 due, PhStoreHolder holder)
{
  GError *error = NULL;
  g_autoptr (PhMessage) owned G_GNUC_UNUSED = message;
  g_autoptr (PhStoreMessage) record = ph_outbox_record_new (message, account, state);
  g_autoptr (PhStoreMessage) stored = NULL;

  ph_store_message_set_due (record, due);
  ph_store_message_set_holder (record, holder);
  stored = ph_store_add (store, record, write_message, message, NULL, &error);
  fail_on (error);
  printf ("%" G_GINT64_FORMAT " %s\n", ph_store_message_get_id (stored), ph_store_message_get_subject (stored));
  return ph_store_message_get_id (stored);
}

static PhStoreAttempt *
new_attempt (void)
{
  PhStoreAttempt *attempt = ph_store_attempt_new ();

  attempt->started = g_get_real_time () - MINUTE;
  attempt->ended = attempt->started + G_USEC_PER_SEC;
  g_free (attempt->host);
  attempt->host = g_strdup ("smtp.example.org");
  attempt->port = 587;
  attempt->tls = g_strdup ("TLS 1.3, TLS_AES_256_GCM_SHA384");
  attempt->timings = g_strdup ("connect=12000 tls=34000 commit=5000");
  return attempt;
}

/* What is claimed ends: @committing is who was in the commit, separated by "|". */
static void
settle (gint64 id, PhStoreState state, const char *committing, const char *refused, PhStoreAttempt *attempt)
{
  static const char *const nobody[] = { NULL };
  GError *error = NULL;
  g_auto (GStrv) addresses = g_strsplit (committing, "|", -1);
  g_autoptr (GPtrArray) fates = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_store_recipient_free);

  ph_store_claim (store, id, &error);
  fail_on (error);
  if (*committing != '\0')
    ph_store_begin_commit (store, id, (const char *const *) addresses, nobody, &error);
  fail_on (error);
  if (refused != NULL)
    {
      PhStoreRecipient *recipient = ph_store_recipient_new (0, "", refused);

      recipient->fate = PH_STORE_FATE_REFUSED;
      recipient->reply_code = 550;
      recipient->enhanced_status = g_strdup ("5.1.1");
      recipient->words = g_strdup ("User unknown in local recipient table");
      g_ptr_array_add (fates, recipient);
    }
  attempt->state = state;
  ph_store_settle (store, id, state, 0, FALSE, fates, attempt, &error);
  fail_on (error);
  ph_store_attempt_free (attempt);
}

static PhStoreAttempt *
new_good_attempt (void)
{
  PhStoreAttempt *attempt = new_attempt ();

  attempt->stage = PH_SMTP_STAGE_DONE;
  attempt->reply_code = 250;
  attempt->enhanced_status = g_strdup ("2.0.0");
  attempt->words = g_strdup ("Ok: queued as 4bX9kQ2z");
  attempt->queue_id = g_strdup ("4bX9kQ2z");
  attempt->transcript = g_strdup ("12:00:00.000 • connected to 192.0.2.1 port 587\n"
                                  "12:00:00.010 ← 220 smtp.example.org ESMTP ready\n"
                                  "12:00:00.020 → MAIL FROM:<ann@example.org>\n"
                                  "12:00:00.900 ← 250 2.0.0 Ok: queued as 4bX9kQ2z\n");
  return attempt;
}

static void
add_drafts (void)
{
  add (new_message ("", "", ""), "a1", PH_STORE_STATE_DRAFT, 0, PH_STORE_HOLDER_NONE);
  add (new_message ("Plans for the summer", "We could go to the sea.", "Bob Smith <bob@example.net>"),
       "a1",
       PH_STORE_STATE_DRAFT,
       0,
       PH_STORE_HOLDER_NONE);
}

static void
add_failed (void)
{
  PhStoreAttempt *attempt = new_attempt ();
  gint64 id = add (new_message ("Application", "Dear all", "office@example.com"), "a1", PH_STORE_STATE_QUEUED, 0, 0);

  attempt->stage = PH_SMTP_STAGE_AUTH;
  attempt->error = g_strdup ("the password was refused");
  attempt->error_code = PH_SMTP_ERROR_AUTH_REFUSED;
  attempt->reply_code = 535;
  attempt->enhanced_status = g_strdup ("5.7.8");
  attempt->words = g_strdup ("Authentication credentials invalid");
  attempt->transcript = g_strdup ("12:00:00.020 → AUTH PLAIN ••••••\n"
                                  "12:00:00.900 ← 535 5.7.8 Authentication credentials invalid\n");
  settle (id, PH_STORE_STATE_FAILED, "", NULL, attempt);
}

static void
add_unknown (void)
{
  PhStoreAttempt *attempt = new_attempt ();
  gint64 id = add (new_message ("Order 4711", "Two, please.", "shop@example.com"), "gone", PH_STORE_STATE_QUEUED, 0, 0);

  attempt->stage = PH_SMTP_STAGE_COMMIT;
  attempt->error = g_strdup ("the connection ended before the reply");
  attempt->error_code = PH_SMTP_ERROR_OUTCOME_UNKNOWN;
  attempt->transcript = g_strdup ("12:00:00.020 → .\n12:00:00.900 • the connection ended\n");
  settle (id, PH_STORE_STATE_UNKNOWN, "shop@example.com", NULL, attempt);
}

static void
add_waiting (void)
{
  gint64 now = g_get_real_time ();
  gint64 tomorrow = now + 24 * 60 * MINUTE;

  add (new_message ("Greylisted", "Hello", "carol@example.org|dave@example.org"),
       "a1",
       PH_STORE_STATE_QUEUED,
       now + 10 * MINUTE,
       PH_STORE_HOLDER_NONE);
  add (new_message ("Happy birthday", "Hello", "eve@example.org"),
       "a1",
       PH_STORE_STATE_QUEUED,
       tomorrow,
       PH_STORE_HOLDER_HERE);
  add (new_message ("From an account of old", "Hello", "frank@example.org"), "gone", PH_STORE_STATE_QUEUED, 0, 0);
}

static void
add_attachment (PhMessage *message)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("1,2\n", 4);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("figures.csv", "text/csv", bytes);

  ph_message_add_attachment (message, attachment);
}

static void
add_sent (void)
{
  PhMessage *minutes = new_message ("Minutes of the meeting", "See the figures.", "Bob Smith <bob@example.net>");
  gint64 id = 0;

  add_attachment (minutes);
  settle (add (minutes, "a1", PH_STORE_STATE_QUEUED, 0, 0),
          PH_STORE_STATE_SENT,
          "bob@example.net",
          NULL,
          new_good_attempt ());
  id = add (new_message ("שלום", "זו פסקה בעברית.", "דנה כהן <dana@example.co.il>"), "a1", PH_STORE_STATE_QUEUED, 0, 0);
  settle (id, PH_STORE_STATE_SENT, "dana@example.co.il", NULL, new_good_attempt ());
  id = add (new_message ("Contract", "Please sign.", "Bob Smith <bob@example.net>|bov@exmaple.net|hidden@example.org"),
            "gone",
            PH_STORE_STATE_QUEUED,
            0,
            0);
  settle (id, PH_STORE_STATE_SENT, "bob@example.net|hidden@example.org", "bov@exmaple.net", new_good_attempt ());
}

static void
fill (void)
{
  add_drafts ();
  add_failed ();
  add_unknown ();
  add_waiting ();
  add_sent ();
}

static void
add_many (void)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *subject = g_strdup_printf ("Draft %u", i);

      add (new_message (subject, "Hello", "bob@example.net"), "a1", PH_STORE_STATE_DRAFT, 0, 0);
    }
}

static void
claim (const char *id)
{
  GError *error = NULL;

  ph_store_claim (store, g_ascii_strtoll (id, NULL, 10), &error);
  fail_on (error);
  puts ("claimed");
  fflush (stdout);
  while (getchar () != EOF)
    ;
}

int
main (int argc, char **argv)
{
  g_autoptr (GFile) folder = g_file_new_for_path (argv[1]);
  GError *error = NULL;

  store = ph_store_open (folder, &error);
  fail_on (error);
  if (g_str_equal (argv[2], "full"))
    fill ();
  else if (g_str_equal (argv[2], "many"))
    add_many ();
  else
    claim (argv[3]);
  g_object_unref (store);
  return 0;
}
