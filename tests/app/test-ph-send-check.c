/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: whatever is to be known before a message is sent is found, in one order, and what is only asked is asked once. */
#include "ph-send-check.h"

#define BOB "bob@example.net"
#define JOSE "josé@example.net"
#define FIFTEEN                                                                                                        \
  "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd",        \
      "a@b.cd", "a@b.cd", "a@b.cd", "a@b.cd"

static const char *const nobody[] = { NULL };
static const char *const bob[] = { BOB, NULL };
static const char *const bad[] = { BOB, "carol@", "dora", NULL };
static const char *const jose[] = { BOB, "José <" JOSE ">", NULL };
static const char *const named[] = { "José <" BOB ">", "x@exämple.net", NULL };
static const char *const amount[] = { "{name}", "{amount}", NULL };
static const char *const fifteen[] = { FIFTEEN, NULL };

static PhMailKey no_key = { .address = (char *) BOB, .state = PH_MAIL_KEY_MISSING };

/* A letter for each kind, in their order. */
static const char letters[] = "BYREZK8GPMFST";

static char *
dup_letters (GPtrArray *findings)
{
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const PhSendFinding *finding = g_ptr_array_index (findings, i);

      g_assert_cmpint (*finding->title, !=, '\0');
      g_assert_nonnull (finding->text);
      g_string_append_c (found, letters[finding->kind]);
    }
  return g_string_free (found, FALSE);
}

static void
test_found (void)
{
  static const struct
  {
    PhSendDraft draft;
    const char *found;
  } cases[] = {
    { { .recipients = { bob, nobody, nobody }, .subject = "Hi", .text = "x" }, "" },
    { { .recipients = { nobody, nobody, bob }, .subject = "Hi", .text = "x" }, "" },
    { { .subject = "Hi", .text = "x" }, "R" },
    { { .recipients = { bob }, .subject = "", .text = "" }, "ST" },
    { { .recipients = { bob }, .subject = "Hi", .text = "\n\n-- \nAnn" }, "T" },
    { { .recipients = { bob }, .subject = "Hi", .text = "\nx\n-- \nAnn" }, "" },
    { { .recipients = { bob, bad }, .subject = "Hi", .text = "x" }, "B" },
    { { .recipients = { bob }, .reply_to = nobody, .subject = "Hi", .text = "x" }, "" },
    { { .recipients = { bob }, .reply_to = bob, .subject = "Hi", .text = "x" }, "" },
    { { .recipients = { bob }, .reply_to = bad, .subject = "Hi", .text = "x" }, "Y" },
    { { .recipients = { bob }, .reply_to = fifteen, .subject = "Hi", .text = "x" }, "Y" },
    { { .recipients = { bob }, .subject = "Hi", .text = "x", .size = 11, .size_limit = 10, .host = "h" }, "Z" },
    { { .recipients = { bob }, .subject = "Hi", .text = "x", .size = 10, .size_limit = 10, .host = "h" }, "" },
    { { .recipients = { bob }, .subject = "Hi", .text = "x", .size = 10, .host = "h" }, "" },
    { { .recipients = { jose }, .subject = "Hi", .text = "x", .host = "h" }, "" },
    { { .recipients = { jose }, .subject = "Hi", .text = "x", .host = "h", .lacks_smtputf8 = TRUE }, "8" },
    { { .recipients = { named }, .subject = "é", .text = "é", .host = "h", .lacks_smtputf8 = TRUE }, "" },
    { { .recipients = { bob }, .subject = "Hi", .text = "x", .keyless = &no_key }, "K" },
    { { .recipients = { bob }, .subject = "Hi {{name}}", .text = "x" }, "G" },
    { { .recipients = { bob }, .subject = "Hi", .text = "Dear {{name|you}}" }, "G" },
    { { .recipients = { bob }, .subject = "Hi", .text = "{y} {x}", .placeholders = amount }, "" },
    { { .recipients = { bob }, .subject = "Hi", .text = "{y} {amount}", .placeholders = amount }, "P" },
    { { .recipients = { bob }, .subject = "Hi", .text = "{y} {amount}" }, "" },
    { { .recipients = { bob }, .subject = "Hi", .text = "filled in", .placeholders = amount }, "" },
    { { .recipients = { fifteen, nobody, bob }, .subject = "Hi", .text = "x" }, "" },
    { { .recipients = { fifteen, bob }, .subject = "Hi", .text = "x" }, "M" },
    { { .recipients = { bob }, .subject = "Hi", .text = "It is attached." }, "" },
    { { .recipients = { bob }, .subject = "Hi", .text = "It is attached.", .reminds = TRUE }, "F" },
    { { .recipients = { bob }, .subject = "Hi", .text = "It is attached.", .reminds = TRUE, .has_files = TRUE }, "" },
    { { .recipients = { bob }, .subject = "Hi", .text = "It is here.", .reminds = TRUE }, "" },
    { { .target = PH_SEND_TARGET_EACH, .subject = "Hi", .text = "Dear {{name}}" }, "" },
    { { .target = PH_SEND_TARGET_EACH, .recipients = { bob }, .subject = "Hi", .text = "x" }, "E" },
    { { .target = PH_SEND_TARGET_EACH, .recipients = { nobody, bad }, .subject = "Hi", .text = "x" }, "B" },
    { { .recipients = { fifteen, bad, jose },
        .subject = "",
        .text = "{{a}} enclosed",
        .size = 2,
        .size_limit = 1,
        .host = "h",
        .lacks_smtputf8 = TRUE,
        .keyless = &no_key,
        .reminds = TRUE },
      "BZK8GMFS" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) findings = ph_send_check (&cases[i].draft);
      g_autofree char *found = dup_letters (findings);

      g_test_message ("case %u", i);
      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

/* It names what it is about, and where that is. */
static void
test_words (void)
{
  PhSendDraft draft = { .recipients = { bob, bad, jose }, .subject = "{{ no }}", .text = "x" };
  g_autoptr (GPtrArray) findings = NULL;
  const PhSendFinding *finding = NULL;

  draft.size = 31000000;
  draft.size_limit = 25000000;
  draft.host = "smtp.example.org";
  draft.lacks_smtputf8 = TRUE;
  findings = ph_send_check (&draft);
  g_assert_cmpuint (findings->len, ==, 4);
  finding = findings->pdata[0];
  g_assert_cmpstr (finding->title, ==, "carol@ is not an e-mail address.");
  g_assert_cmpint (finding->field, ==, PH_MESSAGE_FIELD_CC);
  finding = findings->pdata[1];
  g_assert_cmpstr (finding->text, ==, "31.0\xc2\xa0MB is more than smtp.example.org takes (25.0\xc2\xa0MB).");
  finding = findings->pdata[2];
  g_assert_cmpstr (finding->title, ==, "José <" JOSE "> may not be reached");
  g_assert_cmpint (finding->field, ==, PH_MESSAGE_FIELD_BCC);
  finding = findings->pdata[3];
  g_assert_cmpstr (finding->title, ==, "“{{no}}” is not filled in");
}

/* Each state of a key that keeps a message from being encrypted has its words, and it is an obstacle each time. */
static void
test_keys (void)
{
  static const char *const titles[] = {
    [PH_MAIL_KEY_MISSING] = "No key for " BOB,
    [PH_MAIL_KEY_EXPIRED] = "The key of " BOB " has expired",
    [PH_MAIL_KEY_REVOKED] = "The key of " BOB " was revoked",
    [PH_MAIL_KEY_UNUSABLE] = "The key of " BOB " cannot be used for encryption",
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      const PhMailKey key = { .address = (char *) BOB, .state = (PhMailKeyState) i };
      const PhSendDraft draft = { .recipients = { bob }, .subject = "x", .text = "x", .keyless = &key };
      g_autoptr (GPtrArray) findings = ph_send_check (&draft);

      g_assert_cmpstr (ph_send_check_get_obstacle (findings, G_MAXUINT)->title, ==, titles[i]);
    }
}

/* What stops does so each time, what asks only once, and what is said never. */
static void
test_obstacles (void)
{
  PhSendDraft draft = { .recipients = { fifteen, bob }, .subject = "", .text = "{{a}}" };
  g_autoptr (GPtrArray) findings = ph_send_check (&draft);
  g_autoptr (GPtrArray) stopped = NULL;
  guint told = 0;

  g_assert_cmpint (ph_send_check_get_obstacle (findings, told)->kind, ==, PH_SEND_FINDING_GAP);
  told |= 1U << PH_SEND_FINDING_GAP;
  g_assert_cmpint (ph_send_check_get_obstacle (findings, told)->kind, ==, PH_SEND_FINDING_MANY_SEEN);
  told |= 1U << PH_SEND_FINDING_MANY_SEEN;
  g_assert_null (ph_send_check_get_obstacle (findings, told));
  g_assert_cmpint (ph_send_check_get_remark (findings)->kind, ==, PH_SEND_FINDING_NO_SUBJECT);
  draft.recipients[PH_MESSAGE_FIELD_TO] = bad;
  stopped = ph_send_check (&draft);
  g_assert_cmpint (ph_send_check_get_obstacle (stopped, G_MAXUINT)->kind, ==, PH_SEND_FINDING_BAD_ADDRESS);
}

static void
test_size (void)
{
  g_assert_cmpuint (ph_send_check_estimate_size (0, 0), ==, 0);
  g_assert_cmpuint (ph_send_check_estimate_size (100, 0), ==, 100);
  g_assert_cmpuint (ph_send_check_estimate_size (100, 57), ==, 256);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-check/found", test_found);
  g_test_add_func ("/send-check/words", test_words);
  g_test_add_func ("/send-check/keys", test_keys);
  g_test_add_func ("/send-check/obstacles", test_obstacles);
  g_test_add_func ("/send-check/size", test_size);
  return g_test_run ();
}
