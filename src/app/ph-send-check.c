/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each check is a function that adds what it finds; their order is the order of the findings. */
#include "config.h"

#include "ph-send-check.h"

#include "ph-attachment-words.h"
#include "ph-key-text.h"
#include "ph-mail-template.h"
#include "ph-snippet.h"

#include <glib/gi18n.h>
#include <string.h>

/* Up to here people know each other, as a rule. */
#define MAX_SEEN 15

void
ph_send_finding_free (PhSendFinding *finding)
{
  g_free (finding->title);
  g_free (finding->text);
  g_free (finding);
}

/* Takes @title and @text over. */
static PhSendFinding *
add (GPtrArray *findings, PhSendFindingKind kind, PhSendWeight weight, char *title, char *text)
{
  PhSendFinding *finding = g_new0 (PhSendFinding, 1);

  finding->kind = kind;
  finding->weight = weight;
  finding->title = title;
  finding->text = text != NULL ? text : g_strdup ("");
  g_ptr_array_add (findings, finding);
  return finding;
}

static guint
count (const PhSendDraft *draft, PhMessageField field)
{
  return draft->recipients[field] != NULL ? g_strv_length ((char **) draft->recipients[field]) : 0;
}

/* ---- recipients ------------------------------------------------------------------------------------------------- */

typedef gboolean (*RecipientTest) (const char *text);

static gboolean
is_bad (const char *text)
{
  g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (text, NULL);

  return mailbox == NULL;
}

static gboolean
needs_smtputf8 (const char *text)
{
  g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (text, NULL);
  g_autofree char *address = mailbox != NULL ? ph_mailbox_dup_envelope_address (mailbox) : NULL;

  return address != NULL && !g_str_is_ascii (address);
}

/* (nullable): the first recipient that @test is true of */
static const char *
find_recipient (const PhSendDraft *draft, RecipientTest test, PhMessageField *field)
{
  for (guint f = 0; f < PH_MESSAGE_N_FIELDS; f++)
    for (guint i = 0; i < count (draft, f); i++)
      if (test (draft->recipients[f][i]))
        {
          *field = f;
          return draft->recipients[f][i];
        }
  return NULL;
}

static void
check_addresses (const PhSendDraft *draft, GPtrArray *findings)
{
  PhMessageField field = PH_MESSAGE_FIELD_TO;
  const char *bad = find_recipient (draft, is_bad, &field);

  if (bad == NULL)
    return;
  add (findings,
       PH_SEND_FINDING_BAD_ADDRESS,
       PH_SEND_WEIGHT_STOPS,
       /* Translators: %s is what was typed as a recipient */
       g_strdup_printf (_ ("%s is not an e-mail address."), bad),
       NULL)
      ->field
      = field;
}

static void
check_reply_to (const PhSendDraft *draft, GPtrArray *findings)
{
  const char *const *texts = draft->reply_to;
  char *title = NULL;

  if (texts == NULL || texts[0] == NULL)
    return;
  if (is_bad (texts[0]))
    title = g_strdup_printf (_ ("%s is not an e-mail address."), texts[0]);
  else if (texts[1] != NULL)
    title = g_strdup (_ ("Answers can go to one address only."));
  if (title != NULL)
    add (findings, PH_SEND_FINDING_REPLY_TO, PH_SEND_WEIGHT_STOPS, title, NULL);
}

static void
check_presence (const PhSendDraft *draft, GPtrArray *findings)
{
  guint n = 0;

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    n += count (draft, field);
  if (draft->target == PH_SEND_TARGET_RECIPIENTS && n == 0)
    add (findings,
         PH_SEND_FINDING_NO_RECIPIENT,
         PH_SEND_WEIGHT_STOPS,
         g_strdup (_ ("Add at least one recipient.")),
         NULL);
  if (draft->target == PH_SEND_TARGET_EACH && count (draft, PH_MESSAGE_FIELD_TO) > 0)
    add (findings,
         PH_SEND_FINDING_NOT_FOR_EACH,
         PH_SEND_WEIGHT_STOPS,
         g_strdup (_ ("Each message goes to somebody in the table. Leave To empty.")),
         NULL);
}

static void
check_smtputf8 (const PhSendDraft *draft, GPtrArray *findings)
{
  PhMessageField field = PH_MESSAGE_FIELD_TO;
  const char *recipient = draft->lacks_smtputf8 ? find_recipient (draft, needs_smtputf8, &field) : NULL;

  if (recipient == NULL)
    return;
  add (findings,
       PH_SEND_FINDING_UTF8_ADDRESS,
       PH_SEND_WEIGHT_ASKS,
       /* Translators: %s is a recipient whose address has other letters than those of English */
       g_strdup_printf (_ ("%s may not be reached"), recipient),
       /* Translators: %s is a server */
       g_strdup_printf (_ ("%s did not offer to take international addresses. Send again to try it."), draft->host))
      ->field
      = field;
}

static void
check_seen (const PhSendDraft *draft, GPtrArray *findings)
{
  guint n = count (draft, PH_MESSAGE_FIELD_TO) + count (draft, PH_MESSAGE_FIELD_CC);

  if (n <= MAX_SEEN)
    return;
  add (findings,
       PH_SEND_FINDING_MANY_SEEN,
       PH_SEND_WEIGHT_ASKS,
       /* Translators: %u is how many recipients are in To and Cc */
       g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                     "%u person will see the addresses of all",
                                     "%u people will see each other’s addresses",
                                     n),
                        n),
       g_strdup (_ ("In Bcc nobody sees them. Send again to leave them where they are.")));
}

/* ---- the rest --------------------------------------------------------------------------------------------------- */

/* Base64 makes four octets of three and a line end for each 76. */
guint64
ph_send_check_estimate_size (guint64 text, guint64 files)
{
  return text + files / 57 * 78 + (files > 0 ? 78 : 0);
}

char *
ph_send_check_dup_size_problem (const PhSendDraft *draft)
{
  g_autofree char *size = NULL;
  g_autofree char *limit = NULL;

  if (draft->size_limit == 0 || draft->size <= draft->size_limit)
    return NULL;
  size = g_format_size (draft->size);
  limit = g_format_size (draft->size_limit);
  /* Translators: a message's size, a server, the largest size that it takes */
  return g_strdup_printf (_ ("%s is more than %s takes (%s)."), size, draft->host, limit);
}

static void
check_size (const PhSendDraft *draft, GPtrArray *findings)
{
  char *problem = ph_send_check_dup_size_problem (draft);

  if (problem != NULL)
    add (findings, PH_SEND_FINDING_TOO_LARGE, PH_SEND_WEIGHT_STOPS, g_strdup (_ ("The message is too large")), problem);
}

static void
check_keys (const PhSendDraft *draft, GPtrArray *findings)
{
  if (draft->keyless != NULL)
    add (findings,
         PH_SEND_FINDING_NO_KEY,
         PH_SEND_WEIGHT_STOPS,
         ph_key_text_dup_problem (draft->keyless->address, draft->keyless->state),
         g_strdup (_ ("The message is to be encrypted, and cannot be for everybody. Nothing was sent.")));
}

static void
check_gaps (const PhSendDraft *draft, GPtrArray *findings)
{
  g_autofree char *gap = draft->subject != NULL ? ph_mail_template_dup_gap (draft->subject) : NULL;

  if (draft->target == PH_SEND_TARGET_EACH)
    return;
  if (gap == NULL && draft->text != NULL)
    gap = ph_mail_template_dup_gap (draft->text);
  if (gap != NULL)
    add (findings,
         PH_SEND_FINDING_GAP,
         PH_SEND_WEIGHT_ASKS,
         /* Translators: %s is a gap in the text, like {{name}} */
         g_strdup_printf (_ ("“%s” is not filled in"), gap),
         g_strdup (_ ("Send to Each fills it in from a table. Send again to leave it as it is.")));
}

static void
check_placeholders (const PhSendDraft *draft, GPtrArray *findings)
{
  gsize at = 0;
  char *found = NULL;

  if (draft->text == NULL || draft->placeholders == NULL)
    return;
  while ((found = ph_snippet_find (draft->text, &at)) != NULL && !g_strv_contains (draft->placeholders, found))
    {
      at += strlen (found);
      g_free (found);
    }
  if (found != NULL)
    add (findings,
         PH_SEND_FINDING_PLACEHOLDER,
         PH_SEND_WEIGHT_ASKS,
         /* Translators: %s is a placeholder of a snippet, like {amount} */
         g_strdup_printf (_ ("“%s” is still to be filled in"), found),
         NULL);
  g_free (found);
}

char *
ph_send_check_dup_reminder (const PhSendDraft *draft)
{
  g_autofree char *word = NULL;

  if (!draft->reminds || draft->has_files || draft->text == NULL)
    return NULL;
  /* Translators: words that say that something is attached, with “|” between them; each is found as a whole word and in any
     case. It need not be a translation: take what people write in your language, and the English words too if they do. */
  word = ph_attachment_words_find (draft->text, _ ("attach|attached|attaching|attachment|attachments|enclosed"));
  /* Translators: %s is a word that somebody wrote, such as “attached” */
  return word != NULL ? g_strdup_printf (_ ("You wrote “%s”, but no file is attached."), word) : NULL;
}

static void
check_files (const PhSendDraft *draft, GPtrArray *findings)
{
  char *reminder = ph_send_check_dup_reminder (draft);

  if (reminder != NULL)
    add (findings, PH_SEND_FINDING_NO_FILE, PH_SEND_WEIGHT_ASKS, reminder, NULL);
}

/* An empty subject or text is no mistake, but it is said. */
/* Blank lines and a signature are no text. */
static gboolean
is_empty (const char *text)
{
  text += strspn (text, "\n");
  return *text == '\0' || g_str_has_prefix (text, "-- \n");
}

static void
check_emptiness (const PhSendDraft *draft, GPtrArray *findings)
{
  if (draft->subject == NULL || *draft->subject == '\0')
    add (findings, PH_SEND_FINDING_NO_SUBJECT, PH_SEND_WEIGHT_SAYS, g_strdup (_ ("Sending without a subject")), NULL);
  if (draft->text == NULL || is_empty (draft->text))
    add (findings, PH_SEND_FINDING_NO_TEXT, PH_SEND_WEIGHT_SAYS, g_strdup (_ ("Sending without a text")), NULL);
}

GPtrArray *
ph_send_check (const PhSendDraft *draft)
{
  GPtrArray *findings = NULL;

  g_return_val_if_fail (draft != NULL, NULL);

  findings = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_send_finding_free);
  check_addresses (draft, findings);
  check_reply_to (draft, findings);
  check_presence (draft, findings);
  check_size (draft, findings);
  check_keys (draft, findings);
  check_smtputf8 (draft, findings);
  check_gaps (draft, findings);
  check_placeholders (draft, findings);
  check_seen (draft, findings);
  check_files (draft, findings);
  check_emptiness (draft, findings);
  return findings;
}

const PhSendFinding *
ph_send_check_get_obstacle (GPtrArray *findings, guint told)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const PhSendFinding *finding = g_ptr_array_index (findings, i);

      if (finding->weight == PH_SEND_WEIGHT_STOPS
          || (finding->weight == PH_SEND_WEIGHT_ASKS && (told & (1U << finding->kind)) == 0))
        return finding;
    }
  return NULL;
}

const PhSendFinding *
ph_send_check_get_remark (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const PhSendFinding *finding = g_ptr_array_index (findings, i);

      if (finding->weight == PH_SEND_WEIGHT_SAYS)
        return finding;
    }
  return NULL;
}
