/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever did not get it comes first: that is what a person has to know. */
#include "config.h"

#include "ph-fate-page.h"

#include <glib/gi18n.h>

#include "ph-foreign-text.h"
#include "ph-short-time.h"
#include "ph-store-state-text.h"
#include "ph-wrap-layout.h"

/* A list box makes a widget of each row: more of them than that are counted, not shown. */
#define MAX_ROWS 200

struct _PhFatePage
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *buttons;
  AdwPreferencesGroup *recipients;
  AdwPreferencesGroup *attempts;
  GtkLabel *more_label;

  PhStored *stored; /* (owned) */
  GPtrArray *rows; /* (owned): GtkWidget: to take them out of their groups again */
};

G_DEFINE_FINAL_TYPE (PhFatePage, ph_fate_page, ADW_TYPE_BIN)

/* Day and time, as it is said in a sentence. */
static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return g_date_time_format (then, "%x %H:%M");
}

/* ---- in a sentence --------------------------------------------------------------------------------------------------- */

static char *
describe_sent (const PhStoreAttempt *attempt)
{
  g_autofree char *time = NULL;

  if (attempt == NULL)
    return g_strdup (_ ("It was marked as sent by hand."));
  time = format_time (attempt->ended);
  if (attempt->queue_id != NULL)
    /* Translators: a server, a day and time, and the name by which the server's log knows the message. */
    return g_strdup_printf (_ ("%1$s took it on %2$s, as “%3$s”."), attempt->host, time, attempt->queue_id);
  /* Translators: a server, and a day and time. */
  return g_strdup_printf (_ ("%1$s took it on %2$s."), attempt->host, time);
}

static char *
describe_unknown (const PhStoreAttempt *attempt)
{
  g_autofree char *time = NULL;
  g_autofree char *known = NULL;

  if (attempt == NULL)
    return g_strdup (
        _ ("Posthaste ended while a server may have been taking the message. Sending again could deliver it "
           "twice."));
  time = format_time (attempt->ended);
  /* Translators: a server, and a day and time. */
  known = g_strdup_printf (_ ("%1$s had the whole message on %2$s, and the connection broke before it answered."),
                           attempt->host,
                           time);
  return g_strconcat (known, " ", _ ("The message may have arrived. Sending again could deliver it twice."), NULL);
}

static void
ph_fate_page_say (PhFatePage *self, const char *title, const char *text)
{
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->text, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text), text != NULL && *text != '\0');
}

static void
ph_fate_page_say_sent (PhFatePage *self, PhStoreMessage *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  PhStoreStateContext context = { now, TRUE, TRUE, -1 };
  const PhStoreAttempt *attempt = ph_stored_get_newest_attempt (self->stored);
  g_autofree char *title = ph_store_state_text_new (message, &context);
  g_autofree char *text = NULL;

  text = describe_sent (attempt != NULL && attempt->state == PH_STORE_STATE_SENT ? attempt : NULL);
  ph_fate_page_say (self, *title != '\0' ? title : _ ("Message Sent"), text);
}

static void
ph_fate_page_say_waiting (PhFatePage *self, PhStoreMessage *message)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  PhStoreStateContext context = { now, TRUE, TRUE, -1 };
  g_autofree char *title = ph_store_state_text_new (message, &context);
  const PhStoreAttempt *attempt = ph_stored_get_newest_attempt (self->stored);
  g_autoptr (PhErrorText) why = attempt != NULL ? ph_stored_describe_attempt (attempt) : NULL;

  ph_fate_page_say (self, title, why != NULL ? why->title : NULL);
}

static void
ph_fate_page_say_failed (PhFatePage *self, PhStoreMessage *message)
{
  const PhStoreAttempt *attempt = ph_stored_get_newest_attempt (self->stored);
  g_autoptr (PhErrorText) why = attempt != NULL ? ph_stored_describe_attempt (attempt) : NULL;

  if (why != NULL)
    ph_fate_page_say (self, why->title, why->text);
  else
    ph_fate_page_say (self, _ ("Message not sent"), ph_store_message_get_problem (message));
}

static void
ph_fate_page_show_sentence (PhFatePage *self)
{
  PhStoreMessage *message = ph_stored_get_message (self->stored);
  g_autofree char *text = NULL;

  switch (ph_store_message_get_state (message))
    {
    case PH_STORE_STATE_SENT:
      ph_fate_page_say_sent (self, message);
      break;
    case PH_STORE_STATE_UNKNOWN:
      text = describe_unknown (ph_stored_get_newest_attempt (self->stored));
      ph_fate_page_say (self, _ ("May have arrived"), text);
      break;
    case PH_STORE_STATE_FAILED:
      ph_fate_page_say_failed (self, message);
      break;
    case PH_STORE_STATE_DRAFT:
      ph_fate_page_say (self, _ ("A draft"), _ ("Nobody sends it until you do."));
      break;
    case PH_STORE_STATE_QUEUED:
    case PH_STORE_STATE_SENDING:
    case PH_STORE_STATE_COMMITTING:
    default:
      ph_fate_page_say_waiting (self, message);
      break;
    }
}

/* ---- what can be done -------------------------------------------------------------------------------------------------- */

static void
ph_fate_page_add_button (PhFatePage *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (self->buttons), button);
}

static void
ph_fate_page_show_buttons (PhFatePage *self)
{
  PhStoreMessage *message = ph_stored_get_message (self->stored);
  PhStoreState state = ph_store_message_get_state (message);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->buttons)) != NULL)
    gtk_box_remove (GTK_BOX (self->buttons), child);
  if (state == PH_STORE_STATE_UNKNOWN)
    {
      ph_fate_page_add_button (self, _ ("Send Again"), "stored.send-again");
      ph_fate_page_add_button (self, _ ("Mark as Sent"), "stored.mark-as-sent");
      ph_fate_page_add_button (self, _ ("Keep"), "stored.keep");
    }
  else if (state == PH_STORE_STATE_SENT && ph_store_state_text_count_fate (message, PH_STORE_FATE_REFUSED) > 0)
    ph_fate_page_add_button (self, _ ("Send to the Refused Ones"), "stored.send-to-refused");
  else if (state == PH_STORE_STATE_FAILED || state == PH_STORE_STATE_QUEUED)
    ph_fate_page_add_button (self, _ ("Send Now"), "stored.send-again");
  gtk_widget_set_visible (self->buttons, gtk_widget_get_first_child (self->buttons) != NULL);
}

/* ---- for each recipient -------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *icon;
  const char *words;
} fates[] = {
  [PH_STORE_FATE_PENDING] = { "content-loading-symbolic", N_ ("Not sent yet") },
  [PH_STORE_FATE_COMMITTING] = { "content-loading-symbolic", N_ ("Sending…") },
  [PH_STORE_FATE_SENT] = { "emblem-ok-symbolic", N_ ("Sent") },
  [PH_STORE_FATE_REFUSED] = { "dialog-warning-symbolic", N_ ("Refused") },
  [PH_STORE_FATE_UNKNOWN] = { "dialog-question-symbolic", N_ ("May have arrived") },
};

static char *
describe_fate (const PhStoreRecipient *recipient)
{
  const char *words = _ (fates[recipient->fate].words);
  g_autofree char *quote = NULL;

  if (recipient->fate == PH_STORE_FATE_SENT)
    return g_strdup (words);
  quote = ph_error_text_quote (recipient->words);
  /* Translators: what became of a recipient, "Refused", and the server's words in quotation marks. */
  return quote != NULL ? g_strdup_printf (_ ("%1$s: %2$s"), words, quote) : g_strdup (words);
}

static char *
describe_person (const PhStoreRecipient *recipient)
{
  static const char *const fields[] = { NULL, N_ ("Cc"), N_ ("Bcc") };
  g_autofree char *name = ph_foreign_text_isolate (recipient->name);
  g_autofree char *address = ph_foreign_text_isolate (recipient->address);
  g_autofree char *person = NULL;

  person = *name != '\0' ? g_strdup_printf ("%s <%s>", name, address) : g_strdup (address);
  if (recipient->field == 0 || recipient->field >= G_N_ELEMENTS (fields))
    return g_steal_pointer (&person);
  /* Translators: a field of a message, "Cc" or "Bcc", and who is in it. */
  return g_strdup_printf (_ ("%1$s: %2$s"), _ (fields[recipient->field]), person);
}

static GtkWidget *
new_row (const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  return row;
}

static void
ph_fate_page_add_row (PhFatePage *self, AdwPreferencesGroup *group, GtkWidget *row)
{
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (group, row);
}

static void
ph_fate_page_add_recipient (PhFatePage *self, const PhStoreRecipient *recipient)
{
  g_autofree char *person = describe_person (recipient);
  g_autofree char *fate = describe_fate (recipient);

  ph_fate_page_add_row (self, self->recipients, new_row (fates[recipient->fate].icon, person, fate));
}

static void
ph_fate_page_show_recipients (PhFatePage *self)
{
  static const PhStoreFate order[] = { PH_STORE_FATE_REFUSED,
                                       PH_STORE_FATE_UNKNOWN,
                                       PH_STORE_FATE_PENDING,
                                       PH_STORE_FATE_COMMITTING,
                                       PH_STORE_FATE_SENT };
  GPtrArray *recipients = ph_store_message_get_recipients (ph_stored_get_message (self->stored));
  guint n_shown = 0;
  g_autofree char *more = NULL;

  for (gsize k = 0; k < G_N_ELEMENTS (order); k++)
    for (guint i = 0; i < recipients->len && n_shown < MAX_ROWS; i++)
      {
        const PhStoreRecipient *recipient = g_ptr_array_index (recipients, i);

        if (recipient->fate != order[k])
          continue;
        ph_fate_page_add_recipient (self, recipient);
        n_shown++;
      }
  more = g_strdup_printf (
      /* Translators: %u counts recipients that the list has no room for. */
      g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", recipients->len - n_shown),
      recipients->len - n_shown);
  gtk_label_set_label (self->more_label, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_shown < recipients->len);
  gtk_widget_set_visible (GTK_WIDGET (self->recipients), recipients->len > 0);
}

/* ---- in each attempt ------------------------------------------------------------------------------------------------------ */

static char *
describe_attempt (const PhStoreAttempt *attempt)
{
  g_autoptr (PhErrorText) why = ph_stored_describe_attempt (attempt);
  g_autofree char *quote = ph_error_text_quote (attempt->words);
  const char *what = why != NULL ? why->title : quote != NULL ? quote : _ ("Sent");

  return g_strconcat (what, "\n", attempt->tls != NULL ? attempt->tls : _ ("Not encrypted"), NULL);
}

static void
ph_fate_page_add_attempt (PhFatePage *self, const PhStoreAttempt *attempt)
{
  g_autofree char *time = format_time (attempt->started);
  g_autofree char *host = ph_foreign_text_isolate (attempt->host);
  /* Translators: the day and time of an attempt, and the server. */
  g_autofree char *title = g_strdup_printf (_ ("%1$s, %2$s"), time, host);
  g_autofree char *subtitle = describe_attempt (attempt);
  GtkWidget *row = new_row (attempt->error == NULL ? "emblem-ok-symbolic" : "dialog-warning-symbolic", title, subtitle);
  GtkWidget *button = gtk_button_new_from_icon_name ("utilities-terminal-symbolic");
  g_autofree char *name = NULL;

  /* Translators: %s is a day and time. */
  name = g_strdup_printf (_ ("Show the conversation of %s"), time);
  gtk_widget_set_tooltip_text (button, _ ("Show Conversation"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", attempt->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "stored.show-attempt");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  ph_fate_page_add_row (self, self->attempts, row);
}

static void
ph_fate_page_show_attempts (PhFatePage *self)
{
  GPtrArray *attempts = ph_stored_get_attempts (self->stored);
  guint n_attempts = attempts != NULL ? attempts->len : 0;

  for (guint i = n_attempts; i > 0; i--)
    ph_fate_page_add_attempt (self, g_ptr_array_index (attempts, i - 1));
  gtk_widget_set_visible (GTK_WIDGET (self->attempts), n_attempts > 0);
}

static void
remove_row (gpointer row, gpointer data)
{
  GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
}

static void
ph_fate_page_show (PhFatePage *self)
{
  g_ptr_array_foreach (self->rows, remove_row, NULL);
  g_ptr_array_set_size (self->rows, 0);
  ph_fate_page_show_sentence (self);
  ph_fate_page_show_buttons (self);
  ph_fate_page_show_recipients (self);
  ph_fate_page_show_attempts (self);
}

/* ---- object ---------------------------------------------------------------------------------------------------------------- */

static void
ph_fate_page_dispose (GObject *object)
{
  PhFatePage *self = PH_FATE_PAGE (object);

  g_clear_object (&self->stored);
  gtk_widget_dispose_template (GTK_WIDGET (self), PH_TYPE_FATE_PAGE);

  G_OBJECT_CLASS (ph_fate_page_parent_class)->dispose (object);
}

static void
ph_fate_page_finalize (GObject *object)
{
  g_ptr_array_unref (PH_FATE_PAGE (object)->rows);

  G_OBJECT_CLASS (ph_fate_page_parent_class)->finalize (object);
}

static void
ph_fate_page_class_init (PhFatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ph_fate_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ph_fate_page_finalize;

  g_type_ensure (PH_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-fate-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PhFatePage, title);
  gtk_widget_class_bind_template_child (widget_class, PhFatePage, text);
  gtk_widget_class_bind_template_child (widget_class, PhFatePage, buttons);
  gtk_widget_class_bind_template_child (widget_class, PhFatePage, recipients);
  gtk_widget_class_bind_template_child (widget_class, PhFatePage, attempts);
  gtk_widget_class_bind_template_child (widget_class, PhFatePage, more_label);
}

static void
ph_fate_page_init (PhFatePage *self)
{
  self->rows = g_ptr_array_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ph_fate_page_new (PhStored *stored)
{
  PhFatePage *self = NULL;

  g_return_val_if_fail (PH_IS_STORED (stored), NULL);

  self = g_object_new (PH_TYPE_FATE_PAGE, NULL);
  self->stored = g_object_ref (stored);
  g_signal_connect_object (stored, "changed", G_CALLBACK (ph_fate_page_show), self, G_CONNECT_SWAPPED);
  ph_fate_page_show (self);
  return GTK_WIDGET (self);
}
