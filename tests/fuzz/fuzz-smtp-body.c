/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message's octets on their way to the wire. The first octet chooses how they are sent, the second how far in front of
 * a block's edge they begin.
 *
 * What comes out has CRLF for every line end, and no end of data in it; read as a receiver reads it, it is the message. */
#include "ph-smtp-body.h"

#include <string.h>

/* What the body reads at a time. */
#define BLOCK_SIZE ((gsize) 256 * 1024)

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whole lines of a message, which leave @n_after octets or one more to the edge of a block. What they are on the wire is
 * what they are here. */
static const char *
get_lines_before (gsize n_after, gsize *length)
{
  static char lines[BLOCK_SIZE];
  const char *start = lines + n_after;

  for (gsize i = lines[0] == '\0' ? 0 : BLOCK_SIZE; i < BLOCK_SIZE; i += 64)
    memcpy (lines + i, "01234567890123456789012345678901234567890123456789012345678901\r\n", 64);
  if (*start == '\n')
    start++;
  *length = n_after > 0 ? (gsize) (lines + BLOCK_SIZE - start) : 0;
  return start;
}

/* (transfer full): with CRLF for each of CRLF, CR and LF, and at the end */
static GString *
normalise (const GString *message)
{
  GString *lines = g_string_sized_new (message->len + message->len / 8);

  for (gsize i = 0; i < message->len; i++)
    if (message->str[i] == '\r' || (message->str[i] == '\n' && (i == 0 || message->str[i - 1] != '\r')))
      g_string_append (lines, "\r\n");
    else if (message->str[i] != '\n')
      g_string_append_c (lines, message->str[i]);
  if (lines->len > 0 && lines->str[lines->len - 1] != '\n')
    g_string_append (lines, "\r\n");
  return lines;
}

/* (transfer full) (nullable): as a receiver reads it behind a 354, one octet after the other (RFC 5321 section 4.5.2) */
static GString *
receive_data (const GString *wire)
{
  GString *message = g_string_sized_new (wire->len);
  gboolean is_at_start = TRUE;

  for (gsize i = 0; i < wire->len; i++)
    {
      /* Nothing but a dot that was doubled begins a line with one: else the data would have an end here. */
      g_assert (!is_at_start || wire->str[i] != '.' || wire->str[i + 1] == '.');
      if (is_at_start && wire->str[i] == '.')
        i++;
      g_string_append_c (message, wire->str[i]);
      is_at_start = wire->str[i] == '\n';
    }
  return message;
}

static void
check_line_ends (const GString *wire)
{
  for (gsize i = 0; i < wire->len; i++)
    {
      g_assert (wire->str[i] != '\r' || wire->str[i + 1] == '\n');
      g_assert (wire->str[i] != '\n' || (i > 0 && wire->str[i - 1] == '\r'));
    }
  g_assert (wire->len == 0 || wire->str[wire->len - 1] == '\n');
}

static gboolean
has_long_line (const GString *lines)
{
  gsize length = 0;
  gsize longest = 0;

  for (gsize i = 0; i < lines->len; i++)
    {
      length = lines->str[i] == '\r' || lines->str[i] == '\n' ? 0 : length + 1;
      longest = MAX (longest, length);
    }
  return longest > PH_SMTP_BODY_MAX_LINE;
}

static gboolean
can_be_sent (const GString *lines, PhSmtpBodyFlags flags)
{
  gboolean is_8bit = FALSE;

  for (gsize i = 0; i < lines->len; i++)
    is_8bit = is_8bit || (lines->str[i] & 0x80) != 0;
  return memchr (lines->str, '\0', lines->len) == NULL && !has_long_line (lines)
         && (!is_8bit || (flags & PH_SMTP_BODY_ALLOW_8BIT) != 0);
}

/* Takes what comes before the fuzzer's octets off again. */
static gboolean
write_wire (GInputStream *source, PhSmtpBodyFlags flags, gsize n_before, GString *wire, GError **error)
{
  g_autoptr (PhSmtpBody) body = ph_smtp_body_new (source, flags);
  char *block = NULL;
  gsize length = 0;

  do
    {
      if (!ph_smtp_body_read_block (body, &block, &length, NULL, error))
        return FALSE;
      g_string_append_len (wire, block, (gssize) length);
    }
  while (length > 0);
  g_assert (ph_smtp_body_is_ended (body));
  g_string_erase (wire, 0, (gssize) n_before);
  return TRUE;
}

static void
check_wire (const GString *wire, const GString *lines, PhSmtpBodyFlags flags)
{
  GString *received = NULL;

  check_line_ends (wire);
  if ((flags & PH_SMTP_BODY_FOR_BDAT) != 0)
    {
      g_assert (g_string_equal (wire, lines));
      return;
    }
  received = receive_data (wire);
  g_assert (g_string_equal (received, lines));
  g_string_free (received, TRUE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  PhSmtpBodyFlags flags = PH_SMTP_BODY_7BIT;
  g_autoptr (GInputStream) source = g_memory_input_stream_new ();
  g_autoptr (GError) error = NULL;
  const char *before = NULL;
  gsize n_before = 0;
  GString *message = NULL;
  GString *lines = NULL;
  GString *wire = NULL;

  if (size < 2)
    return 0;
  flags |= (data[0] & 1) != 0 ? PH_SMTP_BODY_ALLOW_8BIT : 0;
  flags |= (data[0] & 2) != 0 ? PH_SMTP_BODY_FOR_BDAT : 0;
  before = get_lines_before ((data[0] & 0x7c) == 0x7c ? data[1] : 0, &n_before);
  message = g_string_new_len ((const char *) data + 2, (gssize) size - 2);
  lines = normalise (message);
  wire = g_string_sized_new (n_before + message->len);
  g_memory_input_stream_add_data (G_MEMORY_INPUT_STREAM (source), before, (gssize) n_before, NULL);
  g_memory_input_stream_add_data (G_MEMORY_INPUT_STREAM (source), message->str, (gssize) message->len, NULL);
  if (write_wire (source, flags, n_before, wire, &error))
    check_wire (wire, lines, flags);
  else
    g_assert (error->domain == PH_SMTP_ERROR);
  g_assert ((error == NULL) == can_be_sent (lines, flags));
  g_string_free (message, TRUE);
  g_string_free (lines, TRUE);
  g_string_free (wire, TRUE);
  return 0;
}
