/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes JSON (RFC 8259) into a string, a value after the other. Commas come by themselves; it keeps no tree. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @name: (nullable): the member's, an ASCII word; %NULL for an element of an array and for the outermost value */
void ph_send_json_begin_object (GString *json, const char *name);
void ph_send_json_end_object (GString *json);
void ph_send_json_begin_array (GString *json, const char *name);
void ph_send_json_end_array (GString *json);

void ph_send_json_add_null (GString *json, const char *name);
void ph_send_json_add_boolean (GString *json, const char *name, gboolean value);
void ph_send_json_add_number (GString *json, const char *name, gint64 number);

/* @text: (nullable): any octets: what is not UTF-8 is replaced by U+FFFD. %NULL is written as null */
void ph_send_json_add_text (GString *json, const char *name, const char *text);

G_END_DECLS
