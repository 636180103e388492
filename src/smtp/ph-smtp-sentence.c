/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of what each command asks and another of what each reply answers. What is not in them is quoted as it is. */
#include "config.h"

#include "ph-smtp-sentence.h"

#include "ph-smtp-mask.h"

#include <string.h>

typedef struct
{
  const char *start; /* of what is said */
  const char *format; /* with room for what comes behind it, up to @end */
  const char *end; /* characters that end it; "" when nothing does */
} Phrase;

/* The first that fits counts. */
static const Phrase commands[] = {
  { "EHLO ", "Posthaste introduces itself as %s and asks what the server can do.", "" },
  { "HELO ", "Posthaste introduces itself as %s in the old way.", "" },
  { "STARTTLS", "Posthaste asks for encryption.", "" },
  { "AUTH ", "Posthaste signs in with %s.", " " },
  { PH_SMTP_MASK, "Posthaste answers with a secret.", "" },
  { "*", "Posthaste breaks this way to sign in off.", "" },
  { "MAIL FROM:<>", "Posthaste announces a message that nobody is to answer.", "" },
  { "MAIL FROM:<", "Posthaste announces a message from %s.", ">" },
  { "RCPT TO:<", "Posthaste asks to send it to %s.", ">" },
  { "DATA", "Posthaste asks to hand the message over.", "" },
  { "BDAT 0 LAST", "Posthaste says that the message is complete.", "" },
  { "BDAT ", "Posthaste hands over %s octets.", " " },
  { ".", "Posthaste says that the message is complete.", "" },
  { "RSET", "Posthaste takes back what is not sent yet.", "" },
  { "NOOP", "Posthaste asks whether the server is still there.", "" },
  { "QUIT", "Posthaste says good-bye.", "" },
  { "", "Posthaste says “%s”.", "" },
};

static const Phrase replies[] = {
  { "220 ", "The server is ready: “%s”", "" },
  { "221 ", "The server says good-bye: “%s”", "" },
  { "235 ", "The server takes the sign-in: “%s”", "" },
  { "334", "The server asks for the next step of the sign-in.", "" },
  { "354 ", "The server waits for the message: “%s”", "" },
  { "421 ", "The server ends the connection: “%s”", "" },
  { "2", "The server agrees: “%s”", "" },
  { "3", "The server waits for more: “%s”", "" },
  { "4", "The server refuses for now: “%s”", "" },
  { "5", "The server refuses: “%s”", "" },
  { "", "The server says something that is no answer: “%s”", "" },
};

static char *
apply (const Phrase *phrases, const char *said, const char *quoted)
{
  const Phrase *phrase = phrases;
  g_autoptr (GString) sentence = NULL;
  g_autofree char *part = NULL;

  while (!g_str_has_prefix (said, phrase->start))
    phrase++;
  if (quoted == NULL)
    quoted = said + strlen (phrase->start);
  part = *phrase->end != '\0' ? g_strndup (quoted, strcspn (quoted, phrase->end)) : g_strdup (quoted);
  sentence = g_string_new (phrase->format);
  g_string_replace (sentence, "%s", part, 1);
  return g_strdup (sentence->str);
}

/* A line that more follow is the middle of an answer, and what the answer is its last line tells. */
static char *
describe_reply (const char *line)
{
  gsize n_digits = strspn (line, "0123456789");

  if (n_digits == 3 && line[3] == '-')
    return g_strdup_printf ("The server says “%s”, and more.", line + 4);
  return apply (replies, line, n_digits == 3 && line[3] == ' ' ? line + 4 : line);
}

char *
ph_smtp_sentence_new (const PhSmtpTranscriptEntry *entry)
{
  g_return_val_if_fail (entry != NULL && entry->text != NULL, NULL);

  switch (entry->direction)
    {
    case PH_SMTP_DIRECTION_SENT:
      return apply (commands, entry->text, NULL);
    case PH_SMTP_DIRECTION_RECEIVED:
      return describe_reply (entry->text);
    case PH_SMTP_DIRECTION_NOTE:
    default:
      return g_strdup_printf ("%s.", entry->text);
    }
}

static const char *
get_heading (PhSmtpStage stage)
{
  static const char *const headings[] = {
    [PH_SMTP_STAGE_NONE] = "Before",
    [PH_SMTP_STAGE_CONNECT] = "Connecting",
    [PH_SMTP_STAGE_TLS] = "Encrypting",
    [PH_SMTP_STAGE_AUTH] = "Signing in",
    [PH_SMTP_STAGE_ENVELOPE] = "Sender and recipients",
    [PH_SMTP_STAGE_BODY] = "The message",
    [PH_SMTP_STAGE_COMMIT] = "The server’s decision",
    [PH_SMTP_STAGE_DONE] = "Done",
  };

  g_assert ((gsize) stage < G_N_ELEMENTS (headings));
  return headings[stage];
}

static void
append_line (GString *text, const PhSmtpTranscriptEntry *entry)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (entry->time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *clock = g_date_time_format (local, "%H:%M:%S");
  g_autofree char *sentence = ph_smtp_sentence_new (entry);

  g_string_append_printf (text, "%s %s%s\n", clock, sentence, entry->is_failure ? " This decided the failure." : "");
}

char *
ph_smtp_sentence_tell (PhSmtpTranscript *transcript)
{
  GString *text = NULL;
  PhSmtpTranscriptEntry *entry = NULL;
  PhSmtpStage stage = PH_SMTP_STAGE_NONE;

  g_return_val_if_fail (PH_IS_SMTP_TRANSCRIPT (transcript), NULL);

  text = g_string_new (NULL);
  for (guint i = 0; (entry = ph_smtp_transcript_dup_entry (transcript, i)) != NULL; i++)
    {
      if (i == 0 || stage != entry->stage)
        g_string_append_printf (text, "%s%s\n", i > 0 ? "\n" : "", get_heading (entry->stage));
      stage = entry->stage;
      append_line (text, entry);
      ph_smtp_transcript_entry_free (entry);
    }
  return g_string_free (text, FALSE);
}
