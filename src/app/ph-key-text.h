/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with somebody's OpenPGP key, in words. Pure. */
#pragma once

#include "ph-mail-keys.h"

G_BEGIN_DECLS

/* (transfer full): a phrase, as of a title; of a key that cannot be used */
char *ph_key_text_dup_problem (const char *address, PhMailKeyState state);

G_END_DECLS
