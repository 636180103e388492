/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines in, one reply out. No I/O here, so that a fuzzer and a table can ask it anything. */
#include "config.h"

#include "ph-smtp-reply.h"

#include "ph-smtp-text.h"

#include <string.h>

struct _PhSmtpReply
{
  gatomicrefcount ref_count;
  int code; /* 0 before the first line */
  gboolean is_complete;
  GPtrArray *lines; /* (owned) (element-type utf8) */
  char *enhanced_status; /* (owned) (nullable) */
};

PhSmtpReply *
ph_smtp_reply_new (void)
{
  PhSmtpReply *self = g_new0 (PhSmtpReply, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

PhSmtpReply *
ph_smtp_reply_ref (PhSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ph_smtp_reply_unref (PhSmtpReply *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->lines);
  g_free (self->enhanced_status);
  g_free (self);
}

/* Reply-code = %x32-35 %x30-35 %x30-39 (RFC 5321 section 4.2) */
static int
parse_code (const char *line, gsize length)
{
  if (length < 3 || line[0] < '2' || line[0] > '5' || line[1] < '0' || line[1] > '5' || !g_ascii_isdigit (line[2]))
    return 0;
  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static gsize
count_digits (const char *text)
{
  return strspn (text, "0123456789");
}

/* class "." subject "." detail, the last two of one to three digits (RFC 3463 section 2). Returns its length or 0. */
static gsize
enhanced_status_length (const char *text, int class)
{
  gsize subject = 0;
  gsize detail = 0;

  if (text[0] - '0' != class || text[1] != '.')
    return 0;
  subject = count_digits (text + 2);
  if (subject < 1 || subject > 3 || text[2 + subject] != '.')
    return 0;
  detail = count_digits (text + 3 + subject);
  if (detail < 1 || detail > 3)
    return 0;
  if (text[3 + subject + detail] != '\0' && text[3 + subject + detail] != ' ')
    return 0;
  return 3 + subject + detail;
}

static gboolean
ph_smtp_reply_check_line (PhSmtpReply *self,
                          const char *line,
                          gsize length,
                          int code,
                          PhSmtpStage stage,
                          GError **error)
{
  const char *problem = NULL;

  if (length > PH_SMTP_REPLY_MAX_LINE)
    problem = "a line of the reply is too long";
  else if (memchr (line, '\0', length) != NULL)
    problem = "NUL in a reply";
  else if (code == 0 || (length > 3 && line[3] != ' ' && line[3] != '-'))
    problem = "the server's answer is not an SMTP reply";
  else if (self->code != 0 && self->code != code)
    problem = "the lines of one reply have different codes";
  else if (self->lines->len == PH_SMTP_REPLY_MAX_LINES)
    problem = "a reply has too many lines";

  if (problem == NULL)
    return TRUE;
  if (error != NULL)
    *error = ph_smtp_error_new (PH_SMTP_ERROR_PROTOCOL, stage, "%s", problem);
  return FALSE;
}

gboolean
ph_smtp_reply_add_line (PhSmtpReply *self, const char *line, gsize length, PhSmtpStage stage, GError **error)
{
  int code = 0;
  char *text = NULL;
  gsize status_length = 0;

  g_return_val_if_fail (self != NULL && !self->is_complete, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  code = parse_code (line, length);
  if (!ph_smtp_reply_check_line (self, line, length, code, stage, error))
    return FALSE;

  text = length > 4 ? g_strndup (line + 4, length - 4) : g_strdup ("");
  status_length = enhanced_status_length (text, code / 100);
  if (self->lines->len == 0 && status_length > 0)
    self->enhanced_status = g_strndup (text, status_length);
  self->code = code;
  self->is_complete = length == 3 || line[3] == ' ';
  g_ptr_array_add (self->lines, text);
  return TRUE;
}

gboolean
ph_smtp_reply_is_complete (const PhSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->is_complete;
}

int
ph_smtp_reply_get_code (const PhSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->code;
}

int
ph_smtp_reply_get_class (const PhSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->code / 100;
}

guint
ph_smtp_reply_get_n_lines (const PhSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->lines->len;
}

const char *
ph_smtp_reply_get_line (const PhSmtpReply *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->lines->len, NULL);
  return g_ptr_array_index (self->lines, index);
}

const char *
ph_smtp_reply_get_enhanced_status (const PhSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->enhanced_status;
}

char *
ph_smtp_reply_dup_words (const PhSmtpReply *self)
{
  g_autoptr (GString) joined = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  joined = g_string_new (NULL);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *text = g_ptr_array_index (self->lines, i);

      text += enhanced_status_length (text, self->code / 100);
      text += strspn (text, " ");
      if (joined->len > 0 && *text != '\0')
        g_string_append_c (joined, ' ');
      g_string_append (joined, text);
    }
  return ph_smtp_text_make_harmless (joined->str, joined->len);
}
