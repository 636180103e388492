/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dictionaries of enchant, which is loaded when it is asked for first. Not thread-safe, and it reads from disk: so it lives on
 * a worker's thread. It knows no text. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _PhDictionaries PhDictionaries;

/* Whether the program was built for enchant, which need not be there. */
gboolean ph_dictionaries_are_supported (void);

/* (nullable): %NULL with %G_IO_ERROR_NOT_FOUND where enchant is not there, %G_IO_ERROR_NOT_SUPPORTED where it was not built for */
PhDictionaries *ph_dictionaries_new (GError **error);
void ph_dictionaries_free (PhDictionaries *self);

/* (transfer full): the languages that there are dictionaries of, as “en_US”, in alphabetical order */
char **ph_dictionaries_list (PhDictionaries *self);
/* Those that are asked from now on. One that is not there is left out. */
void ph_dictionaries_choose (PhDictionaries *self, const char *const *languages);

/* Whether one of the chosen knows @word, or there is none to ask. An apostrophe may be the typewriter's or the typographic one. */
gboolean ph_dictionaries_check (PhDictionaries *self, const char *word);
/* (transfer full): what may have been meant, best first, @max at most */
char **ph_dictionaries_suggest (PhDictionaries *self, const char *word, guint max);
/* The person's own words, for good. */
void ph_dictionaries_add (PhDictionaries *self, const char *word);

G_END_DECLS
