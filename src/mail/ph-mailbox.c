/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address and a name. GMime decodes names; where the address ends is read here, as GMime drops what it does not
 * understand ("a@b@c.org" becomes "a@b"), and a mail to a cut address is a mail to somebody else. */
#include "config.h"

#include "ph-mailbox.h"

#include <string.h>

#include <gio/gio.h>

#include "ph-mail-gmime.h"
#include "ph-mail-text.h"
#include "ph-mail-words.h"

/* RFC 5321 section 4.5.3.1, in octets; the whole is a path of 256 less its angle brackets. */
#define LOCAL_PART_MAX 64
#define DOMAIN_MAX 255
#define ADDRESS_MAX 254
/* RFC 1035 section 2.3.4 */
#define LABEL_MAX 63

struct _PhMailbox
{
  GObject parent_instance;

  char *name; /* (owned) (nullable) */
  char *address; /* (owned) */
  char *ascii_domain; /* (owned): A-labels, lower case, or an address literal as written */
};

G_DEFINE_FINAL_TYPE (PhMailbox, ph_mailbox, G_TYPE_OBJECT)
G_DEFINE_QUARK (ph - mailbox - error - quark, ph_mailbox_error)

static void
ph_mailbox_finalize (GObject *object)
{
  PhMailbox *self = PH_MAILBOX (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->ascii_domain, g_free);

  G_OBJECT_CLASS (ph_mailbox_parent_class)->finalize (object);
}

static void
ph_mailbox_class_init (PhMailboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_mailbox_finalize;
}

static void
ph_mailbox_init (PhMailbox *self)
{
}

static gboolean
fail (GError **error, PhMailboxError code, const char *message)
{
  g_set_error_literal (error, PH_MAILBOX_ERROR, code, message);
  return FALSE;
}

/* RFC 5322 section 3.2.3, with the additions of RFC 6532 section 3.2. */
static gboolean
is_atext (gunichar c)
{
  if (c >= 0x80)
    return g_unichar_isgraph (c);
  return g_ascii_isalnum ((char) c) || (c != 0 && strchr ("!#$%&'*+-/=?^_`{|}~", (int) c) != NULL);
}

static gboolean
is_dot_atom (const char *text)
{
  gboolean after_dot = TRUE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '.' ? after_dot : !is_atext (g_utf8_get_char (p)))
        return FALSE;
      after_dot = *p == '.';
    }
  return !after_dot;
}

/* Returns: the octet after the quote that closes the one at @text, or %NULL when the line ends before it */
static const char *
skip_quoted (const char *text)
{
  for (const char *p = text + 1; *p != '\0' && *p != '\n'; p++)
    {
      if (*p == '"')
        return p + 1;
      if (*p == '\\' && p[1] != '\0' && p[1] != '\n')
        p++;
    }
  return NULL;
}

/* The same for a comment, which can hold comments (RFC 5322 section 3.2.2). */
static const char *
skip_comment (const char *text)
{
  guint depth = 0;

  for (const char *p = text; *p != '\0' && *p != '\n'; p++)
    {
      if (*p == '(')
        depth++;
      else if (*p == ')' && --depth == 0)
        return p + 1;
      else if (*p == '\\' && p[1] != '\0' && p[1] != '\n')
        p++;
    }
  return NULL;
}

/* A quoted local part can hold anything. */
static const char *
skip_angle (const char *text)
{
  const char *p = text + 1;
  const char *end = NULL;

  while (*p != '\0' && *p != '>' && *p != '\n')
    p = *p == '"' && (end = skip_quoted (p)) != NULL ? end : p + 1;
  return *p == '>' ? p + 1 : NULL;
}

/* The kinds that are known not to end on this line, so that no line is searched twice for the same end. */
typedef enum
{
  UNCLOSED_QUOTE = 1 << 0,
  UNCLOSED_COMMENT = 1 << 1,
  UNCLOSED_ANGLE = 1 << 2,
} Unclosed;

static const char *
skip_enclosed (const char *text, const char *(*skip) (const char *), Unclosed kind, Unclosed *unclosed)
{
  const char *end = (*unclosed & kind) == 0 ? skip (text) : NULL;

  if (end == NULL)
    *unclosed |= kind;
  return end != NULL ? end : text + 1;
}

/* Returns: the octet after the quoted string, comment or angle brackets that begin at @text, or after one octet */
static const char *
skip_token (const char *text, Unclosed *unclosed)
{
  switch (*text)
    {
    case '"':
      return skip_enclosed (text, skip_quoted, UNCLOSED_QUOTE, unclosed);
    case '(':
      return skip_enclosed (text, skip_comment, UNCLOSED_COMMENT, unclosed);
    case '<':
      return skip_enclosed (text, skip_angle, UNCLOSED_ANGLE, unclosed);
    case '\n':
      *unclosed = 0;
      return text + 1;
    default:
      return text + 1;
    }
}

static const char *
find_at (const char *address)
{
  const char *end = *address == '"' ? skip_quoted (address) : NULL;

  if (end != NULL && *end == '@')
    return end;
  return strrchr (address, '@');
}

static gboolean
check_local_part (const char *local_part, GError **error)
{
  const char *end = *local_part == '"' ? skip_quoted (local_part) : NULL;

  if (strlen (local_part) > LOCAL_PART_MAX)
    return fail (error, PH_MAILBOX_ERROR_TOO_LONG, "The part before the @ is too long");
  if (end != NULL ? *end != '\0' : !is_dot_atom (local_part))
    return fail (error, PH_MAILBOX_ERROR_LOCAL_PART, "The part before the @ is not valid");
  return TRUE;
}

static gboolean
is_host_name (const char *ascii)
{
  g_auto (GStrv) labels = g_strsplit (ascii, ".", -1);

  for (char **label = labels; *label != NULL; label++)
    {
      gsize length = strlen (*label);

      if (length == 0 || length > LABEL_MAX || (*label)[0] == '-' || (*label)[length - 1] == '-')
        return FALSE;
      for (const char *p = *label; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && *p != '-')
          return FALSE;
    }
  return labels[0] != NULL;
}

/* RFC 5321 section 4.1.3: [192.0.2.1] or [IPv6:2001:db8::1] */
static gboolean
is_address_literal (const char *domain)
{
  gsize length = strlen (domain);
  g_autofree char *inner = NULL;
  g_autoptr (GInetAddress) inet = NULL;
  gboolean is_ipv6 = g_ascii_strncasecmp (domain, "[IPv6:", 6) == 0;

  if (length < 2 || domain[0] != '[' || domain[length - 1] != ']')
    return FALSE;
  inner = g_strndup (domain + (is_ipv6 ? 6 : 1), length - (is_ipv6 ? 7 : 2));
  if (strchr (inner, '%') != NULL)
    return FALSE; /* a scope means something on one machine only */
  inet = g_inet_address_new_from_string (inner);
  return inet != NULL && g_inet_address_get_family (inet) == (is_ipv6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4);
}

/* Returns: (transfer full) (nullable): the domain as DNS and ASCII-only servers know it */
static char *
dup_ascii_domain (const char *domain, GError **error)
{
  g_autofree char *ascii = NULL;

  if (strlen (domain) > DOMAIN_MAX)
    {
      fail (error, PH_MAILBOX_ERROR_TOO_LONG, "The domain is too long");
      return NULL;
    }
  if (domain[0] == '[' && is_address_literal (domain))
    return g_strdup (domain);
  ascii = g_hostname_to_ascii (domain);
  if (ascii == NULL || !is_host_name (ascii))
    {
      fail (error, PH_MAILBOX_ERROR_DOMAIN, "The domain is not valid");
      return NULL;
    }
  return g_ascii_strdown (ascii, -1);
}

static gboolean
check_text (const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return fail (error, PH_MAILBOX_ERROR_SYNTAX, "It is not UTF-8");
  if (ph_mail_text_has_control (text))
    return fail (error, PH_MAILBOX_ERROR_CONTROL, "It holds a control character");
  return TRUE;
}

/* Returns: (transfer full) (nullable): the domain in ASCII of an address that is valid */
static char *
check_address (const char *address, GError **error)
{
  const char *at = find_at (address);
  g_autofree char *local_part = NULL;
  g_autofree char *ascii_domain = NULL;

  if (at == NULL)
    {
      fail (error, PH_MAILBOX_ERROR_NO_AT, "There is no @");
      return NULL;
    }
  local_part = g_strndup (address, (gsize) (at - address));
  if (!check_local_part (local_part, error))
    return NULL;
  ascii_domain = dup_ascii_domain (at + 1, error);
  if (ascii_domain == NULL)
    return NULL;
  /* The longer of the two forms counts: either can go on the wire. */
  if (MAX (strlen (address), strlen (local_part) + 1 + strlen (ascii_domain)) > ADDRESS_MAX)
    {
      fail (error, PH_MAILBOX_ERROR_TOO_LONG, "The address is too long");
      return NULL;
    }
  return g_steal_pointer (&ascii_domain);
}

/* Returns: (nullable): the "<" that begins the address at the end of @text */
static const char *
find_angle (const char *text)
{
  Unclosed unclosed = 0;
  const char *next = NULL;

  for (const char *p = text; *p != '\0'; p = next)
    {
      next = skip_token (p, &unclosed);
      if (*p == '<' && next > p + 1 && *next == '\0')
        return p;
    }
  return NULL;
}

/* Returns: (transfer full): @phrase as the name that it stands for. What an encoded word hid is made harmless. */
static char *
decode_phrase (const char *phrase)
{
  g_autofree char *unquoted = g_strdup (phrase);
  g_autofree char *decoded = NULL;
  gboolean is_quoted_whole = *phrase == '"' && g_strcmp0 (skip_quoted (phrase), "") == 0;

  ph_mail_gmime_init ();
  g_mime_utils_unquote_string (unquoted);
  if (is_quoted_whole)
    return g_steal_pointer (&unquoted); /* an encoded word means itself inside quotes (RFC 2047 section 5) */
  decoded = ph_mail_words_decode_phrase (unquoted);
  return ph_mail_text_replace_controls (decoded, ' ');
}

/* `Ann <ann@example.org>`; @angle is where the address begins. */
static PhMailbox *
parse_name_and_angle (const char *text, const char *angle, GError **error)
{
  g_autofree char *phrase = g_strstrip (g_strndup (text, (gsize) (angle - text)));
  g_autofree char *address = g_strstrip (g_strndup (angle + 1, strlen (angle + 1) - 1));
  g_autofree char *name = decode_phrase (phrase);

  return ph_mailbox_new (name, address, error);
}

/* `ann@example.org (Ann)`, the way of RFC 822; @comment is where the name begins, unless there is one already. */
static PhMailbox *
parse_address_and_comment (const char *text, const char *comment, GError **error)
{
  g_autofree char *address = g_strstrip (g_strndup (text, (gsize) (comment - text)));
  g_autofree char *inner = g_strndup (comment + 1, strlen (comment + 1) - 1);
  const char *angle = find_angle (address);
  g_autofree char *name = NULL;

  if (angle != NULL)
    return parse_name_and_angle (address, angle, error);
  name = decode_phrase (inner);
  return ph_mailbox_new (name, address, error);
}

/* `Ann	ann@example.org`, two cells of a table; @tab is between them. */
static PhMailbox *
parse_cells (const char *text, const char *tab, GError **error)
{
  g_autofree char *phrase = g_strstrip (g_strndup (text, (gsize) (tab - text)));
  g_autofree char *address = g_strstrip (g_strdup (tab + 1));
  g_autofree char *name = decode_phrase (phrase);

  return ph_mailbox_new (name, address, error);
}

static const char *
find_comment (const char *text)
{
  const char *comment = *text == '"' ? NULL : strchr (text, '(');
  const char *end = comment != NULL ? skip_comment (comment) : NULL;

  return end != NULL && *end == '\0' ? comment : NULL;
}

PhMailbox *
ph_mailbox_new (const char *name, const char *address, GError **error)
{
  PhMailbox *self = NULL;
  g_autofree char *ascii_domain = NULL;
  g_autofree char *stripped_name = g_strstrip (g_strdup (name != NULL ? name : ""));

  if (address == NULL || *address == '\0')
    {
      fail (error, PH_MAILBOX_ERROR_EMPTY, "There is no address");
      return NULL;
    }
  if (!check_text (stripped_name, error) || !check_text (address, error))
    return NULL;
  ascii_domain = check_address (address, error);
  if (ascii_domain == NULL)
    return NULL;

  self = g_object_new (PH_TYPE_MAILBOX, NULL);
  self->name = *stripped_name != '\0' ? g_steal_pointer (&stripped_name) : NULL;
  self->address = g_strdup (address);
  self->ascii_domain = g_steal_pointer (&ascii_domain);
  return self;
}

PhMailbox *
ph_mailbox_parse (const char *text, GError **error)
{
  g_autofree char *stripped = NULL;
  const char *start = NULL;
  const char *tab = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  tab = strrchr (stripped, '\t');
  g_strdelimit (stripped, "\t", ' ');
  if (!check_text (stripped, error))
    return NULL;
  if ((start = find_angle (stripped)) != NULL)
    return parse_name_and_angle (stripped, start, error);
  if ((start = find_comment (stripped)) != NULL)
    return parse_address_and_comment (stripped, start, error);
  if (strpbrk (stripped, "<>") != NULL && *stripped != '"')
    {
      fail (error, PH_MAILBOX_ERROR_SYNTAX, "The angle brackets do not match");
      return NULL;
    }
  if (tab != NULL && strchr (tab, '@') != NULL && *stripped != '"')
    return parse_cells (stripped, tab, error);
  return ph_mailbox_new (NULL, stripped, error);
}

static void
take_piece (GPtrArray *pieces, const char *start, const char *end)
{
  g_autofree char *piece = g_strstrip (g_strndup (start, (gsize) (end - start)));

  if (*piece != '\0')
    g_ptr_array_add (pieces, g_steal_pointer (&piece));
}

char **
ph_mailbox_split_list (const char *text)
{
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (g_free);
  Unclosed unclosed = 0;
  gboolean has_at = FALSE;
  const char *start = text;
  const char *p = text;

  g_return_val_if_fail (text != NULL, NULL);

  for (; *p != '\0'; p = skip_token (p, &unclosed))
    {
      /* Before an address, a tab stands between the cells of its name. */
      gboolean is_separator = strchr (",;\r\n", *p) != NULL || (*p == '\t' && has_at);

      if (is_separator)
        take_piece (pieces, start, p);
      /* What stands before a colon is the name of a group (RFC 5322 section 3.4), or the scheme of a pasted link. */
      if (is_separator || (*p == ':' && !has_at))
        start = p + 1;
      has_at = !is_separator && (has_at || *p == '@' || *p == '<');
    }
  take_piece (pieces, start, p);
  g_ptr_array_add (pieces, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&pieces), FALSE);
}

const char *
ph_mailbox_get_name (PhMailbox *self)
{
  g_return_val_if_fail (PH_IS_MAILBOX (self), NULL);

  return self->name;
}

const char *
ph_mailbox_get_address (PhMailbox *self)
{
  g_return_val_if_fail (PH_IS_MAILBOX (self), NULL);

  return self->address;
}

const char *
ph_mailbox_get_label (PhMailbox *self)
{
  g_return_val_if_fail (PH_IS_MAILBOX (self), NULL);

  return self->name != NULL ? self->name : self->address;
}

const char *
ph_mailbox_get_ascii_domain (PhMailbox *self)
{
  g_return_val_if_fail (PH_IS_MAILBOX (self), NULL);

  return self->ascii_domain;
}

char *
ph_mailbox_dup_envelope_address (PhMailbox *self)
{
  const char *at = NULL;

  g_return_val_if_fail (PH_IS_MAILBOX (self), NULL);

  at = find_at (self->address);
  for (const char *p = self->address; p < at; p++)
    if ((guchar) *p >= 0x80)
      return g_strdup (self->address);
  return g_strdup_printf ("%.*s@%s", (int) (at - self->address), self->address, self->ascii_domain);
}

/* A name goes between quotes when it would be read as something else without them. */
static gboolean
must_quote (const char *name)
{
  return strpbrk (name, "()<>[]:;@\\,.\"") != NULL || strstr (name, "=?") != NULL;
}

static char *
quote (const char *name)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

char *
ph_mailbox_to_string (PhMailbox *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (PH_IS_MAILBOX (self), NULL);

  if (self->name == NULL)
    return g_strdup (self->address);
  name = must_quote (self->name) ? quote (self->name) : g_strdup (self->name);
  return g_strdup_printf ("%s <%s>", name, self->address);
}

gboolean
ph_mailbox_same_address (PhMailbox *a, PhMailbox *b)
{
  gsize length = 0;

  g_return_val_if_fail (PH_IS_MAILBOX (a), FALSE);
  g_return_val_if_fail (PH_IS_MAILBOX (b), FALSE);

  length = (gsize) (find_at (a->address) - a->address);
  return strncmp (a->address, b->address, length + 1) == 0
         && g_ascii_strcasecmp (a->ascii_domain, b->ascii_domain) == 0;
}
