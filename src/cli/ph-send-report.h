/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What posthaste-send says and returns when something is wrong. Pure: it prints nothing. */
#pragma once

#include "ph-smtp-envelope.h"
#include "ph-smtp-error.h"

G_BEGIN_DECLS

/**
 * PhSendExit: the exit statuses, those of sysexits.h
 * @PH_SEND_EXIT_OK: accepted for every recipient
 * @PH_SEND_EXIT_USAGE: the command line is wrong
 * @PH_SEND_EXIT_REFUSED: message, address or recipient refused for good, by the server or before it was asked
 * @PH_SEND_EXIT_NO_INPUT: a file that is named is not there or cannot be read
 * @PH_SEND_EXIT_NO_HOST: the host is not found
 * @PH_SEND_EXIT_UNAVAILABLE: nothing listens, no network, or the server says so
 * @PH_SEND_EXIT_INTERNAL: a mistake in this program
 * @PH_SEND_EXIT_LOCAL_IO: reading or writing on this computer failed
 * @PH_SEND_EXIT_TRY_AGAIN: it may work later; also when it is not known whether the message was taken
 * @PH_SEND_EXIT_PROTOCOL: what the server says is not SMTP, or not TLS
 * @PH_SEND_EXIT_NO_PERMISSION: sign-in or certificate refused, or no encryption where it is wanted
 * @PH_SEND_EXIT_CONFIGURATION: account, password or certificate files are not usable
 */
typedef enum
{
  PH_SEND_EXIT_OK = 0,
  PH_SEND_EXIT_USAGE = 64,
  PH_SEND_EXIT_REFUSED = 65,
  PH_SEND_EXIT_NO_INPUT = 66,
  PH_SEND_EXIT_NO_HOST = 68,
  PH_SEND_EXIT_UNAVAILABLE = 69,
  PH_SEND_EXIT_INTERNAL = 70,
  PH_SEND_EXIT_LOCAL_IO = 74,
  PH_SEND_EXIT_TRY_AGAIN = 75,
  PH_SEND_EXIT_PROTOCOL = 76,
  PH_SEND_EXIT_NO_PERMISSION = 77,
  PH_SEND_EXIT_CONFIGURATION = 78,
} PhSendExit;

/* An error that the command itself found. Its code is a #PhSendExit, its message a translated sentence. */
#define PH_SEND_ERROR (ph_send_error_quark ())
GQuark ph_send_error_quark (void);

/* @error: of #PH_SEND_ERROR, #PhSmtpError, #GOptionError, or #GIOErrorEnum for anything on this computer */
PhSendExit ph_send_report_get_exit (const GError *error);

/**
 * ph_send_report_dup_line:
 *
 * Returns: (transfer full): one translated line without a line end: what happened, and the technical detail or the
 *   server's words
 */
char *ph_send_report_dup_line (const GError *error);

/* What the refused recipients of a message mean, that was sent to the others or to nobody: for good counts most. */
PhSendExit ph_send_report_get_exit_for_recipients (PhSmtpEnvelope *envelope);

/* (transfer full): a line for each recipient who has the message: of interest when something else went wrong */
char **ph_send_report_dup_sent (PhSmtpEnvelope *envelope);

/* (transfer full): a line for each refused recipient, with the server's words */
char **ph_send_report_dup_refused (PhSmtpEnvelope *envelope);

G_END_DECLS
