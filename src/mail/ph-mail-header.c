/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a header as it streams by, field by field. It knows no MIME: what is not Bcc passes octet by octet. */
#include "config.h"

#include "ph-mail-header.h"

#include <string.h>

#include "ph-mail-text.h"
#include "ph-mailbox.h"

/* The fields that say who sends what to whom, and those that tell where a block of Resent- fields ends. */
typedef enum
{
  FIELD_TO,
  FIELD_CC,
  FIELD_BCC,
  FIELD_SENDER,
  FIELD_FROM,
  FIELD_RESENT_TO,
  FIELD_RESENT_CC,
  FIELD_RESENT_BCC,
  FIELD_RESENT_SENDER,
  FIELD_RESENT_FROM,
  FIELD_RESENT_DATE,
  FIELD_RESENT_MESSAGE_ID,
  N_FIELDS,
} Field;

static const char *field_names[N_FIELDS] = {
  "To",        "Cc",         "Bcc",           "Sender",      "From",        "Resent-To",
  "Resent-Cc", "Resent-Bcc", "Resent-Sender", "Resent-From", "Resent-Date", "Resent-Message-ID",
};

typedef struct
{
  GString *kept; /* (owned): what goes on */
  GString *field; /* (owned): the field that is being read, with its folds and line ends */
  GString *values[N_FIELDS]; /* (owned) (nullable): what each field held, its lines joined */
  gboolean is_resent_over; /* behind the newest block of Resent- fields */
} Header;

static void
header_clear (Header *self)
{
  g_string_free (self->kept, TRUE);
  g_string_free (self->field, TRUE);
  for (guint i = 0; i < N_FIELDS; i++)
    if (self->values[i] != NULL)
      g_string_free (self->values[i], TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Header, header_clear)

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return FALSE;
}

/* Returns: the next octet without taking it, or -1 at the end and on an error */
static int
peek_octet (GBufferedInputStream *input, GCancellable *cancellable, GError **error)
{
  gsize n_available = 0;
  const guint8 *octets = g_buffered_input_stream_peek_buffer (input, &n_available);

  if (n_available > 0)
    return octets[0];
  if (g_buffered_input_stream_fill (input, -1, cancellable, error) <= 0)
    return -1;
  octets = g_buffered_input_stream_peek_buffer (input, &n_available);
  return octets[0];
}

/* Adds the next line to @line. A lone CR ends a line too, and becomes CRLF, as on its way to the server: what is one line
 * here must not become two there, nor the other way round when a field between a CR and an LF is dropped. */
static gboolean
read_line (GBufferedInputStream *input, GString *line, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  int octet = 0;

  while (octet != '\n' && octet != '\r' && line->len <= PH_MAIL_HEADER_MAX && local_error == NULL
         && (octet = g_buffered_input_stream_read_byte (input, cancellable, &local_error)) >= 0)
    g_string_append_c (line, (char) octet);
  if (octet == '\r' && peek_octet (input, cancellable, &local_error) == '\n')
    g_buffered_input_stream_read_byte (input, cancellable, &local_error);
  if (g_str_has_suffix (line->str, "\r"))
    g_string_append_c (line, '\n');
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gsize
length_without_end (const GString *line)
{
  return strcspn (line->str, "\r\n");
}

/* Returns: which of the fields begins @line, N_FIELDS for another one */
static Field
find_field (const char *line, gsize name_length)
{
  while (name_length > 0 && (line[name_length - 1] == ' ' || line[name_length - 1] == '\t'))
    name_length--; /* "Bcc : …" is an old way to write it (RFC 5322 section 4.5) */
  for (Field field = 0; field < N_FIELDS; field++)
    if (strlen (field_names[field]) == name_length && g_ascii_strncasecmp (field_names[field], line, name_length) == 0)
      return field;
  return N_FIELDS;
}

static gboolean
is_resent (Field field)
{
  return field >= FIELD_RESENT_TO && field < N_FIELDS;
}

/* A field that comes again in a run of Resent- fields begins the block of an earlier sender (RFC 5322 section 3.6.6). */
static void
take_value (Header *self, Field field, const char *value)
{
  g_autofree char *clean = ph_mail_text_replace_controls (value, ' ');

  if (is_resent (field) && self->values[field] != NULL)
    self->is_resent_over = TRUE;
  if (is_resent (field) && self->is_resent_over)
    return;
  if (self->values[field] == NULL)
    self->values[field] = g_string_new (NULL);
  else
    g_string_append_c (self->values[field], ',');
  g_string_append (self->values[field], clean);
}

/* The field is whole: keeps it, or drops it if it is Bcc. */
static void
end_field (Header *self)
{
  const char *colon = strchr (self->field->str, ':');
  Field field = N_FIELDS;

  if (colon == NULL)
    return;
  field = find_field (self->field->str, (gsize) (colon - self->field->str));
  if (field < N_FIELDS)
    take_value (self, field, colon + 1);
  if (field != FIELD_BCC && field != FIELD_RESENT_BCC)
    g_string_append_len (self->kept, self->field->str, (gssize) self->field->len);
  g_string_truncate (self->field, 0);
}

static gboolean
is_field (const char *line)
{
  const char *end = line;

  while (g_ascii_isgraph (*end) && *end != ':')
    end++;
  if (end == line)
    return FALSE;
  end += strspn (end, " \t");
  return *end == ':';
}

static gboolean
take_line (Header *self, const GString *line, gboolean is_first, GError **error)
{
  gboolean is_fold = line->str[0] == ' ' || line->str[0] == '\t';

  if (is_first && g_str_has_prefix (line->str, "From ") && !is_field (line->str))
    return TRUE;
  if (strlen (line->str) != line->len)
    return refuse (error, "The header holds a NUL");
  if (is_fold ? self->field->len == 0 : !is_field (line->str))
    return refuse (error, "A line before the first empty one is no header field");
  if (!is_fold)
    end_field (self);
  g_string_append_len (self->field, line->str, (gssize) line->len);
  return TRUE;
}

/* A message may end without an empty line, or without any line end: then it has no body. */
static void
end_header (Header *self, const GString *last_line)
{
  end_field (self);
  if (self->kept->len > 0 && self->kept->str[self->kept->len - 1] != '\n')
    g_string_append (self->kept, "\r\n");
  g_string_append (self->kept, last_line->len > 0 ? last_line->str : "\r\n");
}

static gboolean
read_header (Header *self, GBufferedInputStream *input, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gsize n_read = 0;

  for (gboolean is_first = TRUE;; is_first = FALSE)
    {
      g_string_truncate (line, 0);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !read_line (input, line, cancellable, error))
        return FALSE;
      n_read += line->len;
      if (n_read > PH_MAIL_HEADER_MAX)
        return refuse (error, "The header is too long");
      if (line->len == 0 || (line->str[0] != '\0' && length_without_end (line) == 0))
        break;
      if (!take_line (self, line, is_first, error))
        return FALSE;
    }
  end_header (self, line);
  return TRUE;
}

static gboolean
add_addresses (const GString *value, GPtrArray *addresses, GHashTable *seen, GError **error)
{
  g_auto (GStrv) pieces = ph_mailbox_split_list (value->str);

  for (char **piece = pieces; *piece != NULL; piece++)
    {
      g_autoptr (PhMailbox) mailbox = ph_mailbox_parse (*piece, NULL);
      char *address = NULL;

      if (mailbox == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is no address", *piece);
          return FALSE;
        }
      address = ph_mailbox_dup_envelope_address (mailbox);
      if (g_hash_table_add (seen, address))
        g_ptr_array_add (addresses, g_strdup (address));
    }
  return TRUE;
}

static gboolean
is_to_resent_recipients (const Header *self)
{
  return self->values[FIELD_RESENT_TO] != NULL || self->values[FIELD_RESENT_CC] != NULL
         || self->values[FIELD_RESENT_BCC] != NULL;
}

/* Returns: (transfer full) (nullable) */
static char **
dup_recipients (const Header *self, GError **error)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Field first = is_to_resent_recipients (self) ? FIELD_RESENT_TO : FIELD_TO;

  for (Field field = first; field < first + 3; field++)
    if (self->values[field] != NULL && !add_addresses (self->values[field], addresses, seen, error))
      return NULL;
  g_ptr_array_add (addresses, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&addresses), FALSE);
}

/* Returns: (transfer full) (nullable): the address in @value if it is one, not none and not several */
static char *
dup_only_address (const GString *value)
{
  g_auto (GStrv) pieces = value != NULL ? ph_mailbox_split_list (value->str) : NULL;
  g_autoptr (PhMailbox) mailbox = NULL;

  if (pieces == NULL || pieces[0] == NULL || pieces[1] != NULL)
    return NULL;
  mailbox = ph_mailbox_parse (pieces[0], NULL);
  return mailbox != NULL ? ph_mailbox_dup_envelope_address (mailbox) : NULL;
}

static char *
dup_sender (const Header *self)
{
  const Field fields[] = { FIELD_RESENT_SENDER, FIELD_RESENT_FROM, FIELD_SENDER, FIELD_FROM };
  char *sender = NULL;

  for (guint i = is_to_resent_recipients (self) ? 0 : 2; i < G_N_ELEMENTS (fields) && sender == NULL; i++)
    sender = dup_only_address (self->values[fields[i]]);
  return sender;
}

GBytes *
ph_mail_header_read (GBufferedInputStream *input,
                     char ***recipients,
                     char **sender,
                     GCancellable *cancellable,
                     GError **error)
{
  g_auto (Header) self = { 0 };
  g_auto (GStrv) found = NULL;

  g_return_val_if_fail (G_IS_BUFFERED_INPUT_STREAM (input), NULL);

  self.kept = g_string_new (NULL);
  self.field = g_string_new (NULL);
  if (!read_header (&self, input, cancellable, error))
    return NULL;
  if (recipients != NULL)
    {
      found = dup_recipients (&self, error);
      if (found == NULL)
        return NULL;
      *recipients = g_steal_pointer (&found);
    }
  if (sender != NULL)
    *sender = dup_sender (&self);
  return g_bytes_new (self.kept->str, self.kept->len);
}

/* The value may stand on the next line: with the name it would be too long for one. */
char *
ph_mail_header_dup_message_id (const char *header)
{
  static const char pattern[] = "^message-id[ \\t]*:(?:[ \\t]|\\r?\\n[ \\t])*(<[!-;=?-~]{1,990}>)";
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;

  g_return_val_if_fail (header != NULL, NULL);

  regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW, G_REGEX_MATCH_DEFAULT, NULL);
  return g_regex_match (regex, header, G_REGEX_MATCH_DEFAULT, &match) ? g_match_info_fetch (match, 1) : NULL;
}
