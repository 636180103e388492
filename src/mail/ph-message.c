/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a message. Whatever is set is clean once it is in; how it becomes MIME is in ph-message-write.c. */
#include "config.h"

#include "ph-message.h"

#include <string.h>

#include "ph-mail-text.h"
#include "ph-message-private.h"

/* Longer than any that is in use, and with its field's name still one line (RFC 5322 section 2.1.1). */
#define MESSAGE_ID_MAX 900

/* With the longest of the names still one line. */
#define KEPT_MAX 900

/* The right side for a message without a From: a name that nobody can have (RFC 2606 section 2). */
#define NO_DOMAIN "posthaste.invalid"

/* A recipient that is no mailbox yet, and how many mailboxes of its field stand before it. */
typedef struct
{
  guint n_before;
  char *text; /* (owned) */
} Unfinished;

const char *const ph_message_kept_fields[PH_MESSAGE_N_KEPT_FIELDS] = {
  "Auto-Submitted",   "List-Archive",          "List-Help", "List-Id", "List-Owner", "List-Post", "List-Subscribe",
  "List-Unsubscribe", "List-Unsubscribe-Post",
};

struct _PhMessage
{
  GObject parent_instance;

  PhMailbox *from; /* (owned) (nullable) */
  GListStore *recipients[PH_MESSAGE_N_FIELDS]; /* (owned): of PhMailbox */
  GPtrArray *unfinished[PH_MESSAGE_N_FIELDS]; /* (owned): of Unfinished */
  char *subject; /* (owned) */
  char *text; /* (owned) */
  char *in_reply_to; /* (owned) (nullable) */
  char *message_id; /* (owned) (nullable): until it is asked for */
  PhMailbox *reply_to; /* (owned) (nullable) */
  char *reply_to_text; /* (owned) (nullable) */
  PhMessageImportance importance;
  PhMessageOptions options;
  char *kept_fields[PH_MESSAGE_N_KEPT_FIELDS]; /* (owned) (nullable) each */
  GListStore *attachments; /* (owned) */
  GObject *sealed; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PhMessage, ph_message, G_TYPE_OBJECT)

static void
unfinished_free (gpointer data)
{
  Unfinished *unfinished = data;

  g_free (unfinished->text);
  g_free (unfinished);
}

static void
ph_message_add_unfinished (PhMessage *self, PhMessageField field, guint n_before, const char *text)
{
  Unfinished *unfinished = g_new (Unfinished, 1);

  unfinished->n_before = n_before;
  unfinished->text = g_strdup (text);
  g_ptr_array_add (self->unfinished[field], unfinished);
}

static void
ph_message_finalize (GObject *object)
{
  PhMessage *self = PH_MESSAGE (object);

  g_clear_object (&self->from);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      g_clear_object (&self->recipients[field]);
      g_clear_pointer (&self->unfinished[field], g_ptr_array_unref);
    }
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->in_reply_to, g_free);
  g_clear_pointer (&self->message_id, g_free);
  g_clear_object (&self->reply_to);
  g_clear_pointer (&self->reply_to_text, g_free);
  for (guint field = 0; field < PH_MESSAGE_N_KEPT_FIELDS; field++)
    g_clear_pointer (&self->kept_fields[field], g_free);
  g_clear_object (&self->attachments);
  g_clear_object (&self->sealed);

  G_OBJECT_CLASS (ph_message_parent_class)->finalize (object);
}

static void
ph_message_class_init (PhMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_message_finalize;
}

static void
ph_message_init (PhMessage *self)
{
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      self->recipients[field] = g_list_store_new (PH_TYPE_MAILBOX);
      self->unfinished[field] = g_ptr_array_new_with_free_func (unfinished_free);
    }
  self->attachments = g_list_store_new (PH_TYPE_ATTACHMENT);
  self->subject = g_strdup ("");
  self->text = g_strdup ("");
}

PhMessage *
ph_message_new (void)
{
  return g_object_new (PH_TYPE_MESSAGE, NULL);
}

static void
append_all (GListStore *target, GListStore *source)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (source));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (source), i);

      g_list_store_append (target, item);
    }
}

static void
ph_message_copy_recipients (PhMessage *self, PhMessage *source, PhMessageField field)
{
  append_all (self->recipients[field], source->recipients[field]);
  for (guint i = 0; i < source->unfinished[field]->len; i++)
    {
      Unfinished *unfinished = source->unfinished[field]->pdata[i];

      ph_message_add_unfinished (self, field, unfinished->n_before, unfinished->text);
    }
}

PhMessage *
ph_message_copy (PhMessage *self)
{
  PhMessage *copy = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  copy = ph_message_new ();
  g_set_object (&copy->from, self->from);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    ph_message_copy_recipients (copy, self, field);
  ph_message_set_subject (copy, self->subject);
  ph_message_set_text (copy, self->text);
  copy->in_reply_to = g_strdup (self->in_reply_to);
  copy->reply_to_text = g_strdup (self->reply_to_text);
  copy->message_id = g_strdup (ph_message_get_message_id (self));
  append_all (copy->attachments, self->attachments);
  ph_message_copy_settings (copy, self);
  g_set_object (&copy->sealed, self->sealed);
  for (guint field = 0; field < PH_MESSAGE_N_KEPT_FIELDS; field++)
    copy->kept_fields[field] = g_strdup (self->kept_fields[field]);
  return copy;
}

void
ph_message_set_from (PhMessage *self, PhMailbox *from)
{
  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (from == NULL || PH_IS_MAILBOX (from));

  g_set_object (&self->from, from);
}

PhMailbox *
ph_message_get_from (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return self->from;
}

void
ph_message_add_recipient (PhMessage *self, PhMessageField field, PhMailbox *mailbox)
{
  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (field < PH_MESSAGE_N_FIELDS);
  g_return_if_fail (PH_IS_MAILBOX (mailbox));

  g_list_store_append (self->recipients[field], mailbox);
}

GListModel *
ph_message_get_recipients (PhMessage *self, PhMessageField field)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);
  g_return_val_if_fail (field < PH_MESSAGE_N_FIELDS, NULL);

  return G_LIST_MODEL (self->recipients[field]);
}

void
ph_message_clear_recipients (PhMessage *self, PhMessageField field)
{
  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (field < PH_MESSAGE_N_FIELDS);

  g_list_store_remove_all (self->recipients[field]);
  g_ptr_array_set_size (self->unfinished[field], 0);
}

void
ph_message_add_recipient_text (PhMessage *self, PhMessageField field, const char *text)
{
  g_autofree char *clean = NULL;
  g_autoptr (PhMailbox) mailbox = NULL;

  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (field < PH_MESSAGE_N_FIELDS);
  g_return_if_fail (text != NULL);

  clean = g_strstrip (ph_mail_text_replace_controls (text, ' '));
  mailbox = ph_mailbox_parse (clean, NULL);
  if (mailbox != NULL)
    g_list_store_append (self->recipients[field], mailbox);
  else if (*clean != '\0')
    ph_message_add_unfinished (self, field, g_list_model_get_n_items (G_LIST_MODEL (self->recipients[field])), clean);
}

/* Adds those behind the @n_before first mailboxes. @next: the first one that is not added yet; they are in order */
static void
add_unfinished_texts (GStrvBuilder *texts, GPtrArray *unfinished, guint n_before, guint *next)
{
  for (; *next < unfinished->len; (*next)++)
    {
      Unfinished *item = unfinished->pdata[*next];

      if (item->n_before > n_before)
        return;
      g_strv_builder_add (texts, item->text);
    }
}

char **
ph_message_dup_recipient_texts (PhMessage *self, PhMessageField field)
{
  g_autoptr (GStrvBuilder) texts = NULL;
  guint n_recipients = 0;
  guint next = 0;

  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);
  g_return_val_if_fail (field < PH_MESSAGE_N_FIELDS, NULL);

  texts = g_strv_builder_new ();
  n_recipients = g_list_model_get_n_items (G_LIST_MODEL (self->recipients[field]));
  for (guint i = 0; i < n_recipients; i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (G_LIST_MODEL (self->recipients[field]), i);
      g_autofree char *text = ph_mailbox_to_string (mailbox);

      add_unfinished_texts (texts, self->unfinished[field], i, &next);
      g_strv_builder_add (texts, text);
    }
  add_unfinished_texts (texts, self->unfinished[field], n_recipients, &next);
  return g_strv_builder_end (texts);
}

gboolean
ph_message_has_unfinished_recipients (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), FALSE);

  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    if (self->unfinished[field]->len > 0)
      return TRUE;
  return FALSE;
}

void
ph_message_set_subject (PhMessage *self, const char *subject)
{
  char *clean = NULL;

  g_return_if_fail (PH_IS_MESSAGE (self));

  clean = ph_mail_text_replace_controls (subject != NULL ? subject : "", ' ');
  g_free (self->subject);
  self->subject = clean;
}

const char *
ph_message_get_subject (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return self->subject;
}

void
ph_message_set_text (PhMessage *self, const char *text)
{
  char *clean = NULL;

  g_return_if_fail (PH_IS_MESSAGE (self));

  clean = ph_mail_text_dup_lines (text != NULL ? text : "");
  g_free (self->text);
  self->text = clean;
}

const char *
ph_message_get_text (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return self->text;
}

/* Printable ASCII without what ends or begins an id: everything that RFC 5322 section 3.6.4 allows, and a little more. */
static gboolean
is_message_id (const char *id, gsize length)
{
  if (length == 0 || length > MESSAGE_ID_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (id[i]) || id[i] == '<' || id[i] == '>')
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full) (nullable): @text with its angle brackets, if it is an id */
static char *
dup_message_id (const char *text)
{
  const char *id = text + (*text == '<' ? 1 : 0);
  gsize length = strlen (id) - (g_str_has_suffix (id, ">") ? 1 : 0);

  return is_message_id (id, length) ? g_strdup_printf ("<%.*s>", (int) length, id) : NULL;
}

void
ph_message_set_in_reply_to (PhMessage *self, const char *message_id)
{
  char *id = NULL;

  g_return_if_fail (PH_IS_MESSAGE (self));

  id = message_id != NULL ? dup_message_id (message_id) : NULL;
  g_free (self->in_reply_to);
  self->in_reply_to = id;
}

const char *
ph_message_get_in_reply_to (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return self->in_reply_to;
}

void
ph_message_set_reply_to (PhMessage *self, PhMailbox *reply_to)
{
  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (reply_to == NULL || PH_IS_MAILBOX (reply_to));

  g_set_object (&self->reply_to, reply_to);
}

PhMailbox *
ph_message_get_reply_to (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return self->reply_to;
}

void
ph_message_set_reply_to_text (PhMessage *self, const char *text)
{
  char *clean = NULL;

  g_return_if_fail (PH_IS_MESSAGE (self));

  clean = text != NULL ? g_strstrip (ph_mail_text_replace_controls (text, ' ')) : NULL;
  g_free (self->reply_to_text);
  self->reply_to_text = clean != NULL && *clean != '\0' ? g_steal_pointer (&clean) : NULL;
  g_free (clean);
}

const char *
ph_message_get_reply_to_text (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return self->reply_to_text;
}

void
ph_message_set_importance (PhMessage *self, PhMessageImportance importance)
{
  g_return_if_fail (PH_IS_MESSAGE (self));

  self->importance = importance;
}

PhMessageImportance
ph_message_get_importance (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), PH_MESSAGE_IMPORTANCE_NORMAL);

  return self->importance;
}

void
ph_message_set_options (PhMessage *self, PhMessageOptions options)
{
  g_return_if_fail (PH_IS_MESSAGE (self));

  self->options = options;
}

PhMessageOptions
ph_message_get_options (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), PH_MESSAGE_OPTION_NONE);

  return self->options;
}

void
ph_message_copy_settings (PhMessage *self, PhMessage *source)
{
  g_set_object (&self->reply_to, source->reply_to);
  self->importance = source->importance;
  self->options = source->options;
}

void
ph_message_set_sealed (PhMessage *self, GObject *sealed)
{
  g_set_object (&self->sealed, sealed);
}

GObject *
ph_message_get_sealed (PhMessage *self)
{
  return self->sealed;
}

gboolean
ph_message_keep_field (PhMessage *self, guint field, const char *value)
{
  gsize length = strlen (value);

  if (self->kept_fields[field] != NULL || length == 0 || length > KEPT_MAX)
    return FALSE;
  for (const char *p = value; *p != '\0'; p++)
    if (!g_ascii_isprint (*p) && *p != '\t')
      return FALSE;
  self->kept_fields[field] = g_strdelimit (g_strdup (value), "\t", ' ');
  return TRUE;
}

const char *
ph_message_get_kept_field (PhMessage *self, guint field)
{
  return self->kept_fields[field];
}

void
ph_message_set_message_id (PhMessage *self, const char *message_id)
{
  char *id = message_id != NULL ? dup_message_id (message_id) : NULL;

  g_free (self->message_id);
  self->message_id = id;
}

void
ph_message_add_attachment (PhMessage *self, PhAttachment *attachment)
{
  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (PH_IS_ATTACHMENT (attachment));

  g_list_store_append (self->attachments, attachment);
}

GListModel *
ph_message_get_attachments (PhMessage *self)
{
  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  return G_LIST_MODEL (self->attachments);
}

void
ph_message_remove_attachment (PhMessage *self, guint position)
{
  g_return_if_fail (PH_IS_MESSAGE (self));
  g_return_if_fail (position < g_list_model_get_n_items (G_LIST_MODEL (self->attachments)));

  g_list_store_remove (self->attachments, position);
}

const char *
ph_message_get_message_id (PhMessage *self)
{
  g_autofree char *random = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  if (self->message_id != NULL)
    return self->message_id;
  random = g_uuid_string_random ();
  self->message_id
      = g_strdup_printf ("<%s@%s>", random, self->from != NULL ? ph_mailbox_get_ascii_domain (self->from) : NO_DOMAIN);
  return self->message_id;
}

char **
ph_message_dup_envelope_recipients (PhMessage *self)
{
  g_autoptr (GPtrArray) addresses = NULL;
  g_autoptr (GHashTable) seen = NULL;

  g_return_val_if_fail (PH_IS_MESSAGE (self), NULL);

  addresses = g_ptr_array_new ();
  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint field = 0; field < PH_MESSAGE_N_FIELDS; field++)
    {
      GListModel *recipients = G_LIST_MODEL (self->recipients[field]);

      for (guint i = 0; i < g_list_model_get_n_items (recipients); i++)
        {
          g_autoptr (PhMailbox) mailbox = g_list_model_get_item (recipients, i);
          char *address = ph_mailbox_dup_envelope_address (mailbox);

          if (g_hash_table_add (seen, address))
            g_ptr_array_add (addresses, g_strdup (address));
        }
    }
  g_ptr_array_add (addresses, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&addresses), FALSE);
}
