/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a certificate that was refused. What it says about itself is foreign text: it stands in labels without markup,
 * isolated from the direction of the sentence around it. */
#include "config.h"

#include "ph-certificate-dialog.h"

#include <glib/gi18n.h>

#include "ph-account-input.h"
#include "ph-smtp-tls.h"

#define LEFT_TO_RIGHT_ISOLATE "\u2066"
#define POP_DIRECTIONAL_ISOLATE "\u2069"

/* Of the details, in pixels, and what is around them in the dialog. */
#define MAX_WIDTH 420
#define MARGINS 60

struct _PhCertificateDialog
{
  AdwMessageDialog parent_instance;

  GtkListBox *details;

  char *fingerprint; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PhCertificateDialog, ph_certificate_dialog, ADW_TYPE_MESSAGE_DIALOG)

static GtkWidget *
create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* @value: (nullable): what the certificate does not say gets no row */
static void
add_detail (PhCertificateDialog *self, const char *title, const char *value, const char *css_class)
{
  GtkWidget *row = NULL;
  GtkWidget *box = NULL;
  GtkWidget *label = NULL;
  g_autofree char *isolated = NULL;

  if (value == NULL)
    return;
  isolated = g_strconcat (LEFT_TO_RIGHT_ISOLATE, value, POP_DIRECTIONAL_ISOLATE, NULL);
  label = create_label (isolated, css_class);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (box), create_label (title, "caption"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "certificate-detail");
  row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->details, row);
}

/* (transfer full) (nullable) */
static char *
dup_day (GDateTime *date)
{
  g_autoptr (GDateTime) local = date != NULL ? g_date_time_to_local (date) : NULL;

  /* Translators: a date like “3 May 2026”, see g_date_time_format() for the letters. */
  return local != NULL ? g_date_time_format (local, _ ("%-d %B %Y")) : NULL;
}

/* (transfer full) (nullable) */
static char *
dup_validity (GTlsCertificate *certificate)
{
  g_autoptr (GDateTime) from = g_tls_certificate_get_not_valid_before (certificate);
  g_autoptr (GDateTime) until = g_tls_certificate_get_not_valid_after (certificate);
  g_autofree char *first_day = dup_day (from);
  g_autofree char *last_day = dup_day (until);

  if (first_day == NULL || last_day == NULL)
    return NULL;
  /* Translators: the first and the last day of a certificate, like “3 May 2026 – 1 August 2026”. */
  return g_strdup_printf (_ ("%s – %s"), first_day, last_day);
}

/* (transfer full) (nullable): every name that it is made for */
static char *
dup_names (GTlsCertificate *certificate)
{
  g_autoptr (GPtrArray) dns_names = g_tls_certificate_get_dns_names (certificate);
  GString *names = NULL;

  if (dns_names == NULL || dns_names->len == 0)
    return g_tls_certificate_get_subject_name (certificate);
  names = g_string_new (NULL);
  for (guint i = 0; i < dns_names->len; i++)
    {
      gsize size = 0;
      const char *name = g_bytes_get_data (g_ptr_array_index (dns_names, i), &size);
      g_autofree char *valid = g_utf8_make_valid (name, (gssize) size);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", valid);
    }
  return g_string_free (names, FALSE);
}

/* Where the answers stand below each other, the keyboard would be on the first one, which is to trust. */
static void
ph_certificate_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ph_certificate_dialog_parent_class)->map (widget);

  gtk_window_set_focus (GTK_WINDOW (widget), NULL);
}

static void
ph_certificate_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PH_TYPE_CERTIFICATE_DIALOG);

  G_OBJECT_CLASS (ph_certificate_dialog_parent_class)->dispose (object);
}

static void
ph_certificate_dialog_finalize (GObject *object)
{
  PhCertificateDialog *self = PH_CERTIFICATE_DIALOG (object);

  g_clear_pointer (&self->fingerprint, g_free);

  G_OBJECT_CLASS (ph_certificate_dialog_parent_class)->finalize (object);
}

static void
ph_certificate_dialog_class_init (PhCertificateDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ph_certificate_dialog_dispose;
  object_class->finalize = ph_certificate_dialog_finalize;
  widget_class->map = ph_certificate_dialog_map;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/posthaste/Posthaste/ph-certificate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PhCertificateDialog, details);
}

static void
ph_certificate_dialog_init (PhCertificateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (PhCertificateDialog *self, GTlsCertificate *certificate)
{
  g_autofree char *names = dup_names (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *validity = dup_validity (certificate);
  g_autofree char *groups = NULL;

  self->fingerprint = ph_smtp_tls_dup_fingerprint (certificate);
  groups = ph_account_input_group_fingerprint (self->fingerprint);
  add_detail (self, _ ("Made for"), names, "body");
  add_detail (self, _ ("Issued by"), issuer, "body");
  add_detail (self, _ ("Valid"), validity, "body");
  add_detail (self, _ ("SHA-256 fingerprint"), groups, "monospace");
}

PhCertificateDialog *
ph_certificate_dialog_new (GtkWindow *parent, const char *host, const char *reason, GTlsCertificate *certificate)
{
  PhCertificateDialog *self = NULL;
  g_autofree char *heading = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (reason != NULL, NULL);
  g_return_val_if_fail (G_IS_TLS_CERTIFICATE (certificate), NULL);

  /* Translators: %s is a server, like “smtp.example.org”. */
  heading = g_strdup_printf (_ ("The identity of %s could not be confirmed"), host);
  self = g_object_new (PH_TYPE_CERTIFICATE_DIALOG,
                       "transient-for",
                       parent,
                       "modal",
                       TRUE,
                       "heading",
                       heading,
                       "body",
                       reason,
                       NULL);
  fill (self, certificate);
  /* With large letters a narrow one is higher than many screens. */
  gtk_widget_set_size_request (GTK_WIDGET (self->details),
                               CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)) - MARGINS, -1, MAX_WIDTH),
                               -1);
  return self;
}

const char *
ph_certificate_dialog_get_fingerprint (PhCertificateDialog *self)
{
  g_return_val_if_fail (PH_IS_CERTIFICATE_DIALOG (self), NULL);
  return self->fingerprint;
}
