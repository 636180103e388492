/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An EHLO reply turned into flags. Keywords stand in one table, and only whole words count. */
#include "config.h"

#include "ph-smtp-capabilities.h"

#include <string.h>

struct _PhSmtpCapabilities
{
  PhSmtpCapabilityFlags flags;
  guint64 size_limit;
  guint limits[PH_SMTP_N_LIMITS];
  guint hold_seconds;
  gint64 hold_until;
  guint by_seconds;
  GPtrArray *mechanisms; /* (owned) (element-type utf8), NULL-terminated */
};

static const struct
{
  const char *keyword;
  PhSmtpCapabilityFlags flag;
} keywords[] = {
  { "8BITMIME", PH_SMTP_CAPABILITY_8BITMIME },
  { "AUTH", PH_SMTP_CAPABILITY_AUTH },
  { "BINARYMIME", PH_SMTP_CAPABILITY_BINARYMIME },
  { "CHUNKING", PH_SMTP_CAPABILITY_CHUNKING },
  { "DELIVERBY", PH_SMTP_CAPABILITY_DELIVERBY },
  { "DSN", PH_SMTP_CAPABILITY_DSN },
  { "ENHANCEDSTATUSCODES", PH_SMTP_CAPABILITY_ENHANCEDSTATUSCODES },
  { "FUTURERELEASE", PH_SMTP_CAPABILITY_FUTURERELEASE },
  { "LIMITS", PH_SMTP_CAPABILITY_LIMITS },
  { "MT-PRIORITY", PH_SMTP_CAPABILITY_MT_PRIORITY },
  { "PIPELINING", PH_SMTP_CAPABILITY_PIPELINING },
  { "REQUIRETLS", PH_SMTP_CAPABILITY_REQUIRETLS },
  { "SIZE", PH_SMTP_CAPABILITY_SIZE },
  { "SMTPUTF8", PH_SMTP_CAPABILITY_SMTPUTF8 },
  { "STARTTLS", PH_SMTP_CAPABILITY_STARTTLS },
};

static PhSmtpCapabilityFlags
find_keyword (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (g_ascii_strcasecmp (word, keywords[i].keyword) == 0)
      return keywords[i].flag;
  return PH_SMTP_CAPABILITY_NONE;
}

/* A number that does not fit is no limit that a message could reach. */
static guint64
parse_size (const char *word)
{
  guint64 size = 0;

  return word != NULL && g_ascii_string_to_unsigned (word, 10, 0, G_MAXUINT64, &size, NULL) ? size : 0;
}

static void
ph_smtp_capabilities_add_mechanisms (PhSmtpCapabilities *self, char **words)
{
  for (; *words != NULL; words++)
    if (**words != '\0')
      g_ptr_array_add (self->mechanisms, g_ascii_strup (*words, -1));
}

static guint
parse_count (const char *word, guint otherwise)
{
  guint64 count = 0;

  return word != NULL && g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT, &count, NULL) ? (guint) count : otherwise;
}

/* A limit of nothing at all is no limit that can be meant. */
static void
ph_smtp_capabilities_add_limits (PhSmtpCapabilities *self, char **words)
{
  static const char *const names[] = { "MAILMAX=", "RCPTMAX=", "RCPTDOMAINMAX=" };

  for (; *words != NULL; words++)
    for (gsize i = 0; i < PH_SMTP_N_LIMITS; i++)
      if (g_ascii_strncasecmp (*words, names[i], strlen (names[i])) == 0)
        self->limits[i] = MAX (parse_count (*words + strlen (names[i]), G_MAXUINT), 1);
}

static void
ph_smtp_capabilities_set_hold (PhSmtpCapabilities *self, char **words)
{
  g_autoptr (GDateTime) last = NULL;

  if (words[0] == NULL)
    return;
  self->hold_seconds = parse_count (words[0], 0);
  last = words[1] != NULL ? g_date_time_new_from_iso8601 (words[1], NULL) : NULL;
  self->hold_until = last != NULL ? g_date_time_to_unix (last) : 0;
}

/* Servers that follow a draft of 1997 say "AUTH=LOGIN"; there the first mechanism hangs on the keyword. */
static void
split_old_auth (char **word)
{
  if (g_ascii_strncasecmp (*word, "AUTH=", 5) == 0)
    (*word)[4] = ' ';
}

static void
ph_smtp_capabilities_add_line (PhSmtpCapabilities *self, const char *line)
{
  g_autofree char *copy = g_strdup (line);
  g_auto (GStrv) words = NULL;
  PhSmtpCapabilityFlags flag = PH_SMTP_CAPABILITY_NONE;

  split_old_auth (&copy);
  words = g_strsplit_set (copy, " \t", -1);
  if (words[0] == NULL)
    return;
  flag = find_keyword (words[0]);
  self->flags |= flag;
  if (flag == PH_SMTP_CAPABILITY_SIZE)
    self->size_limit = parse_size (words[1]);
  else if (flag == PH_SMTP_CAPABILITY_AUTH)
    ph_smtp_capabilities_add_mechanisms (self, words + 1);
  else if (flag == PH_SMTP_CAPABILITY_LIMITS)
    ph_smtp_capabilities_add_limits (self, words + 1);
  else if (flag == PH_SMTP_CAPABILITY_FUTURERELEASE)
    ph_smtp_capabilities_set_hold (self, words + 1);
  else if (flag == PH_SMTP_CAPABILITY_DELIVERBY)
    self->by_seconds = parse_count (words[1], 0);
}

PhSmtpCapabilities *
ph_smtp_capabilities_new (const PhSmtpReply *reply)
{
  PhSmtpCapabilities *self = g_new0 (PhSmtpCapabilities, 1);

  self->mechanisms = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; i < PH_SMTP_N_LIMITS; i++)
    self->limits[i] = G_MAXUINT;
  /* The first line holds the server's name. */
  for (guint i = 1; reply != NULL && i < ph_smtp_reply_get_n_lines (reply); i++)
    ph_smtp_capabilities_add_line (self, ph_smtp_reply_get_line (reply, i));
  g_ptr_array_add (self->mechanisms, NULL);
  return self;
}

void
ph_smtp_capabilities_free (PhSmtpCapabilities *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->mechanisms);
  g_free (self);
}

gboolean
ph_smtp_capabilities_has (const PhSmtpCapabilities *self, PhSmtpCapabilityFlags capability)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return (self->flags & capability) == capability;
}

guint64
ph_smtp_capabilities_get_size_limit (const PhSmtpCapabilities *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->size_limit;
}

guint
ph_smtp_capabilities_get_limit (const PhSmtpCapabilities *self, PhSmtpLimit limit)
{
  g_return_val_if_fail (self != NULL && limit < PH_SMTP_N_LIMITS, G_MAXUINT);
  return self->limits[limit];
}

guint
ph_smtp_capabilities_get_hold_seconds (const PhSmtpCapabilities *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->hold_seconds;
}

gint64
ph_smtp_capabilities_get_hold_until (const PhSmtpCapabilities *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->hold_until;
}

guint
ph_smtp_capabilities_get_by_seconds (const PhSmtpCapabilities *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->by_seconds;
}

const char *const *
ph_smtp_capabilities_get_mechanisms (const PhSmtpCapabilities *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->mechanisms->pdata;
}
