/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Markdown means, as plain HTML for a mail: no styles, nothing that is fetched, nothing that runs. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A longer text is no letter, and could take long. Octets. */
#define PH_MAIL_MARKDOWN_MAX ((gsize) 256 * 1024)

/* Whether this build can do it and md4c is there, which is loaded at the first call, of this or the next. Any thread. */
gboolean ph_mail_markdown_is_available (void);

/**
 * PhMailMarkdownPicture: one that comes with the text (RFC 2392)
 * @name: (nullable): what the text calls it by, percent-encoded there; of two with the same name it is the first
 * @content_id: without angle brackets, of what a URL may hold
 * @is_shown: out: whether the text shows it
 */
typedef struct
{
  const char *name;
  const char *content_id;
  gboolean is_shown;
} PhMailMarkdownPicture;

/* (transfer full): what shows the picture of this name in a text; one line, whatever the name is */
char *ph_mail_markdown_dup_picture (const char *name);
/* (transfer full): its end, which says which picture it is */
char *ph_mail_markdown_dup_picture_target (const char *name);

/**
 * ph_mail_markdown_dup_html:
 * @text: UTF-8 with LF line ends, CommonMark with tables, strike-through and bare links
 * @pictures: (array length=n_pictures) (nullable): those that it can show
 *
 * Each line end in a paragraph stays one, as in the text. What is HTML in @text is shown as it is typed, a picture that is none of
 * @pictures is its description. A link leads to http:, https: or mailto:, or is only its words. The signature behind "-- " is no
 * Markdown.
 *
 * Returns: (transfer full) (nullable): a whole document with LF line ends, the same for the same text; %NULL when @text is too
 *   long or ph_mail_markdown_is_available() is %FALSE
 */
char *ph_mail_markdown_dup_html (const char *text, PhMailMarkdownPicture *pictures, gsize n_pictures);

G_END_DECLS
