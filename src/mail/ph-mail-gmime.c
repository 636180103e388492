/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts GMime once for the process. It is never stopped: its tables are in use until the last thread ends. */
#include "config.h"

#include "ph-mail-gmime.h"

static gpointer
ph_mail_gmime_init_once (gpointer data)
{
  g_mime_init ();
  return NULL;
}

void
ph_mail_gmime_init (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, ph_mail_gmime_init_once, NULL);
}
