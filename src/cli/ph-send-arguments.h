/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line as it was given, split into options and not checked yet. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Every text is (owned) (nullable), and any octets. */
typedef struct
{
  char *help; /* what --help prints */

  char *account;
  char *server;
  char *security;
  char *ca_file;
  char *password_file;
  char *auth;
  char *timeout;

  char *from;
  char **to;
  char **cc;
  char **bcc;
  char *subject;
  char *body;
  char *body_file;
  char **attach;
  char *batch;
  char **rest;
  gboolean takes_recipients_from_header;
  gboolean queues;
  gboolean flushes;
  char *merge;
  char *merge_column;
  char *merge_name;
  gboolean is_dry_run;

  char *dsn;
  char *ret;
  char *envid;

  gboolean prints_json;
  char *trace;
  gboolean is_verbose;
  gboolean is_quiet;
  gboolean shows_help;
  gboolean shows_version;
} PhSendArguments;

/**
 * ph_send_arguments_parse:
 * @arguments: with the program's name first
 *
 * Takes its own options and sendmail's, which may have their values attached (-fann@example.org, -oi). What sendmail's ask
 * for and is not done here is refused.
 *
 * Returns: (transfer full) (nullable): the arguments, or %NULL with #GOptionError or %PH_SEND_EXIT_USAGE
 */
PhSendArguments *ph_send_arguments_parse (const char *const *arguments, GError **error);
void ph_send_arguments_free (PhSendArguments *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhSendArguments, ph_send_arguments_free)

G_END_DECLS
