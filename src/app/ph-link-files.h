/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files that a link wants to attach, as a question names them. Pure: nothing on the disk is touched, so that a link learns
 * nothing and mounts nothing by being followed. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More than these are ignored: a person could not look over them. */
#define PH_LINK_FILES_MAX 10

/**
 * ph_link_files_new:
 * @wishes: (nullable) (array zero-terminated=1): what ph_mailto_parse() gives as such; foreign text
 * @ignored: (out) (transfer full): those that are no absolute path of this computer, nor a file: URI of one, or too many
 *
 * Returns: (transfer full) (element-type GFile): each once, in their order. Whether one is there, and what it is, nobody knows.
 */
GPtrArray *ph_link_files_new (const char *const *wishes, char ***ignored);

/* (transfer full): the question, which names each of @files (one at least) and its folder; translated */
char *ph_link_files_dup_question (GPtrArray *files);
/* (transfer full): where they are in full, one a line, and what was ignored; translated, harmless to show */
char *ph_link_files_dup_details (GPtrArray *files, const char *const *ignored);

G_END_DECLS
