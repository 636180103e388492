/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How PhAccounts keeps an account in GSettings; nobody else needs to. */
#pragma once

#include "ph-account.h"

G_BEGIN_DECLS

/* An id is part of a settings path, and what stands in the settings may be anything. */
gboolean ph_account_id_is_valid (const char *id);

/* (transfer full): the account of that valid id as the settings have it, kept there from now on */
PhAccount *ph_account_new_from_settings (const char *id);
/* (transfer full): lives for this run; its host and port are set by whoever runs the server */
PhAccount *ph_account_new_practice (void);

/* (transfer full): @text as one line of valid UTF-8 without control characters and without blanks around it */
char *ph_account_make_line (const char *text);
/* Takes @text; says whether it is another than before. */
gboolean ph_account_take_string (char **field, char *text);
GParamSpec *ph_account_string_property (const char *name, GParamFlags flags);

/* Writes everything, and each change from now on. */
void ph_account_keep (PhAccount *self);
/* Takes everything back out of the settings; the object itself keeps its values. */
void ph_account_forget (PhAccount *self);

G_END_DECLS
