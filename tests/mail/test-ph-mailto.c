/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A link prefills what RFC 6068 says, to the letter, and can do nothing else. */
#include "ph-mailto.h"

#include <string.h>

static char *
join_recipients (PhMessage *message, PhMessageField field)
{
  GListModel *recipients = ph_message_get_recipients (message, field);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (recipients); i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (recipients, i);
      g_autofree char *text = ph_mailbox_to_string (mailbox);

      g_string_append_printf (joined, "%s%s", i > 0 ? "|" : "", text);
    }
  return g_string_free (joined, FALSE);
}

static char *
join (char **strings)
{
  return strings != NULL ? g_strjoinv ("|", strings) : g_strdup ("");
}

typedef struct
{
  const char *uri;
  /* NULL is the same as "" */
  const char *to;
  const char *cc;
  const char *bcc;
  const char *subject;
  const char *text;
  const char *invalid;
  const char *attach;
} Link;

static const Link links[] = {
  { "mailto:" },
  { "mailto:chris@example.com", .to = "chris@example.com" },
  { "MAILTO:chris@example.com", .to = "chris@example.com" },
  { "mailto:?", .to = "" },
  { "mailto:infobot@example.com?subject=current-issue", .to = "infobot@example.com", .subject = "current-issue" },
  { "mailto:a@example.org?body=send%20current-issue%0D%0Asend%20index",
    .to = "a@example.org",
    .text = "send current-issue\nsend index" },
  { "mailto:a@example.org,b@example.org", .to = "a@example.org|b@example.org" },
  { "mailto:?to=a@example.org,b@example.org", .to = "a@example.org|b@example.org" },
  { "mailto:a@example.org?to=b@example.org&TO=c@example.org", .to = "a@example.org|b@example.org|c@example.org" },
  { "mailto:?to=&cc=joe@example.com%2Cann@example.com&bcc=eve@example.com",
    .cc = "joe@example.com|ann@example.com",
    .bcc = "eve@example.com" },
  { "mailto:joe@example.com?cc=bob@example.com&amp;body=hello",
    .to = "joe@example.com",
    .cc = "bob@example.com",
    .text = "hello" },
  { "mailto:gorby%25kremvax@example.com", .to = "gorby%kremvax@example.com" },
  { "mailto:unlikely%3Faddress@example.com?blat=foop", .to = "unlikely?address@example.com" },
  { "mailto:Mike%26family@example.org", .to = "Mike&family@example.org" },
  { "mailto:%22not%40me%22@example.org", .to = "\"not@me\"@example.org" },
  { "mailto:%22oh%5C%5Cno%22@example.org", .to = "\"oh\\\\no\"@example.org" },
  { "mailto:%22a%2Cb%22@example.org,c@example.org", .to = "\"a,b\"@example.org|c@example.org" },
  { "mailto:?to=%22a%2Cb%22@example.org", .to = "\"a,b\"@example.org" },
  { "mailto:Ann%20%3Cann@example.org%3E", .to = "Ann <ann@example.org>" },
  { "mailto:user@example.org?subject=caf%C3%A9", .to = "user@example.org", .subject = "café" },
  { "mailto:user@example.org?subject=%3D%3Futf-8%3FQ%3Fcaf%3DC3%3DA9%3F%3D",
    .to = "user@example.org",
    .subject = "café" },
  { "mailto:user@example.org?subject=%3D%3Fiso-8859-1%3FQ%3Fcaf%3DE9%3F%3D",
    .to = "user@example.org",
    .subject = "café" },
  { "mailto:user@%E7%B4%8D%E8%B1%86.example.org?subject=Test", .to = "user@納豆.example.org", .subject = "Test" },
  /* No form: a plus is a plus. */
  { "mailto:a+b@example.org?subject=1+1&body=2+2", .to = "a+b@example.org", .subject = "1+1", .text = "2+2" },
  { "mailto:?body=one&body=two", .text = "one\ntwo" },
  { "mailto:?body=a%0Ab%0D%0A%0D%0Ac", .text = "a\nb\n\nc" },
  { "mailto:?subject=a%26b%3Dc%23d", .subject = "a&b=c#d" },
  { "mailto:?subject=one#two", .subject = "one" },
  { "mailto:?subject=100%&body=%zz%4", .subject = "100%", .text = "%zz%4" },
  { "mailto:?subject=a=b", .subject = "a=b" },
  { "mailto:?sub%6Aect=x&%62ody=y", .subject = "x", .text = "y" },
  { "mailto:?subject=x%0D%0ABcc:%20eve@example.org", .subject = "x  Bcc: eve@example.org" },
  { "mailto:?subject=%3D%3Futf-8%3FQ%3Fx%3D0D%3D0ABcc:_eve%3F%3D", .subject = "x  Bcc: eve" },
  { "mailto:?subject=a%00b&body=c%00d", .subject = "a\357\277\275b", .text = "c\357\277\275d" },
  { "mailto:?subject=%FF&body=%C3", .subject = "\357\277\275", .text = "\357\277\275" },
  { "mailto:?subject=%E2%80%AEx", .subject = " x" },
  { "mailto:a@example.org%0D%0ABcc:eve@example.org", .invalid = "a@example.org  Bcc:eve@example.org" },
  { "mailto:not-an-address,a@example.org?cc=nobody", .to = "a@example.org", .invalid = "not-an-address|nobody" },
  { "mailto:a%2Cb@example.org", .invalid = "a,b@example.org" },
  { "mailto:?from=eve@example.org&sender=e@x.org&reply-to=e@x.org&content-type=text/html&x-y=z&dkim-signature=z" },
  { "mailto:?attach=file:///etc/passwd&attachment=%2Fhome%2Fann%2Fkey", .attach = "file:///etc/passwd|/home/ann/key" },
  { "mailto:?&&=&x&subject&=y" },
};

static void
test_links (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) invalid = NULL;
      g_auto (GStrv) attach = NULL;
      g_autoptr (PhMessage) message = ph_mailto_parse (links[i].uri, &invalid, &attach, &error);
      g_autofree char *joined_invalid = join (invalid);
      g_autofree char *joined_attach = join (attach);
      const char *recipients[] = { links[i].to, links[i].cc, links[i].bcc };

      g_test_message ("%s", links[i].uri);
      g_assert_no_error (error);
      for (PhMessageField field = PH_MESSAGE_FIELD_TO; field < PH_MESSAGE_N_FIELDS; field++)
        {
          g_autofree char *joined = join_recipients (message, field);

          g_assert_cmpstr (joined, ==, recipients[field] != NULL ? recipients[field] : "");
        }
      g_assert_cmpstr (ph_message_get_subject (message), ==, links[i].subject != NULL ? links[i].subject : "");
      g_assert_cmpstr (ph_message_get_text (message), ==, links[i].text != NULL ? links[i].text : "");
      g_assert_cmpstr (joined_invalid, ==, links[i].invalid != NULL ? links[i].invalid : "");
      g_assert_cmpstr (joined_attach, ==, links[i].attach != NULL ? links[i].attach : "");
      g_assert_null (ph_message_get_from (message));
      g_assert_cmpuint (g_list_model_get_n_items (ph_message_get_attachments (message)), ==, 0);
    }
}

static void
test_in_reply_to (void)
{
  g_autoptr (PhMessage) message
      = ph_mailto_parse ("mailto:list@example.org?In-Reply-To=%3C3469A91@example.com%3E", NULL, NULL, NULL);
  g_autoptr (PhMessage) injected
      = ph_mailto_parse ("mailto:?in-reply-to=%3Ca@b%3E%0D%0ABcc:%20eve@example.org", NULL, NULL, NULL);

  g_assert_cmpstr (ph_message_get_in_reply_to (message), ==, "<3469A91@example.com>");
  g_assert_null (ph_message_get_in_reply_to (injected));
}

static void
test_no_mailto (void)
{
  const char *uris[] = { "", "mailto", "http://example.org", "ann@example.org", " mailto:ann@example.org" };

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (GError) error = NULL;
      char **invalid = NULL;
      char **attach = NULL;

      g_assert_null (ph_mailto_parse (uris[i], &invalid, &attach, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_null (invalid);
      g_assert_null (attach);
    }
}

/* Returns: (transfer full): @prefix, and @piece again and again, over 10 MiB of it */
static GString *
repeat (const char *prefix, const char *piece)
{
  g_autoptr (GString) block = g_string_new (NULL);
  GString *repeated = g_string_new (prefix);

  while (block->len < 1024 * 1024)
    g_string_append (block, block->len > 0 ? block->str : piece);
  while (repeated->len < 10 * 1024 * 1024)
    g_string_append (repeated, block->str);
  return repeated;
}

static void
test_hostile_size (void)
{
  const char *pieces[] = { "a@example.org,", "x,", "%", "%00", "&", "&to=x", "\"", "%22", "%0D%0A", "(", "?", "\377" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    for (guint in_field = 0; in_field < 2; in_field++)
      {
        g_autoptr (GString) uri = repeat (in_field ? "mailto:?to=" : "mailto:", pieces[i]);
        g_auto (GStrv) invalid = NULL;
        g_autoptr (PhMessage) message = ph_mailto_parse (uri->str, &invalid, NULL, NULL);
        guint n_recipients = invalid != NULL ? g_strv_length (invalid) : 0;

        n_recipients += g_list_model_get_n_items (ph_message_get_recipients (message, PH_MESSAGE_FIELD_TO));
        g_assert_cmpuint (n_recipients, <=, PH_MAILTO_MAX_RECIPIENTS);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mailto/links", test_links);
  g_test_add_func ("/mailto/in-reply-to", test_in_reply_to);
  g_test_add_func ("/mailto/no-mailto", test_no_mailto);
  g_test_add_func ("/mailto/hostile-size", test_hostile_size);

  return g_test_run ();
}
