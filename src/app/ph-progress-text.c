/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's stages as people read them. */
#include "config.h"

#include "ph-progress-text.h"

#include <glib/gi18n.h>

static char *
describe_octets (guint64 done, guint64 total)
{
  g_autofree char *done_text = g_format_size (done);
  g_autofree char *total_text = g_format_size (total);

  if (total == 0)
    /* Translators: a size, such as “1.2 MB”, of a message whose whole size is not known */
    return g_strdup_printf (_ ("Sending %s…"), done_text);
  /* Translators: two sizes, such as “1.2 MB” and “4.1 MB” */
  return g_strdup_printf (_ ("Sending %s of %s…"), done_text, total_text);
}

char *
ph_progress_text_new (PhSmtpStage stage, const char *host, guint64 done, guint64 total, guint silent_seconds)
{
  if (silent_seconds >= PH_PROGRESS_TEXT_SLOW_SECONDS)
    /* Translators: %s is a mail server */
    return g_strdup_printf (_ ("%s is slow to answer…"), host);

  switch (stage)
    {
    case PH_SMTP_STAGE_CONNECT:
      return g_strdup_printf (_ ("Connecting to %s…"), host);
    case PH_SMTP_STAGE_TLS:
      return g_strdup (_ ("Encrypting the connection…"));
    case PH_SMTP_STAGE_AUTH:
      return g_strdup (_ ("Signing in…"));
    case PH_SMTP_STAGE_ENVELOPE:
      return g_strdup (_ ("Checking recipients…"));
    case PH_SMTP_STAGE_BODY:
      return describe_octets (done, total);
    case PH_SMTP_STAGE_COMMIT:
    case PH_SMTP_STAGE_DONE:
      return g_strdup (_ ("Waiting for the server to accept…"));
    case PH_SMTP_STAGE_NONE:
    default:
      return g_strdup (_ ("Preparing the message…"));
    }
}
