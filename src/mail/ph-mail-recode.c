/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GMime says where in the file each part and each field is; what has to change becomes a list of edits, and everything
 * between two edits is the file's own. What is left is looked at again, so that a mistake here sends nothing wrong. */
#include "config.h"

#include "ph-mail-recode.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "ph-mail-gmime.h"
#include "ph-mail-octets.h"
#include "ph-mail-splice.h"

/* Nobody writes such mail; what is deeper stays as it is. */
#define DEPTH_MAX 32
/* No honest Content-Transfer-Encoding is longer. */
#define FIELD_MAX 1024
#define FIELD_NAME "Content-Transfer-Encoding"

typedef struct
{
  int fd;
  goffset start;
  goffset file_end; /* known for text alone */
  goffset end; /* of what is looked at, or -1 */
  PhMailForm form;
  GPtrArray *boundaries; /* (owned) (element-type utf8): of the multiparts that are around */
  GPtrArray *pieces; /* (owned) (element-type PhMailPiece): the edits, and then all */
  GError *error; /* (owned) (nullable): of the file */
} PhMailRecoder;

/* Where an entity says how it is encoded, or where it could. */
typedef struct
{
  goffset start;
  goffset end;
  GMimeContentEncoding encoding; /* DEFAULT for one that is not known */
} PhMailLabel;

static gboolean
is_allowed (const PhMailOctets *octets, PhMailForm form)
{
  return octets->n_nul == 0 && octets->longest_line <= PH_MAIL_OCTETS_MAX_LINE
         && (form != PH_MAIL_FORM_7BIT || octets->n_high == 0);
}

/* Whether it makes a message smaller, and is not what must be. */
static gboolean
is_decoding (PhMailForm form)
{
  return form == PH_MAIL_FORM_BINARY || form == PH_MAIL_FORM_8BIT_TEXT;
}

static gboolean
is_identity (GMimeContentEncoding encoding)
{
  return encoding == GMIME_CONTENT_ENCODING_7BIT || encoding == GMIME_CONTENT_ENCODING_8BIT
         || encoding == GMIME_CONTENT_ENCODING_BINARY;
}

static void
ph_mail_recoder_add_text (PhMailRecoder *self, goffset start, goffset end, char *text)
{
  PhMailPiece *piece = ph_mail_piece_new (start, end);

  piece->text = text;
  piece->length = (goffset) strlen (text);
  g_ptr_array_add (self->pieces, piece);
}

/* ---- fields -------------------------------------------------------------------------------------------------- */

/* (nullable): the only field of that name. @n: (out): how many there are */
static GMimeHeader *
find_field (GMimeObject *object, const char *name, guint *n)
{
  GMimeHeaderList *list = g_mime_object_get_header_list (object);
  int count = g_mime_header_list_get_count (list);
  GMimeHeader *found = NULL;

  *n = 0;
  for (int i = 0; i < count; i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (list, i);

      if (g_ascii_strcasecmp (g_mime_header_get_name (header), name) != 0)
        continue;
      found = header;
      (*n)++;
    }
  return *n == 1 ? found : NULL;
}

static gboolean
has_field (GMimeObject *object, const char *name)
{
  guint n = 0;

  find_field (object, name, &n);
  return n > 0;
}

/* Behind the line end of the last line of the field in @text; 0 when that is not in it. */
static gsize
find_field_end (const char *text, gsize length)
{
  const char *lf = memchr (text, '\n', length);

  while (lf != NULL && lf + 1 < text + length && (lf[1] == ' ' || lf[1] == '\t'))
    lf = memchr (lf + 1, '\n', length - (gsize) (lf + 1 - text));
  return lf != NULL && lf + 1 < text + length ? (gsize) (lf + 1 - text) : 0;
}

/* Believes only what stands in the file. */
static gboolean
ph_mail_recoder_locate (PhMailRecoder *self, GMimeHeader *header, PhMailLabel *label)
{
  const char *name = g_mime_header_get_name (header);
  goffset offset = g_mime_header_get_offset (header);
  char text[FIELD_MAX];
  gssize n = 0;

  if (offset < self->start)
    return FALSE;
  n = ph_mail_octets_read (self->fd, text, sizeof text, offset, self->error == NULL ? &self->error : NULL);
  if (n < (gssize) strlen (name) || g_ascii_strncasecmp (text, name, strlen (name)) != 0)
    return FALSE;
  label->start = offset;
  label->end = offset + (goffset) find_field_end (text, (gsize) n);
  return label->end > offset;
}

/* In front of the empty line that the content is behind, for an entity that names no type. */
static gboolean
ph_mail_recoder_locate_blank (PhMailRecoder *self, goffset content, PhMailLabel *label)
{
  char text[3] = { 0 };
  goffset n = MIN (content - self->start, (goffset) sizeof text);
  goffset blank = 0;

  if (n < 1
      || ph_mail_octets_read (self->fd, text, (gsize) n, content - n, self->error == NULL ? &self->error : NULL) != n
      || text[n - 1] != '\n')
    return FALSE;
  blank = n >= 2 && text[n - 2] == '\r' ? 2 : 1;
  if (n > blank && text[n - blank - 1] != '\n')
    return FALSE;
  label->start = label->end = content - blank;
  return TRUE;
}

/* @content: where the content begins, or -1 */
static gboolean
ph_mail_recoder_find_label (PhMailRecoder *self, GMimeObject *object, goffset content, PhMailLabel *label)
{
  guint n_labels = 0;
  guint n_types = 0;
  GMimeHeader *field = find_field (object, FIELD_NAME, &n_labels);
  GMimeHeader *type = find_field (object, "Content-Type", &n_types);

  if (field != NULL)
    {
      label->encoding = g_mime_content_encoding_from_string (g_mime_header_get_value (field));
      return ph_mail_recoder_locate (self, field, label);
    }
  if (n_labels > 0 || n_types > 1)
    return FALSE;
  label->encoding = GMIME_CONTENT_ENCODING_7BIT;
  if (type == NULL)
    return content != -1 && ph_mail_recoder_locate_blank (self, content, label);
  if (!ph_mail_recoder_locate (self, type, label))
    return FALSE;
  label->end = label->start;
  return TRUE;
}

/* @message: (nullable): whose own content this is */
static void
ph_mail_recoder_set_label (PhMailRecoder *self,
                           const PhMailLabel *label,
                           GMimeMessage *message,
                           GMimeContentEncoding encoding)
{
  gboolean is_new = message != NULL && !has_field (GMIME_OBJECT (message), "MIME-Version");

  ph_mail_recoder_add_text (self,
                            label->start,
                            label->end,
                            g_strdup_printf ("%s" FIELD_NAME ": %s\r\n",
                                             is_new ? "MIME-Version: 1.0\r\n" : "",
                                             g_mime_content_encoding_to_string (encoding)));
}

/* ---- parts --------------------------------------------------------------------------------------------------- */

/* What @octets, which the form does not allow, are put in; DEFAULT when they must stay. */
static GMimeContentEncoding
choose_encoding (const PhMailOctets *octets, GMimeContentEncoding now)
{
  if (now == GMIME_CONTENT_ENCODING_BASE64)
    return octets->is_base64 ? now : GMIME_CONTENT_ENCODING_DEFAULT;
  if (now == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
    return now;
  if (!is_identity (now))
    return GMIME_CONTENT_ENCODING_DEFAULT;
  /* Three octets for one, against four for three: the rest of the text can be read as it is. */
  return now != GMIME_CONTENT_ENCODING_BINARY && (octets->n_high + octets->n_nul) * 6 < octets->length
             ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
             : GMIME_CONTENT_ENCODING_BASE64;
}

static void
ph_mail_recoder_encode (PhMailRecoder *self,
                        GMimeMessage *message,
                        const PhMailLabel *label,
                        goffset start,
                        const PhMailOctets *octets)
{
  GMimeContentEncoding encoding = choose_encoding (octets, label->encoding);
  PhMailPiece *piece = NULL;

  if (encoding == GMIME_CONTENT_ENCODING_DEFAULT)
    return;
  if (encoding != label->encoding)
    ph_mail_recoder_set_label (self, label, message, encoding);
  piece = ph_mail_piece_new (start, start + octets->length);
  piece->decoding = is_identity (label->encoding) ? GMIME_CONTENT_ENCODING_DEFAULT : label->encoding;
  piece->encoding = encoding;
  piece->is_binary = label->encoding == GMIME_CONTENT_ENCODING_BINARY;
  g_ptr_array_add (self->pieces, piece);
}

static void
ph_mail_recoder_decode (PhMailRecoder *self,
                        GMimeMessage *message,
                        const PhMailLabel *label,
                        goffset start,
                        const PhMailOctets *octets)
{
  PhMailPiece *piece = ph_mail_piece_new (start, start + octets->length);

  ph_mail_recoder_set_label (self, label, message, GMIME_CONTENT_ENCODING_BINARY);
  piece->decoding = GMIME_CONTENT_ENCODING_BASE64;
  piece->length = octets->n_base64 / 4 * 3 - octets->n_padding;
  g_ptr_array_add (self->pieces, piece);
}

/* Text has lines, whose ends each system writes in its own way; in base64 they are safe. */
static gboolean
may_be_decoded (GMimeObject *part, const PhMailLabel *label, const PhMailOctets *octets)
{
  GMimeContentType *type = g_mime_object_get_content_type (part);

  return label->encoding == GMIME_CONTENT_ENCODING_BASE64 && octets->is_base64 && octets->n_base64 > 0
         && !g_mime_content_type_is_type (type, "text", "*");
}

/* Returns: (transfer full) (nullable): what they are the encoding of, and a NUL behind it */
static char *
ph_mail_recoder_dup_decoded (PhMailRecoder *self, const PhMailLabel *label, goffset start, goffset end, gsize *length)
{
  g_autoptr (GMimeFilter) decode = g_mime_filter_basic_new (label->encoding, FALSE);
  gsize n = (gsize) (end - start);
  g_autofree char *encoded = g_malloc (n);
  char *decoded = NULL;
  size_t prespace = 0;

  if (ph_mail_octets_read (self->fd, encoded, n, start, &self->error) != (gssize) n)
    return NULL;
  g_mime_filter_complete (decode, encoded, n, 0, &decoded, length, &prespace);
  return g_strndup (decoded, *length);
}

/* Whether it would end what is around it. */
static gboolean
ph_mail_recoder_is_boundary_in (PhMailRecoder *self, const char *text)
{
  for (guint i = 0; i < self->boundaries->len; i++)
    if (strstr (text, g_ptr_array_index (self->boundaries, i)) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether a part that ends there may go on behind what was looked at. */
static gboolean
is_cut (PhMailRecoder *self, goffset end)
{
  return end == -1 || (self->end < self->file_end && end + (goffset) strlen ("\r\n") >= self->end);
}

static gboolean
is_encoded_text (GMimeObject *part, const PhMailLabel *label)
{
  GMimeContentType *type = g_mime_object_get_content_type (part);

  return (g_mime_content_type_is_type (type, "text", "plain") || g_mime_content_type_is_type (type, "text", "html"))
         && !has_field (part, "Content-Disposition")
         && (label->encoding == GMIME_CONTENT_ENCODING_BASE64
             || label->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
}

/* @message: (nullable): whose own content this is */
static void
ph_mail_recoder_take_text (PhMailRecoder *self, GMimeObject *part, GMimeMessage *message, goffset start, goffset end)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  PhMailLabel label;

  if (is_cut (self, end) || !ph_mail_recoder_find_label (self, part, start, &label) || !is_encoded_text (part, &label))
    return;
  text = ph_mail_recoder_dup_decoded (self, &label, start, end, &length);
  if (text == NULL || !ph_mail_octets_are_8bit_text (text, length) || ph_mail_recoder_is_boundary_in (self, text))
    return;
  ph_mail_recoder_set_label (self, &label, message, GMIME_CONTENT_ENCODING_8BIT);
  ph_mail_recoder_add_text (self, start, end, g_steal_pointer (&text));
}

/* @message: (nullable): whose own content this is */
static void
ph_mail_recoder_take_part (PhMailRecoder *self, GMimePart *part, GMimeMessage *message)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream (content) : NULL;
  PhMailOctets octets;
  PhMailLabel label;

  if (stream == NULL || self->error != NULL)
    return;
  if (self->form == PH_MAIL_FORM_8BIT_TEXT)
    {
      ph_mail_recoder_take_text (self, GMIME_OBJECT (part), message, stream->bound_start, stream->bound_end);
      return;
    }
  if (!ph_mail_octets_scan (&octets, self->fd, stream->bound_start, stream->bound_end, &self->error)
      || !ph_mail_recoder_find_label (self, GMIME_OBJECT (part), stream->bound_start, &label))
    return;
  if (self->form == PH_MAIL_FORM_BINARY && may_be_decoded (GMIME_OBJECT (part), &label, &octets))
    ph_mail_recoder_decode (self, message, &label, stream->bound_start, &octets);
  else if (!is_allowed (&octets, self->form))
    ph_mail_recoder_encode (self, message, &label, stream->bound_start, &octets);
  else if (self->form == PH_MAIL_FORM_7BIT && is_identity (label.encoding) && label.start < label.end)
    ph_mail_recoder_set_label (self, &label, message, GMIME_CONTENT_ENCODING_7BIT);
}

/* What holds others says the most of what they are (RFC 2045 section 6.4). */
static void
ph_mail_recoder_label_whole (PhMailRecoder *self, GMimeObject *object, GMimeMessage *message, guint n_edits_before)
{
  PhMailLabel label;

  if (!ph_mail_recoder_find_label (self, object, -1, &label))
    return;
  if (is_decoding (self->form))
    {
      GMimeContentEncoding encoding
          = self->form == PH_MAIL_FORM_BINARY ? GMIME_CONTENT_ENCODING_BINARY : GMIME_CONTENT_ENCODING_8BIT;

      if (self->pieces->len > n_edits_before && label.encoding != encoding)
        ph_mail_recoder_set_label (self, &label, message, encoding);
    }
  else if (label.encoding == GMIME_CONTENT_ENCODING_BINARY
           || (self->form == PH_MAIL_FORM_7BIT && label.encoding == GMIME_CONTENT_ENCODING_8BIT))
    ph_mail_recoder_set_label (self,
                               &label,
                               message,
                               self->form == PH_MAIL_FORM_7BIT ? GMIME_CONTENT_ENCODING_7BIT
                                                               : GMIME_CONTENT_ENCODING_8BIT);
}

static gboolean
is_sealed_message (GMimeMessage *message)
{
  return has_field (GMIME_OBJECT (message), "DKIM-Signature") || has_field (GMIME_OBJECT (message), "ARC-Seal");
}

/* message/partial and its like may not be encoded at all (RFC 2046 section 5.2). */
static gboolean
is_sealed (GMimeObject *object)
{
  GMimeContentType *type = g_mime_object_get_content_type (object);

  return g_mime_content_type_is_type (type, "multipart", "signed")
         || g_mime_content_type_is_type (type, "multipart", "encrypted")
         || g_mime_content_type_is_type (type, "application", "pkcs7-mime")
         || g_mime_content_type_is_type (type, "application", "x-pkcs7-mime")
         || (GMIME_IS_PART (object) && g_mime_content_type_is_type (type, "message", "*"));
}

/* @message: (nullable): whose own content this is */
static void
ph_mail_recoder_walk (PhMailRecoder *self, GMimeObject *object, GMimeMessage *message, guint depth)
{
  guint n_edits = self->pieces->len;

  if (object == NULL || depth > DEPTH_MAX || is_sealed (object))
    return;
  if (GMIME_IS_PART (object))
    {
      ph_mail_recoder_take_part (self, GMIME_PART (object), message);
      return;
    }
  if (GMIME_IS_MULTIPART (object))
    {
      int n_parts = g_mime_multipart_get_count (GMIME_MULTIPART (object));
      const char *boundary = g_mime_multipart_get_boundary (GMIME_MULTIPART (object));

      g_ptr_array_add (self->boundaries, g_strdup (boundary != NULL ? boundary : ""));
      for (int i = 0; i < n_parts; i++)
        ph_mail_recoder_walk (self, g_mime_multipart_get_part (GMIME_MULTIPART (object), i), NULL, depth + 1);
      g_ptr_array_set_size (self->boundaries, (int) self->boundaries->len - 1);
    }
  else if (GMIME_IS_MESSAGE_PART (object) && self->form != PH_MAIL_FORM_8BIT_TEXT)
    {
      GMimeMessage *inner = g_mime_message_part_get_message (GMIME_MESSAGE_PART (object));

      if (inner != NULL && !is_sealed_message (inner))
        ph_mail_recoder_walk (self, g_mime_message_get_mime_part (inner), inner, depth + 1);
    }
  ph_mail_recoder_label_whole (self, object, message, n_edits);
}

/* ---- the whole message --------------------------------------------------------------------------------------- */

static gboolean
refuse (const PhMailOctets *octets, GError **error)
{
  const char *what = "8-bit octets";

  if (octets->n_nul > 0)
    what = "a NUL octet";
  else if (octets->longest_line > PH_MAIL_OCTETS_MAX_LINE)
    what = "a line of more than 998 octets";
  else if (octets->n_bare_cr > 0)
    what = "a CR without LF";
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               "the message has %s where nothing can be encoded, in its header or in what is signed or broken",
               what);
  return FALSE;
}

/* What comes out as it is. In the binary form nobody behind this looks at the lines. What Posthaste wrote can go as it is. */
static gboolean
ph_mail_recoder_add_own (PhMailRecoder *self, goffset start, goffset end, GError **error)
{
  PhMailPiece *piece = NULL;
  PhMailOctets octets;

  if (start == end)
    return TRUE;
  if (self->form == PH_MAIL_FORM_8BIT_TEXT)
    {
      piece = ph_mail_piece_new (start, end);
      piece->is_kept = TRUE;
      piece->length = end - start;
      g_ptr_array_add (self->pieces, piece);
      return TRUE;
    }
  if (!ph_mail_octets_scan (&octets, self->fd, start, end, error))
    return FALSE;
  if (!is_allowed (&octets, self->form) || (self->form == PH_MAIL_FORM_BINARY && octets.n_bare_cr > 0))
    return refuse (&octets, error);
  g_ptr_array_add (self->pieces, ph_mail_piece_new (start, end));
  return TRUE;
}

/* What is put in at a place comes before what stands there. */
static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const PhMailPiece *one = *(const PhMailPiece *const *) a;
  const PhMailPiece *other = *(const PhMailPiece *const *) b;

  if (one->start != other->start)
    return one->start < other->start ? -1 : 1;
  return (one->end > other->end) - (one->end < other->end);
}

/* Puts the file's own octets between the edits. */
static gboolean
ph_mail_recoder_fill_gaps (PhMailRecoder *self, goffset end, GError **error)
{
  guint n_edits = self->pieces->len;
  goffset position = self->start;

  g_ptr_array_sort (self->pieces, compare_pieces);
  for (guint i = 0; i < n_edits; i++)
    {
      const PhMailPiece *edit = g_ptr_array_index (self->pieces, i);

      if (edit->start < position || edit->end > end)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the message's parts lie in each other");
          return FALSE;
        }
      if (!ph_mail_recoder_add_own (self, position, edit->start, error))
        return FALSE;
      position = edit->end;
    }
  if (!ph_mail_recoder_add_own (self, position, end, error))
    return FALSE;
  g_ptr_array_sort (self->pieces, compare_pieces);
  return TRUE;
}

static gboolean
fail_system (GError **error)
{
  int saved_errno = errno;

  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno), g_strerror (saved_errno));
  return FALSE;
}

static gboolean
ph_mail_recoder_parse (PhMailRecoder *self, GError **error)
{
  int fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 3);
  g_autoptr (GMimeStream) stream = NULL;
  g_autoptr (GMimeParser) parser = NULL;
  g_autoptr (GMimeMessage) message = NULL;

  if (fd == -1)
    return fail_system (error);
  stream = g_mime_stream_fs_new_with_bounds (fd, self->start, self->end);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  if (message != NULL && !is_sealed_message (message))
    ph_mail_recoder_walk (self, g_mime_message_get_mime_part (message), message, 0);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

static gboolean
has_decoded (PhMailRecoder *self)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const PhMailPiece *piece = g_ptr_array_index (self->pieces, i);

      if (piece->decoding != GMIME_CONTENT_ENCODING_DEFAULT && piece->encoding == GMIME_CONTENT_ENCODING_DEFAULT)
        return TRUE;
    }
  return FALSE;
}

static gboolean
ph_mail_recoder_splice (PhMailRecoder *self, GInputStream **stream, goffset *size, GError **error)
{
  g_autoptr (GInputStream) splice = ph_mail_splice_new (self->fd, self->pieces, error);

  *size = splice != NULL ? ph_mail_splice_measure (PH_MAIL_SPLICE (splice), error) : -1;
  if (*size == -1)
    return FALSE;
  *stream = g_steal_pointer (&splice);
  return TRUE;
}

static gboolean
ph_mail_recoder_run_text (PhMailRecoder *self, GInputStream **stream, goffset *size, GError **error)
{
  struct stat info;

  if (fstat (self->fd, &info) != 0)
    return fail_system (error);
  self->file_end = info.st_size;
  self->end = MIN (self->file_end, self->start + PH_MAIL_RECODE_TEXT_MAX);
  if (!ph_mail_recoder_parse (self, error))
    return FALSE;
  if (self->pieces->len == 0)
    return TRUE;
  if (!ph_mail_recoder_fill_gaps (self, self->file_end, error) || !ph_mail_recoder_splice (self, stream, size, error))
    return FALSE;
  if (*size >= self->file_end - self->start)
    g_clear_object (stream);
  return TRUE;
}

/* @octets: of the whole message */
static gboolean
ph_mail_recoder_run (PhMailRecoder *self,
                     const PhMailOctets *octets,
                     GInputStream **stream,
                     goffset *size,
                     GError **error)
{
  if (!ph_mail_recoder_parse (self, error))
    return FALSE;
  if (self->form == PH_MAIL_FORM_BINARY && !has_decoded (self))
    return TRUE;
  if (self->pieces->len == 0)
    return refuse (octets, error);
  return ph_mail_recoder_fill_gaps (self, self->start + octets->length, error)
         && ph_mail_recoder_splice (self, stream, size, error);
}

gboolean
ph_mail_has_form (const char *octets, gsize length, PhMailForm form)
{
  PhMailOctets counted;

  ph_mail_octets_count (&counted, octets, length);
  return is_allowed (&counted, form);
}

gboolean
ph_mail_recode (int fd, goffset start, PhMailForm form, GInputStream **stream, goffset *size, GError **error)
{
  PhMailRecoder self = { .fd = fd, .start = start, .end = -1, .form = form };
  PhMailOctets octets;
  gboolean is_done = TRUE;

  g_return_val_if_fail (fd != -1 && stream != NULL && size != NULL, FALSE);

  *stream = NULL;
  *size = -1;
  if (form != PH_MAIL_FORM_8BIT_TEXT && !ph_mail_octets_scan (&octets, fd, start, -1, error))
    return FALSE;
  if (!is_decoding (form) && is_allowed (&octets, form))
    return TRUE;
  ph_mail_gmime_init ();
  self.boundaries = g_ptr_array_new_with_free_func (g_free);
  self.pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_mail_piece_free);
  is_done = form == PH_MAIL_FORM_8BIT_TEXT ? ph_mail_recoder_run_text (&self, stream, size, error)
                                           : ph_mail_recoder_run (&self, &octets, stream, size, error);
  g_ptr_array_unref (self.pieces);
  g_ptr_array_unref (self.boundaries);
  g_clear_error (&self.error);
  return is_done;
}
