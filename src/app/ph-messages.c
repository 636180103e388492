/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window holds its three lists together: one search, one banner, and the sign that something waits for a person. */
#include "config.h"

#include "ph-messages-private.h"

#include "ph-strangers.h"
#include "ph-toast.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (PhMessages, ph_messages, ADW_TYPE_APPLICATION_WINDOW)

PhApplication *
ph_messages_get_app (PhMessages *self)
{
  return PH_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
}

PhMessageList *
ph_messages_get_list (PhMessages *self)
{
  return PH_MESSAGE_LIST (adw_view_stack_get_visible_child (self->stack));
}

void
ph_messages_toast (PhMessages *self, const char *text)
{
  if (!g_cancellable_is_cancelled (self->cancellable))
    adw_toast_overlay_add_toast (self->toasts, ph_toast_new (text));
}

/* ---- the sign on the outbox ------------------------------------------------------------------------------------------ */

typedef struct
{
  int n_waiting;
  int n_troubled;
} PhMessagesCount;

static gboolean
count (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  PhMessagesCount *it = data;

  it->n_waiting = ph_store_count (store, PH_STORE_BOX_OUTBOX, NULL, error);
  it->n_troubled = it->n_waiting >= 0 ? ph_store_count_troubled (store, error) : -1;
  return it->n_troubled >= 0;
}

/* The colour of the number alone would be no sign. */
static void
ph_messages_mark_outbox (PhMessages *self, const PhMessagesCount *counted)
{
  gboolean is_troubled = counted->n_troubled > 0;

  adw_view_stack_page_set_badge_number (self->outbox_page, (guint) counted->n_waiting);
  adw_view_stack_page_set_needs_attention (self->outbox_page, is_troubled);
  adw_view_stack_page_set_icon_name (self->outbox_page, is_troubled ? "dialog-warning-symbolic" : "mail-send-symbolic");
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMessages) self = data;
  gpointer counted = NULL;

  /* The lists say what is wrong. */
  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &counted, NULL)
      || g_cancellable_is_cancelled (self->cancellable))
    return;
  ph_messages_mark_outbox (self, counted);
}

static void
ph_messages_count (PhMessages *self)
{
  ph_outbox_disk_run_async (ph_outbox_get_disk (self->outbox),
                            count,
                            g_new0 (PhMessagesCount, 1),
                            g_free,
                            NULL,
                            counted_cb,
                            g_object_ref (self));
}

/* The disk tells of what this program does, the journal of what another one does. */
static void
journal_cb (PhMessages *self)
{
  ph_message_list_refresh (self->drafts);
  ph_message_list_refresh (self->waiting);
  ph_message_list_refresh (self->sent);
  ph_messages_count (self);
}

static void
ph_messages_follow_store (PhMessages *self)
{
  PhOutboxDisk *disk = ph_outbox_get_disk (self->outbox);
  g_autoptr (GFile) journal = g_file_get_child (ph_outbox_disk_get_folder (disk), "posthaste.db-wal");

  g_signal_connect_object (disk, "changed", G_CALLBACK (ph_messages_count), self, G_CONNECT_SWAPPED);
  self->journal = g_file_monitor_file (journal, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->journal != NULL)
    g_signal_connect_object (self->journal, "changed", G_CALLBACK (journal_cb), self, G_CONNECT_SWAPPED);
}

/* ---- what could not be read ------------------------------------------------------------------------------------------ */

static void
counted_strangers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMessages) self = data;
  guint n = ph_strangers_count_finish (PH_OUTBOX_DISK (source), result);
  g_autofree char *title = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || n == 0)
    return;
  /* Translators: %u counts messages */
  title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message could not be read.", "%u messages could not be read.", n),
      n);
  ph_banner_present (self->banner, PH_BANNER_WARNING, title, "");
  ph_banner_add_button (self->banner, _ ("Open Folder"), "messages.open-folder");
  ph_banner_reveal (self->banner, FALSE);
}

/* Behind the lists, which are what the window was opened for. */
static void
list_listed_cb (PhMessageList *list, PhMessages *self)
{
  if (list == ph_messages_get_list (self))
    ph_message_list_focus (list);
  if (--self->n_to_list == 0)
    ph_strangers_count_async (ph_outbox_get_disk (self->outbox),
                              self->cancellable,
                              counted_strangers_cb,
                              g_object_ref (self));
}

/* ---- search and switcher ---------------------------------------------------------------------------------------------- */

static void
search_changed_cb (PhMessages *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  ph_message_list_set_query (self->drafts, query);
  ph_message_list_set_query (self->waiting, query);
  ph_message_list_set_query (self->sent, query);
}

/* From the words to what they found. */
static void
search_activate_cb (PhMessages *self)
{
  ph_message_list_focus (ph_messages_get_list (self));
}

static gboolean
reveal_switcher_cb (gpointer user_data)
{
  PhMessages *self = user_data;

  self->reveal_idle = 0;
  adw_view_switcher_bar_set_reveal (self->switcher_bar,
                                    adw_view_switcher_title_get_title_visible (self->switcher_title));
  return G_SOURCE_REMOVE;
}

/* Said while the header bar is given its size, when it is too late to ask for another layout. */
static void
title_visible_cb (PhMessages *self)
{
  if (self->reveal_idle == 0)
    self->reveal_idle = g_idle_add (reveal_switcher_cb, self);
}

/* ---- object ------------------------------------------------------------------------------------------------------------ */

static void
ph_messages_dispose (GObject *object)
{
  PhMessages *self = PH_MESSAGES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reveal_idle, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_MESSAGES);

  G_OBJECT_CLASS (ph_messages_parent_class)->dispose (object);
}

static void
ph_messages_finalize (GObject *object)
{
  PhMessages *self = PH_MESSAGES (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->journal);
  g_clear_object (&self->outbox);

  G_OBJECT_CLASS (ph_messages_parent_class)->finalize (object);
}

static void
ph_messages_bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-messages.ui");
  gtk_widget_class_bind_template_child (widget_class, PhMessages, toasts);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, search_bar);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, search_entry);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, banner);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, stack);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, outbox_page);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, drafts);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, waiting);
  gtk_widget_class_bind_template_child (widget_class, PhMessages, sent);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_visible_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_listed_cb);
  gtk_widget_class_bind_template_callback (widget_class, ph_messages_update_actions);
}

static void
ph_messages_class_init (PhMessagesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_messages_dispose;
  object_class->finalize = ph_messages_finalize;

  ph_messages_class_add_actions (widget_class);
  g_type_ensure (PH_TYPE_BANNER);
  g_type_ensure (PH_TYPE_MESSAGE_LIST);
  ph_messages_bind_template (widget_class);
}

static void
ph_messages_init (PhMessages *self)
{
  self->cancellable = g_cancellable_new ();
  self->n_to_list = 3;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
}

static PhMessages *
ph_messages_new (PhApplication *application)
{
  PhMessages *self = g_object_new (PH_TYPE_MESSAGES, "application", application, NULL);
  PhAccounts *accounts = ph_application_get_accounts (application);

  self->outbox = g_object_ref (ph_application_get_outbox (application));
  ph_message_list_start (self->drafts, self->outbox, accounts, PH_STORE_BOX_DRAFTS);
  ph_message_list_start (self->waiting, self->outbox, accounts, PH_STORE_BOX_OUTBOX);
  ph_message_list_start (self->sent, self->outbox, accounts, PH_STORE_BOX_SENT);
  ph_messages_follow_store (self);
  ph_messages_count (self);
  return self;
}

/* (nullable) */
static PhMessages *
find_window (PhApplication *application)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l != NULL; l = l->next)
    if (PH_IS_MESSAGES (l->data))
      return l->data;
  return NULL;
}

void
ph_messages_present (PhApplication *application)
{
  PhMessages *self = NULL;

  g_return_if_fail (PH_IS_APPLICATION (application));

  self = find_window (application);
  if (self == NULL)
    self = ph_messages_new (application);
  gtk_window_present (GTK_WINDOW (self));
}

void
ph_messages_tell (PhApplication *application, const char *text)
{
  PhMessages *self = NULL;

  g_return_if_fail (PH_IS_APPLICATION (application));

  self = find_window (application);
  if (self != NULL)
    ph_messages_toast (self, text);
}
