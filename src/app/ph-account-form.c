/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of an account. Until the person touches the server settings they follow the address through the table of
 * known providers. A field is judged when it was left, never while it is first typed in; all are judged on apply. */
#include "config.h"

#include "ph-account-form.h"

#include <glib/gi18n.h>

#include "ph-account-input.h"
#include "ph-identity-row.h"
#include "ph-provider.h"

typedef enum
{
  FIELD_NAME,
  FIELD_ADDRESS,
  FIELD_PASSWORD,
  FIELD_HOST,
  FIELD_PORT,
  FIELD_SECURITY,
  N_FIELDS,
} PhAccountField;

struct _PhAccountForm
{
  GtkBox parent_instance;

  GtkWidget *identity_group;
  GtkWidget *server_group;
  AdwExpanderRow *server_expander;
  GtkEditable *name_row;
  GtkWidget *name_error_row;
  GtkLabel *name_error_caption;
  GtkEditable *address_row;
  GtkWidget *address_error_row;
  GtkLabel *address_error_caption;
  GtkEditable *password_row;
  GtkWidget *password_error_row;
  GtkLabel *password_error_caption;
  GtkEditable *host_row;
  GtkWidget *host_error_row;
  GtkLabel *host_error_caption;
  GtkEditable *port_row;
  GtkWidget *port_error_row;
  GtkLabel *port_error_caption;
  AdwComboRow *security_row;
  GtkWidget *security_error_row;
  GtkLabel *security_error_caption;
  GtkEditable *user_row;
  AdwComboRow *auth_row;
  GtkLabel *provider_hint;
  GtkLabel *password_hint;
  PhStepList *steps;
  PhIdentityRow *more_row;
  GtkWidget *others_group;
  GtkListBox *others; /* of PhIdentityRow */
  GtkWidget *add_button;

  PhIdentityRow *removed; /* (owned) (nullable): what Undo brings back */
  int removed_index;
  gboolean is_filling; /* the program writes into the fields, not the person */
  gboolean is_server_typed; /* the server settings no longer follow the address */
  gboolean is_busy;
  gboolean is_complete;
  gboolean has_saved_password;
  gboolean is_keyring_missing;
  char *automatic_user; /* (owned): what "Sign in as" was filled with */
  PhSmtpSecurity last_security;
};

enum
{
  PROP_IS_COMPLETE = 1,
  N_PROPERTIES,
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_IDENTITY_REMOVED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PhAccountForm, ph_account_form, GTK_TYPE_BOX)

static PhSmtpSecurity
get_security (PhAccountForm *self)
{
  return (PhSmtpSecurity) adw_combo_row_get_selected (self->security_row);
}

static PhAccountAuth
get_auth (PhAccountForm *self)
{
  return (PhAccountAuth) adw_combo_row_get_selected (self->auth_row);
}

static gboolean
is_blank (GtkEditable *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));

  return *text == '\0';
}

static const char *
check_name (PhAccountForm *self)
{
  return is_blank (self->name_row) ? _ ("Type the name that recipients will see.") : NULL;
}

static const char *
check_address (PhAccountForm *self)
{
  return ph_account_input_is_address (gtk_editable_get_text (self->address_row))
             ? NULL
             : _ ("That does not look like an e-mail address.");
}

static const char *
check_nothing (PhAccountForm *self)
{
  return NULL;
}

/* An empty one is not wrong: it stands for "find it". */
static const char *
check_host (PhAccountForm *self)
{
  g_autofree char *host = NULL;
  guint port = 0;

  if (is_blank (self->host_row) || ph_account_input_split_host (gtk_editable_get_text (self->host_row), &host, &port))
    return NULL;
  return _ ("That does not look like a server name.");
}

static const char *
check_port (PhAccountForm *self)
{
  guint port = 0;

  return ph_account_input_parse_port (gtk_editable_get_text (self->port_row), &port)
             ? NULL
             : _ ("A port is a number from 1 to 65535.");
}

static const char *
check_security (PhAccountForm *self)
{
  const char *host = gtk_editable_get_text (self->host_row);

  return ph_account_input_is_readable_on_the_way (host, get_security (self), get_auth (self))
             ? _ ("The password would be readable on the way. Choose TLS or STARTTLS.")
             : NULL;
}

static const struct
{
  gsize row; /* offsets in PhAccountForm */
  gsize error_row;
  gsize caption;
  const char *(*check) (PhAccountForm *self);
} FIELDS[N_FIELDS] = {
#define FIELD(name, check)                                                                                             \
  {                                                                                                                    \
    G_STRUCT_OFFSET (PhAccountForm, name##_row), G_STRUCT_OFFSET (PhAccountForm, name##_error_row),                    \
        G_STRUCT_OFFSET (PhAccountForm, name##_error_caption), check                                                   \
  }
  [FIELD_NAME] = FIELD (name, check_name),
  [FIELD_ADDRESS] = FIELD (address, check_address),
  [FIELD_PASSWORD] = FIELD (password, check_nothing),
  [FIELD_HOST] = FIELD (host, check_host),
  [FIELD_PORT] = FIELD (port, check_port),
  [FIELD_SECURITY] = FIELD (security, check_security),
#undef FIELD
};

static GtkWidget *
get_row (PhAccountForm *self, PhAccountField field)
{
  return G_STRUCT_MEMBER (GtkWidget *, self, FIELDS[field].row);
}

/* (nullable) @reason: translated; NULL takes the mark away */
static void
mark_field (PhAccountForm *self, PhAccountField field, const char *reason)
{
  GtkWidget *row = get_row (self, field);
  GtkLabel *caption = G_STRUCT_MEMBER (GtkLabel *, self, FIELDS[field].caption);

  gtk_widget_set_visible (G_STRUCT_MEMBER (GtkWidget *, self, FIELDS[field].error_row), reason != NULL);
  gtk_label_set_label (caption, reason != NULL ? reason : "");
  if (reason != NULL)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               reason != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static gboolean
judge_field (PhAccountForm *self, PhAccountField field)
{
  const char *reason = FIELDS[field].check (self);

  mark_field (self, field, reason);
  return reason == NULL;
}

static void
focus_row (PhAccountForm *self, PhAccountField field)
{
  GtkWidget *row = get_row (self, field);

  if (field >= FIELD_HOST)
    adw_expander_row_set_expanded (self->server_expander, TRUE);
  gtk_widget_grab_focus (row);
  if (GTK_IS_EDITABLE (row))
    gtk_editable_select_region (GTK_EDITABLE (row), 0, -1);
}

static void
set_port (PhAccountForm *self, guint port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  gtk_editable_set_text (self->port_row, text);
}

static void
set_security (PhAccountForm *self, PhSmtpSecurity security)
{
  self->last_security = security;
  adw_combo_row_set_selected (self->security_row, security);
}

/* (transfer full): what this provider wants as the user name */
static char *
dup_user (const char *address, const PhProvider *provider)
{
  const char *at = strrchr (address, '@');

  if (provider == NULL || !provider->user_is_local_part || at == NULL)
    return g_strstrip (g_strdup (address));
  return g_strchug (g_strndup (address, (gsize) (at - address)));
}

/* "Sign in as" follows the address until the person wrote something else there. */
static void
fill_user (PhAccountForm *self, const PhProvider *provider)
{
  char *user = NULL;

  if (g_strcmp0 (gtk_editable_get_text (self->user_row), self->automatic_user) != 0)
    return;
  user = dup_user (gtk_editable_get_text (self->address_row), provider);
  gtk_editable_set_text (self->user_row, user);
  g_free (self->automatic_user);
  self->automatic_user = user;
}

static void
fill_server (PhAccountForm *self, const PhProvider *provider)
{
  gboolean is_found = provider != NULL && *provider->host != '\0';
  PhSmtpSecurity security = is_found ? provider->security : PH_SMTP_SECURITY_TLS;

  gtk_editable_set_text (self->host_row, is_found ? provider->host : "");
  set_security (self, security);
  set_port (self, is_found ? provider->port : ph_account_input_get_usual_port (security));
}

/* (transfer full) (nullable): what to do at @provider before a password is accepted there */
static char *
dup_provider_hint (const PhProvider *provider)
{
  switch (provider->hint)
    {
    case PH_PROVIDER_HINT_APP_PASSWORD:
      /* Translators: %s is a provider, like “Gmail”. An app password is a second password for one program only. */
      return g_strdup_printf (_ ("%s takes an app password here, not your usual one. Make one on its website, in the "
                                 "security settings of your account."),
                              provider->name);
    case PH_PROVIDER_HINT_SWITCH_ON:
      /* Translators: %s is a provider, like “GMX”. */
      return g_strdup_printf (_ ("Sending with other programs has to be switched on first, in the settings of %s on "
                                 "its website."),
                              provider->name);
    case PH_PROVIDER_HINT_OAUTH_ONLY:
      /* Translators: %s is a provider, like “Outlook.com”. */
      return g_strdup_printf (_ ("%s takes no passwords from other programs any more, and Posthaste cannot sign in "
                                 "there in another way yet."),
                              provider->name);
    case PH_PROVIDER_HINT_BRIDGE:
      /* Translators: %s is a provider, like “Proton Mail”. The Bridge is a program of theirs. */
      return g_strdup_printf (_ ("%s needs its Bridge on this computer. Use the password that the Bridge shows."),
                              provider->name);
    case PH_PROVIDER_HINT_NO_SMTP:
      /* Translators: %s is a provider, like “Tuta”. */
      return g_strdup_printf (_ ("%s lets no other program send mail."), provider->name);
    case PH_PROVIDER_HINT_NONE:
    default:
      return NULL;
    }
}

static void
update_hints (PhAccountForm *self, const PhProvider *provider)
{
  g_autofree char *hint = provider != NULL ? dup_provider_hint (provider) : NULL;
  gboolean has_steps = gtk_widget_get_visible (GTK_WIDGET (self->steps));

  gtk_label_set_label (self->provider_hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->provider_hint), hint != NULL && !has_steps);
  if (self->is_keyring_missing)
    gtk_label_set_label (self->password_hint, _ ("No keyring: the password is asked for each time."));
  else if (self->has_saved_password)
    gtk_label_set_label (self->password_hint, _ ("Leave the password empty to keep the one in your keyring."));
  else
    gtk_label_set_label (self->password_hint, _ ("The password is kept in your keyring."));
  gtk_widget_set_visible (GTK_WIDGET (self->password_hint), !has_steps && get_auth (self) != PH_ACCOUNT_AUTH_NONE);
}

static void
update_expander (PhAccountForm *self)
{
  const char *host = gtk_editable_get_text (self->host_row);
  gboolean is_typed = self->is_server_typed && *host != '\0';

  adw_expander_row_set_subtitle (self->server_expander, is_typed ? host : _ ("Found automatically"));
}

static void
update_is_complete (PhAccountForm *self)
{
  gboolean is_complete = check_name (self) == NULL && check_address (self) == NULL;

  if (self->is_complete == is_complete)
    return;
  self->is_complete = is_complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_COMPLETE]);
}

/* (nullable) */
static const PhProvider *
find_provider (PhAccountForm *self)
{
  g_autofree char *domain = ph_account_input_dup_domain (gtk_editable_get_text (self->address_row));

  return domain != NULL ? ph_provider_find (domain) : NULL;
}

/* Everything that follows from what stands in the fields. */
static void
update (PhAccountForm *self)
{
  const PhProvider *provider = find_provider (self);

  self->is_filling = TRUE;
  fill_user (self, provider);
  if (!self->is_server_typed)
    fill_server (self, provider);
  self->is_filling = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->password_row), get_auth (self) != PH_ACCOUNT_AUTH_NONE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->user_row), get_auth (self) != PH_ACCOUNT_AUTH_NONE);
  update_hints (self, provider);
  update_expander (self);
  update_is_complete (self);
}

static void
field_changed_cb (PhAccountForm *self, GtkEditable *row)
{
  if (self->is_filling)
    return;
  if (row == self->host_row || row == self->port_row)
    self->is_server_typed = TRUE;
  for (guint field = 0; field < N_FIELDS; field++)
    if (get_row (self, field) == GTK_WIDGET (row))
      mark_field (self, field, NULL);
  ph_step_list_clear (self->steps);
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* A port that was the usual one of the encryption before becomes the usual one of the encryption now. */
static void
follow_security (PhAccountForm *self)
{
  PhSmtpSecurity security = get_security (self);
  guint port = 0;

  if (ph_account_input_parse_port (gtk_editable_get_text (self->port_row), &port)
      && port == ph_account_input_get_usual_port (self->last_security))
    set_port (self, ph_account_input_get_usual_port (security));
  self->last_security = security;
}

static void
choice_changed_cb (PhAccountForm *self, GParamSpec *pspec, AdwComboRow *row)
{
  if (self->is_filling)
    return;
  self->is_server_typed = TRUE;
  self->is_filling = TRUE;
  follow_security (self);
  self->is_filling = FALSE;
  judge_field (self, FIELD_SECURITY);
  ph_step_list_clear (self->steps);
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* "smtp.example.org:587" fills both fields, and a usual port tells the encryption. */
static void
split_host (PhAccountForm *self)
{
  g_autofree char *host = NULL;
  guint port = 0;

  if (!ph_account_input_split_host (gtk_editable_get_text (self->host_row), &host, &port))
    return;
  self->is_filling = TRUE;
  gtk_editable_set_text (self->host_row, host);
  if (port == ph_account_input_get_usual_port (PH_SMTP_SECURITY_TLS))
    set_security (self, PH_SMTP_SECURITY_TLS);
  else if (port == ph_account_input_get_usual_port (PH_SMTP_SECURITY_STARTTLS)
           && get_security (self) == PH_SMTP_SECURITY_TLS)
    set_security (self, PH_SMTP_SECURITY_STARTTLS);
  if (port != 0)
    set_port (self, port);
  self->is_filling = FALSE;
  update_expander (self);
}

static void
field_left_cb (GtkEventController *controller)
{
  GtkWidget *row = gtk_event_controller_get_widget (controller);
  PhAccountForm *self = PH_ACCOUNT_FORM (gtk_widget_get_ancestor (row, PH_TYPE_ACCOUNT_FORM));

  /* While busy, and when the window goes, the focus leaves by itself. */
  if (self == NULL || self->is_busy)
    return;
  if (row == GTK_WIDGET (self->host_row))
    split_host (self);
  for (guint field = 0; field < N_FIELDS; field++)
    if (get_row (self, field) == row && field != FIELD_PASSWORD)
      judge_field (self, field);
}

/* ---- other addresses ---------------------------------------------------------------------------------------------- */

static void
tell_changed_cb (PhAccountForm *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* (transfer none) (nullable) */
static PhIdentityRow *
get_other (PhAccountForm *self, int index)
{
  return (PhIdentityRow *) gtk_list_box_get_row_at_index (self->others, index);
}

static void
update_others (PhAccountForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->others), get_other (self, 0) != NULL);
}

static void
remove_other_cb (PhAccountForm *self, PhIdentityRow *row)
{
  g_set_object (&self->removed, row);
  self->removed_index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  gtk_list_box_remove (self->others, GTK_WIDGET (row));
  update_others (self);
  gtk_widget_grab_focus (self->add_button);
  tell_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_IDENTITY_REMOVED], 0);
}

/* The new row of that identity. */
static PhIdentityRow *
append_other (PhAccountForm *self, PhIdentity *identity)
{
  PhIdentityRow *row = ph_identity_row_new ();

  ph_identity_row_load (row, identity);
  g_signal_connect_object (row, "changed", G_CALLBACK (tell_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (remove_other_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->others, GTK_WIDGET (row));
  update_others (self);
  return row;
}

static gboolean
scroll_to_end_cb (gpointer adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_REMOVE;
}

/* The last row unfolds while its field has the keyboard already. */
static void
grew_cb (PhAccountForm *self, GtkAdjustment *adjustment)
{
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->others)) == gtk_widget_get_last_child (GTK_WIDGET (self->others))
      && gtk_widget_get_focus_child (GTK_WIDGET (self->others)) != NULL)
    g_idle_add_full (G_PRIORITY_LOW, scroll_to_end_cb, g_object_ref (adjustment), g_object_unref);
}

/* Once for each window that it is scrolled in. */
static void
follow_growth (PhAccountForm *self)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = NULL;

  if (scrolled == NULL)
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_handlers_disconnect_by_func (adjustment, grew_cb, self);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (grew_cb), self, G_CONNECT_SWAPPED);
}

static void
add_other_cb (PhAccountForm *self)
{
  g_autoptr (PhIdentity) identity = ph_identity_new ();

  follow_growth (self);
  ph_identity_set_name (identity, gtk_editable_get_text (self->name_row));
  ph_identity_row_begin (append_other (self, identity));
}

static void
load_identities (PhAccountForm *self, PhAccount *account)
{
  GListModel *identities = ph_account_get_identities (account);

  ph_identity_row_load (self->more_row, ph_account_get_first_identity (account));
  while (get_other (self, 0) != NULL)
    gtk_list_box_remove (self->others, GTK_WIDGET (get_other (self, 0)));
  for (guint i = 1; i < g_list_model_get_n_items (identities); i++)
    {
      g_autoptr (PhIdentity) identity = g_list_model_get_item (identities, i);

      append_other (self, identity);
    }
  update_others (self);
}

/* (transfer full) (nullable) (element-type PhIdentity): what the rows say; NULL when one of them is wrong */
static GPtrArray *
read_others (PhAccountForm *self)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 0; get_other (self, i) != NULL; i++)
    {
      PhIdentity *identity = ph_identity_new ();

      g_ptr_array_add (others, identity);
      if (!ph_identity_row_apply (get_other (self, i), identity))
        return NULL;
    }
  return g_steal_pointer (&others);
}

static void
write_others (PhAccount *account, GPtrArray *others)
{
  while (g_list_model_get_n_items (ph_account_get_identities (account)) > 1)
    ph_account_remove_identity (account, 1);
  for (guint i = 0; i < others->len; i++)
    ph_account_insert_identity (account, G_MAXUINT, g_ptr_array_index (others, i));
}

/* ---- object ------------------------------------------------------------------------------------------------------- */

static void
ph_account_form_dispose (GObject *object)
{
  g_clear_object (&PH_ACCOUNT_FORM (object)->removed);
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_ACCOUNT_FORM);

  G_OBJECT_CLASS (ph_account_form_parent_class)->dispose (object);
}

static void
ph_account_form_finalize (GObject *object)
{
  PhAccountForm *self = PH_ACCOUNT_FORM (object);

  g_clear_pointer (&self->automatic_user, g_free);

  G_OBJECT_CLASS (ph_account_form_parent_class)->finalize (object);
}

static void
ph_account_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  PhAccountForm *self = PH_ACCOUNT_FORM (object);

  switch (id)
    {
    case PROP_IS_COMPLETE:
      g_value_set_boolean (value, self->is_complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, identity_group);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, server_group);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, server_expander);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, name_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, name_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, address_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, address_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, password_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, password_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, host_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, host_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, host_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, port_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, port_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, port_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, security_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, security_error_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, security_error_caption);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, user_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, auth_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, provider_hint);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, password_hint);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, steps);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, more_row);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, others_group);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, others);
  gtk_widget_class_bind_template_child (widget_class, PhAccountForm, add_button);
}

static void
ph_account_form_class_init (PhAccountFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_account_form_dispose;
  object_class->finalize = ph_account_form_finalize;
  object_class->get_property = ph_account_form_get_property;

  properties[PROP_IS_COMPLETE]
      = g_param_spec_boolean ("is-complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", PH_TYPE_ACCOUNT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_IDENTITY_REMOVED]
      = g_signal_new ("identity-removed", PH_TYPE_ACCOUNT_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (PH_TYPE_IDENTITY_ROW);
  g_type_ensure (PH_TYPE_STEP_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-account-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, field_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, tell_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_other_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
ph_account_form_init (PhAccountForm *self)
{
  self->is_filling = TRUE;
  self->automatic_user = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
ph_account_form_load (PhAccountForm *self, PhAccount *account)
{
  PhSmtpSecurity security = PH_SMTP_SECURITY_TLS;
  guint port = 0;

  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));
  g_return_if_fail (PH_IS_ACCOUNT (account));

  security = ph_account_get_security (account);
  port = ph_account_get_port (account);
  self->is_filling = TRUE;
  self->is_server_typed = *ph_account_get_host (account) != '\0';
  gtk_editable_set_text (self->name_row, ph_account_get_name (account));
  gtk_editable_set_text (self->address_row, ph_account_get_address (account));
  gtk_editable_set_text (self->host_row, ph_account_get_host (account));
  set_security (self, security);
  set_port (self, port != 0 ? port : ph_account_input_get_usual_port (security));
  gtk_editable_set_text (self->user_row, ph_account_get_sign_in_name (account));
  adw_combo_row_set_selected (self->auth_row, ph_account_get_auth (account));
  g_free (self->automatic_user);
  self->automatic_user = g_strdup (ph_account_get_address (account));
  load_identities (self, account);
  update (self);
}

/* What the fields say, each of which is right. */
static void
read_fields (PhAccountForm *self, PhAccount *account)
{
  const char *user = gtk_editable_get_text (self->user_row);
  guint port = 0;

  ph_account_input_parse_port (gtk_editable_get_text (self->port_row), &port);
  ph_account_set_name (account, gtk_editable_get_text (self->name_row));
  ph_account_set_address (account, gtk_editable_get_text (self->address_row));
  ph_account_set_host (account, gtk_editable_get_text (self->host_row));
  ph_account_set_port (account, port);
  ph_account_set_security (account, get_security (self));
  ph_account_set_user (account, g_strcmp0 (user, ph_account_get_address (account)) == 0 ? "" : user);
  ph_account_set_auth (account, get_auth (self));
}

gboolean
ph_account_form_apply (PhAccountForm *self, PhAccount *account)
{
  g_autoptr (GPtrArray) others = NULL;
  int first_wrong = -1;

  g_return_val_if_fail (PH_IS_ACCOUNT_FORM (self), FALSE);
  g_return_val_if_fail (PH_IS_ACCOUNT (account), FALSE);

  split_host (self);
  for (guint field = 0; field < N_FIELDS; field++)
    if (!judge_field (self, field) && first_wrong < 0)
      first_wrong = (int) field;
  if (first_wrong >= 0)
    {
      focus_row (self, (PhAccountField) first_wrong);
      return FALSE;
    }
  others = read_others (self);
  if (others == NULL || !ph_identity_row_apply (self->more_row, ph_account_get_first_identity (account)))
    return FALSE;
  read_fields (self, account);
  write_others (account, others);
  return TRUE;
}

gboolean
ph_account_form_get_is_found (PhAccountForm *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT_FORM (self), FALSE);
  return !self->is_server_typed && !is_blank (self->host_row);
}

const char *
ph_account_form_get_password (PhAccountForm *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT_FORM (self), NULL);
  return gtk_editable_get_text (self->password_row);
}

void
ph_account_form_set_has_saved_password (PhAccountForm *self, gboolean has_saved_password)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));
  self->has_saved_password = has_saved_password;
  update (self);
}

void
ph_account_form_refuse_password (PhAccountForm *self, const char *reason)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));

  mark_field (self, FIELD_PASSWORD, reason);
  gtk_widget_add_css_class (GTK_WIDGET (self->password_row), "error");
  focus_row (self, FIELD_PASSWORD);
}

void
ph_account_form_propose_host (PhAccountForm *self, const char *host)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));

  self->is_server_typed = TRUE;
  self->is_filling = TRUE;
  gtk_editable_set_text (self->host_row, host);
  self->is_filling = FALSE;
  update_expander (self);
  ph_account_form_focus_host (self);
}

void
ph_account_form_focus_host (PhAccountForm *self)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));
  focus_row (self, FIELD_HOST);
}

void
ph_account_form_focus_password (PhAccountForm *self)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));
  focus_row (self, FIELD_PASSWORD);
}

void
ph_account_form_focus_first (PhAccountForm *self)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));
  gtk_widget_grab_focus (GTK_WIDGET (is_blank (self->name_row) ? self->name_row : self->address_row));
}

void
ph_account_form_set_keyring_is_missing (PhAccountForm *self, gboolean is_missing)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));
  self->is_keyring_missing = is_missing;
  update (self);
}

void
ph_account_form_set_is_busy (PhAccountForm *self, gboolean is_busy)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));

  self->is_busy = is_busy;
  gtk_widget_set_sensitive (self->identity_group, !is_busy);
  gtk_widget_set_sensitive (self->server_group, !is_busy);
  gtk_widget_set_sensitive (self->others_group, !is_busy);
  update (self);
}

PhStepList *
ph_account_form_get_steps (PhAccountForm *self)
{
  g_return_val_if_fail (PH_IS_ACCOUNT_FORM (self), NULL);
  return self->steps;
}

void
ph_account_form_undo_remove_identity (PhAccountForm *self)
{
  g_return_if_fail (PH_IS_ACCOUNT_FORM (self));

  if (self->removed == NULL)
    return;
  gtk_list_box_insert (self->others, GTK_WIDGET (self->removed), self->removed_index);
  update_others (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->removed));
  g_clear_object (&self->removed);
  tell_changed_cb (self);
}
