/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-key-text.h"

#include <glib/gi18n.h>

char *
ph_key_text_dup_problem (const char *address, PhMailKeyState state)
{
  switch (state)
    {
    case PH_MAIL_KEY_EXPIRED:
      /* Translators: %s is an e-mail address; its OpenPGP key */
      return g_strdup_printf (_ ("The key of %s has expired"), address);
    case PH_MAIL_KEY_REVOKED:
      /* Translators: %s is an e-mail address; its OpenPGP key */
      return g_strdup_printf (_ ("The key of %s was revoked"), address);
    case PH_MAIL_KEY_UNUSABLE:
      /* Translators: %s is an e-mail address; its OpenPGP key */
      return g_strdup_printf (_ ("The key of %s cannot be used for encryption"), address);
    case PH_MAIL_KEY_MISSING:
    case PH_MAIL_KEY_UNCONFIRMED:
    case PH_MAIL_KEY_GOOD:
    default:
      /* Translators: %s is an e-mail address; no OpenPGP key is there for it */
      return g_strdup_printf (_ ("No key for %s"), address);
    }
}
