/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line of posthaste-send, checked as far as that needs no file, no account and no network. */
#pragma once

#include "ph-mailbox.h"
#include "ph-message.h"
#include "ph-smtp-server.h"
#include "ph-smtp-wishes.h"

G_BEGIN_DECLS

/**
 * PhSendAction:
 * @PH_SEND_ACTION_RAW: a message on standard input is sent as it is
 * @PH_SEND_ACTION_COMPOSE: a message is made of the options
 * @PH_SEND_ACTION_BATCH: the messages in a folder are sent
 * @PH_SEND_ACTION_MERGE: a message is made of the options for each row of a table, and put into the outbox
 * @PH_SEND_ACTION_FLUSH: the messages in the outbox that are due are sent
 */
typedef enum
{
  PH_SEND_ACTION_RAW,
  PH_SEND_ACTION_COMPOSE,
  PH_SEND_ACTION_BATCH,
  PH_SEND_ACTION_MERGE,
  PH_SEND_ACTION_FLUSH,
  PH_SEND_ACTION_HELP,
  PH_SEND_ACTION_VERSION,
} PhSendAction;

typedef struct
{
  PhSendAction action;
  char *help; /* (owned): the text for @PH_SEND_ACTION_HELP */

  /* Where to: an account's name, a server, or neither for the default account. */
  char *account; /* (owned) (nullable) */
  PhSmtpServer *server; /* (owned) (nullable) */
  char *user; /* (owned) (nullable): of the server's URL */
  char *password_file; /* (owned) (nullable) */
  char *ca_file; /* (owned) (nullable) */
  char *mechanism; /* (owned) (nullable): upper case */
  guint timeout; /* seconds; 0 for the engine's own limits */

  char *trace_file; /* (owned) (nullable) */
  gboolean is_verbose;
  gboolean is_quiet;
  gboolean prints_json;

  /* Who: */
  gboolean has_sender;
  PhMailbox *from; /* (owned) (nullable): NULL with has_sender is the null sender */
  gboolean takes_recipients_from_header;
  GPtrArray *recipients[PH_MESSAGE_N_FIELDS]; /* (owned): of PhMailbox; in raw mode all are in the first */

  char *batch_folder; /* (owned) (nullable): in batch mode */

  gboolean is_queued; /* raw or composed, it goes into the outbox */
  char *merge_file; /* (owned) (nullable): in merge mode, as all below */
  char *merge_column; /* (owned) (nullable) */
  char *merge_name; /* (owned) (nullable) */
  gboolean is_dry_run;

  PhSmtpWishes *wishes; /* (owned) (nullable) */

  /* What, in compose mode: */
  char *subject; /* (owned) (nullable) */
  char *text; /* (owned) (nullable) */
  char *text_file; /* (owned) (nullable): "-" is standard input */
  char **attachments; /* (owned) (nullable): paths */
} PhSendOptions;

/**
 * ph_send_options_parse:
 * @arguments: with the program's name first
 *
 * Returns: (transfer full) (nullable): the options, or %NULL with an error that ph_send_report_get_exit() knows
 */
PhSendOptions *ph_send_options_parse (const char *const *arguments, GError **error);
void ph_send_options_free (PhSendOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSendOptions, ph_send_options_free)

G_END_DECLS
