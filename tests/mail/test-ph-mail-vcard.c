/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: of a card only whole addresses come, with a name that is one line, however it is written. */
#include "ph-mail-vcard.h"

static const struct
{
  const char *vcard;
  const char *expected; /* each mailbox and a bar */
} cards[] = {
  { "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Tester\r\nEMAIL;TYPE=WORK:ann@example.org\r\nEND:VCARD\r\n",
    "Ann Tester <ann@example.org>|" },
  { "EMAIL:a@example.org\nfn:Last\nemail:b@example.net", "Last <a@example.org>|Last <b@example.net>|" },
  { "item1.EMAIL;X-A=\"x:y;z\":ann@example.org", "ann@example.org|" },
  { "FN:Tester\\, Ann\\nB\\\\\nEMAIL:ann@example.org", "\"Tester, Ann B\\\\\" <ann@example.org>|" },
  { "FN:Do\r\n ra\nEMAIL:dora@exa\n\tmple.org", "Dora <dora@example.org>|" },
  { "FN:\nEMAIL:ann@example.org", "ann@example.org|" },
  { "FN:A\001B\nEMAIL:ann@example.org", "A B <ann@example.org>|" },
  { "FN:Ann\nEMAIL:nobody\nEMAIL:a@example.org\\nb\nEMAIL:\nEMAIL", "" },
  { "X-EMAIL:ann@example.org\nEMAILS:b@example.org\nEMAIL;TYPE=\"x:c@example.org", "" },
  { "FN:\xff\nEMAIL:ann@example.org", "" },
  { "FN:Ann\\", "" },
  { "", "" },
};

static void
test_cards (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      g_autoptr (GPtrArray) mailboxes = ph_mail_vcard_list_mailboxes (cards[i].vcard);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < mailboxes->len; j++)
        {
          g_autofree char *text = ph_mailbox_to_string (mailboxes->pdata[j]);

          g_string_append_printf (found, "%s|", text);
        }
      g_assert_cmpstr (found->str, ==, cards[i].expected);
    }
}

static void
test_many (void)
{
  g_autoptr (GString) vcard = g_string_new ("FN:Ann\n");
  g_autoptr (GPtrArray) mailboxes = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (vcard, "EMAIL:a%u@example.org\n", i);
  mailboxes = ph_mail_vcard_list_mailboxes (vcard->str);
  g_assert_cmpuint (mailboxes->len, ==, PH_MAIL_VCARD_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail-vcard/cards", test_cards);
  g_test_add_func ("/mail-vcard/many", test_many);
  return g_test_run ();
}
