/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question at a time: what was typed meanwhile is asked when the answer is there, so that a slow disk is not asked for
 * each letter. Behind whom the store knows come those of the address books, for the same text: they may take longer. */
#include "config.h"

#include "ph-people.h"

#include "ph-address-books.h"

struct _PhPeople
{
  GObject parent_instance;

  PhOutboxDisk *disk; /* (owned) */
  GSettings *settings; /* (owned) */
  PhAddressBooks *books; /* (owned) (nullable) */
  GListStore *found; /* (owned) */
  GPtrArray *contacts; /* (owned) (nullable) (element-type PhMailbox): of the books, for what is wanted */
  GCancellable *cancellable; /* (owned) (nullable): of what the books are asked */
  char *wanted; /* (owned): "": nothing */
  gboolean is_asking;
  gboolean is_known; /* what the store has for what is wanted was found */
};

G_DEFINE_FINAL_TYPE (PhPeople, ph_people, G_TYPE_OBJECT)

typedef struct
{
  char *text; /* (owned) */
  char *forgotten; /* (owned) (nullable): an address */
  GPtrArray *people; /* (owned) (nullable): out: PhStorePerson */
} PhPeopleJob;

static void
ph_people_job_free (PhPeopleJob *job)
{
  g_free (job->text);
  g_free (job->forgotten);
  g_clear_pointer (&job->people, g_ptr_array_unref);
  g_free (job);
}

static gboolean
find (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhPeopleJob *job = data;

  if (job->forgotten != NULL && !ph_store_forget_person (store, job->forgotten, error))
    return FALSE;
  job->people = ph_store_find_people (store, job->text, g_get_real_time (), PH_PEOPLE_MAX, error);
  return job->people != NULL;
}

/* (transfer full) (nullable): with the domain as people write it */
static PhMailbox *
read_person (const PhStorePerson *person)
{
  const char *at = strrchr (person->address, '@');
  g_autofree char *domain = at != NULL ? g_hostname_to_unicode (at + 1) : NULL;
  g_autofree char *address = NULL;

  if (domain == NULL)
    return ph_mailbox_new (person->name, person->address, NULL);
  address = g_strdup_printf ("%.*s@%s", (int) (at - person->address), person->address, domain);
  return ph_mailbox_new (person->name, address, NULL);
}

/* @people: (element-type PhStorePerson) (nullable) */
static void
ph_people_show (PhPeople *self, GPtrArray *people)
{
  g_autoptr (GPtrArray) mailboxes = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; people != NULL && i < people->len; i++)
    {
      PhMailbox *mailbox = read_person (g_ptr_array_index (people, i));

      if (mailbox != NULL)
        g_ptr_array_add (mailboxes, mailbox);
    }
  g_list_store_splice (self->found,
                       0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->found)),
                       mailboxes->pdata,
                       mailboxes->len);
}

/* ---- address books ---------------------------------------------------------------------------------------------- */

/* By the letter two addresses may differ in case only; nobody has both. */
static gboolean
is_same_person (PhMailbox *a, PhMailbox *b)
{
  g_autofree char *address_a = g_utf8_casefold (ph_mailbox_get_address (a), -1);
  g_autofree char *address_b = g_utf8_casefold (ph_mailbox_get_address (b), -1);

  return ph_mailbox_same_address (a, b) || g_str_equal (address_a, address_b);
}

static gboolean
ph_people_has (PhPeople *self, PhMailbox *mailbox)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->found)); i++)
    {
      g_autoptr (PhMailbox) other = g_list_model_get_item (G_LIST_MODEL (self->found), i);

      if (is_same_person (other, mailbox))
        return TRUE;
    }
  return FALSE;
}

/* Behind those that are shown, so that no choice among them is lost. */
static void
ph_people_show_contacts (PhPeople *self)
{
  g_autoptr (GPtrArray) more = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));

  if (self->contacts == NULL || !self->is_known)
    return;
  for (guint i = 0; i < self->contacts->len && n + more->len < PH_PEOPLE_MAX; i++)
    if (!ph_people_has (self, self->contacts->pdata[i]))
      g_ptr_array_add (more, self->contacts->pdata[i]);
  if (more->len > 0)
    g_list_store_splice (self->found, n, 0, more->pdata, more->len);
}

static void
contacts_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhPeople) self = data;
  GPtrArray *contacts = ph_address_books_find_finish (PH_ADDRESS_BOOKS (source), result, NULL);

  /* Cancelled: it was for a text that is not wanted any more. */
  if (contacts == NULL)
    return;
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  self->contacts = contacts;
  ph_people_show_contacts (self);
}

static void
ph_people_ask_books (PhPeople *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  if (*self->wanted == '\0' || self->books == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  ph_address_books_find_async (self->books, self->wanted, self->cancellable, contacts_cb, g_object_ref (self));
}

/* ---- people written to ------------------------------------------------------------------------------------------ */

static void ph_people_ask (PhPeople *self, char *forgotten);

static void
ph_people_take_known (PhPeople *self, GPtrArray *people)
{
  self->is_known = TRUE;
  ph_people_show (self, people);
  ph_people_show_contacts (self);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhPeople) self = PH_PEOPLE (data);
  g_autoptr (GError) error = NULL;
  gpointer answer = NULL;
  PhPeopleJob *job = NULL;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &answer, &error))
    g_message ("cannot look for people: %s", error->message);
  job = answer;
  self->is_asking = FALSE;
  if (g_str_equal (job->text, self->wanted))
    ph_people_take_known (self, job->people);
  else if (*self->wanted != '\0')
    ph_people_ask (self, NULL);
}

/* @forgotten: (transfer full) (nullable) */
static void
ph_people_ask (PhPeople *self, char *forgotten)
{
  PhPeopleJob *job = g_new0 (PhPeopleJob, 1);

  job->text = g_strdup (self->wanted);
  job->forgotten = forgotten;
  self->is_asking = TRUE;
  ph_outbox_disk_run_async (self->disk,
                            find,
                            job,
                            (GDestroyNotify) ph_people_job_free,
                            NULL,
                            found_cb,
                            g_object_ref (self));
}

static void
ph_people_finalize (GObject *object)
{
  PhPeople *self = PH_PEOPLE (object);

  g_clear_object (&self->disk);
  g_clear_object (&self->settings);
  g_clear_object (&self->books);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->contacts, g_ptr_array_unref);
  g_clear_object (&self->found);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (ph_people_parent_class)->finalize (object);
}

static void
ph_people_class_init (PhPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_people_finalize;
}

static void
ph_people_init (PhPeople *self)
{
  self->settings = g_settings_new (PH_APPLICATION_ID);
  self->books = ph_address_books_dup_default ();
  self->found = g_list_store_new (PH_TYPE_MAILBOX);
  self->wanted = g_strdup ("");
}

PhPeople *
ph_people_new (PhOutboxDisk *disk)
{
  PhPeople *self = NULL;

  g_return_val_if_fail (PH_IS_OUTBOX_DISK (disk), NULL);

  self = g_object_new (PH_TYPE_PEOPLE, NULL);
  self->disk = g_object_ref (disk);
  return self;
}

GListModel *
ph_people_get_found (PhPeople *self)
{
  g_return_val_if_fail (PH_IS_PEOPLE (self), NULL);
  return G_LIST_MODEL (self->found);
}

void
ph_people_search (PhPeople *self, const char *text)
{
  g_return_if_fail (PH_IS_PEOPLE (self));
  g_return_if_fail (text != NULL);

  g_free (self->wanted);
  self->wanted = g_strdup (text);
  self->is_known = FALSE;
  ph_people_ask_books (self);
  if (*self->wanted == '\0')
    ph_people_show (self, NULL);
  else if (!g_settings_get_boolean (self->settings, "remember-recipients"))
    ph_people_take_known (self, NULL);
  else if (!self->is_asking)
    ph_people_ask (self, NULL);
}

void
ph_people_forget (PhPeople *self, guint position)
{
  g_autoptr (PhMailbox) mailbox = NULL;

  g_return_if_fail (PH_IS_PEOPLE (self));

  mailbox = g_list_model_get_item (G_LIST_MODEL (self->found), position);
  g_return_if_fail (mailbox != NULL);
  ph_people_ask (self, ph_mailbox_dup_envelope_address (mailbox));
}
