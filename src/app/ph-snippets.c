/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-snippets.h"

PhSnippet *
ph_snippet_new (const char *name, const char *text)
{
  PhSnippet *self = g_new0 (PhSnippet, 1);

  self->name = g_strdup (name);
  self->text = g_strdup (text);
  return self;
}

void
ph_snippet_free (PhSnippet *self)
{
  g_free (self->name);
  g_free (self->text);
  g_free (self);
}

GPtrArray *
ph_snippets_load (GSettings *settings)
{
  GPtrArray *snippets = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_snippet_free);
  g_autoptr (GVariant) value = g_settings_get_value (settings, "snippets");
  GVariantIter iter;
  const char *name = NULL;
  const char *text = NULL;

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &text))
    g_ptr_array_add (snippets, ph_snippet_new (name, text));
  return snippets;
}

void
ph_snippets_save (GSettings *settings, GPtrArray *snippets)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));

  for (guint i = 0; i < snippets->len; i++)
    {
      PhSnippet *snippet = snippets->pdata[i];

      g_variant_builder_add (&builder, "(ss)", snippet->name, snippet->text);
    }
  g_settings_set_value (settings, "snippets", g_variant_builder_end (&builder));
}
