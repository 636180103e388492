/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds or edits an account. What is typed goes into a draft; a real sign-in with it comes first, then the password is
 * kept, then the account: an account in the list is one that worked, or one that the person added knowing it was not
 * tried. The fields are PhAccountForm's. */
#include "config.h"

#include "ph-account-assistant.h"

#include <glib/gi18n.h>

#include "ph-account-form.h"
#include "ph-account-input.h"
#include "ph-banner.h"
#include "ph-certificate-dialog.h"
#include "ph-error-text.h"
#include "ph-smtp-client.h"
#include "ph-toast.h"

/* What a sign-in is for. */
typedef enum
{
  PURPOSE_TEST,
  PURPOSE_SAVE,
} PhAssistantPurpose;

struct _PhAccountAssistant
{
  AdwWindow parent_instance;

  GtkLabel *accept_label;
  GtkStack *accept_stack;
  GtkSpinner *spinner;
  GtkWidget *accept_button;
  GtkWidget *menu_button;
  AdwToastOverlay *toasts;
  PhBanner *banner;
  PhAccountForm *form;

  PhAccounts *accounts; /* (owned) */
  PhSecrets *secrets; /* (owned) */
  PhAccount *account; /* (owned) (nullable): the one that is edited */
  PhAccount *draft; /* (owned): what is typed */
  GCancellable *cancellable; /* (owned) (nullable): while a sign-in runs */
  PhAssistantPurpose purpose;
  GError *error; /* (owned) (nullable): of the last sign-in */
};

enum
{
  SIGNAL_SAVED,
  SIGNAL_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PhAccountAssistant, ph_account_assistant, ADW_TYPE_WINDOW)

static void
copy_account (PhAccount *from, PhAccount *to)
{
  ph_account_copy_identities (to, from);
  ph_account_set_host (to, ph_account_get_host (from));
  ph_account_set_port (to, ph_account_get_port (from));
  ph_account_set_security (to, ph_account_get_security (from));
  ph_account_set_user (to, ph_account_get_user (from));
  ph_account_set_auth (to, ph_account_get_auth (from));
  ph_account_set_trusted_fingerprint (to, ph_account_get_trusted_fingerprint (from));
}

static gboolean
is_busy (PhAccountAssistant *self)
{
  return self->cancellable != NULL;
}

static void
update_actions (PhAccountAssistant *self)
{
  gboolean is_complete = FALSE;

  g_object_get (self->form, "is-complete", &is_complete, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.accept", is_complete && !is_busy (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.test", is_complete && !is_busy (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.remove", !is_busy (self));
}

static void
show_busy (PhAccountAssistant *self)
{
  ph_account_form_set_is_busy (self->form, is_busy (self));
  gtk_stack_set_visible_child_name (self->accept_stack,
                                    is_busy (self) && self->purpose == PURPOSE_SAVE ? "spinner" : "label");
  gtk_spinner_set_spinning (self->spinner, is_busy (self));
  update_actions (self);
}

static void
form_changed_cb (PhAccountAssistant *self)
{
  ph_banner_dismiss (self->banner);
}

static void
identity_removed_cb (PhAccountAssistant *self)
{
  AdwToast *toast = ph_toast_new (_ ("Address removed"));

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "account.undo-remove-identity");
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
undo_remove_identity_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ph_account_form_undo_remove_identity (PH_ACCOUNT_ASSISTANT (widget)->form);
}

/* Nothing is known about the domain: a likely name to start from, and where to ask. */
static void
show_nothing_found (PhAccountAssistant *self)
{
  g_autofree char *domain = ph_account_input_dup_domain (ph_account_get_address (self->draft));
  g_autofree char *host = g_strconcat ("smtp.", domain, NULL);
  /* Translators: %s is what stands behind the @ of an e-mail address, like “example.org”. */
  g_autofree char *title
      = g_strdup_printf (_ ("No settings found for %s. Ask your provider for the outgoing (SMTP) server."), domain);

  ph_step_list_finish (ph_account_form_get_steps (self->form), FALSE);
  ph_banner_present (self->banner, PH_BANNER_INFO, title, "");
  ph_banner_reveal (self->banner, FALSE);
  ph_account_form_propose_host (self->form, host);
}

/* Back to the fields, whatever was under way. */
static void
stop (PhAccountAssistant *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  show_busy (self);
}

static void
finish_saving (PhAccountAssistant *self)
{
  g_autoptr (PhAccount) saved = g_object_ref (self->account != NULL ? self->account : self->draft);

  if (self->account != NULL)
    copy_account (self->draft, self->account);
  else
    ph_accounts_add (self->accounts, self->draft);
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, saved);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAccountAssistant) self = data;
  g_autoptr (GError) error = NULL;

  /* Cancelled: the person went back to the fields, or the window is gone. Where it is kept does not matter here. */
  if (ph_secrets_store_finish (PH_SECRETS (source), result, NULL, &error))
    finish_saving (self);
}

/* The password first: an account in the list has one. */
static void
save (PhAccountAssistant *self)
{
  const char *password = ph_account_form_get_password (self->form);
  const char *id = ph_account_get_id (self->account != NULL ? self->account : self->draft);
  g_autofree char *label = NULL;

  if (*password == '\0' || !ph_account_needs_password (self->draft))
    {
      finish_saving (self);
      return;
    }
  /* Translators: how the password is called in the keyring; %s is an e-mail address. */
  label = g_strdup_printf (_ ("Posthaste: %s"), ph_account_get_address (self->draft));
  ph_secrets_store_async (self->secrets, id, label, password, self->cancellable, stored_cb, g_object_ref (self));
}

static void
show_signed_in (PhAccountAssistant *self)
{
  /* Translators: %s is a server, like “smtp.example.org”. */
  g_autofree char *title = g_strdup_printf (_ ("Signed in to %s"), ph_account_get_host (self->draft));

  stop (self);
  adw_toast_overlay_add_toast (self->toasts, ph_toast_new (title));
}

static gboolean
is_connection_problem (const GError *error)
{
  return g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_NETWORK_DOWN)
         || g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_HOST_NOT_FOUND)
         || g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_CONNECTION_REFUSED)
         || g_error_matches (error, PH_SMTP_ERROR, PH_SMTP_ERROR_TIMED_OUT);
}

static PhErrorText *
new_advice (PhAccountAssistant *self)
{
  PhErrorContext context = {
    .host = ph_account_get_host (self->draft),
    .port = ph_account_get_port (self->draft),
    .user = ph_account_get_sign_in_name (self->draft),
    .trusts_another = *ph_account_get_trusted_fingerprint (self->draft) != '\0',
  };

  return ph_error_text_new (self->error, &context);
}

/* The advice on an error; in this window the fields themselves are the way out of most. */
static void
present_advice (PhAccountAssistant *self)
{
  g_autoptr (PhErrorText) advice = new_advice (self);

  ph_banner_present (self->banner, PH_BANNER_ERROR, advice->title, advice->text);
  if (g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_CERTIFICATE))
    ph_banner_add_button (self->banner, _ ("Show Certificate"), "account.show-certificate");
}

static void
add_untested_button (PhAccountAssistant *self)
{
  if (self->purpose == PURPOSE_SAVE)
    ph_banner_add_button (self->banner,
                          self->account != NULL ? _ ("Save Without Testing") : _ ("Add Without Testing"),
                          "account.accept-untested");
}

static void
present_no_network (PhAccountAssistant *self)
{
  ph_banner_present (self->banner,
                     PH_BANNER_WARNING,
                     self->account != NULL ? _ ("No network. You can save the account now and test it later.")
                                           : _ ("No network. You can add the account now and test it later."),
                     "");
}

static void
show_failure (PhAccountAssistant *self)
{
  gboolean is_password = g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_REFUSED)
                         || g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_AUTH_NEEDED);

  ph_step_list_finish (ph_account_form_get_steps (self->form), FALSE);
  stop (self);
  if (g_error_matches (self->error, PH_SMTP_ERROR, PH_SMTP_ERROR_NETWORK_DOWN))
    present_no_network (self);
  else
    present_advice (self);
  if (is_connection_problem (self->error))
    add_untested_button (self);
  /* What is to be mended gets the keyboard: the password itself, or else the banner's button. */
  ph_banner_reveal (self->banner, !is_password);
  if (is_password)
    ph_account_form_refuse_password (self->form, NULL);
  else if (is_connection_problem (self->error) && self->purpose == PURPOSE_TEST)
    ph_account_form_focus_host (self->form);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAccountAssistant) self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_signed_in = ph_smtp_client_verify_finish (PH_SMTP_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!is_signed_in)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      show_failure (self);
      return;
    }
  ph_step_list_finish (ph_account_form_get_steps (self->form), TRUE);
  if (self->purpose == PURPOSE_SAVE)
    save (self);
  else
    show_signed_in (self);
}

/* (transfer full) (nullable): what the window says at @stage */
static char *
dup_step (PhAccountAssistant *self, PhSmtpStage stage)
{
  switch (stage)
    {
    case PH_SMTP_STAGE_CONNECT:
      /* Translators: %s is a server, like “smtp.example.org”. */
      return g_strdup_printf (_ ("Connecting to %s"), ph_account_get_host (self->draft));
    case PH_SMTP_STAGE_TLS:
      return g_strdup (_ ("Encrypting the connection"));
    case PH_SMTP_STAGE_AUTH:
      /* Translators: %s is a user name, often an e-mail address. */
      return g_strdup_printf (_ ("Signing in as %s"), ph_account_get_sign_in_name (self->draft));
    case PH_SMTP_STAGE_NONE:
    case PH_SMTP_STAGE_ENVELOPE:
    case PH_SMTP_STAGE_BODY:
    case PH_SMTP_STAGE_COMMIT:
    case PH_SMTP_STAGE_DONE:
    default:
      return NULL;
    }
}

/* What the progress of one sign-in needs: a later one has its own. */
typedef struct
{
  PhAccountAssistant *self; /* (owned) */
  GCancellable *cancellable; /* (owned) */
} PhProgressData;

static void
ph_progress_data_free (gpointer data)
{
  PhProgressData *progress = data;

  g_object_unref (progress->self);
  g_object_unref (progress->cancellable);
  g_free (progress);
}

static void
progress_cb (PhSmtpStage stage, guint64 done, guint64 total, gpointer data)
{
  PhProgressData *progress = data;
  g_autofree char *step = NULL;

  if (g_cancellable_is_cancelled (progress->cancellable))
    return;
  step = dup_step (progress->self, stage);
  if (step != NULL)
    ph_step_list_begin (ph_account_form_get_steps (progress->self->form), step);
}

/* @password: (nullable): only read here */
static void
verify (PhAccountAssistant *self, const char *password)
{
  g_autoptr (PhSmtpServer) server = ph_account_dup_server (self->draft);
  g_autoptr (PhSmtpCredentials) credentials = NULL;
  g_autoptr (PhSmtpClient) client = NULL;
  PhProgressData *progress = g_new0 (PhProgressData, 1);

  if (ph_account_needs_password (self->draft))
    credentials = ph_smtp_credentials_new (ph_account_get_sign_in_name (self->draft), password, NULL);
  client = ph_smtp_client_new (server, credentials);
  progress->self = g_object_ref (self);
  progress->cancellable = g_object_ref (self->cancellable);
  ph_smtp_client_verify_async (client,
                               ph_account_get_address (self->draft),
                               NULL,
                               progress_cb,
                               progress,
                               ph_progress_data_free,
                               self->cancellable,
                               verified_cb,
                               g_object_ref (self));
}

static void
ask_for_password (PhAccountAssistant *self)
{
  stop (self);
  ph_account_form_refuse_password (self->form, _ ("Type the password."));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAccountAssistant) self = data;
  g_autoptr (GError) error = NULL;
  char *password = ph_secrets_lookup_finish (PH_SECRETS (source), result, NULL, &error);

  if (error != NULL)
    return;
  if (password != NULL)
    verify (self, password);
  else
    ask_for_password (self);
  ph_secrets_free (password);
}

/* Says that the provider is looked up, which with a table of known ones is over at once. */
static gboolean
find_server (PhAccountAssistant *self)
{
  g_autofree char *domain = ph_account_input_dup_domain (ph_account_get_address (self->draft));
  PhStepList *steps = ph_account_form_get_steps (self->form);
  /* Translators: %s is what stands behind the @ of an e-mail address, like “example.org”. */
  g_autofree char *step = g_strdup_printf (_ ("Looking up %s"), domain);

  if (ph_account_form_get_is_found (self->form))
    ph_step_list_begin (steps, step);
  if (*ph_account_get_host (self->draft) != '\0')
    return TRUE;
  ph_step_list_begin (steps, step);
  show_nothing_found (self);
  return FALSE;
}

/* The certificate that was trusted was another server's. */
static gboolean
read_fields (PhAccountAssistant *self)
{
  g_autofree char *host = g_strdup (ph_account_get_host (self->draft));

  if (!ph_account_form_apply (self->form, self->draft))
    return FALSE;
  if (g_strcmp0 (host, ph_account_get_host (self->draft)) != 0)
    ph_account_set_trusted_fingerprint (self->draft, "");
  return TRUE;
}

static void
sign_in (PhAccountAssistant *self, PhAssistantPurpose purpose)
{
  const char *password = ph_account_form_get_password (self->form);

  ph_banner_dismiss (self->banner);
  ph_step_list_clear (ph_account_form_get_steps (self->form));
  if (!read_fields (self) || !find_server (self))
    return;
  self->purpose = purpose;
  self->cancellable = g_cancellable_new ();
  show_busy (self);
  if (*password != '\0' || !ph_account_needs_password (self->draft))
    verify (self, password);
  else if (self->account != NULL)
    ph_secrets_lookup_async (self->secrets,
                             ph_account_get_id (self->account),
                             TRUE,
                             self->cancellable,
                             looked_up_cb,
                             g_object_ref (self));
  else
    ask_for_password (self);
}

static void
test_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  sign_in (PH_ACCOUNT_ASSISTANT (widget), PURPOSE_TEST);
}

static gboolean
has_same_sign_in (PhAccount *a, PhAccount *b)
{
  return g_str_equal (ph_account_get_host (a), ph_account_get_host (b))
         && ph_account_get_port (a) == ph_account_get_port (b)
         && ph_account_get_security (a) == ph_account_get_security (b)
         && g_str_equal (ph_account_get_sign_in_name (a), ph_account_get_sign_in_name (b))
         && g_str_equal (ph_account_get_address (a), ph_account_get_address (b))
         && ph_account_get_auth (a) == ph_account_get_auth (b)
         && g_str_equal (ph_account_get_trusted_fingerprint (a), ph_account_get_trusted_fingerprint (b));
}

/* Another name for an account that works needs no sign-in. */
static gboolean
is_untouched (PhAccountAssistant *self)
{
  return self->account != NULL && *ph_account_form_get_password (self->form) == '\0'
         && has_same_sign_in (self->draft, self->account);
}

static void
accept_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (widget);

  if (read_fields (self) && is_untouched (self))
    finish_saving (self);
  else
    sign_in (self, PURPOSE_SAVE);
}

static void
accept_untested_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (widget);

  if (is_busy (self) || !read_fields (self) || *ph_account_get_host (self->draft) == '\0')
    return;
  self->purpose = PURPOSE_SAVE;
  self->cancellable = g_cancellable_new ();
  show_busy (self);
  save (self);
}

/* The first Cancel ends a sign-in, the next one the window. */
static void
cancel_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (widget);

  if (!is_busy (self))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  ph_step_list_clear (ph_account_form_get_steps (self->form));
  stop (self);
  ph_account_form_focus_password (self->form);
}

static void
trust_cb (PhAccountAssistant *self, const char *response, PhCertificateDialog *dialog)
{
  ph_account_set_trusted_fingerprint (self->draft, ph_certificate_dialog_get_fingerprint (dialog));
  sign_in (self, self->purpose);
}

static void
show_certificate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (widget);
  GTlsCertificate *certificate = self->error != NULL ? ph_smtp_error_get_certificate (self->error) : NULL;
  g_autoptr (PhErrorText) advice = NULL;
  PhCertificateDialog *dialog = NULL;

  if (certificate == NULL)
    return;
  advice = new_advice (self);
  dialog = ph_certificate_dialog_new (GTK_WINDOW (self), ph_account_get_host (self->draft), advice->text, certificate);
  g_signal_connect_object (dialog,
                           "response::" PH_CERTIFICATE_DIALOG_TRUST,
                           G_CALLBACK (trust_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
remove_response_cb (GtkWindow *dialog, const char *response, PhAccountAssistant *self)
{
  g_autoptr (PhAccount) removed = g_object_ref (self->account);

  /* GTK 4.8 takes a dialog that outlives its parent, as one does that a screen reader is asking, to a parent that is gone. */
  gtk_window_set_transient_for (dialog, NULL);
  ph_accounts_remove (self->accounts, removed);
  /* Nobody waits for it, and a keyring that cannot be asked keeps a secret of an account that no longer is. */
  ph_secrets_clear_async (self->secrets, ph_account_get_id (removed), NULL, NULL, NULL);
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, removed);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
remove_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Remove Account?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  /* Translators: %s is an e-mail address. */
                                  _ ("The settings and the password of %s are forgotten on this computer. "
                                     "The account itself stays with its provider."),
                                  ph_account_get_address (self->account));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel",
                                    _ ("_Cancel"),
                                    "remove",
                                    _ ("_Remove"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::remove", G_CALLBACK (remove_response_cb), self, 0);
  /* Else the keyboard would be on the first answer, where they stand below each other: Remove. */
  g_signal_connect (dialog, "map", G_CALLBACK (gtk_window_set_focus), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A keyring that is there has nothing of a fresh id and says so; one that is not there says why. */
static void
probed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAccountAssistant) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  ph_secrets_free (ph_secrets_lookup_finish (PH_SECRETS (source), result, &problem, &error));
  if (problem != NULL && !ph_secrets_get_is_locked (PH_SECRETS (source)) && self->form != NULL)
    ph_account_form_set_keyring_is_missing (self->form, TRUE);
}

static void
ph_account_assistant_dispose (GObject *object)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_ACCOUNT_ASSISTANT);

  G_OBJECT_CLASS (ph_account_assistant_parent_class)->dispose (object);
}

static void
ph_account_assistant_finalize (GObject *object)
{
  PhAccountAssistant *self = PH_ACCOUNT_ASSISTANT (object);

  g_clear_object (&self->accounts);
  g_clear_object (&self->secrets);
  g_clear_object (&self->account);
  g_clear_object (&self->draft);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (ph_account_assistant_parent_class)->finalize (object);
}

static guint
new_account_signal (const char *name)
{
  return g_signal_new (name,
                       PH_TYPE_ACCOUNT_ASSISTANT,
                       G_SIGNAL_RUN_LAST,
                       0,
                       NULL,
                       NULL,
                       NULL,
                       G_TYPE_NONE,
                       1,
                       PH_TYPE_ACCOUNT);
}

static void
ph_account_assistant_class_init (PhAccountAssistantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_account_assistant_dispose;
  object_class->finalize = ph_account_assistant_finalize;

  signals[SIGNAL_SAVED] = new_account_signal ("saved");
  signals[SIGNAL_REMOVED] = new_account_signal ("removed");

  g_type_ensure (PH_TYPE_ACCOUNT_FORM);
  g_type_ensure (PH_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-account-assistant.ui");
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, accept_label);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, accept_stack);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, spinner);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, accept_button);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, toasts);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, banner);
  gtk_widget_class_bind_template_child (widget_class, PhAccountAssistant, form);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, identity_removed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_install_action (widget_class, "account.accept", NULL, accept_cb);
  gtk_widget_class_install_action (widget_class, "account.accept-untested", NULL, accept_untested_cb);
  gtk_widget_class_install_action (widget_class, "account.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (widget_class, "account.test", NULL, test_cb);
  gtk_widget_class_install_action (widget_class, "account.show-certificate", NULL, show_certificate_cb);
  gtk_widget_class_install_action (widget_class, "account.undo-remove-identity", NULL, undo_remove_identity_cb);
  gtk_widget_class_install_action (widget_class, "account.remove", NULL, remove_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "account.cancel", NULL);
}

static void
ph_account_assistant_init (PhAccountAssistant *self)
{
  self->draft = ph_account_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

static void
set_accept_label (PhAccountAssistant *self, const char *label, const char *name)
{
  gtk_label_set_label (self->accept_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->accept_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_up_editing (PhAccountAssistant *self, PhAccount *account)
{
  self->account = g_object_ref (account);
  copy_account (account, self->draft);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Account"));
  set_accept_label (self, _ ("_Save"), _ ("Save"));
  gtk_widget_set_visible (self->menu_button, TRUE);
  ph_account_form_set_has_saved_password (self->form, TRUE);
}

/* The name of the person at this computer, where the system knows it. */
static void
set_up_adding (PhAccountAssistant *self)
{
  const char *name = g_get_real_name ();

  set_accept_label (self, _ ("_Add"), _ ("Add"));
  if (g_strcmp0 (name, "Unknown") != 0 && g_strcmp0 (name, "root") != 0)
    ph_account_set_name (self->draft, name);
}

PhAccountAssistant *
ph_account_assistant_new (GtkWindow *parent, PhAccounts *accounts, PhSecrets *secrets, PhAccount *account)
{
  PhAccountAssistant *self = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (PH_IS_ACCOUNTS (accounts), NULL);
  g_return_val_if_fail (PH_IS_SECRETS (secrets), NULL);

  self = g_object_new (PH_TYPE_ACCOUNT_ASSISTANT, "transient-for", parent, NULL);
  self->accounts = g_object_ref (accounts);
  self->secrets = g_object_ref (secrets);
  if (account != NULL && !ph_account_get_is_practice (account))
    set_up_editing (self, account);
  else
    set_up_adding (self);
  ph_account_form_load (self->form, self->draft);
  ph_account_form_focus_first (self->form);
  ph_secrets_lookup_async (secrets, ph_account_get_id (self->draft), FALSE, NULL, probed_cb, g_object_ref (self));
  return self;
}
