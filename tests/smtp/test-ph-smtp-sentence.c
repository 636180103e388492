/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every line of a conversation has a sentence that says what it means, and no line can pose as another sentence. */
#include "ph-smtp-sentence.h"

#include "ph-smtp-mask.h"

#include <string.h>

typedef struct
{
  PhSmtpDirection direction;
  const char *text;
  const char *sentence;
} Row;

#define SENT PH_SMTP_DIRECTION_SENT
#define HEARD PH_SMTP_DIRECTION_RECEIVED

static const Row rows[] = {
  { PH_SMTP_DIRECTION_NOTE, "Encrypted with TLS 1.3, X", "Encrypted with TLS 1.3, X." },
  { SENT, "EHLO [127.0.0.1]", "Posthaste introduces itself as [127.0.0.1] and asks what the server can do." },
  { SENT, "HELO [127.0.0.1]", "Posthaste introduces itself as [127.0.0.1] in the old way." },
  { SENT, "STARTTLS", "Posthaste asks for encryption." },
  { SENT, "AUTH PLAIN " PH_SMTP_MASK, "Posthaste signs in with PLAIN." },
  { SENT, "AUTH LOGIN", "Posthaste signs in with LOGIN." },
  { SENT, PH_SMTP_MASK, "Posthaste answers with a secret." },
  { SENT, "*", "Posthaste breaks this way to sign in off." },
  { SENT, "MAIL FROM:<> SIZE=1", "Posthaste announces a message that nobody is to answer." },
  { SENT, "MAIL FROM:<ann@example.org> SIZE=1", "Posthaste announces a message from ann@example.org." },
  { SENT, "RCPT TO:<a%sb@example.org>", "Posthaste asks to send it to a%sb@example.org." },
  { SENT, "DATA", "Posthaste asks to hand the message over." },
  { SENT, "BDAT 70", "Posthaste hands over 70 octets." },
  { SENT, "BDAT 70 LAST", "Posthaste hands over 70 octets." },
  { SENT, "BDAT 0 LAST", "Posthaste says that the message is complete." },
  { SENT, ".", "Posthaste says that the message is complete." },
  { SENT, "RSET", "Posthaste takes back what is not sent yet." },
  { SENT, "NOOP", "Posthaste asks whether the server is still there." },
  { SENT, "QUIT", "Posthaste says good-bye." },
  { SENT, "XTRA 1", "Posthaste says “XTRA 1”." },
  { HEARD, "220 mail.example.org", "The server is ready: “mail.example.org”" },
  { HEARD, "221 bye", "The server says good-bye: “bye”" },
  { HEARD, "235 welcome", "The server takes the sign-in: “welcome”" },
  { HEARD, "334 VXNlcm5hbWU6", "The server asks for the next step of the sign-in." },
  { HEARD, "354 go", "The server waits for the message: “go”" },
  { HEARD, "421 enough", "The server ends the connection: “enough”" },
  { HEARD, "250-PIPELINING", "The server says “PIPELINING”, and more." },
  { HEARD, "250 %s%n", "The server agrees: “%s%n”" },
  { HEARD, "250", "The server agrees: “250”" },
  { HEARD, "350 and", "The server waits for more: “and”" },
  { HEARD, "450 later", "The server refuses for now: “later”" },
  { HEARD, "550 5.1.1 no", "The server refuses: “5.1.1 no”" },
  { HEARD, "HTTP/1.1 400", "The server says something that is no answer: “HTTP/1.1 400”" },
  { HEARD, "", "The server says something that is no answer: “”" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PhSmtpTranscriptEntry entry = { .direction = rows[i].direction, .text = (char *) rows[i].text };
      g_autofree char *sentence = ph_smtp_sentence_new (&entry);

      g_assert_cmpstr (sentence, ==, rows[i].sentence);
    }
}

static void
test_tell (void)
{
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  ph_smtp_transcript_set_stage (transcript, PH_SMTP_STAGE_CONNECT);
  ph_smtp_transcript_note (transcript, "%s", "Connected");
  ph_smtp_transcript_set_stage (transcript, PH_SMTP_STAGE_ENVELOPE);
  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_SENT, "RCPT TO:<bob@example.org>");
  ph_smtp_transcript_add (transcript, PH_SMTP_DIRECTION_RECEIVED, "550 no bob");
  ph_smtp_transcript_mark_failure (transcript);
  text = ph_smtp_sentence_tell (transcript);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 7);
  g_assert_cmpstr (lines[0], ==, "Connecting");
  g_assert_true (g_pattern_match_simple ("??:??:?? Connected.", lines[1]));
  g_assert_cmpstr (lines[2], ==, "");
  g_assert_cmpstr (lines[3], ==, "Sender and recipients");
  g_assert_true (g_pattern_match_simple ("??:??:?? Posthaste asks to send it to bob@example.org.", lines[4]));
  g_assert_true (g_pattern_match_simple ("??:??:?? The server refuses: “no bob” This decided the failure.", lines[5]));
}

/* Each stage has a heading of its own. */
static void
test_headings (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int stage = PH_SMTP_STAGE_NONE; stage <= PH_SMTP_STAGE_DONE; stage++)
    {
      g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new ();
      g_autofree char *text = NULL;

      ph_smtp_transcript_set_stage (transcript, stage);
      ph_smtp_transcript_note (transcript, "%s", "x");
      text = ph_smtp_sentence_tell (transcript);
      g_assert_true (g_hash_table_add (seen, g_strndup (text, strcspn (text, "\n"))));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/sentence/rows", test_rows);
  g_test_add_func ("/smtp/sentence/tell", test_tell);
  g_test_add_func ("/smtp/sentence/headings", test_headings);
  return g_test_run ();
}
