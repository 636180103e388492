/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages that take the composer's place: the message is sent, or taken to be, or waits in the outbox. */
#include "config.h"

#include "ph-window-private.h"

#include <glib/gi18n.h>

/* How long the page that says "sent" stays when nobody touches it. */
#define CLOSE_SECONDS 3

/* ---- sent ------------------------------------------------------------------------------------------------------- */

static gboolean
was_refused (PhDelivery *delivery, const PhStoreRecipient *recipient)
{
  PhSmtpEnvelope *envelope = ph_delivery_get_envelope (delivery);

  if (recipient->fate == PH_STORE_FATE_REFUSED)
    return TRUE;
  for (guint i = 0; i < ph_smtp_envelope_get_n_recipients (envelope); i++)
    if (g_str_equal (ph_smtp_envelope_get_recipient (envelope, i), recipient->address))
      return ph_smtp_envelope_get_outcome (envelope, i) == PH_SMTP_OUTCOME_REFUSED;
  return FALSE;
}

static char *
describe_recipients (PhDelivery *delivery)
{
  GPtrArray *recipients = ph_store_message_get_recipients (ph_delivery_get_stored (delivery));
  const char *label = NULL;
  guint n_others = 0;

  for (guint i = 0; i < recipients->len; i++)
    {
      const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

      if (was_refused (delivery, recipient))
        continue;
      if (label == NULL)
        label = *recipient->name != '\0' ? recipient->name : recipient->address;
      else
        n_others++;
    }
  if (label == NULL)
    return g_strdup ("");
  if (n_others == 0)
    /* Translators: %s is a person's name or address */
    return g_strdup_printf (_ ("To %s"), label);
  /* Translators: a person's name or address, and how many more there are */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "To %s and %u other", "To %s and %u others", n_others),
                          label,
                          n_others);
}

static char *
dup_day_and_hour (gint64 us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) then = g_date_time_to_local (utc);

  /* Translators: a weekday and a time, as in “Monday, 08:00”; see g_date_time_format() */
  return g_date_time_format (then, _ ("%A, %H:%M"));
}

/* What the server took may be its to send, later. */
static gboolean
is_held_by_server (PhDelivery *delivery)
{
  PhStoreMessage *stored = ph_delivery_get_stored (delivery);

  return ph_delivery_get_state (delivery) == PH_DELIVERY_SENT
         && ph_store_message_get_holder (stored) == PH_STORE_HOLDER_SERVER
         && ph_store_message_get_due (stored) > g_get_real_time ();
}

static char *
describe_hold (PhDelivery *delivery)
{
  g_autofree char *when = dup_day_and_hour (ph_store_message_get_due (ph_delivery_get_stored (delivery)));

  /* Translators: a server's name, and a weekday and a time, such as “Monday, 08:00” */
  return g_strdup_printf (_ ("%1$s sends it on %2$s. It cannot be taken back."),
                          ph_account_get_host (ph_delivery_get_account (delivery)),
                          when);
}

/* Whom it went to or until when it is held, and who has not got it, as the markup that the page wants. */
static char *
ph_window_describe_sent (PhWindow *self)
{
  PhDelivery *delivery = ph_sending_get_delivery (self->sending);
  g_autofree char *fate = is_held_by_server (delivery) ? describe_hold (delivery) : describe_recipients (delivery);
  g_autofree char *kept = ph_window_describe_kept (self);
  const char *end = kept != NULL ? kept : "";

  return g_markup_printf_escaped ("%s%s%s", fate, kept != NULL ? "\n" : "", end);
}

static const char *
get_sent_title (PhDelivery *delivery)
{
  if (ph_delivery_get_state (delivery) != PH_DELIVERY_SENT)
    return _ ("Kept as Sent");
  return is_held_by_server (delivery) ? _ ("Held by Your Server") : _ ("Message Sent");
}

static guint
close_seconds (void)
{
  const char *wanted = g_getenv ("POSTHASTE_CLOSE_SECONDS");
  guint64 seconds = CLOSE_SECONDS;

  if (wanted != NULL)
    g_ascii_string_to_unsigned (wanted, 10, 0, 3600, &seconds, NULL);
  return (guint) seconds;
}

static gboolean
close_cb (gpointer data)
{
  PhWindow *self = data;

  self->close_source = 0;
  if (gtk_window_is_active (GTK_WINDOW (self)))
    gtk_window_close (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

void
ph_window_stop_closing (PhWindow *self)
{
  g_clear_handle_id (&self->close_source, g_source_remove);
}

void
ph_window_show_sent (PhWindow *self)
{
  g_autofree char *text = ph_window_describe_sent (self);
  gboolean is_practice = ph_account_get_is_practice (ph_sending_get_account (self->sending));
  gboolean has_draft = ph_delivery_get_kept (ph_sending_get_delivery (self->sending)) != NULL;
  GSettings *settings = ph_application_get_settings (ph_window_get_app (self));

  adw_status_page_set_title (self->sent_page, get_sent_title (ph_sending_get_delivery (self->sending)));
  adw_status_page_set_description (self->sent_page, text);
  gtk_widget_set_visible (self->sent_show_button, !is_practice);
  gtk_widget_set_visible (self->sent_folder_button, is_practice);
  gtk_widget_set_visible (self->sent_draft_button, has_draft);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->sent_page));
  ph_composer_clear (self->composer);
  self->stored = 0;
  ph_window_update (self);
  gtk_widget_grab_focus (self->sent_new_button);
  /* What is left to do does not go by itself. */
  if (!has_draft && g_settings_get_boolean (settings, "close-window-after-sending"))
    self->close_source = g_timeout_add_seconds (close_seconds (), close_cb, self);
}

/* ---- waiting ---------------------------------------------------------------------------------------------------- */

/* The server was asked to hold it and did not want to, so that it waits here for the same time. */
static gboolean
is_kept_instead (PhDelivery *delivery)
{
  PhStoreMessage *stored = ph_delivery_get_stored (delivery);

  return ph_store_message_get_holder (stored) == PH_STORE_HOLDER_SERVER && ph_delivery_get_error (delivery) != NULL
         && ph_delivery_get_due (delivery) == ph_store_message_get_due (stored);
}

static gboolean
is_for_later (PhDelivery *delivery)
{
  return ph_store_message_get_holder (ph_delivery_get_stored (delivery)) == PH_STORE_HOLDER_HERE
         || is_kept_instead (delivery);
}

static void
ph_window_fill_waiting_page (PhWindow *self)
{
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (!is_for_later (ph_sending_get_delivery (self->sending)))
    {
      adw_status_page_set_icon_name (self->waiting_page, "network-offline-symbolic");
      adw_status_page_set_title (self->waiting_page, _ ("Waiting for a Network"));
      adw_status_page_set_description (self->waiting_page,
                                       _ ("The message is in the outbox and is sent when you are connected."));
      gtk_button_set_label (GTK_BUTTON (self->waiting_send_button), _ ("Send Now Anyway"));
      return;
    }
  when = dup_day_and_hour (ph_delivery_get_due (ph_sending_get_delivery (self->sending)));
  if (is_kept_instead (ph_sending_get_delivery (self->sending)))
    /* Translators: a server's name, and a weekday and a time, such as “Monday, 08:00” */
    text = g_strdup_printf (_ ("%1$s does not hold it until then, so it is in the outbox. It is sent on %2$s, if this "
                               "computer is on, else when it next is."),
                            ph_account_get_host (ph_sending_get_account (self->sending)),
                            when);
  else
    /* Translators: %s is a weekday and a time, such as “Monday, 08:00” */
    text = g_strdup_printf (
        _ ("The message is in the outbox. It is sent on %s, if this computer is on, else when it next is."),
        when);
  adw_status_page_set_icon_name (self->waiting_page, "alarm-symbolic");
  adw_status_page_set_title (self->waiting_page, _ ("Waiting for Its Time"));
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->waiting_page, markup);
  gtk_button_set_label (GTK_BUTTON (self->waiting_send_button), _ ("Send Now"));
}

gboolean
ph_window_show_waiting (PhWindow *self)
{
  PhDelivery *delivery = ph_sending_get_delivery (self->sending);

  if (ph_delivery_get_error (delivery) != NULL && !is_kept_instead (delivery))
    return FALSE;
  ph_window_fill_waiting_page (self);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->waiting_page));
  ph_window_update (self);
  gtk_widget_grab_focus (self->waiting_send_button);
  return TRUE;
}
