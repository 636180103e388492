/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row is a message of its own, or none is; and a row is known again wherever it stands. */
#include "ph-mail-merge.h"

#include <string.h>

static PhMessage *
new_template (void)
{
  PhMessage *message = ph_message_new ();
  g_autoptr (PhMailbox) from = ph_mailbox_new ("Me", "me@example.org", NULL);
  g_autoptr (PhMailbox) copy = ph_mailbox_new (NULL, "copy@example.org", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("a.txt", "text/plain", bytes);

  ph_message_set_from (message, from);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_BCC, copy);
  ph_message_set_subject (message, "For {{name}}");
  ph_message_set_text (message, "Dear {{name}}");
  ph_message_add_attachment (message, attachment);
  return message;
}

static PhMailMerge *
merge (PhMessage *template, const char *text, const char *column, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (PhMailTable) table = ph_mail_table_parse (text, strlen (text), &local_error);

  g_assert_no_error (local_error);
  return ph_mail_merge_new (template, table, column, error);
}

static PhMessage *
new_important_template (void)
{
  PhMessage *message = new_template ();
  g_autoptr (PhMailbox) reply_to = ph_mailbox_parse ("office@example.org", NULL);

  ph_message_set_reply_to (message, reply_to);
  ph_message_set_importance (message, PH_MESSAGE_IMPORTANCE_LOW);
  ph_message_set_options (message, PH_MESSAGE_OPTION_PRIVATE_ZONE);
  return message;
}

static void
test_messages (void)
{
  g_autoptr (PhMessage) template = new_important_template ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailMerge) self
      = merge (template,
               "name,email\nAnn,ann@example.org\n\n\"Bob\nBcc: eve@example.org\",B <bob@example.org>\n",
               NULL,
               &error);
  g_autoptr (PhMessage) first = NULL;
  g_autoptr (PhMessage) second = NULL;
  g_auto (GStrv) recipients = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ph_mail_merge_get_n_messages (self), ==, 2);
  g_assert_cmpuint (ph_mail_merge_get_number (self, 1), ==, 4);
  first = ph_mail_merge_new_message (self, 0);
  second = ph_mail_merge_new_message (self, 1);
  g_assert_cmpstr (ph_message_get_subject (first), ==, "For Ann");
  g_assert_cmpstr (ph_message_get_text (first), ==, "Dear Ann");
  g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_attachments (first)), ==, 1);
  g_assert_cmpstr (ph_mailbox_get_address (ph_message_get_from (first)), ==, "me@example.org");
  g_assert_cmpstr (ph_message_get_message_id (first), !=, ph_message_get_message_id (second));
  g_assert_null (strpbrk (ph_message_get_subject (second), "\r\n"));
  recipients = ph_message_dup_envelope_recipients (second);
  g_assert_cmpuint (g_strv_length (recipients), ==, 2);
  g_assert_cmpstr (recipients[0], ==, "bob@example.org");
  g_assert_cmpstr (recipients[1], ==, "copy@example.org");
  g_assert_cmpstr (ph_mailbox_get_address (ph_message_get_reply_to (second)), ==, "office@example.org");
  g_assert_cmpint (ph_message_get_importance (second), ==, PH_MESSAGE_IMPORTANCE_LOW);
  g_assert_cmpint (ph_message_get_options (second), ==, PH_MESSAGE_OPTION_PRIVATE_ZONE);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *column;
    const char *message;
  } cases[] = {
    { "name,mail\nAnn,a@example.org\n", NULL, "there is no column “email”" },
    { "name,email\nAnn,a@example.org\n", "post", "there is no column “post”" },
    { "name,email\n", NULL, "there is no row behind the column names" },
    { "name,email\nAnn,a@example.org\n,b@example.org\n", NULL, "row 3: nothing is in the column “name”" },
    { "nom,email\nAnn,a@example.org\n", NULL, "row 2: there is no column “name”" },
    { "name,email\nAnn,\n", NULL, "row 2: “” is not an address" },
    { "name,email\nAnn,\"a@example.org, b@example.org\"\n",
      NULL,
      "row 2: “a@example.org, b@example.org” is not an address" },
    { "name,email\nAnn,ann\n", NULL, "row 2: “ann” is not an address: " },
  };
  g_autoptr (PhMessage) template = new_template ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (merge (template, cases[i].text, cases[i].column, &error));
      g_assert_true (g_str_has_prefix (error->message, cases[i].message));
    }
}

static PhMailMerge *
merge_usable (const char *text, GPtrArray *problems, GError **error)
{
  g_autoptr (PhMessage) template = new_template ();
  g_autoptr (PhMailTable) table = ph_mail_table_parse (text, strlen (text), NULL);

  return ph_mail_merge_new_for_usable (template, table, NULL, problems, NULL, error);
}

static void
assert_problem (GPtrArray *problems, guint index, PhMailTableError code, guint row, const char *detail)
{
  const GError *problem = g_ptr_array_index (problems, index);

  g_assert_error (problem, PH_MAIL_TABLE_ERROR, (int) code);
  g_assert_cmpuint (ph_mail_table_error_get_row (problem), ==, row);
  g_assert_cmpstr (ph_mail_table_error_get_detail (problem), ==, detail);
}

/* Rows that make no message are told, and the others keep their keys. */
static void
test_usable_rows (void)
{
  g_autoptr (PhMessage) template = new_template ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailMerge) self
      = merge_usable ("name,email\nAnn,ann@example.org\nBob,bob\nCy, \n,d@example.org\nEve,eve@example.org\n",
                      problems,
                      &error);
  g_autoptr (PhMailMerge) whole = merge (template, "name,email\nEve,eve@example.org\n", NULL, NULL);
  g_autoptr (PhMessage) last = NULL;
  g_autofree char *key = NULL;
  g_autofree char *whole_key = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ph_mail_merge_get_n_messages (self), ==, 2);
  g_assert_cmpuint (ph_mail_merge_get_n_left_out (self), ==, 3);
  g_assert_cmpuint (ph_mail_merge_get_n_gaps (self), ==, 2);
  g_assert_cmpuint (ph_mail_merge_get_number (self, 1), ==, 6);
  last = ph_mail_merge_new_message (self, 1);
  g_assert_cmpstr (ph_message_get_subject (last), ==, "For Eve");
  g_assert_cmpuint (problems->len, ==, 3);
  assert_problem (problems, 0, PH_MAIL_TABLE_ERROR_BAD_ADDRESS, 3, "bob");
  assert_problem (problems, 1, PH_MAIL_TABLE_ERROR_NO_ADDRESS, 4, "");
  assert_problem (problems, 2, PH_MAIL_TABLE_ERROR_EMPTY_CELL, 5, "name");
  key = ph_mail_merge_dup_key (self, 1, "");
  whole_key = ph_mail_merge_dup_key (whole, 0, "");
  g_assert_cmpstr (key, ==, whole_key);
}

static void
test_unusable_letter (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GError) error = NULL;

  g_assert_null (merge_usable ("nom,email\nAnn,ann@example.org\n", problems, &error));
  g_assert_error (error, PH_MAIL_TABLE_ERROR, PH_MAIL_TABLE_ERROR_NO_COLUMN);
  g_assert_cmpuint (problems->len, ==, 1);
  assert_problem (problems, 0, PH_MAIL_TABLE_ERROR_NO_COLUMN, 0, "name");
}

/* However many rows are wrong, few are told. */
static void
test_many_problems (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  g_autoptr (GString) text = g_string_new ("name,email\n");
  g_autoptr (PhMailMerge) self = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "N,n%u\n", i);
  self = merge_usable (text->str, problems, NULL);
  g_assert_cmpuint (ph_mail_merge_get_n_messages (self), ==, 0);
  g_assert_cmpuint (ph_mail_merge_get_n_left_out (self), ==, 1000);
  g_assert_cmpuint (problems->len, ==, PH_MAIL_MERGE_MAX_PROBLEMS);
}

static char *
dup_key (PhMessage *template, const char *text, guint position, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PhMailMerge) self = merge (template, text, NULL, &error);

  g_assert_no_error (error);
  return ph_mail_merge_dup_key (self, position, name);
}

static void
assert_key (PhMessage *template, const char *text, guint position, const char *name, const char *key, gboolean is_same)
{
  g_autofree char *other = dup_key (template, text, position, name);

  g_assert_true (g_str_equal (other, key) == is_same);
}

static void
test_keys (void)
{
  g_autoptr (PhMessage) template = new_template ();
  g_autoptr (PhMessage) other = new_template ();
  g_autofree char *key = dup_key (template, "name,email\nAnn,a@b.org\nBob,b@b.org\n", 0, "");

  assert_key (template, "name,email\nAnn,a@b.org\n", 0, "", key, TRUE);
  assert_key (template, "name;email\r\nZoe;z@b.org\r\n\r\n\"Ann\";a@b.org", 1, "", key, TRUE);
  assert_key (template, "name,email\nAnn,a@b.org\nAnn,a@b.org\n", 0, "", key, TRUE);
  assert_key (template, "name,email\nAnn,a@b.org\nAnn,a@b.org\n", 1, "", key, FALSE);
  assert_key (template, "name,email\nAnna,a@b.org\n", 0, "", key, FALSE);
  assert_key (template, "name,email\nAnn,aa@b.org\n", 0, "", key, FALSE);
  assert_key (template, "name,email\nAnn,a@b.org\n", 0, "again", key, FALSE);
  ph_message_set_text (other, "Hello {{name}}");
  assert_key (other, "name,email\nAnn,a@b.org\n", 0, "", key, FALSE);
}

/* "a" and "bc" are not "ab" and "c". */
static void
test_keys_of_neighbours (void)
{
  g_autoptr (PhMessage) template = ph_message_new ();
  g_autofree char *key = dup_key (template, "x,y,email\na,bc,a@b.org\n", 0, "");

  assert_key (template, "x,y,email\nab,c,a@b.org\n", 0, "", key, FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-merge/messages", test_messages);
  g_test_add_func ("/mail-merge/refused", test_refused);
  g_test_add_func ("/mail-merge/usable-rows", test_usable_rows);
  g_test_add_func ("/mail-merge/unusable-letter", test_unusable_letter);
  g_test_add_func ("/mail-merge/many-problems", test_many_problems);
  g_test_add_func ("/mail-merge/keys", test_keys);
  g_test_add_func ("/mail-merge/keys-of-neighbours", test_keys_of_neighbours);
  return g_test_run ();
}
