/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be attached, until it is: files that are looked at on another thread, and what is pasted. */
#include "config.h"

#include "ph-attachments-private.h"

#include "ph-main-loop-probe.h"

#include <glib/gi18n.h>

/* The strip may be gone by the time a slow disk answers, so each look-up holds it. */
typedef struct
{
  PhAttachments *self; /* (owned) */
  char *name; /* (owned) */
  gboolean is_brought; /* pasted or dropped */
} PhAttachmentLookup;

static void
ph_attachment_lookup_free (PhAttachmentLookup *lookup)
{
  g_object_unref (lookup->self);
  g_free (lookup->name);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhAttachmentLookup, ph_attachment_lookup_free)

/* The window measures what it sends; what it attaches is measured only for who asks for that. */
static gboolean
is_measured (void)
{
  return g_getenv ("POSTHASTE_PROBE_ATTACHING") != NULL;
}

void
ph_attachments_end_measuring (PhAttachments *self)
{
  if (!self->is_measured || self->n_coming > 0)
    return;
  self->is_measured = FALSE;
  ph_main_loop_probe_end_drawn (GTK_WIDGET (self), "attaching");
}

static void
ph_attachments_check_settled (PhAttachments *self)
{
  if (self->n_coming == 0)
    ph_attachments_tell_settled (self);
}

static void
ph_attachments_take (PhAttachments *self, PhAttachmentLookup *lookup, PhAttachment *attachment, const GError *error)
{
  if (attachment != NULL)
    {
      ph_attachments_insert (self, G_MAXUINT, attachment);
      if (lookup->is_brought)
        ph_attachments_tell_brought (self, attachment);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ph_attachments_report (self, lookup->name, error);
}

/* One after the other: side by side, copies are no sooner there, and leave no processor to the window. */
static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) keep_in = g_file_new_build_filename (g_get_user_cache_dir (), "posthaste", "attached", NULL);
  GError *error = NULL;
  PhAttachment *attachment = ph_attachment_new_sync (data, keep_in, cancellable, &error);

  if (attachment != NULL)
    g_task_return_pointer (task, attachment, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachmentLookup) lookup = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PhAttachment) attachment = g_task_propagate_pointer (G_TASK (result), &error);

  lookup->self->n_coming--;
  ph_attachments_take (lookup->self, lookup, attachment, error);
  ph_attachments_check_settled (lookup->self);
}

static void
ph_attachments_look_at (PhAttachments *self, GFile *file, gboolean is_brought)
{
  PhAttachmentLookup *lookup = NULL;
  g_autofree char *base = g_file_get_basename (file);
  g_autoptr (GTask) task = NULL;

  lookup = g_new0 (PhAttachmentLookup, 1);
  lookup->self = g_object_ref (self);
  lookup->is_brought = is_brought;
  lookup->name = g_filename_display_name (base != NULL ? base : "");
  self->n_coming++;
  if (is_measured ())
    {
      self->is_measured = TRUE;
      ph_main_loop_probe_begin ("attaching");
    }
  task = g_task_new (NULL, self->cancellable, looked_up_cb, lookup);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  ph_worker_queue (self->files, task, look_thread);
}

void
ph_attachments_add_file (PhAttachments *self, GFile *file)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_return_if_fail (G_IS_FILE (file));
  ph_attachments_look_at (self, file, FALSE);
}

void
ph_attachments_add_list (PhAttachments *self, GdkFileList *list)
{
  g_autoptr (GSList) files = NULL;

  g_return_if_fail (PH_IS_ATTACHMENTS (self));

  files = gdk_file_list_get_files (list);
  for (GSList *l = files; l != NULL; l = l->next)
    ph_attachments_look_at (self, l->data, TRUE);
}

/* ---- pictures without a file -------------------------------------------------------------------------------------- */

/* Making a PNG of a large picture takes its time, so it is done on another thread. */
static void
encode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (GDK_TEXTURE (data)), (GDestroyNotify) g_bytes_unref);
}

static void
encoded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *name = data;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (PhAttachment) attachment = NULL;

  PH_ATTACHMENTS (source)->n_coming--;
  if (bytes != NULL)
    {
      attachment = ph_attachment_new_for_bytes (name, "image/png", bytes);
      ph_attachments_insert (PH_ATTACHMENTS (source), G_MAXUINT, attachment);
      ph_attachments_tell_brought (PH_ATTACHMENTS (source), attachment);
    }
  ph_attachments_check_settled (PH_ATTACHMENTS (source));
}

void
ph_attachments_add_texture (PhAttachments *self, GdkTexture *texture, const char *name)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  g_return_if_fail (GDK_IS_TEXTURE (texture));

  task = g_task_new (self, self->cancellable, encoded_cb, g_strdup (name));
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  self->n_coming++;
  g_task_run_in_thread (task, encode_thread);
}

/* ---- paste ------------------------------------------------------------------------------------------------------ */

/* A desktop's portal that carries them hands over none when one of them is gone, and does not say which. */
static void
ph_attachments_report_pasted (PhAttachments *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no file came");

  /* Translators: the subject of “… could not be read: it is not there.” */
  ph_attachments_report (self, _ ("What was pasted"), error);
}

static void
pasted_files_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachments) self = PH_ATTACHMENTS (data);
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);
  GdkFileList *list = value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) ? g_value_get_boxed (value) : NULL;
  g_autoptr (GSList) files = list != NULL ? gdk_file_list_get_files (list) : NULL;

  self->n_coming--;
  if (files != NULL)
    ph_attachments_add_list (self, list);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ph_attachments_report_pasted (self);
  ph_attachments_check_settled (self);
}

static void
pasted_texture_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (PhAttachments) self = PH_ATTACHMENTS (data);
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);

  self->n_coming--;
  if (texture != NULL)
    ph_attachments_add_texture (self, texture, _ ("Pasted image.png"));
  ph_attachments_check_settled (self);
}

GType
ph_attachments_find_type (GdkContentFormats *formats)
{
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    return GDK_TYPE_FILE_LIST;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
      && !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    return GDK_TYPE_TEXTURE;
  return G_TYPE_INVALID;
}

gboolean
ph_attachments_paste (PhAttachments *self, GdkClipboard *clipboard)
{
  GType type = G_TYPE_INVALID;

  g_return_val_if_fail (PH_IS_ATTACHMENTS (self), FALSE);
  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  type = ph_attachments_find_type (gdk_clipboard_get_formats (clipboard));
  if (type == GDK_TYPE_FILE_LIST)
    gdk_clipboard_read_value_async (clipboard,
                                    GDK_TYPE_FILE_LIST,
                                    G_PRIORITY_DEFAULT,
                                    self->cancellable,
                                    pasted_files_cb,
                                    g_object_ref (self));
  else if (type == GDK_TYPE_TEXTURE)
    gdk_clipboard_read_texture_async (clipboard, self->cancellable, pasted_texture_cb, g_object_ref (self));
  else
    return FALSE;
  self->n_coming++;
  return TRUE;
}

void
ph_attachments_drop_coming (PhAttachments *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
}

gboolean
ph_attachments_is_settled (PhAttachments *self)
{
  g_return_val_if_fail (PH_IS_ATTACHMENTS (self), TRUE);
  return self->n_coming == 0;
}

void
ph_attachments_begin_wait (PhAttachments *self)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self));
  self->n_coming++;
}

void
ph_attachments_end_wait (PhAttachments *self)
{
  g_return_if_fail (PH_IS_ATTACHMENTS (self) && self->n_coming > 0);

  self->n_coming--;
  ph_attachments_check_settled (self);
}
