/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every error of the engine has a title, a text, at least one way on, and no code in what people read. */
#include "ph-error-text.h"

#include "ph-attachment-error.h"
#include "ph-mail-protection-error.h"

#include <string.h>

typedef struct
{
  PhSmtpError code;
  int reply_code;
  const char *title;
  PhErrorAction first;
} Case;

static const Case cases[] = {
  { PH_SMTP_ERROR_HOST_NOT_FOUND, 0, "smtp.example.org was not found", PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_NETWORK_DOWN, 0, "No network", PH_ERROR_ACTION_RETRY },
  { PH_SMTP_ERROR_CONNECTION_REFUSED, 0, "smtp.example.org does not answer on port 587", PH_ERROR_ACTION_RETRY },
  { PH_SMTP_ERROR_TIMED_OUT, 0, "smtp.example.org does not answer on port 587", PH_ERROR_ACTION_RETRY },
  { PH_SMTP_ERROR_CONNECTION_LOST, 0, "The connection broke", PH_ERROR_ACTION_RETRY },
  { PH_SMTP_ERROR_OUTCOME_UNKNOWN, 0, "The connection broke at the last moment", PH_ERROR_ACTION_SEND_AGAIN },
  { PH_SMTP_ERROR_PROTOCOL, 0, "smtp.example.org gave an answer that makes no sense", PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_SERVICE_UNAVAILABLE, 421, "The server is not ready", PH_ERROR_ACTION_RETRY },
  { PH_SMTP_ERROR_TLS_NOT_OFFERED, 0, "smtp.example.org offers no encryption", PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_TLS_FAILED,
    0,
    "The connection to smtp.example.org could not be encrypted",
    PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_CERTIFICATE,
    0,
    "The identity of smtp.example.org could not be confirmed",
    PH_ERROR_ACTION_SHOW_CERTIFICATE },
  { PH_SMTP_ERROR_AUTH_NOT_OFFERED,
    0,
    "smtp.example.org offers no way to sign in that Posthaste knows",
    PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_AUTH_NEEDED, 0, "A password is needed", PH_ERROR_ACTION_ENTER_PASSWORD },
  { PH_SMTP_ERROR_AUTH_REFUSED, 535, "Password not accepted", PH_ERROR_ACTION_ENTER_PASSWORD },
  { PH_SMTP_ERROR_TOKEN_REFUSED, 535, "The sign-in is no longer valid", PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_TOKEN_SCOPE, 535, "The sign-in does not allow sending mail", PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_SENDER_REFUSED, 553, "The server refused the sender", PH_ERROR_ACTION_EDIT_ACCOUNT },
  { PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, "A recipient was refused", PH_ERROR_ACTION_EDIT_RECIPIENT },
  { PH_SMTP_ERROR_TOO_LARGE, 552, "The message is too large", PH_ERROR_ACTION_REMOVE_ATTACHMENTS },
  { PH_SMTP_ERROR_MESSAGE_REFUSED, 554, "The server refused the message", PH_ERROR_ACTION_SHOW_CONVERSATION },
  { PH_SMTP_ERROR_MESSAGE_REFUSED, 451, "The server is not ready", PH_ERROR_ACTION_RETRY },
  { PH_SMTP_ERROR_NEEDS_EXTENSION,
    0,
    "smtp.example.org takes no international addresses",
    PH_ERROR_ACTION_EDIT_RECIPIENT },
  { PH_SMTP_ERROR_INVALID_ARGUMENT, 0, "The message cannot be sent as it is", PH_ERROR_ACTION_EDIT_RECIPIENT },
  { PH_SMTP_ERROR_SOURCE, 0, "The message could not be read or saved", PH_ERROR_ACTION_RETRY },
};

static const PhErrorContext context = { .host = "smtp.example.org", .port = 587, .user = "ann@example.org" };

static GError *
make_error (PhSmtpError code, int reply_code, const char *words)
{
  if (reply_code != 0)
    return ph_smtp_error_new_for_reply (code, PH_SMTP_STAGE_NONE, reply_code, NULL, words, "x");
  return ph_smtp_error_new (code, PH_SMTP_STAGE_NONE, "x");
}

static void
test_each (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = make_error (cases[i].code, cases[i].reply_code, "go away");
      g_autoptr (PhErrorText) text = ph_error_text_new (error, &context);
      gsize n = 0;

      g_assert_cmpstr (text->title, ==, cases[i].title);
      g_assert_cmpint (text->actions[0], ==, cases[i].first);
      g_assert_cmpuint (strlen (text->text), >, 0);
      while (text->actions[n + 1] != PH_ERROR_ACTION_NONE)
        n++;
      g_assert_cmpint (text->actions[n], ==, PH_ERROR_ACTION_SHOW_CONVERSATION);
      for (gsize j = 0; j <= n; j++)
        {
          g_autofree char *label = ph_error_action_dup_label (text->actions[j], &context);

          g_assert_cmpuint (strlen (label), >, 0);
        }
    }
}

static void
test_locked_keyring (void)
{
  PhErrorContext locked = { .host = "smtp.example.org", .user = "ann", .is_keyring_locked = TRUE };
  g_autoptr (GError) error = make_error (PH_SMTP_ERROR_AUTH_NEEDED, 0, "no password is known");
  g_autoptr (PhErrorText) text = ph_error_text_new (error, &locked);
  g_autofree char *label = ph_error_action_dup_label (text->actions[0], &locked);
  g_autoptr (GError) reply = make_error (PH_SMTP_ERROR_AUTH_NEEDED, 530, "sign in first");
  g_autoptr (PhErrorText) of_reply = ph_error_text_new (reply, &locked);

  g_assert_cmpstr (text->title, ==, "The keyring is locked");
  g_assert_cmpstr (text->text, ==, "It keeps the password for ann at smtp.example.org. Nothing was sent.");
  g_assert_cmpstr (label, ==, "Unlock");
  g_assert_cmpstr (of_reply->title, ==, "A password is needed");
}

/* Whoever trusted one certificate by hand is told when the server shows another. */
static void
test_another_certificate (void)
{
  PhErrorContext pinned = { .host = "smtp.example.org", .trusts_another = TRUE };
  g_autoptr (GError) error = make_error (PH_SMTP_ERROR_CERTIFICATE, 0, "untrusted");
  g_autoptr (PhErrorText) text = ph_error_text_new (error, &pinned);

  g_assert_cmpstr (text->title, ==, "The identity of smtp.example.org could not be confirmed");
  g_assert_true (
      g_str_has_prefix (text->text, "This is not the certificate that you trusted. Its certificate is signed by"));
}

/* The table above is complete: every code of the enum stands in it. */
static void
test_complete (void)
{
  for (int code = 0; code <= (int) PH_SMTP_ERROR_SOURCE; code++)
    {
      gboolean is_there = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        is_there = is_there || (int) cases[i].code == code;
      g_assert_true (is_there);
    }
}

static void
test_recipients (void)
{
  g_autoptr (PhSmtpEnvelope) envelope = ph_smtp_envelope_new ("ann@example.org");
  PhErrorContext with_envelope = { .host = "smtp.example.org", .envelope = envelope };
  g_autoptr (GError) error = make_error (PH_SMTP_ERROR_RECIPIENTS_REFUSED, 550, "no");
  g_autoptr (PhErrorText) one = NULL;
  g_autoptr (PhErrorText) some = NULL;
  g_autofree char *label = NULL;

  ph_smtp_envelope_add_recipient (envelope, "bob@exmaple.org");
  ph_smtp_envelope_set_outcome (envelope, 0, PH_SMTP_OUTCOME_REFUSED, 550, "5.1.1", "User unknown");
  one = ph_error_text_new (error, &with_envelope);
  g_assert_cmpstr (one->title, ==, "bob@exmaple.org was refused");
  g_assert_cmpstr (one->text, ==, "The server says: “User unknown”. Check the address. Nothing was sent.");
  g_assert_cmpint (one->actions[0], ==, PH_ERROR_ACTION_EDIT_RECIPIENT);

  ph_smtp_envelope_add_recipient (envelope, "eve@example.org");
  ph_smtp_envelope_add_recipient (envelope, "joe@example.org");
  ph_smtp_envelope_set_outcome (envelope, 1, PH_SMTP_OUTCOME_ACCEPTED, 250, NULL, "ok");
  /* Who has not been asked yet is one of the others too. */
  some = ph_error_text_new (error, &with_envelope);
  g_assert_cmpstr (some->title, ==, "1 of 3 recipients was refused");
  g_assert_cmpint (some->actions[0], ==, PH_ERROR_ACTION_SEND_TO_OTHERS);
  label = ph_error_action_dup_label (PH_ERROR_ACTION_SEND_TO_OTHERS, &with_envelope);
  g_assert_cmpstr (label, ==, "Send to the Other 2");
}

static void
test_quote (void)
{
  g_autofree char *much = g_strnfill (500, 'a');
  g_autofree char *cut = ph_error_text_quote (much);
  g_autofree char *lines = ph_error_text_quote ("a\r\nb");

  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, 202);
  g_assert_true (g_str_has_suffix (cut, "…”"));
  g_assert_cmpstr (lines, ==, "“a  b”");
  g_assert_null (ph_error_text_quote (""));
  g_assert_null (ph_error_text_quote (NULL));
}

static void
test_other_domains (void)
{
  g_autoptr (GError) full = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "write: no space");
  g_autoptr (GError) gone = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "b.pdf: not found");
  g_autoptr (PhErrorText) of_full = ph_error_text_new (full, NULL);
  g_autoptr (PhErrorText) of_gone = ph_error_text_new (gone, NULL);

  g_assert_cmpstr (of_full->title, ==, "The message could not be saved");
  g_assert_cmpstr (of_gone->text, ==, "This computer says: “b.pdf: not found”. Nothing was sent.");
}

/* The file has its name, and what to do; what only the system has words for is quoted. */
static void
test_attachment (void)
{
  static const struct
  {
    int code;
    const char *title;
  } problems[] = {
    { G_IO_ERROR_NOT_FOUND, "b.pdf could not be read: it is not there." },
    { G_IO_ERROR_PERMISSION_DENIED, "b.pdf could not be read: permission denied." },
    { G_IO_ERROR_WRONG_ETAG, "b.pdf has changed since it was attached." },
    { G_IO_ERROR_HOST_UNREACHABLE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      g_autoptr (GError) why = g_error_new (G_IO_ERROR, problems[i].code, "words");
      g_autoptr (GError) error = ph_attachment_error_new ("b.pdf", why);
      g_autoptr (GError) copy = g_error_copy (error);
      g_autoptr (PhErrorText) text = ph_error_text_new (copy, NULL);
      g_autofree char *of_draft = ph_error_text_dup_disk_problem (copy);

      g_assert_cmpint (text->actions[0], ==, PH_ERROR_ACTION_RETRY);
      if (problems[i].title != NULL)
        {
          g_assert_cmpstr (text->title, ==, problems[i].title);
          g_assert_cmpstr (text->text, ==, "Remove it, or attach it again. Nothing was sent.");
          g_assert_cmpstr (of_draft, ==, problems[i].title);
        }
      else
        {
          g_assert_cmpstr (text->text, ==, "This computer says: “b.pdf: words”. Nothing was sent.");
          g_assert_cmpstr (of_draft, ==, "This computer says: “b.pdf: words”.");
        }
    }
}

/* What could not be signed or encrypted is told as that, and how it can go all the same is a choice. */
static void
test_unprotected (void)
{
  for (int code = PH_MAIL_PROTECTION_ERROR_NO_GNUPG; code <= PH_MAIL_PROTECTION_ERROR_FAILED; code++)
    {
      gboolean is_recipients = code >= PH_MAIL_PROTECTION_ERROR_NO_KEY && code <= PH_MAIL_PROTECTION_ERROR_KEY_UNUSABLE;
      g_autoptr (GError) error = ph_mail_protection_error_new ((PhMailProtectionError) code, "bob@example.net", "x");
      g_autoptr (PhErrorText) text = ph_error_text_new (error, NULL);
      g_autofree char *label = ph_error_action_dup_label (text->actions[1], NULL);

      g_assert_true (g_str_has_suffix (text->text, "Nothing was sent."));
      g_assert_cmpint (text->actions[0], ==, is_recipients ? PH_ERROR_ACTION_EDIT_RECIPIENT : PH_ERROR_ACTION_RETRY);
      g_assert_cmpint (text->actions[1],
                       ==,
                       is_recipients ? PH_ERROR_ACTION_SEND_UNENCRYPTED : PH_ERROR_ACTION_SEND_UNPROTECTED);
      g_assert_cmpuint (strlen (label), >, 0);
      g_assert_cmpint (strstr (text->title, "bob@example.net") != NULL,
                       ==,
                       is_recipients || code == PH_MAIL_PROTECTION_ERROR_NO_SECRET_KEY);
    }
}

/* A message that waits is told when it is tried again; nobody is asked to do what the outbox does. */
static void
test_next_try (void)
{
  const PhErrorContext waiting = { .host = "smtp.example.org", .next_try = "14:05" };
  g_autoptr (GError) error = make_error (PH_SMTP_ERROR_SENDER_REFUSED, 451, "Greylisted");
  g_autoptr (PhErrorText) text = ph_error_text_new (error, &waiting);

  g_assert_cmpstr (text->title, ==, "The server is not ready");
  g_assert_true (g_str_has_suffix (text->text, " Next try at 14:05."));
  g_assert_cmpint (text->actions[0], ==, PH_ERROR_ACTION_RETRY_NOW);
  g_assert_cmpint (text->actions[1], ==, PH_ERROR_ACTION_SAVE_DRAFT);
  g_assert_cmpint (text->actions[2], ==, PH_ERROR_ACTION_SHOW_CONVERSATION);
  g_assert_cmpint (text->actions[3], ==, PH_ERROR_ACTION_NONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/error-text/each", test_each);
  g_test_add_func ("/app/error-text/complete", test_complete);
  g_test_add_func ("/app/error-text/locked-keyring", test_locked_keyring);
  g_test_add_func ("/app/error-text/another-certificate", test_another_certificate);
  g_test_add_func ("/app/error-text/recipients", test_recipients);
  g_test_add_func ("/app/error-text/quote", test_quote);
  g_test_add_func ("/app/error-text/other-domains", test_other_domains);
  g_test_add_func ("/app/error-text/attachment", test_attachment);
  g_test_add_func ("/app/error-text/unprotected", test_unprotected);
  g_test_add_func ("/app/error-text/next-try", test_next_try);
  return g_test_run ();
}
