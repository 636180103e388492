/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be known of a message before it is sent, told from what is written. Pure: no widgets, no server, no disk. */
#pragma once

#include "ph-mail-keys.h"
#include "ph-message.h"

G_BEGIN_DECLS

/* In the order in which they are told. */
typedef enum
{
  PH_SEND_FINDING_BAD_ADDRESS,
  PH_SEND_FINDING_REPLY_TO, /* is no address, or more than one */
  PH_SEND_FINDING_NO_RECIPIENT,
  PH_SEND_FINDING_NOT_FOR_EACH, /* To has somebody, and a table says whom it goes to */
  PH_SEND_FINDING_TOO_LARGE,
  PH_SEND_FINDING_NO_KEY, /* of a recipient whom it is to be encrypted to */
  PH_SEND_FINDING_UTF8_ADDRESS, /* the server did not offer to take it (RFC 6531) */
  PH_SEND_FINDING_GAP, /* what Send to Each would have filled in */
  PH_SEND_FINDING_PLACEHOLDER, /* of a snippet, that is still to be filled in */
  PH_SEND_FINDING_MANY_SEEN, /* in To and Cc */
  PH_SEND_FINDING_NO_FILE, /* and the text speaks of one */
  PH_SEND_FINDING_NO_SUBJECT,
  PH_SEND_FINDING_NO_TEXT,
} PhSendFindingKind;

/**
 * PhSendWeight:
 * @PH_SEND_WEIGHT_STOPS: it cannot be sent so
 * @PH_SEND_WEIGHT_ASKS: told once for a message; whoever sends it again means it
 * @PH_SEND_WEIGHT_SAYS: said while it is sent
 */
typedef enum
{
  PH_SEND_WEIGHT_STOPS,
  PH_SEND_WEIGHT_ASKS,
  PH_SEND_WEIGHT_SAYS,
} PhSendWeight;

typedef enum
{
  PH_SEND_TARGET_RECIPIENTS,
  PH_SEND_TARGET_EACH, /* of the rows of a table */
} PhSendTarget;

/* Borrows everything. What is zero is not there, or not known. */
typedef struct
{
  const char *const *recipients[PH_MESSAGE_N_FIELDS]; /* (nullable): as they are written */
  const char *const *reply_to; /* (nullable): as it is written */
  const char *subject; /* (nullable) */
  const char *text; /* (nullable) */
  const char *const *placeholders; /* (nullable): those that snippets brought into the text, with their braces */
  guint64 size; /* octets of the whole message */
  guint64 size_limit; /* octets that @host takes */
  const char *host; /* (nullable) */
  gboolean lacks_smtputf8;
  const PhMailKey *keyless; /* (nullable): the first that it is to be encrypted to, and cannot be */
  gboolean has_files;
  gboolean reminds; /* of a file that the text speaks of */
  PhSendTarget target;
} PhSendDraft;

typedef struct
{
  PhSendFindingKind kind;
  PhSendWeight weight;
  PhMessageField field; /* where a recipient is that it is about */
  char *title; /* (owned): translated */
  char *text; /* (owned): translated; "" where the title says it all */
} PhSendFinding;

void ph_send_finding_free (PhSendFinding *finding);

/* (transfer full) (element-type PhSendFinding): in the order of their kinds, one of each at most */
GPtrArray *ph_send_check (const PhSendDraft *draft);
/* (transfer none) (nullable): the first that keeps the message from being sent. @told: a bit for each kind that was told */
const PhSendFinding *ph_send_check_get_obstacle (GPtrArray *findings, guint told);
/* (transfer none) (nullable): the first that is only said */
const PhSendFinding *ph_send_check_get_remark (GPtrArray *findings);

/* How many octets a message has on the wire, about. @text: octets of its text there; @files: of its files on disk */
guint64 ph_send_check_estimate_size (guint64 text, guint64 files);
/* (transfer full) (nullable): that the draft is larger than its server takes, as a sentence */
char *ph_send_check_dup_size_problem (const PhSendDraft *draft);
/* (transfer full) (nullable): that the text speaks of a file and none is there, as a sentence */
char *ph_send_check_dup_reminder (const PhSendDraft *draft);

G_END_DECLS
