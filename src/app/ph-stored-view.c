/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window that reads any message, with a page and a menu more. The actions stored.* live as long as it. */
#include "config.h"

#include "ph-stored-view.h"

#include <glib/gi18n.h>

#include "ph-conversation.h"
#include "ph-fate-page.h"
#include "ph-foreign-text.h"
#include "ph-message-export.h"
#include "ph-message-view.h"
#include "ph-outbox-proof.h"
#include "ph-outbox-step.h"
#include "ph-store-state-text.h"

typedef struct
{
  PhApplication *application; /* (unowned): outlives its windows */
  PhMessageView *view; /* (unowned): owns this */
  PhStored *stored; /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
} PhStoredView;

static void
ph_stored_view_free (gpointer data)
{
  PhStoredView *self = data;

  g_clear_object (&self->chooser);
  g_object_unref (self->stored);
  g_free (self);
}

static PhOutboxDisk *
get_disk (PhStoredView *self)
{
  return ph_outbox_get_disk (ph_application_get_outbox (self->application));
}

static void
tell_unopened (PhMessageView *view, const GError *error)
{
  /* Translators: %s is the reason, such as "Permission denied". */
  g_autofree char *text = g_strdup_printf (_ ("Not opened: %s"), error->message);

  ph_message_view_toast (view, text);
}

/* ---- steps ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  PhApplication *application; /* (unowned) */
  PhMessageView *view; /* (owned) */
  const char *done; /* what is said then */
} PhStoredStep;

static void
step_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree PhStoredStep *it = data;
  g_autoptr (PhMessageView) view = it->view;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhStoreMessage) message = ph_outbox_step_finish (PH_OUTBOX_DISK (source), result, &error);
  g_autofree char *text = NULL;

  if (message == NULL)
    {
      /* Translators: %s is the reason, such as "No space left on device". */
      text = g_strdup_printf (_ ("Not changed: %s"), error->message);
      ph_message_view_toast (view, text);
      return;
    }
  ph_message_view_toast (view, it->done);
  ph_outbox_look (ph_application_get_outbox (it->application), FALSE);
}

static void
take_step (PhStoredView *self, PhOutboxStep step, const char *done)
{
  PhStoredStep *it = g_new0 (PhStoredStep, 1);

  it->application = self->application;
  it->view = g_object_ref (self->view);
  it->done = done;
  ph_outbox_step_async (get_disk (self),
                        ph_store_message_get_id (ph_stored_get_message (self->stored)),
                        step,
                        step_cb,
                        it);
}

static void
send_again_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  take_step (data, PH_OUTBOX_STEP_SEND, _ ("The message is in the outbox"));
}

static void
send_to_refused_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  take_step (data, PH_OUTBOX_STEP_SEND_TO_REFUSED, _ ("The message is in the outbox"));
}

static void
mark_as_sent_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  take_step (data, PH_OUTBOX_STEP_MARK_AS_SENT, _ ("Marked as sent"));
}

/* It stays as it is: in the outbox, where nobody sends it. */
static void
keep_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_close (GTK_WINDOW (((PhStoredView *) data)->view));
}

static void
use_as_new_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PhStoredView *self = data;

  ph_application_compose_from (self->application, ph_stored_get_message (self->stored));
}

/* ---- conversation ------------------------------------------------------------------------------------------------------- */

static void
show_attempt (PhStoredView *self, const PhStoreAttempt *attempt)
{
  g_autoptr (PhErrorText) why = ph_stored_describe_attempt (attempt);
  const char *text = attempt->transcript != NULL ? attempt->transcript : "";
  g_autoptr (PhSmtpTranscript) transcript = ph_smtp_transcript_new_for_text (text, attempt->started);
  PhConversation *conversation = ph_conversation_new (GTK_WINDOW (self->view), transcript);

  if (why != NULL)
    {
      ph_smtp_transcript_mark_failure (transcript);
      ph_conversation_set_explanation (conversation, why->title, why->text);
    }
  gtk_window_present (GTK_WINDOW (conversation));
}

static void
show_attempt_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PhStoredView *self = data;
  const PhStoreAttempt *attempt = ph_stored_find_attempt (self->stored, g_variant_get_int64 (parameter));

  if (attempt != NULL)
    show_attempt (self, attempt);
}

static void
show_conversation_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PhStoredView *self = data;
  const PhStoreAttempt *attempt = ph_stored_get_newest_attempt (self->stored);

  if (attempt != NULL)
    show_attempt (self, attempt);
}

/* ---- proof ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  PhStoreMessage *message; /* (owned) */
  GPtrArray *attempts; /* (owned): nobody changes it */
  GFile *target; /* (owned) */
} PhProof;

static void
proof_free (PhProof *proof)
{
  g_object_unref (proof->message);
  g_ptr_array_unref (proof->attempts);
  g_object_unref (proof->target);
  g_free (proof);
}

static void
write_proof_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const PhProof *proof = task_data;
  GError *error = NULL;
  g_autoptr (GFileOutputStream) output
      = g_file_replace (proof->target, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, &error);

  if (output != NULL
      && ph_outbox_proof_write (proof->message,
                                proof->attempts,
                                g_get_real_time (),
                                G_OUTPUT_STREAM (output),
                                cancellable,
                                &error)
      && g_output_stream_close (G_OUTPUT_STREAM (output), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
proof_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  PhMessageView *view = PH_MESSAGE_VIEW (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      ph_message_view_toast (view, _ ("Proof saved"));
      return;
    }
  /* Translators: %s is the reason, such as "Permission denied". */
  text = g_strdup_printf (_ ("Not saved: %s"), error->message);
  ph_message_view_toast (view, text);
}

static void
write_proof (PhStoredView *self, GFile *target)
{
  g_autoptr (GTask) task = g_task_new (self->view, NULL, proof_written_cb, NULL);
  PhProof *proof = g_new0 (PhProof, 1);

  proof->message = g_object_ref (ph_stored_get_message (self->stored));
  proof->attempts = g_ptr_array_ref (ph_stored_get_attempts (self->stored));
  proof->target = g_object_ref (target);
  g_task_set_task_data (task, proof, (GDestroyNotify) proof_free);
  g_task_run_in_thread (task, write_proof_in_thread);
}

static void
proof_response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  PhStoredView *self = data;
  g_autoptr (GFile) target
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (target != NULL)
    write_proof (self, target);
  g_clear_object (&self->chooser);
}

static void
save_proof_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PhStoredView *self = data;
  g_autofree char *title = NULL;
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;

  if (ph_stored_get_attempts (self->stored) == NULL)
    return;
  /* Translators: the suggested name of a file; %s is a message's subject. */
  title = g_strdup_printf (_ ("Proof of %s"), ph_store_message_get_subject (ph_stored_get_message (self->stored)));
  /* Translators: the suggested name of a file. */
  stem = ph_foreign_text_make_file_name (title, _ ("Proof"));
  name = g_strconcat (stem, ".eml", NULL);
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Save Proof of Posting"),
                                               GTK_WINDOW (self->view),
                                               GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Save"),
                                               NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect (self->chooser, "response", G_CALLBACK (proof_response_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- another program ---------------------------------------------------------------------------------------------------- */

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMessageView) view = data;
  g_autoptr (GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    tell_unopened (view, error);
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhMessageView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = ph_message_export_finish (result, &error);
  g_autoptr (GdkAppLaunchContext) context = NULL;
  g_autofree char *uri = NULL;

  if (file == NULL)
    {
      tell_unopened (view, error);
      return;
    }
  uri = g_file_get_uri (file);
  context = gdk_display_get_app_launch_context (gdk_display_get_default ());
  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb, g_object_ref (view));
}

static void
open_elsewhere_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  PhStoredView *self = data;

  ph_message_export_async (ph_stored_get_message (self->stored), NULL, exported_cb, g_object_ref (self->view));
}

/* ---- the window ----------------------------------------------------------------------------------------------------------- */

static const GActionEntry entries[] = {
  { "send-again", send_again_cb, NULL, NULL, NULL, { 0 } },
  { "send-to-refused", send_to_refused_cb, NULL, NULL, NULL, { 0 } },
  { "mark-as-sent", mark_as_sent_cb, NULL, NULL, NULL, { 0 } },
  { "keep", keep_cb, NULL, NULL, NULL, { 0 } },
  { "use-as-new", use_as_new_cb, NULL, NULL, NULL, { 0 } },
  { "show-conversation", show_conversation_cb, NULL, NULL, NULL, { 0 } },
  { "show-attempt", show_attempt_cb, "x", NULL, NULL, { 0 } },
  { "save-proof", save_proof_cb, NULL, NULL, NULL, { 0 } },
  { "open-elsewhere", open_elsewhere_cb, NULL, NULL, NULL, { 0 } },
};

static void
set_enabled (GActionMap *actions, const char *name, gboolean is_enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, name)), is_enabled);
}

static void
update_actions_cb (PhStored *stored, GActionMap *actions)
{
  PhStoreState state = ph_store_message_get_state (ph_stored_get_message (stored));
  gboolean is_moving = state == PH_STORE_STATE_SENDING || state == PH_STORE_STATE_COMMITTING;

  set_enabled (actions, "send-again", !is_moving);
  set_enabled (actions, "show-conversation", ph_stored_get_newest_attempt (stored) != NULL);
  set_enabled (actions, "save-proof", ph_stored_get_newest_attempt (stored) != NULL && !is_moving);
}

static GSimpleActionGroup *
new_actions (PhApplication *application, PhMessageView *view, PhStored *stored)
{
  GSimpleActionGroup *actions = g_simple_action_group_new ();
  PhStoredView *self = g_new0 (PhStoredView, 1);

  self->application = application;
  self->view = view;
  self->stored = g_object_ref (stored);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), self);
  g_object_set_data_full (G_OBJECT (actions), "ph-stored-view", self, ph_stored_view_free);
  g_signal_connect_object (stored, "changed", G_CALLBACK (update_actions_cb), actions, 0);
  update_actions_cb (stored, G_ACTION_MAP (actions));
  return actions;
}

static GMenuModel *
new_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) again = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();

  g_menu_append (again, _ ("Send Again"), "stored.send-again");
  g_menu_append (again, _ ("Use as New Message"), "stored.use-as-new");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (again));
  g_menu_append (more, _ ("Show Conversation"), "stored.show-conversation");
  g_menu_append (more, _ ("Save Proof…"), "stored.save-proof");
  g_menu_append (more, _ ("Open in Another Program"), "stored.open-elsewhere");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  return G_MENU_MODEL (menu);
}

/* (nullable) */
static GtkWindow *
find_open (PhStoreMessage *message)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
      PhStored *stored = g_object_get_data (G_OBJECT (window), "ph-stored");

      if (stored != NULL
          && ph_store_message_get_id (ph_stored_get_message (stored)) == ph_store_message_get_id (message))
        return window;
    }
  return NULL;
}

void
ph_stored_view_present (PhApplication *application, GtkWindow *parent, PhStoreMessage *message)
{
  GtkWindow *open = find_open (message);
  PhMessageView *view = NULL;
  g_autoptr (PhStored) stored = NULL;
  g_autoptr (GSimpleActionGroup) actions = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  if (open != NULL)
    {
      gtk_window_present (open);
      return;
    }
  view = ph_message_view_new (parent, ph_store_message_get_file (message));
  stored = ph_stored_new (ph_outbox_get_disk (ph_application_get_outbox (application)), message);
  g_object_set_data_full (G_OBJECT (view), "ph-stored", g_object_ref (stored), g_object_unref);
  actions = new_actions (application, view, stored);
  gtk_widget_insert_action_group (GTK_WIDGET (view), "stored", G_ACTION_GROUP (actions));
  menu = new_menu ();
  ph_message_view_add_fate (view,
                            ph_fate_page_new (stored),
                            menu,
                            ph_store_message_get_state (message) != PH_STORE_STATE_SENT
                                || ph_store_state_text_is_trouble (message));
  gtk_window_present (GTK_WINDOW (view));
}
