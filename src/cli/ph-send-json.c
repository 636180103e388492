/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only what is needed to say what became of a message. A library for it would be loaded by every run, also by those that
 * print no JSON. */
#include "config.h"

#include "ph-send-json.h"

/* A comma belongs behind everything but the bracket that opens. */
static void
begin_value (GString *json, const char *name)
{
  gboolean is_first = json->len == 0 || g_str_has_suffix (json->str, "{") || g_str_has_suffix (json->str, "[");

  if (!is_first)
    g_string_append_c (json, ',');
  if (name != NULL)
    g_string_append_printf (json, "\"%s\":", name);
}

void
ph_send_json_begin_object (GString *json, const char *name)
{
  begin_value (json, name);
  g_string_append_c (json, '{');
}

void
ph_send_json_end_object (GString *json)
{
  g_string_append_c (json, '}');
}

void
ph_send_json_begin_array (GString *json, const char *name)
{
  begin_value (json, name);
  g_string_append_c (json, '[');
}

void
ph_send_json_end_array (GString *json)
{
  g_string_append_c (json, ']');
}

void
ph_send_json_add_null (GString *json, const char *name)
{
  begin_value (json, name);
  g_string_append (json, "null");
}

void
ph_send_json_add_boolean (GString *json, const char *name, gboolean value)
{
  begin_value (json, name);
  g_string_append (json, value ? "true" : "false");
}

void
ph_send_json_add_number (GString *json, const char *name, gint64 number)
{
  begin_value (json, name);
  g_string_append_printf (json, "%" G_GINT64_FORMAT, number);
}

/* A control character may not stand in a string as it is (RFC 8259 section 7). */
static void
append_octet (GString *json, char octet)
{
  if (octet == '"' || octet == '\\')
    g_string_append_c (json, '\\');
  if (g_ascii_iscntrl (octet))
    g_string_append_printf (json, "\\u%04x", (guint) octet);
  else
    g_string_append_c (json, octet);
}

void
ph_send_json_add_text (GString *json, const char *name, const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    {
      ph_send_json_add_null (json, name);
      return;
    }
  valid = g_utf8_make_valid (text, -1);
  begin_value (json, name);
  g_string_append_c (json, '"');
  for (const char *p = valid; *p != '\0'; p++)
    append_octet (json, *p);
  g_string_append_c (json, '"');
}
