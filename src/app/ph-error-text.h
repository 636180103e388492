/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An error turned into advice: what happened, whose side it is on, what to do next. Pure: no widget, no state. */
#pragma once

#include "ph-smtp-envelope.h"
#include "ph-smtp-error.h"

G_BEGIN_DECLS

/* What a person can do about an error; each has a label and, in a window, an action. */
typedef enum
{
  PH_ERROR_ACTION_NONE,
  PH_ERROR_ACTION_UNLOCK,
  PH_ERROR_ACTION_ENTER_PASSWORD,
  PH_ERROR_ACTION_EDIT_ACCOUNT,
  PH_ERROR_ACTION_EDIT_RECIPIENT,
  PH_ERROR_ACTION_SEND_TO_OTHERS,
  PH_ERROR_ACTION_REMOVE_ATTACHMENTS,
  PH_ERROR_ACTION_SHOW_CERTIFICATE,
  PH_ERROR_ACTION_RETRY,
  PH_ERROR_ACTION_RETRY_NOW,
  PH_ERROR_ACTION_SAVE_DRAFT,
  PH_ERROR_ACTION_SEND_AGAIN,
  PH_ERROR_ACTION_KEEP_AS_SENT,
  PH_ERROR_ACTION_SEND_UNENCRYPTED,
  PH_ERROR_ACTION_SEND_UNPROTECTED,
  PH_ERROR_ACTION_SHOW_CONVERSATION,
} PhErrorAction;
#define PH_ERROR_TEXT_MAX_ACTIONS 4

/* What the error alone does not know. Everything is (nullable) or may be 0. */
typedef struct
{
  const char *host;
  guint port;
  const char *user;
  PhSmtpEnvelope *envelope;
  guint64 size; /* octets of the message */
  guint64 size_limit; /* octets that the server takes */
  gboolean is_keyring_locked; /* the password is there, but nobody unlocked it */
  gboolean trusts_another; /* another certificate of the server's was trusted by hand */
  const char *next_try; /* the time of it, as it is shown, when the message waits in the outbox */
} PhErrorContext;

typedef struct
{
  char *title; /* a phrase in sentence case, no code in it */
  char *text; /* sentences; may hold the server's words, never markup */
  PhErrorAction actions[PH_ERROR_TEXT_MAX_ACTIONS + 1]; /* in the order of their buttons, ends in NONE */
} PhErrorText;

/* @error: any error that sending or verifying can end with. Returns: (transfer full) */
PhErrorText *ph_error_text_new (const GError *error, const PhErrorContext *context);
void ph_error_text_free (PhErrorText *self);

/* (transfer full): the button's label; @context as above */
char *ph_error_action_dup_label (PhErrorAction action, const PhErrorContext *context);

/* (transfer full): the server's words on one line, at most 200 characters, in quotation marks */
char *ph_error_text_quote (const char *words);

/* (transfer full) (nullable): why the file @name could not be read, in a sentence; @code: of G_IO_ERROR, %NULL for most */
char *ph_error_text_dup_file_problem (const char *name, int code);

/* (transfer full): why this computer did not save something, in a sentence; @error: of a file system, or PH_ATTACHMENT_ERROR */
char *ph_error_text_dup_disk_problem (const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhErrorText, ph_error_text_free)

G_END_DECLS
