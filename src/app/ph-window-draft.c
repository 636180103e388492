/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is being written is kept: soon after the last change, and when the window closes. Nobody is ever asked. */
#include "config.h"

#include "ph-window-private.h"

#include "ph-outbox-draft.h"
#include "ph-strangers.h"
#include "ph-toast.h"

#include <glib/gi18n.h>

/* After the last change, so that it is saved within two seconds; and after the first one, for who never pauses. */
#define SAVE_MS 1500
#define SAVE_MS_MAX 4000
/* How long the title says so. */
#define SAID_SECONDS 3
/* A session that nobody used meanwhile is made ready again. */
#define WARM_PAUSE_US (50 * G_USEC_PER_SEC)

static PhOutboxDisk *
ph_window_get_disk (PhWindow *self)
{
  return ph_outbox_get_disk (ph_application_get_outbox (ph_window_get_app (self)));
}

/* ---- said ------------------------------------------------------------------------------------------------------ */

static gboolean
unsay_cb (gpointer data)
{
  PhWindow *self = data;

  self->said_source = 0;
  adw_window_title_set_subtitle (self->title, "");
  return G_SOURCE_REMOVE;
}

static void
ph_window_say_saved (PhWindow *self)
{
  adw_window_title_set_subtitle (self->title, _ ("Draft saved"));
  g_clear_handle_id (&self->said_source, g_source_remove);
  self->said_source = g_timeout_add_seconds (SAID_SECONDS, unsay_cb, self);
}

static void
ph_window_say_unsaved (PhWindow *self, const GError *error)
{
  g_autofree char *why = ph_error_text_dup_disk_problem (error);

  ph_banner_present (self->banner, PH_BANNER_ERROR, _ ("The draft could not be saved"), why);
  ph_banner_add_button (self->banner, _ ("Retry"), "win.save-draft");
  ph_banner_add_button (self->banner, _ ("Discard Draft"), "win.discard-draft");
  ph_banner_reveal (self->banner, FALSE);
}

/* ---- saving ------------------------------------------------------------------------------------------------------ */

static void ph_window_save (PhWindow *self);

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhWindowOrder) order = g_steal_pointer (&self->order);
  gint64 id = ph_outbox_draft_save_finish (PH_OUTBOX_DISK (source), result, &error);

  g_application_release (g_application_get_default ());
  self->is_saving = FALSE;
  if (ph_window_get_app (self) == NULL)
    return;
  if (id == 0)
    {
      self->has_unsaved = TRUE;
      ph_window_say_unsaved (self, error);
      ph_window_come_back (self);
    }
  else
    {
      self->stored = id;
      ph_window_say_saved (self);
    }
  if (self->has_unsaved && id != 0 && self->save_source == 0)
    ph_window_save (self);
  if (order != NULL)
    ph_window_carry_out (self, order);
  ph_window_go_on_closing (self);
}

static gboolean
remove_draft (PhStore *store, gpointer id, GCancellable *cancellable, GError **error)
{
  return ph_outbox_draft_take_back (store, *(const gint64 *) id, error)
         && ph_store_remove (store, *(const gint64 *) id, error);
}

/* No empty draft is kept. */
static void
ph_window_forget_draft (PhWindow *self)
{
  if (self->stored != 0)
    ph_outbox_disk_run_async (ph_window_get_disk (self),
                              remove_draft,
                              g_memdup2 (&self->stored, sizeof self->stored),
                              g_free,
                              NULL,
                              NULL,
                              NULL);
  self->stored = 0;
}

static void
ph_window_save (PhWindow *self)
{
  PhAccount *account = ph_composer_get_account (self->composer);
  g_autoptr (PhMessage) message = NULL;

  g_clear_handle_id (&self->save_source, g_source_remove);
  self->has_unsaved = self->is_saving;
  if (self->is_saving)
    return;
  if (ph_composer_is_untouched (self->composer))
    {
      ph_window_forget_draft (self);
      return;
    }
  self->is_saving = TRUE;
  message = ph_composer_dup_message (self->composer);
  g_application_hold (g_application_get_default ());
  ph_outbox_draft_save_async (ph_window_get_disk (self),
                              message,
                              account != NULL ? ph_account_get_id (account) : "",
                              self->stored,
                              saved_cb,
                              g_object_ref (self));
}

static gboolean
save_cb (gpointer data)
{
  PhWindow *self = data;

  self->save_source = 0;
  ph_window_save (self);
  return G_SOURCE_REMOVE;
}

/* Whoever has named a recipient is likely to send soon. A session is kept for a minute. */
static void
ph_window_warm (PhWindow *self)
{
  PhAccount *account = ph_composer_get_account (self->composer);
  gint64 now = g_get_monotonic_time ();

  if (account == NULL || !ph_composer_has_recipient (self->composer)
      || (self->warmed_us != 0 && now - self->warmed_us < WARM_PAUSE_US))
    return;
  self->warmed_us = now;
  ph_outbox_warm (ph_application_get_outbox (ph_window_get_app (self)), account);
}

static void
ph_window_save_soon (PhWindow *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 waited_ms = 0;

  if (self->save_source == 0)
    self->unsaved_us = now;
  waited_ms = (now - self->unsaved_us) / G_TIME_SPAN_MILLISECOND;
  self->has_unsaved = TRUE;
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add ((guint) CLAMP (SAVE_MS_MAX - waited_ms, 0, SAVE_MS), save_cb, self);
}

void
ph_window_note_change (PhWindow *self)
{
  if (ph_window_get_app (self) == NULL || ph_window_is_sending (self) || ph_window_is_waiting (self))
    return;
  ph_window_save_soon (self);
  ph_window_warm (self);
}

void
ph_window_save_draft (PhWindow *self)
{
  if (self->has_unsaved && !ph_window_is_sending (self) && !ph_window_is_waiting (self))
    ph_window_save (self);
}

gboolean
ph_window_wait_for_draft (PhWindow *self, PhWindowOrder *order)
{
  self->has_unsaved = FALSE;
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_pointer (&self->order, ph_window_order_free);
  if (self->is_saving)
    self->order = order;
  else
    ph_window_order_free (order);
  return self->is_saving;
}

void
ph_window_stop_saving (PhWindow *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_handle_id (&self->said_source, g_source_remove);
}

/* ---- closing ----------------------------------------------------------------------------------------------------- */

/* It stays in sight: GTK 4.8 crashes when a screen reader asks for the windows while one of them is hidden. */
gboolean
ph_window_stay_for_draft (PhWindow *self)
{
  ph_window_save_draft (self);
  self->is_closing = self->is_saving || ph_composer_is_attaching (self->composer);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->is_closing ? "progress" : NULL);
  return self->is_closing;
}

void
ph_window_go_on_closing (PhWindow *self)
{
  if (self->is_closing && !ph_window_stay_for_draft (self))
    gtk_window_destroy (GTK_WINDOW (self));
}

void
ph_window_come_back (PhWindow *self)
{
  if (self->is_closing)
    gtk_window_present (GTK_WINDOW (self));
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  self->is_closing = FALSE;
}

/* ---- discarding -------------------------------------------------------------------------------------------------- */

static gboolean
restore_draft (PhStore *store, gpointer id, GCancellable *cancellable, GError **error)
{
  return ph_store_restore (store, *(const gint64 *) id, error);
}

void
ph_window_discard_draft (PhWindow *self)
{
  AdwToast *toast = NULL;

  if (ph_composer_is_untouched (self->composer) || ph_window_is_sending (self) || self->is_saving)
    return;
  ph_window_stop_saving (self);
  self->has_unsaved = FALSE;
  g_clear_object (&self->discarded);
  self->discarded = ph_composer_dup_message (self->composer);
  self->discarded_stored = self->stored;
  ph_window_forget_draft (self);
  ph_composer_clear (self->composer);
  ph_composer_focus (self->composer);
  ph_banner_dismiss (self->banner);
  toast = ph_toast_new (_ ("Draft discarded"));
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "win.undo-discard");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
ph_window_undo_discard (PhWindow *self)
{
  if (self->discarded == NULL || !ph_composer_is_untouched (self->composer))
    return;
  ph_composer_load (self->composer, self->discarded, NULL);
  self->stored = self->discarded_stored;
  if (self->stored != 0)
    ph_outbox_disk_run_async (ph_window_get_disk (self),
                              restore_draft,
                              g_memdup2 (&self->stored, sizeof self->stored),
                              g_free,
                              NULL,
                              NULL,
                              NULL);
  g_clear_object (&self->discarded);
  ph_window_note_change (self);
  ph_composer_focus (self->composer);
}

/* ---- kept from before -------------------------------------------------------------------------------------------- */

static void
ph_window_offer_messages (PhWindow *self, const char *title)
{
  AdwToast *toast = ph_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Open"));
  adw_toast_set_action_name (toast, "app.messages");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
counted_strangers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhWindow) self = data;
  guint n = ph_strangers_count_finish (PH_OUTBOX_DISK (source), result);
  g_autofree char *title = NULL;

  if (n == 0 || ph_window_get_app (self) == NULL)
    return;
  /* Translators: %u counts messages */
  title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u message could not be read", "%u messages could not be read", n),
      n);
  ph_window_offer_messages (self, title);
}

static gboolean
count_drafts (PhStore *store, gpointer n_drafts, GCancellable *cancellable, GError **error)
{
  *(int *) n_drafts = ph_store_count (store, PH_STORE_BOX_DRAFTS, NULL, error);
  return *(int *) n_drafts >= 0;
}

/* A store that cannot be read is told where its messages are listed. */
static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhWindow) self = data;
  gpointer n_drafts = NULL;
  g_autofree char *title = NULL;
  int n = 0;

  if (!ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, &n_drafts, NULL) || ph_window_get_app (self) == NULL)
    return;
  n = *(int *) n_drafts;
  if (n == 0)
    return;
  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d draft kept", "%d drafts kept", (gulong) n), n);
  ph_window_offer_messages (self, title);
}

void
ph_window_offer_drafts (PhWindow *self)
{
  g_return_if_fail (PH_IS_WINDOW (self));

  ph_outbox_disk_run_async (ph_window_get_disk (self),
                            count_drafts,
                            g_new0 (int, 1),
                            g_free,
                            NULL,
                            counted_cb,
                            g_object_ref (self));
  ph_strangers_count_async (ph_window_get_disk (self), NULL, counted_strangers_cb, g_object_ref (self));
}
