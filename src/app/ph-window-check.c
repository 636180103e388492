/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what keeps a message from being sent: in its place, and never in a dialog. */
#include "config.h"

#include "ph-window-private.h"

#include <glib/gi18n.h>

/* What a server has said is not asked for again with every octet of the message. */
static void
ph_window_add_way_out (PhWindow *self, PhSendFindingKind kind)
{
  if (kind == PH_SEND_FINDING_TOO_LARGE && ph_composer_can_shrink (self->composer))
    ph_banner_add_button (self->banner, _ ("Shrink Images…"), "win.shrink-images");
  if (kind == PH_SEND_FINDING_TOO_LARGE && ph_composer_can_leave_out (self->composer))
    ph_banner_add_button (self->banner, _ ("Leave Some Out…"), "win.leave-out-files");
  else if (kind == PH_SEND_FINDING_TOO_LARGE && ph_composer_has_attachments (self->composer))
    ph_banner_add_button (self->banner, _ ("Remove Attachments"), "win.remove-attachments");
  else if (kind == PH_SEND_FINDING_GAP)
    ph_banner_add_button (self->banner, _ ("Send to Each…"), "win.send-to-each");
  else if (kind == PH_SEND_FINDING_MANY_SEEN)
    ph_banner_add_button (self->banner, _ ("Move to Bcc"), "win.move-to-bcc");
  else if (kind == PH_SEND_FINDING_NO_KEY)
    {
      ph_banner_add_button (self->banner, _ ("Edit Recipient"), "win.edit-keyless");
      ph_banner_add_button (self->banner, _ ("Send Without Encryption"), "win.send-unencrypted");
    }
  else if (kind == PH_SEND_FINDING_PLACEHOLDER)
    {
      ph_banner_add_button (self->banner, _ ("Go There"), "win.go-to-placeholder");
      ph_banner_add_button (self->banner, _ ("Send Anyway"), "win.send");
      return;
    }
  if (kind != PH_SEND_FINDING_TOO_LARGE && kind != PH_SEND_FINDING_NO_KEY)
    ph_banner_add_button (self->banner, _ ("Close"), "win.dismiss-banner");
}

static void
ph_window_tell (PhWindow *self, const PhSendFinding *finding)
{
  switch (finding->kind)
    {
    case PH_SEND_FINDING_BAD_ADDRESS:
    case PH_SEND_FINDING_REPLY_TO:
    case PH_SEND_FINDING_NO_RECIPIENT:
    case PH_SEND_FINDING_NOT_FOR_EACH:
      ph_composer_show_caption (self->composer, finding);
      break;
    case PH_SEND_FINDING_TOO_LARGE:
    case PH_SEND_FINDING_NO_KEY:
    case PH_SEND_FINDING_UTF8_ADDRESS:
    case PH_SEND_FINDING_GAP:
    case PH_SEND_FINDING_PLACEHOLDER:
    case PH_SEND_FINDING_MANY_SEEN:
      ph_banner_present (self->banner,
                         finding->weight == PH_SEND_WEIGHT_STOPS ? PH_BANNER_ERROR : PH_BANNER_WARNING,
                         finding->title,
                         finding->text);
      ph_window_add_way_out (self, finding->kind);
      ph_banner_reveal (self->banner, TRUE);
      break;
    case PH_SEND_FINDING_NO_FILE:
      ph_composer_focus_reminder (self->composer);
      break;
    case PH_SEND_FINDING_NO_SUBJECT:
    case PH_SEND_FINDING_NO_TEXT:
    default:
      g_return_if_reached ();
    }
}

static gboolean
ph_window_check_account (PhWindow *self)
{
  if (ph_composer_get_account (self->composer) != NULL)
    return TRUE;
  ph_banner_dismiss (self->banner);
  ph_banner_reveal (self->notice, TRUE);
  return FALSE;
}

/* ---- files on their way ----------------------------------------------------------------------------------------- */

gboolean
ph_window_wait_for_files (PhWindow *self)
{
  if (ph_window_is_sending (self) || !ph_composer_is_attaching (self->composer))
    return FALSE;
  if (!self->send_when_attached)
    ph_window_show_waiting_for_files (self);
  self->send_when_attached = TRUE;
  ph_window_update (self);
  return TRUE;
}

gboolean
ph_window_stop_waiting_for_files (PhWindow *self)
{
  gboolean did_wait = self->send_when_attached;

  self->send_when_attached = FALSE;
  if (did_wait)
    {
      ph_window_hide_hold (self);
      ph_window_update (self);
    }
  return did_wait;
}

void
ph_window_note_attached (PhWindow *self)
{
  if (ph_window_stop_waiting_for_files (self))
    ph_window_send (self);
  ph_window_go_on_closing (self);
}

/* ---- before it is sent ------------------------------------------------------------------------------------------ */

gboolean
ph_window_check (PhWindow *self, PhSendTarget target)
{
  g_autoptr (GPtrArray) findings = NULL;
  const PhSendFinding *obstacle = NULL;

  if (ph_window_is_sending (self))
    return FALSE;
  if (ph_composer_is_attaching (self->composer))
    {
      ph_window_toast (self, _ ("Files are still being attached"));
      return FALSE;
    }
  findings = ph_composer_check (self->composer, target);
  obstacle = ph_composer_take_obstacle (self->composer, findings);
  if (obstacle == NULL && ph_window_check_account (self))
    return TRUE;
  if (obstacle != NULL)
    ph_window_tell (self, obstacle);
  ph_window_come_back (self);
  return FALSE;
}
