/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The saved pieces of text, as the settings have them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *name; /* (owned) */
  char *text; /* (owned) */
} PhSnippet;

PhSnippet *ph_snippet_new (const char *name, const char *text);
void ph_snippet_free (PhSnippet *self);

/* (transfer full) (element-type PhSnippet): in the person's order */
GPtrArray *ph_snippets_load (GSettings *settings);
/* @snippets: (element-type PhSnippet) */
void ph_snippets_save (GSettings *settings, GPtrArray *snippets);

G_END_DECLS
