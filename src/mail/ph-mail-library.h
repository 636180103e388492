/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which library reads and writes mail: told to people who look for the cause of trouble. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): the name and the version that is loaded, "GMime 3.2.13" */
char *ph_mail_library_dup_version (void);

G_END_DECLS
