/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-toast.h"

AdwToast *
ph_toast_new (const char *title)
{
  AdwToast *toast = adw_toast_new ("");

  ph_toast_set_title (toast, title);
  return toast;
}

void
ph_toast_set_title (AdwToast *toast, const char *title)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
}
