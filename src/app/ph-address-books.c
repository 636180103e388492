/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two services of Evolution Data Server are asked: the one that knows the settings of each source, for those that are address
 * books, and the one that has the books. Names and paths are those of its D-Bus interfaces. */
#include "config.h"

#include "ph-address-books.h"

#include "ph-mail-vcard.h"

#include <string.h>

#define SOURCES_NAME "org.gnome.evolution.dataserver.Sources5"
#define SOURCES_PATH "/org/gnome/evolution/dataserver/SourceManager"
#define SOURCE_INTERFACE "org.gnome.evolution.dataserver.Source"
#define FACTORY_NAME "org.gnome.evolution.dataserver.AddressBook10"
#define FACTORY_PATH "/org/gnome/evolution/dataserver/AddressBookFactory"
#define FACTORY_INTERFACE "org.gnome.evolution.dataserver.AddressBookFactory"
#define BOOK_INTERFACE "org.gnome.evolution.dataserver.AddressBook"

/* A service starts meanwhile, or a directory is far away. */
#define OPEN_MS 20000
/* What comes later is for a text that is typed no more. */
#define FIND_MS 4000
/* What is not installed is not looked for with each letter. */
#define PAUSE_US (60 * G_USEC_PER_SEC)
/* More than anybody chooses from; a book may have any number. */
#define MAX_CARDS 2000

typedef struct
{
  char *name; /* (owned): on the bus */
  char *path; /* (owned) */
} PhBook;

struct _PhAddressBooks
{
  GObject parent_instance;

  GDBusConnection *bus; /* (owned) (nullable) */
  GPtrArray *books; /* (owned) (element-type PhBook): open */
  GQueue waiting; /* (element-type GTask) (owned): until all books are open */
  guint n_opening; /* calls */
  gint64 opened_us; /* monotonic; 0: to be opened */
};

G_DEFINE_FINAL_TYPE (PhAddressBooks, ph_address_books, G_TYPE_OBJECT)

/* One search in all books. */
typedef struct
{
  char *text; /* (owned): case-folded */
  GPtrArray *answers; /* (owned) (element-type GVariant) */
  guint n_asked; /* that have not answered */
} PhSearch;

static void
ph_book_free (PhBook *book)
{
  g_free (book->name);
  g_free (book->path);
  g_free (book);
}

static void
ph_search_free (PhSearch *search)
{
  g_free (search->text);
  g_ptr_array_unref (search->answers);
  g_free (search);
}

/* ---- what a book has answered, on another thread ---------------------------------------------------------------- */

static gboolean
has_word (const char *text, const char *beginning)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  gsize length = strlen (beginning);

  for (const char *p = folded; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    if ((p == folded || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (p))))
        && strncmp (p, beginning, length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_address (GPtrArray *mailboxes, PhMailbox *mailbox)
{
  for (guint i = 0; i < mailboxes->len; i++)
    if (ph_mailbox_same_address (mailboxes->pdata[i], mailbox))
      return TRUE;
  return FALSE;
}

static int
compare_labels (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (ph_mailbox_get_label (*(PhMailbox *const *) a),
                         ph_mailbox_get_label (*(PhMailbox *const *) b));
}

static void
add_card (GPtrArray *found, const char *vcard, const char *text)
{
  g_autoptr (GPtrArray) mailboxes = ph_mail_vcard_list_mailboxes (vcard);

  for (guint i = 0; i < mailboxes->len; i++)
    {
      PhMailbox *mailbox = mailboxes->pdata[i];

      if ((has_word (ph_mailbox_get_name (mailbox), text) || has_word (ph_mailbox_get_address (mailbox), text))
          && !has_address (found, mailbox))
        g_ptr_array_add (found, g_object_ref (mailbox));
    }
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const PhSearch *search = data;
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_cards = 0;

  for (guint i = 0; i < search->answers->len; i++)
    {
      g_autoptr (GVariantIter) cards = NULL;
      const char *vcard = NULL;

      g_variant_get (search->answers->pdata[i], "(as)", &cards);
      while (n_cards++ < MAX_CARDS && g_variant_iter_next (cards, "&s", &vcard))
        add_card (found, vcard, search->text);
    }
  g_ptr_array_sort (found, compare_labels);
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

/* ---- asking ----------------------------------------------------------------------------------------------------- */

static void
ph_address_books_check_answered (GTask *task)
{
  const PhSearch *search = g_task_get_task_data (task);

  if (search->n_asked == 0)
    g_task_run_in_thread (task, read_thread);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  PhAddressBooks *self = g_task_get_source_object (task);
  PhSearch *search = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GVariant *answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  search->n_asked--;
  if (answer != NULL)
    g_ptr_array_add (search->answers, answer);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_info ("an address book does not answer: %s", error->message);
      /* Not the book: its service is gone, or was started anew and knows nothing of what was opened before. */
      if (error->domain == G_DBUS_ERROR)
        self->opened_us = 0;
    }
  ph_address_books_check_answered (task);
}

/* A string of their query language, where what stands behind a backslash stands for itself. */
static void
append_quoted (GString *query, const char *text)
{
  g_string_append_c (query, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (query, '\\');
      g_string_append_c (query, g_ascii_iscntrl (*p) ? ' ' : *p);
    }
  g_string_append_c (query, '"');
}

static char *
dup_query (const char *text)
{
  GString *query = g_string_new ("(or (contains \"full_name\" ");

  append_quoted (query, text);
  g_string_append (query, ") (contains \"email\" ");
  append_quoted (query, text);
  g_string_append (query, "))");
  return g_string_free (query, FALSE);
}

static void
ph_address_books_ask (PhAddressBooks *self, GTask *task)
{
  PhSearch *search = g_task_get_task_data (task);
  g_autofree char *query = dup_query (search->text);

  search->n_asked = self->books->len;
  for (guint i = 0; i < self->books->len; i++)
    {
      const PhBook *book = self->books->pdata[i];

      g_dbus_connection_call (self->bus,
                              book->name,
                              book->path,
                              BOOK_INTERFACE,
                              "GetContactList",
                              g_variant_new ("(s)", query),
                              G_VARIANT_TYPE ("(as)"),
                              G_DBUS_CALL_FLAGS_NONE,
                              FIND_MS,
                              g_task_get_cancellable (task),
                              answered_cb,
                              g_object_ref (task));
    }
  ph_address_books_check_answered (task);
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

/* What is done whichever way a call of the opening ended. */
static void
ph_address_books_end_call (PhAddressBooks *self)
{
  GTask *task = NULL;

  if (--self->n_opening > 0)
    return;
  self->opened_us = g_get_monotonic_time ();
  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    {
      ph_address_books_ask (self, task);
      g_object_unref (task);
    }
}

static void
ph_address_books_call (PhAddressBooks *self,
                       const char *name,
                       const char *path,
                       const char *interface,
                       const char *method,
                       GVariant *parameters,
                       const char *reply_type,
                       GAsyncReadyCallback callback)
{
  self->n_opening++;
  g_dbus_connection_call (self->bus,
                          name,
                          path,
                          interface,
                          method,
                          parameters,
                          reply_type != NULL ? G_VARIANT_TYPE (reply_type) : NULL,
                          G_DBUS_CALL_FLAGS_NONE,
                          OPEN_MS,
                          NULL,
                          callback,
                          g_object_ref (self));
}

static void
book_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAddressBooks) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_info ("an address book cannot be opened: %s", error->message);
  ph_address_books_end_call (self);
}

static void
book_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAddressBooks) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  PhBook *book = NULL;

  if (reply == NULL)
    g_info ("an address book is not there: %s", error->message);
  else
    {
      book = g_new0 (PhBook, 1);
      g_variant_get (reply, "(ss)", &book->path, &book->name);
      g_ptr_array_add (self->books, book);
      if (g_variant_is_object_path (book->path) && g_dbus_is_name (book->name))
        ph_address_books_call (self, book->name, book->path, BOOK_INTERFACE, "Open", NULL, NULL, book_ready_cb);
      else
        g_ptr_array_remove (self->books, book);
    }
  ph_address_books_end_call (self);
}

/* Whether @settings are of an address book that wants to be asked while somebody types. */
static gboolean
is_wanted (const char *settings)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  const char *const switches[][2] = { { "Data Source", "Enabled" }, { "Autocomplete", "IncludeMe" } };

  if (!g_key_file_load_from_data (file, settings, strlen (settings), G_KEY_FILE_NONE, NULL)
      || !g_key_file_has_group (file, "Address Book"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      g_autofree char *value = g_key_file_get_string (file, switches[i][0], switches[i][1], NULL);

      if (g_strcmp0 (value, "false") == 0)
        return FALSE;
    }
  return TRUE;
}

static void
ph_address_books_open_sources (PhAddressBooks *self, GVariant *objects)
{
  GVariantIter iter;
  GVariant *interfaces = NULL;

  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", NULL, &interfaces))
    {
      g_autoptr (GVariant) source = g_variant_lookup_value (interfaces, SOURCE_INTERFACE, G_VARIANT_TYPE_VARDICT);
      const char *uid = NULL;
      const char *settings = NULL;

      if (source != NULL && g_variant_lookup (source, "UID", "&s", &uid)
          && g_variant_lookup (source, "Data", "&s", &settings) && is_wanted (settings))
        ph_address_books_call (self,
                               FACTORY_NAME,
                               FACTORY_PATH,
                               FACTORY_INTERFACE,
                               "OpenAddressBook",
                               g_variant_new ("(s)", uid),
                               "(ss)",
                               book_opened_cb);
    }
}

static void
sources_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAddressBooks) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) objects = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;

  if (objects != NULL)
    ph_address_books_open_sources (self, objects);
  else
    g_info ("there are no address books: %s", error->message);
  ph_address_books_end_call (self);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAddressBooks) self = data;
  g_autoptr (GError) error = NULL;

  self->bus = g_bus_get_finish (result, &error);
  if (self->bus != NULL)
    ph_address_books_call (self,
                           SOURCES_NAME,
                           SOURCES_PATH,
                           "org.freedesktop.DBus.ObjectManager",
                           "GetManagedObjects",
                           NULL,
                           "(a{oa{sa{sv}}})",
                           sources_cb);
  else
    g_info ("there are no address books: %s", error->message);
  ph_address_books_end_call (self);
}

static void
ph_address_books_open (PhAddressBooks *self)
{
  g_clear_object (&self->bus);
  g_ptr_array_set_size (self->books, 0);
  self->n_opening = 1;
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_object_ref (self));
}

static gboolean
ph_address_books_is_to_be_opened (PhAddressBooks *self)
{
  return self->opened_us == 0 || (self->books->len == 0 && g_get_monotonic_time () - self->opened_us > PAUSE_US);
}

/* ---- object ----------------------------------------------------------------------------------------------------- */

static void
ph_address_books_finalize (GObject *object)
{
  PhAddressBooks *self = PH_ADDRESS_BOOKS (object);

  g_clear_object (&self->bus);
  g_clear_pointer (&self->books, g_ptr_array_unref);
  g_queue_clear_full (&self->waiting, g_object_unref);

  G_OBJECT_CLASS (ph_address_books_parent_class)->finalize (object);
}

static void
ph_address_books_class_init (PhAddressBooksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_address_books_finalize;
}

static void
ph_address_books_init (PhAddressBooks *self)
{
  self->books = g_ptr_array_new_with_free_func ((GDestroyNotify) ph_book_free);
  g_queue_init (&self->waiting);
}

PhAddressBooks *
ph_address_books_dup_default (void)
{
#ifdef HAVE_CONTACTS
  static PhAddressBooks *books = NULL; /* (unowned): weak */

  if (books != NULL)
    return g_object_ref (books);
  g_set_weak_pointer (&books, g_object_new (PH_TYPE_ADDRESS_BOOKS, NULL));
  return books;
#else
  return NULL;
#endif
}

void
ph_address_books_find_async (PhAddressBooks *self,
                             const char *text,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  PhSearch *search = NULL;

  g_return_if_fail (PH_IS_ADDRESS_BOOKS (self));
  g_return_if_fail (text != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ph_address_books_find_async);
  search = g_new0 (PhSearch, 1);
  search->text = g_utf8_casefold (text, -1);
  search->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_task_set_task_data (task, search, (GDestroyNotify) ph_search_free);
  if (g_utf8_strlen (text, -1) < PH_ADDRESS_BOOKS_MIN_CHARS)
    {
      ph_address_books_check_answered (task);
      return;
    }
  if (self->n_opening == 0 && ph_address_books_is_to_be_opened (self))
    ph_address_books_open (self);
  if (self->n_opening > 0)
    g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  else
    ph_address_books_ask (self, task);
}

GPtrArray *
ph_address_books_find_finish (PhAddressBooks *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
