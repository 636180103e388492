/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the editor's files share. */
#pragma once

#include "ph-editor.h"

G_BEGIN_DECLS

struct _PhEditor
{
  GtkWidget parent_instance;

  GtkWidget *content; /* only so that the template takes it down again */
  GtkWidget *scroller;
  GtkTextView *view;
  GtkTextBuffer *buffer;
};

G_END_DECLS
