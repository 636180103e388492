/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a message goes and as whom: the server, the sign-in, and who sends when nothing else is said. */
#pragma once

#include "ph-account.h"
#include "ph-send-options.h"
#include "ph-smtp-credentials.h"

G_BEGIN_DECLS

typedef struct
{
  PhSmtpServer *server; /* (owned) */
  PhSmtpCredentials *credentials; /* (owned) (nullable) */
  PhMailbox *from; /* (owned) (nullable): the account's; NULL with --server */
} PhSendTarget;

/**
 * ph_send_target_new:
 *
 * Reads the files that the options name, and with an account the settings and the keyring, which may ask the person.
 * Nothing is connected. Main thread only; iterates the default main context while it waits for the keyring.
 *
 * Returns: (transfer full) (nullable): the target, or %NULL with an error that ph_send_report_get_exit() knows
 */
PhSendTarget *ph_send_target_new (const PhSendOptions *options, GError **error);
/**
 * ph_send_target_find_account:
 *
 * The one that --account names, else the one that has the address of -f, else the default one.
 *
 * Returns: (transfer full) (nullable): %NULL with %PH_SEND_EXIT_CONFIGURATION
 */
PhAccount *ph_send_target_find_account (const PhSendOptions *options, GError **error);
/* Whether there can be accounts at all; FALSE with %PH_SEND_EXIT_CONFIGURATION. */
gboolean ph_send_target_has_accounts (GError **error);
/* (transfer full) (nullable): as whom it sends without -f: the identity whose address --account gives, else the first; %NULL
 * with %PH_SEND_EXIT_CONFIGURATION */
PhMailbox *ph_send_target_new_from (PhAccount *account, const PhSendOptions *options, GError **error);

void ph_send_target_free (PhSendTarget *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSendTarget, ph_send_target_free)

G_END_DECLS
