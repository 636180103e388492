/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only whole keywords count, and what is badly formed offers nothing. */
#include "ph-smtp-capabilities.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *line;
  PhSmtpCapabilityFlags flags;
  guint64 size_limit;
  const char *mechanisms; /* joined by commas */
} Case;

static const Case cases[] = {
  { "starttls", "STARTTLS", PH_SMTP_CAPABILITY_STARTTLS, 0, "" },
  { "any-case", "startTls", PH_SMTP_CAPABILITY_STARTTLS, 0, "" },
  { "a-longer-word", "STARTTLSX", PH_SMTP_CAPABILITY_NONE, 0, "" },
  { "a-shorter-word", "STARTTL", PH_SMTP_CAPABILITY_NONE, 0, "" },
  { "in-an-argument", "X-HINT STARTTLS", PH_SMTP_CAPABILITY_NONE, 0, "" },
  { "size", "SIZE 35882577", PH_SMTP_CAPABILITY_SIZE, 35882577, "" },
  { "size-without-limit", "SIZE", PH_SMTP_CAPABILITY_SIZE, 0, "" },
  { "size-zero", "SIZE 0", PH_SMTP_CAPABILITY_SIZE, 0, "" },
  { "size-negative", "SIZE -1", PH_SMTP_CAPABILITY_SIZE, 0, "" },
  { "size-too-large-to-count", "SIZE 99999999999999999999999", PH_SMTP_CAPABILITY_SIZE, 0, "" },
  { "size-no-number", "SIZE lots", PH_SMTP_CAPABILITY_SIZE, 0, "" },
  { "auth", "AUTH PLAIN login", PH_SMTP_CAPABILITY_AUTH, 0, "PLAIN,LOGIN" },
  { "auth-old", "AUTH=LOGIN PLAIN", PH_SMTP_CAPABILITY_AUTH, 0, "LOGIN,PLAIN" },
  { "auth-empty", "AUTH", PH_SMTP_CAPABILITY_AUTH, 0, "" },
  { "auth-spaces", "AUTH  PLAIN ", PH_SMTP_CAPABILITY_AUTH, 0, "PLAIN" },
  { "8bitmime", "8BITMIME", PH_SMTP_CAPABILITY_8BITMIME, 0, "" },
  { "empty", "", PH_SMTP_CAPABILITY_NONE, 0, "" },
  { "requiretls", "REQUIRETLS", PH_SMTP_CAPABILITY_REQUIRETLS, 0, "" },
  { "priority", "MT-PRIORITY STANAG4406", PH_SMTP_CAPABILITY_MT_PRIORITY, 0, "" },
  { "utf8", "SMTPUTF8", PH_SMTP_CAPABILITY_SMTPUTF8, 0, "" },
};

static const PhSmtpCapabilityFlags all_flags[] = {
  PH_SMTP_CAPABILITY_8BITMIME,   PH_SMTP_CAPABILITY_AUTH,          PH_SMTP_CAPABILITY_CHUNKING,
  PH_SMTP_CAPABILITY_DSN,        PH_SMTP_CAPABILITY_SIZE,          PH_SMTP_CAPABILITY_PIPELINING,
  PH_SMTP_CAPABILITY_SMTPUTF8,   PH_SMTP_CAPABILITY_STARTTLS,      PH_SMTP_CAPABILITY_ENHANCEDSTATUSCODES,
  PH_SMTP_CAPABILITY_REQUIRETLS, PH_SMTP_CAPABILITY_MT_PRIORITY,   PH_SMTP_CAPABILITY_LIMITS,
  PH_SMTP_CAPABILITY_DELIVERBY,  PH_SMTP_CAPABILITY_FUTURERELEASE,
};

static PhSmtpReply *
make_reply (const char *first, const char *second)
{
  PhSmtpReply *reply = ph_smtp_reply_new ();
  g_autofree char *one = g_strconcat ("250-", first, NULL);
  g_autofree char *two = g_strconcat ("250 ", second, NULL);

  g_assert_true (ph_smtp_reply_add_line (reply, one, strlen (one), PH_SMTP_STAGE_CONNECT, NULL));
  g_assert_true (ph_smtp_reply_add_line (reply, two, strlen (two), PH_SMTP_STAGE_CONNECT, NULL));
  return reply;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (PhSmtpReply) reply = make_reply ("server.example", c->line);
  g_autoptr (PhSmtpCapabilities) capabilities = ph_smtp_capabilities_new (reply);
  g_autofree char *mechanisms = g_strjoinv (",", (char **) ph_smtp_capabilities_get_mechanisms (capabilities));

  for (gsize i = 0; i < G_N_ELEMENTS (all_flags); i++)
    g_assert_cmpint (ph_smtp_capabilities_has (capabilities, all_flags[i]), ==, (c->flags & all_flags[i]) != 0);
  g_assert_cmpuint (ph_smtp_capabilities_get_size_limit (capabilities), ==, c->size_limit);
  g_assert_cmpstr (mechanisms, ==, c->mechanisms);
}

typedef struct
{
  const char *name;
  const char *line;
  guint limits[PH_SMTP_N_LIMITS];
  guint hold_seconds;
  gint64 hold_until;
  guint by_seconds;
} Bound;

#define NO_LIMITS                                                                                                      \
  {                                                                                                                    \
    G_MAXUINT, G_MAXUINT, G_MAXUINT                                                                                    \
  }

static const Bound bounds[] = {
  { "none", "DSN", NO_LIMITS, 0, 0, 0 },
  { "limits", "LIMITS RCPTMAX=100 mailmax=20 RCPTDOMAINMAX=1 X=3", { 20, 100, 1 }, 0, 0, 0 },
  { "limits-bad", "LIMITS RCPTMAX=x MAILMAX= RCPTDOMAINMAX=-1", NO_LIMITS, 0, 0, 0 },
  { "limits-huge", "LIMITS RCPTMAX=99999999999999999999", NO_LIMITS, 0, 0, 0 },
  { "limits-zero", "LIMITS RCPTMAX=0", { G_MAXUINT, 1, G_MAXUINT }, 0, 0, 0 },
  { "hold", "FUTURERELEASE 2592000 2026-02-03T04:05:06Z", NO_LIMITS, 2592000, 1770091506, 0 },
  { "hold-bad", "FUTURERELEASE soon tomorrow", NO_LIMITS, 0, 0, 0 },
  { "hold-short", "FUTURERELEASE", NO_LIMITS, 0, 0, 0 },
  { "by", "DELIVERBY 240", NO_LIMITS, 0, 0, 240 },
  { "by-any", "DELIVERBY", NO_LIMITS, 0, 0, 0 },
};

static void
test_bound (gconstpointer data)
{
  const Bound *b = data;
  g_autoptr (PhSmtpReply) reply = make_reply ("server.example", b->line);
  g_autoptr (PhSmtpCapabilities) capabilities = ph_smtp_capabilities_new (reply);

  for (guint i = 0; i < PH_SMTP_N_LIMITS; i++)
    g_assert_cmpuint (ph_smtp_capabilities_get_limit (capabilities, i), ==, b->limits[i]);
  g_assert_cmpuint (ph_smtp_capabilities_get_hold_seconds (capabilities), ==, b->hold_seconds);
  g_assert_cmpint (ph_smtp_capabilities_get_hold_until (capabilities), ==, b->hold_until);
  g_assert_cmpuint (ph_smtp_capabilities_get_by_seconds (capabilities), ==, b->by_seconds);
}

/* The first line is the server's name, even when that looks like a keyword. */
static void
test_first_line (void)
{
  g_autoptr (PhSmtpReply) reply = make_reply ("STARTTLS", "HELP");
  g_autoptr (PhSmtpCapabilities) capabilities = ph_smtp_capabilities_new (reply);
  g_autoptr (PhSmtpCapabilities) none = ph_smtp_capabilities_new (NULL);

  g_assert_false (ph_smtp_capabilities_has (capabilities, PH_SMTP_CAPABILITY_STARTTLS));
  g_assert_false (ph_smtp_capabilities_has (none, PH_SMTP_CAPABILITY_AUTH));
  g_assert_null (ph_smtp_capabilities_get_mechanisms (none)[0]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/capabilities/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bounds); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/capabilities/bound/", bounds[i].name, NULL);

      g_test_add_data_func (path, &bounds[i], test_bound);
    }
  g_test_add_func ("/smtp/capabilities/first-line", test_first_line);
  return g_test_run ();
}
