/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message above the content that stays until it is answered: an error with its ways out, or a standing notice. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  PH_BANNER_INFO,
  PH_BANNER_WARNING,
  PH_BANNER_ERROR,
} PhBannerKind;

#define PH_TYPE_BANNER (ph_banner_get_type ())
G_DECLARE_FINAL_TYPE (PhBanner, ph_banner, PH, BANNER, GtkWidget)

GtkWidget *ph_banner_new (void);

/* Sets what it says and takes its buttons away. @text: "" for a title alone. Both are shown as they are, never as markup. */
void ph_banner_present (PhBanner *self, PhBannerKind kind, const char *title, const char *text);
/* @action: a detailed action name, found from the banner's place in the window */
void ph_banner_add_button (PhBanner *self, const char *label, const char *action);
/* A field in the banner; Enter, or the button @label, runs @action with the field's text as its string target. */
void ph_banner_add_password (PhBanner *self, const char *label, const char *action);
/* Shows it. With @take_focus its field or first button gets the keyboard, and a screen reader reads title and text. */
void ph_banner_reveal (PhBanner *self, gboolean take_focus);
void ph_banner_dismiss (PhBanner *self);
gboolean ph_banner_is_revealed (PhBanner *self);

G_END_DECLS
