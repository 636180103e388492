/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line as another program may make it, an argument a line: it is refused with a reason, or every text that goes
 * into a message or a command is clean. */
#include "ph-send-options.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_mailbox (PhMailbox *mailbox)
{
  const char *address = ph_mailbox_get_address (mailbox);

  g_assert (g_utf8_validate (address, -1, NULL));
  g_assert (*address != '\0' && strpbrk (address, "\r\n") == NULL);
  /* A quoted local part may have them (RFC 5321 section 4.1.2). */
  g_assert (*address == '"' || strpbrk (address, "<>") == NULL);
}

static void
check_server (const PhSmtpServer *server)
{
  const char *host = ph_smtp_server_get_host (server);

  g_assert (*host != '\0' && ph_smtp_server_get_port (server) != 0);
  for (; *host != '\0'; host++)
    g_assert (!g_ascii_iscntrl (*host) && *host != ' ');
}

static void
check_options (const PhSendOptions *options)
{
  if (options->action == PH_SEND_ACTION_HELP || options->action == PH_SEND_ACTION_VERSION)
    return;
  for (guint i = 0; i < PH_MESSAGE_N_FIELDS; i++)
    for (guint k = 0; k < options->recipients[i]->len; k++)
      check_mailbox (g_ptr_array_index (options->recipients[i], k));
  if (options->from != NULL)
    check_mailbox (options->from);
  if (options->server != NULL)
    check_server (options->server);
  g_assert (options->subject == NULL || g_utf8_validate (options->subject, -1, NULL));
  g_assert (options->text == NULL || g_utf8_validate (options->text, -1, NULL));
  g_assert (options->mechanism == NULL || strpbrk (options->mechanism, " \r\n") == NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *line = g_strconcat ("posthaste-send\n", text, NULL);
  g_auto (GStrv) arguments = g_strsplit (line, "\n", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (PhSendOptions) options = ph_send_options_parse ((const char *const *) arguments, &error);

  g_assert ((options == NULL) == (error != NULL));
  if (options != NULL)
    check_options (options);
  return 0;
}
