/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message does only when it is asked to: actions for a menu, and a line that says which are on. */
#include "config.h"

#include "ph-composer-private.h"

#include <glib/gi18n.h>

static const char *const importances[] = {
  [PH_MESSAGE_IMPORTANCE_NORMAL] = "normal",
  [PH_MESSAGE_IMPORTANCE_HIGH] = "high",
  [PH_MESSAGE_IMPORTANCE_LOW] = "low",
};

static GAction *
get_action (PhComposer *self, const char *name)
{
  return g_action_map_lookup_action (G_ACTION_MAP (self->option_actions), name);
}

static gboolean
is_on (PhComposer *self, const char *name)
{
  g_autoptr (GVariant) state = g_action_get_state (get_action (self, name));

  return g_variant_get_boolean (state);
}

static void
turn (PhComposer *self, const char *name, gboolean is_wanted)
{
  g_simple_action_set_state (G_SIMPLE_ACTION (get_action (self, name)), g_variant_new_boolean (is_wanted));
}

static PhMessageImportance
get_importance (PhComposer *self)
{
  g_autoptr (GVariant) state = g_action_get_state (get_action (self, "importance"));
  const char *nick = g_variant_get_string (state, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (importances); i++)
    if (g_str_equal (importances[i], nick))
      return i;
  return PH_MESSAGE_IMPORTANCE_NORMAL;
}

/* ---- said ---------------------------------------------------------------------------------------------------------- */

static void
ph_composer_say_options (PhComposer *self)
{
  const char *words[4] = { NULL };
  guint n = 0;
  g_autofree char *text = NULL;

  if (get_importance (self) == PH_MESSAGE_IMPORTANCE_HIGH)
    words[n++] = _ ("High importance");
  if (get_importance (self) == PH_MESSAGE_IMPORTANCE_LOW)
    words[n++] = _ ("Low importance");
  if (is_on (self, "read-receipt"))
    words[n++] = _ ("Read receipt");
  if (is_on (self, "delivery-receipt"))
    words[n++] = _ ("Delivery receipt");
  text = g_strjoinv (" · ", (char **) words);
  gtk_label_set_text (self->options_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->options_text), n > 0);
  gtk_widget_set_visible (self->reply_to_row, is_on (self, "reply-to") || !ph_recipients_is_empty (self->reply_to));
}

void
ph_composer_update_options (PhComposer *self)
{
  PhAccount *account = ph_composer_get_account (self);
  gboolean is_editable = gtk_text_view_get_editable (self->text);
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self->option_actions));

  for (guint i = 0; names[i] != NULL; i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (get_action (self, names[i])), is_editable);
  /* What a server does not do is not offered; what is on already can be turned off. */
  if (account != NULL && ph_account_get_lacks_dsn (account) && !is_on (self, "delivery-receipt"))
    g_simple_action_set_enabled (G_SIMPLE_ACTION (get_action (self, "delivery-receipt")), FALSE);
  ph_composer_say_options (self);
}

/* ---- chosen -------------------------------------------------------------------------------------------------------- */

static void
change_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  PhComposer *self = PH_COMPOSER (data);

  g_simple_action_set_state (action, value);
  ph_composer_update_options (self);
  if (action == G_SIMPLE_ACTION (get_action (self, "reply-to")) && g_variant_get_boolean (value))
    gtk_widget_grab_focus (GTK_WIDGET (self->reply_to));
  g_signal_emit_by_name (self, "changed");
}

void
ph_composer_init_options (PhComposer *self)
{
  static const GActionEntry entries[] = {
    { .name = "importance", .parameter_type = "s", .state = "'normal'", .change_state = change_cb },
    { .name = "read-receipt", .state = "false", .change_state = change_cb },
    { .name = "delivery-receipt", .state = "false", .change_state = change_cb },
    { .name = "reply-to", .state = "false", .change_state = change_cb },
  };

  self->option_actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->option_actions), entries, G_N_ELEMENTS (entries), self);
}

GActionGroup *
ph_composer_get_options (PhComposer *self)
{
  g_return_val_if_fail (PH_IS_COMPOSER (self), NULL);
  return G_ACTION_GROUP (self->option_actions);
}

void
ph_composer_set_settings (PhComposer *self, GSettings *settings)
{
  g_return_if_fail (PH_IS_COMPOSER (self));
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_set_object (&self->settings, settings);
}

/* ---- into a message and out of it ------------------------------------------------------------------------------------ */

static gboolean
is_same (PhMailbox *a, PhMailbox *b)
{
  return a != NULL && b != NULL && g_strcmp0 (ph_mailbox_get_address (a), ph_mailbox_get_address (b)) == 0;
}

/* Only what differs from the identity's own is shown. */
static void
load_reply_to (PhComposer *self, PhMessage *message)
{
  PhMailbox *reply_to = ph_message_get_reply_to (message);
  const char *text = ph_message_get_reply_to_text (message);
  g_autoptr (PhMailbox) usual = ph_composer_dup_reply_to (self);

  if (text != NULL)
    ph_recipients_add_text (self->reply_to, text);
  else if (reply_to != NULL && !is_same (reply_to, usual))
    ph_recipients_add_mailbox (self->reply_to, reply_to);
  else
    return;
  turn (self, "reply-to", TRUE);
}

void
ph_composer_load_options (PhComposer *self, PhMessage *message)
{
  PhMessageOptions options = ph_message_get_options (message);

  g_simple_action_set_state (G_SIMPLE_ACTION (get_action (self, "importance")),
                             g_variant_new_string (importances[ph_message_get_importance (message)]));
  turn (self, "read-receipt", (options & PH_MESSAGE_OPTION_READ_RECEIPT) != 0);
  turn (self, "delivery-receipt", (options & PH_MESSAGE_OPTION_DELIVERY_RECEIPT) != 0);
  turn (self, "reply-to", FALSE);
  ph_recipients_clear (self->reply_to);
  load_reply_to (self, message);
  ph_composer_update_options (self);
}

/* One address is one to answer to; anything else is kept as it is, for it cannot be sent. */
static void
store_reply_to (PhComposer *self)
{
  g_auto (GStrv) texts = ph_recipients_dup_texts (self->reply_to);
  g_autoptr (PhMailbox) usual = ph_composer_dup_reply_to (self);
  g_autoptr (PhMailbox) typed = g_strv_length (texts) == 1 ? ph_mailbox_parse (texts[0], NULL) : NULL;
  g_autofree char *text = typed == NULL ? g_strjoinv (", ", texts) : NULL;

  ph_message_set_reply_to (self->message, typed != NULL ? typed : usual);
  ph_message_set_reply_to_text (self->message, text);
}

static gboolean
is_wanted (PhComposer *self, const char *setting)
{
  return self->settings != NULL && g_settings_get_boolean (self->settings, setting);
}

void
ph_composer_store_options (PhComposer *self)
{
  const struct
  {
    PhMessageOptions option;
    gboolean is_on;
  } options[] = {
    { PH_MESSAGE_OPTION_READ_RECEIPT, is_on (self, "read-receipt") },
    { PH_MESSAGE_OPTION_DELIVERY_RECEIPT, is_on (self, "delivery-receipt") },
    { PH_MESSAGE_OPTION_PRIVATE_ZONE, is_wanted (self, "send-dates-in-utc") },
    { PH_MESSAGE_OPTION_USER_AGENT, is_wanted (self, "send-program-name") },
  };
  PhMessageOptions all = ph_message_get_options (self->message);

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    all = options[i].is_on ? all | options[i].option : all & ~options[i].option;
  ph_message_set_options (self->message, all);
  ph_message_set_importance (self->message, get_importance (self));
  store_reply_to (self);
}

gboolean
ph_composer_has_options (PhComposer *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->options_text)) || !ph_recipients_is_empty (self->reply_to);
}
