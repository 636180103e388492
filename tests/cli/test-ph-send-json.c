/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is JSON whatever the text holds, and in it stands what was given. That a real reader takes it is shown
 * by test-json-output.py. */
#include "ph-send-json.h"

static const struct
{
  const char *text; /* (nullable) */
  const char *expected;
} texts[] = {
  { NULL, "null" },
  { "", "\"\"" },
  { "plain", "\"plain\"" },
  { "\"so\" \\", "\"\\\"so\\\" \\\\\"" },
  { "a\nb\r\t\001\033\177", "\"a\\u000ab\\u000d\\u0009\\u0001\\u001b\\u007f\"" },
  { "\303\244/\342\202\254", "\"\303\244/\342\202\254\"" },
  { "\377n\303", "\"\357\277\275n\357\277\275\"" },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) json = g_string_new (NULL);

      ph_send_json_add_text (json, NULL, texts[i].text);
      g_assert_cmpstr (json->str, ==, texts[i].expected);
    }
}

/* A string that ends with a bracket is no opened one. */
static void
test_commas (void)
{
  g_autoptr (GString) json = g_string_new (NULL);

  ph_send_json_begin_object (json, NULL);
  ph_send_json_add_text (json, "a", "[");
  ph_send_json_add_number (json, "b", G_MININT64);
  ph_send_json_begin_array (json, "c");
  ph_send_json_begin_object (json, NULL);
  ph_send_json_end_object (json);
  ph_send_json_begin_object (json, NULL);
  ph_send_json_add_boolean (json, "d", TRUE);
  ph_send_json_add_boolean (json, "e", FALSE);
  ph_send_json_end_object (json);
  ph_send_json_end_array (json);
  ph_send_json_begin_array (json, "f");
  ph_send_json_end_array (json);
  ph_send_json_add_null (json, "g");
  ph_send_json_end_object (json);
  g_assert_cmpstr (json->str,
                   ==,
                   "{\"a\":\"[\",\"b\":-9223372036854775808,\"c\":[{},{\"d\":true,\"e\":false}],\"f\":[],\"g\":null}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/send-json/texts", test_texts);
  g_test_add_func ("/send-json/commas", test_commas);
  return g_test_run ();
}
