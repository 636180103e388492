/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pattern for each form of receipt. It is shown to people and never decided upon: a wrong guess harms nothing. */
#include "config.h"

#include "ph-smtp-receipt.h"

/* Not a plain word: it has a digit. */
#define ID "(?=[^ ]*[0-9])([A-Za-z0-9][A-Za-z0-9._+-]{3,99})"

static const char *patterns[] = {
  "\\bqueued as " ID, /* Postfix, Amavis, Haraka */
  "\\bOK id=" ID, /* Exim */
  "^" ID " Message accepted for delivery", /* Sendmail, OpenSMTPD */
  "^<[^<> ]*> \\[InternalId=([0-9]+)", /* Exchange; the rest of the bracket is the host's name */
  "^ok [0-9]+ qp ([0-9]+)", /* qmail: its process */
  "^OK +[0-9]+ " ID " - gsmtp", /* Gmail */
  "^Ok:? " ID "$", /* Amazon SES: the id and no word more */
};

char *
ph_smtp_receipt_dup_queue_id (const char *words)
{
  for (guint i = 0; words != NULL && i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (patterns[i], G_REGEX_CASELESS, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;

      if (g_regex_match (regex, words, 0, &match))
        return g_match_info_fetch (match, 1);
    }
  return NULL;
}
