/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message keeps what it is told, in valid UTF-8, and its states follow each other as the rules say. */
#include "ph-store-message-private.h"

#include <string.h>

/* Which states may follow, by their numbers: every other pair is forbidden. */
static const char *const followers[PH_STORE_N_STATES] = {
  [PH_STORE_STATE_DRAFT] = "1",         [PH_STORE_STATE_QUEUED] = "02", [PH_STORE_STATE_SENDING] = "013456",
  [PH_STORE_STATE_COMMITTING] = "1456", [PH_STORE_STATE_SENT] = "",     [PH_STORE_STATE_FAILED] = "01",
  [PH_STORE_STATE_UNKNOWN] = "014",
};

static void
test_states (void)
{
  for (guint from = 0; from < PH_STORE_N_STATES; from++)
    for (guint to = 0; to < PH_STORE_N_STATES; to++)
      {
        gboolean is_allowed = strchr (followers[from], (int) ('0' + to)) != NULL;

        g_test_message ("%u to %u", from, to);
        g_assert_cmpint (ph_store_state_can_become ((PhStoreState) from, (PhStoreState) to), ==, is_allowed);
      }
}

static void
test_fields_are_kept (void)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_QUEUED);

  ph_store_message_set_account (message, "work");
  ph_store_message_set_sender (message, "me@example.org");
  ph_store_message_set_message_id (message, "<1@example.org>");
  ph_store_message_set_subject (message, "Lunch");
  ph_store_message_set_has_attachments (message, TRUE);
  ph_store_message_set_due (message, 12345);
  ph_store_message_set_holder (message, PH_STORE_HOLDER_SERVER);
  g_assert_cmpstr (ph_store_message_get_account (message), ==, "work");
  g_assert_cmpstr (ph_store_message_get_sender (message), ==, "me@example.org");
  g_assert_cmpstr (ph_store_message_get_message_id (message), ==, "<1@example.org>");
  g_assert_cmpstr (ph_store_message_get_subject (message), ==, "Lunch");
  g_assert_true (ph_store_message_get_has_attachments (message));
  g_assert_cmpint (ph_store_message_get_due (message), ==, 12345);
  g_assert_cmpint (ph_store_message_get_holder (message), ==, PH_STORE_HOLDER_SERVER);
  g_assert_cmpint (ph_store_message_get_state (message), ==, PH_STORE_STATE_QUEUED);
}

static void
test_new_is_empty (void)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_DRAFT);

  g_assert_cmpint (ph_store_message_get_id (message), ==, 0);
  g_assert_null (ph_store_message_get_file (message));
  g_assert_null (ph_store_message_get_problem (message));
  g_assert_cmpstr (ph_store_message_get_subject (message), ==, "");
  g_assert_cmpstr (ph_store_message_get_account (message), ==, "");
  g_assert_cmpuint (ph_store_message_get_recipients (message)->len, ==, 0);
}

static void
test_foreign_octets_become_utf8 (void)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_DRAFT);

  ph_store_message_set_subject (message, "caf\xe9");
  ph_store_message_set_text (message, "\xff\xfe");
  ph_store_message_add_recipient (message, ph_store_recipient_new (0, "J\xf6rg", "a@example.org"));
  g_assert_true (g_utf8_validate (ph_store_message_get_subject (message), -1, NULL));
  g_assert_true (g_utf8_validate (message->text, -1, NULL));
}

/* The limit falls into the middle of a character, which is left out whole. */
static void
test_long_text_is_cut (void)
{
  g_autoptr (PhStoreMessage) message = ph_store_message_new (PH_STORE_STATE_DRAFT);
  g_autoptr (GString) text = g_string_new ("x");

  while (text->len < 100 * 1024)
    g_string_append (text, "ä");
  ph_store_message_set_text (message, text->str);
  g_assert_cmpuint (strlen (message->text), ==, 64 * 1024 - 1);
  g_assert_true (g_utf8_validate (message->text, -1, NULL));
  g_assert_true (g_str_has_prefix (text->str, message->text));
}

static void
test_recipient_copy (void)
{
  PhStoreRecipient *recipient = ph_store_recipient_new (2, "Carol", "carol@example.org");
  PhStoreRecipient *copy = NULL;

  recipient->fate = PH_STORE_FATE_REFUSED;
  recipient->reply_code = 550;
  recipient->enhanced_status = g_strdup ("5.1.1");
  recipient->words = g_strdup ("no such user");
  copy = ph_store_recipient_copy (recipient);
  ph_store_recipient_free (recipient);
  g_assert_cmpuint (copy->field, ==, 2);
  g_assert_cmpstr (copy->name, ==, "Carol");
  g_assert_cmpstr (copy->address, ==, "carol@example.org");
  g_assert_cmpint (copy->fate, ==, PH_STORE_FATE_REFUSED);
  g_assert_cmpint (copy->reply_code, ==, 550);
  g_assert_cmpstr (copy->enhanced_status, ==, "5.1.1");
  g_assert_cmpstr (copy->words, ==, "no such user");
  ph_store_recipient_free (copy);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/message/states", test_states);
  g_test_add_func ("/store/message/fields-are-kept", test_fields_are_kept);
  g_test_add_func ("/store/message/new-is-empty", test_new_is_empty);
  g_test_add_func ("/store/message/foreign-octets-become-utf8", test_foreign_octets_become_utf8);
  g_test_add_func ("/store/message/long-text-is-cut", test_long_text_is_cut);
  g_test_add_func ("/store/message/recipient-copy", test_recipient_copy);
  return g_test_run ();
}
