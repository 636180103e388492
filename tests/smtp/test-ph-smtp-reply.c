/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reply is taken only as RFC 5321 section 4.2 writes it; anything else is an error, never a guess. */
#include "ph-smtp-reply.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *lines; /* each ends in \n */
  int code; /* 0: an error */
  const char *status; /* (nullable) */
  const char *words;
} Case;

static const Case cases[] = {
  { "plain", "250 ok\n", 250, NULL, "ok" },
  { "bare-code", "250\n", 250, NULL, "" },
  { "empty-text", "250 \n", 250, NULL, "" },
  { "several-lines", "250-one\n250-two\n250 three\n", 250, NULL, "one two three" },
  { "enhanced", "535 5.7.8 no such user\n", 535, "5.7.8", "no such user" },
  { "enhanced-on-each-line", "550-5.1.1 no\n550 5.1.1 such user\n", 550, "5.1.1", "no such user" },
  { "enhanced-of-another-class", "550 4.1.1 hm\n", 550, NULL, "4.1.1 hm" },
  { "enhanced-alone", "250 2.0.0\n", 250, "2.0.0", "" },
  { "not-enhanced", "220 2.0 version\n", 220, NULL, "2.0 version" },
  { "too-many-digits", "550 5.1234.1 x\n", 550, NULL, "5.1234.1 x" },
  { "control-and-bidi",
    "550 a\033[31mb\xe2\x80\xae"
    "c\n",
    550,
    NULL,
    "a\xef\xbf\xbd[31mb\xef\xbf\xbd"
    "c" },
  { "not-utf8", "550 \xff\xfe\n", 550, NULL, "\xef\xbf\xbd\xef\xbf\xbd" },
  { "other-code-in-between", "250-one\n251 two\n", 0, NULL, NULL },
  { "no-code", "hello\n", 0, NULL, NULL },
  { "two-digits", "25 ok\n", 0, NULL, NULL },
  { "four-digits", "2500 ok\n", 0, NULL, NULL },
  { "class-1", "150 ok\n", 0, NULL, NULL },
  { "class-6", "650 ok\n", 0, NULL, NULL },
  { "second-digit", "260 ok\n", 0, NULL, NULL },
  { "wrong-separator", "250:ok\n", 0, NULL, NULL },
  { "empty-line", "\n", 0, NULL, NULL },
  { "letters", "2a0 ok\n", 0, NULL, NULL },
};

/* The text is copied to the end of a block of its own, so that a read past it is seen by the sanitizer. */
static gboolean
add_line (PhSmtpReply *reply, const char *line, gsize length, GError **error)
{
  g_autofree char *tight = g_memdup2 (line, length);

  return ph_smtp_reply_add_line (reply, tight != NULL ? tight : "", length, PH_SMTP_STAGE_AUTH, error);
}

static gboolean
parse (PhSmtpReply *reply, const char *lines, GError **error)
{
  for (const char *end = strchr (lines, '\n'); end != NULL; lines = end + 1, end = strchr (lines, '\n'))
    if (!add_line (reply, lines, (gsize) (end - lines), error))
      return FALSE;
  return TRUE;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhSmtpReply) reply = ph_smtp_reply_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (c->code == 0)
    {
      g_assert_false (parse (reply, c->lines, &error));
      g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
      g_assert_cmpint (ph_smtp_error_get_stage (error), ==, PH_SMTP_STAGE_AUTH);
      return;
    }
  g_assert_true (parse (reply, c->lines, &error));
  g_assert_no_error (error);
  g_assert_true (ph_smtp_reply_is_complete (reply));
  g_assert_cmpint (ph_smtp_reply_get_code (reply), ==, c->code);
  g_assert_cmpint (ph_smtp_reply_get_class (reply), ==, c->code / 100);
  g_assert_cmpstr (ph_smtp_reply_get_enhanced_status (reply), ==, c->status);
  words = ph_smtp_reply_dup_words (reply);
  g_assert_cmpstr (words, ==, c->words);
}

static void
test_nul (void)
{
  g_autoptr (PhSmtpReply) reply = ph_smtp_reply_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (add_line (reply, "250 a\0b", 7, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
}

static void
test_bounds (void)
{
  g_autoptr (PhSmtpReply) longest = ph_smtp_reply_new ();
  g_autoptr (PhSmtpReply) endless = ph_smtp_reply_new ();
  g_autofree char *line = g_strnfill (PH_SMTP_REPLY_MAX_LINE + 1, 'a');
  g_autoptr (GError) error = NULL;

  memcpy (line, "250-", 4);
  g_assert_true (add_line (longest, line, PH_SMTP_REPLY_MAX_LINE, &error));
  g_assert_false (add_line (longest, line, PH_SMTP_REPLY_MAX_LINE + 1, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
  g_clear_error (&error);

  for (guint i = 0; i < PH_SMTP_REPLY_MAX_LINES; i++)
    g_assert_true (add_line (endless, "250-x", 5, &error));
  g_assert_false (add_line (endless, "250 x", 5, &error));
  g_assert_error (error, PH_SMTP_ERROR, PH_SMTP_ERROR_PROTOCOL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/reply/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/smtp/reply/nul", test_nul);
  g_test_add_func ("/smtp/reply/bounds", test_bounds);
  return g_test_run ();
}
