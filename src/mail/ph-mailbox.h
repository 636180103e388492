/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mailbox: an address and the name shown with it (RFC 5322 section 3.4). Immutable. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PhMailboxError: why a text is no mailbox; each has its own sentence in the window.
 * @PH_MAILBOX_ERROR_EMPTY: nothing there
 * @PH_MAILBOX_ERROR_NO_AT: no "@"
 * @PH_MAILBOX_ERROR_LOCAL_PART: nothing or something impossible before the "@"
 * @PH_MAILBOX_ERROR_DOMAIN: nothing or something impossible after it
 * @PH_MAILBOX_ERROR_CONTROL: a control character, also CR or LF
 * @PH_MAILBOX_ERROR_TOO_LONG: local part over 64 octets, domain over 255, whole over 254 (RFC 5321 4.5.3.1)
 * @PH_MAILBOX_ERROR_SYNTAX: not readable as a mailbox
 */
typedef enum
{
  PH_MAILBOX_ERROR_EMPTY,
  PH_MAILBOX_ERROR_NO_AT,
  PH_MAILBOX_ERROR_LOCAL_PART,
  PH_MAILBOX_ERROR_DOMAIN,
  PH_MAILBOX_ERROR_CONTROL,
  PH_MAILBOX_ERROR_TOO_LONG,
  PH_MAILBOX_ERROR_SYNTAX,
} PhMailboxError;

#define PH_MAILBOX_ERROR (ph_mailbox_error_quark ())
GQuark ph_mailbox_error_quark (void);

#define PH_TYPE_MAILBOX (ph_mailbox_get_type ())
/* A GObject so that it can stand in list models. Usable from any thread. */
G_DECLARE_FINAL_TYPE (PhMailbox, ph_mailbox, PH, MAILBOX, GObject)

/**
 * ph_mailbox_new:
 * @name: (nullable): UTF-8; empty is the same as %NULL
 * @address: local@domain; the local part may be quoted, the domain may be an address literal or internationalized
 *
 * Returns: (transfer full) (nullable): the mailbox, or %NULL with a #PhMailboxError
 */
PhMailbox *ph_mailbox_new (const char *name, const char *address, GError **error);

/**
 * ph_mailbox_parse:
 * @text: one mailbox as people write it: `ann@example.org`, `Ann <ann@example.org>`, `"Tester, Ann" <ann@…>`,
 *   or a name, a tab and an address, as two cells of a table are copied
 */
PhMailbox *ph_mailbox_parse (const char *text, GError **error);

/**
 * ph_mailbox_split_list:
 * @text: any number of mailboxes, as typed or pasted: separated by commas, semicolons, line ends, or a tab behind
 *   an address, with quoted names and comments kept whole, groups flattened
 *
 * Only splits and trims; ph_mailbox_parse() judges each piece, so that a wrong one can be shown and mended.
 *
 * Returns: (transfer full): the pieces, %NULL-terminated, none of them empty
 */
char **ph_mailbox_split_list (const char *text);

const char *ph_mailbox_get_name (PhMailbox *self); /* (nullable) */
const char *ph_mailbox_get_address (PhMailbox *self); /* as written, the domain not lower-cased */
/* The name if there is one, else the address: what a chip shows. */
const char *ph_mailbox_get_label (PhMailbox *self);
/* (transfer full): `Ann Tester <ann@example.org>` in UTF-8, quoted where it must be: parses back to the same */
char *ph_mailbox_to_string (PhMailbox *self);
/* The domain as DNS knows it: A-labels, lower case; an address literal as written. */
const char *ph_mailbox_get_ascii_domain (PhMailbox *self);
/**
 * ph_mailbox_dup_envelope_address:
 *
 * What MAIL FROM and RCPT TO are given. An internationalized domain is in A-labels, so that every server can take it;
 * when the local part is not ASCII all is UTF-8 as written, and the server must know SMTPUTF8 (RFC 6531).
 *
 * Returns: (transfer full): the address
 */
char *ph_mailbox_dup_envelope_address (PhMailbox *self);
/* The same address: local parts compared as they are, domains without case (RFC 5321 2.4). */
gboolean ph_mailbox_same_address (PhMailbox *a, PhMailbox *b);

G_END_DECLS
