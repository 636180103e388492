/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a list shows of a stored message, from its header alone: cheap however long the message is. Foreign bytes. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* So much of a file is looked at; a longer header is summed up from its beginning. */
#define PH_MAIL_SUMMARY_MAX_HEADER ((gsize) 64 * 1024)
/* So many recipients are named; n_recipients counts all of them. */
#define PH_MAIL_SUMMARY_MAX_NAMES 10

/**
 * PhMailSummary:
 * @subject: decoded, UTF-8; "" when there is none
 * @recipients: of To, then Cc: the name, or the address where there is no name; %NULL-terminated
 * @n_recipients: how many there are
 * @has_attachments: the type says that there is more than text; only the whole message would prove it
 */
typedef struct
{
  char *subject;
  char **recipients;
  guint n_recipients;
  gboolean has_attachments;
} PhMailSummary;

/**
 * ph_mail_summary_parse:
 * @data: the first octets of a message; what follows its header is not looked at
 *
 * Returns: (transfer full): never %NULL: an odd header gives empty fields
 */
PhMailSummary *ph_mail_summary_parse (const char *data, gsize length);

/**
 * ph_mail_summary_read:
 *
 * Blocks on disk, so run it on a worker.
 *
 * Returns: (transfer full) (nullable): %NULL with a #GIOErrorEnum when the file cannot be read
 */
PhMailSummary *ph_mail_summary_read (GFile *file, GCancellable *cancellable, GError **error);
void ph_mail_summary_free (PhMailSummary *summary);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhMailSummary, ph_mail_summary_free)

G_END_DECLS
