/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue id is found in what the common servers say, and nowhere else. */
#include "ph-smtp-receipt.h"

typedef struct
{
  const char *words; /* (nullable) */
  const char *id; /* (nullable) */
} Case;

static const Case cases[] = {
  { "Ok: queued as 4XyZ0p1Qr7z3kW", "4XyZ0p1Qr7z3kW" },
  { "Ok: queued as 9F2B61C0A4", "9F2B61C0A4" },
  { "from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7D1E5400C3", "7D1E5400C3" },
  { "OK id=1rAbCd-0001Xy-2B", "1rAbCd-0001Xy-2B" },
  { "OK id=1rAbCd-00000001XyZ-2BcD", "1rAbCd-00000001XyZ-2BcD" },
  { "3ANM1u2K018734 Message accepted for delivery", "3ANM1u2K018734" },
  { "5f3c9a1e Message accepted for delivery", "5f3c9a1e" },
  { "<a@b.example> [InternalId=40115236012345, Hostname=X.EXAMPLE] 1433 bytes Queued mail for delivery",
    "40115236012345" },
  { "ok 1700000000 qp 12345", "12345" },
  { "OK  1700000000 5b1f17b1804b1-40a4a1b2c3dsm98765e9.12 - gsmtp", "5b1f17b1804b1-40a4a1b2c3dsm98765e9.12" },
  { "Ok 0100018f3a2b1c4d-5e6f7a8b-000000", "0100018f3a2b1c4d-5e6f7a8b-000000" },
  { "queued as 4711", "4711" },
  { "OK", NULL },
  { "OK accepted", NULL },
  { "Message queued as requested", NULL },
  { "Ok", NULL },
  { "Message accepted for delivery", NULL },
  { "taken", NULL },
  { "queued as <script>", NULL },
  { "", NULL },
  { NULL, NULL },
};

static void
test_queue_id (gconstpointer data)
{
  const Case *expected = data;
  g_autofree char *id = ph_smtp_receipt_dup_queue_id (expected->words);

  g_assert_cmpstr (id, ==, expected->id);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smtp/receipt/%u", i);

      g_test_add_data_func (path, &cases[i], test_queue_id);
    }
  return g_test_run ();
}
