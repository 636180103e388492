/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The running program: owns what all windows share, opens them, and outlives them while a message is being sent. */
#include "config.h"

#include "ph-application-private.h"

#include "ph-window.h"

struct _PhApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (PhApplication, ph_application, ADW_TYPE_APPLICATION)

static void
ph_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (ph_application_parent_class)->startup (application);
  ph_application_add_actions (PH_APPLICATION (application));
}

static void
ph_application_activate (GApplication *application)
{
  ph_application_open_window (PH_APPLICATION (application));
}

static void
ph_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  ph_application_open_window (PH_APPLICATION (application));
}

static void
ph_application_class_init (PhApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = ph_application_startup;
  application_class->activate = ph_application_activate;
  application_class->open = ph_application_open;
}

static void
ph_application_init (PhApplication *self)
{
}

PhApplication *
ph_application_new (void)
{
  return g_object_new (PH_TYPE_APPLICATION,
                       "application-id",
                       PH_APPLICATION_ID,
                       "flags",
                       G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path",
                       "/io/github/posthaste/Posthaste",
                       NULL);
}

void
ph_application_open_window (PhApplication *self)
{
  PhWindow *window = ph_window_new (self);

  gtk_window_present (GTK_WINDOW (window));
}
