/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the composer's files share. */
#pragma once

#include "ph-attachment-card.h"
#include "ph-attachments.h"
#include "ph-composer.h"
#include "ph-editor.h"
#include "ph-leave-out-popover.h"
#include "ph-mail-weight.h"
#include "ph-protection.h"
#include "ph-photo-hint.h"
#include "ph-recipients.h"
#include "ph-shrink-popover.h"

G_BEGIN_DECLS

/* The values of `format`. */
#define PH_COMPOSER_FORMAT_PLAIN "plain"
#define PH_COMPOSER_FORMAT_MARKDOWN "markdown"

struct _PhComposer
{
  GtkWidget parent_instance;

  GtkWidget *content; /* only so that the template takes it down again */
  GtkDropDown *from;
  GtkListItemFactory *label_factory;
  GtkListItemFactory *address_factory;
  GtkLabel *from_label;
  PhRecipients *recipients[PH_MESSAGE_N_FIELDS];
  PhRecipients *to;
  PhRecipients *cc;
  PhRecipients *bcc;
  GtkWidget *cc_row;
  GtkWidget *bcc_row;
  PhRecipients *reply_to;
  GtkWidget *reply_to_row;
  GtkLabel *options_text;
  GtkToggleButton *cc_toggle;
  GtkToggleButton *bcc_toggle;
  GtkLabel *to_caption;
  GtkEntry *subject;
  PhEditor *editor;
  GtkTextView *text; /* of the editor */
  PhAttachments *attachments;
  PhPhotoHint *photo_hint;
  GtkWidget *reminder;
  GtkLabel *reminder_text;
  GtkWidget *reminder_button;
  GtkMenuButton *format;
  PhProtection *protection;
  GtkLabel *protection_text;
  GtkLabel *size;
  GtkMenuButton *shrink;
  PhShrinkPopover *shrink_popover;
  GtkMenuButton *leave_out;
  PhLeaveOutPopover *leave_out_popover;
  GtkRevealer *drop_hint;
  GtkEventController *drop; /* (unowned) */

  PhAccounts *accounts; /* (owned) (nullable) */
  PhMessage *message; /* (owned): the fields fill it; its id outlives every attempt to send it */
  PhMessageOptions options; /* of the message: its form and its protection */
  GSettings *settings; /* (owned) (nullable) */
  GSimpleActionGroup *option_actions; /* (owned): the other options of the message */
  GSignalGroup *account_signals; /* (owned): of the selected account */
  char *title; /* (owned) */
  char *
      signature; /* (owned) (nullable): the end of the text that the identity has put there, if nobody has changed it */
  GPtrArray *shrunk; /* (owned) (nullable) (element-type PhShrinking): what Undo takes back */
  PhShrink shrunk_as;
  GPtrArray
      *left_out; /* (owned) (nullable) (element-type PhAttachment) (nullable): at their places; NULL for what stayed */
  GArray *removed; /* (owned) (nullable): what Undo brings back, in the order in which it was taken off */
  PhMailWeight weight; /* of the text */
  guint reminder_source;
  gboolean wants_reminders;
  gboolean is_reminder_dismissed; /* for this message */
  gboolean is_narrow;
  guint told; /* a bit for each PhSendFindingKind that was told of this message */
  gboolean is_loading; /* the fields change, and nobody writes in them */
};

/* ph-composer.c */
const char *ph_composer_get_subject (PhComposer *self);
/* Shows Cc and Bcc where they are wanted or hold somebody. */
void ph_composer_update_copy_rows (PhComposer *self);

/* ph-composer-message.c */
char *ph_composer_dup_text (PhComposer *self); /* (transfer full) */
/* Fills @text in with what the other fields say. */
void ph_composer_insert_snippet (PhComposer *self, const char *text);

/* ph-composer-format.c */
void ph_composer_init_format (PhComposer *self);
/* Shows how the text is to be sent. */
void ph_composer_update_format (PhComposer *self);
gboolean ph_composer_is_markdown (PhComposer *self);
const char *ph_composer_get_format (PhComposer *self);
/* Returns: whether that was another one before */
gboolean ph_composer_choose_format (PhComposer *self, const char *format);
/* ph-composer-sender.c */
/* Names what is selected for assistive technology. */
void ph_composer_tell_sender (PhComposer *self);
/* The identity that @from is, if there is one. */
void ph_composer_select_from (PhComposer *self, PhMailbox *from);
PhMailbox *ph_composer_dup_from (PhComposer *self); /* (transfer full) (nullable) */
PhMailbox *ph_composer_dup_reply_to (PhComposer *self); /* (transfer full) (nullable): the identity's */

/* ph-composer-options.c */
void ph_composer_init_options (PhComposer *self); /* before the template */
/* Which can be chosen, and which are on. */
void ph_composer_update_options (PhComposer *self);
void ph_composer_load_options (PhComposer *self, PhMessage *message);
void ph_composer_store_options (PhComposer *self);
gboolean ph_composer_has_options (PhComposer *self); /* one is on */

/* ph-composer-pictures.c */
/* It was pasted or dropped: it goes into the text, where that can show it. */
void ph_composer_take_picture (PhComposer *self, PhAttachment *attachment);
/* @other has taken the place of @attachment: the text names it too. */
void ph_composer_follow_picture (PhComposer *self, PhAttachment *attachment, PhAttachment *other);
/* Before the menu of @card is shown. */
void ph_composer_prepare_card (PhComposer *self, PhAttachmentCard *card);
void ph_composer_set_shown (PhComposer *self, PhAttachment *attachment, gboolean is_shown);

/* ph-composer-signature.c */
/* The identity is another one, or its signature is. */
void ph_composer_update_signature (PhComposer *self);
/* (transfer full): the text of @message, with the signature below it if it is new: one that nobody has written yet */
char *ph_composer_dup_signed (PhComposer *self, PhMessage *message);
/* Whether there is more than the signature. */
gboolean ph_composer_has_text (PhComposer *self);
/* ph-composer-protection.c */
/* Who sends has changed; who gets it has. */
void ph_composer_update_sender (PhComposer *self);
void ph_composer_update_recipients (PhComposer *self);
/* Shows what is to be known of it. */
void ph_composer_update_protection (PhComposer *self);
/* Returns: whether that is another choice than before */
gboolean ph_composer_take_protection (PhComposer *self);
/* The options and the recipients are another message's. */
void ph_composer_load_protection (PhComposer *self);

/* ph-composer-reminder.c */
/* Whether a file that seems to be missing is to be told of. */
gboolean ph_composer_reminds (PhComposer *self);
/* The text, the files or the wish for it has changed. */
void ph_composer_update_reminder (PhComposer *self);
void ph_composer_dismiss_reminder (PhComposer *self);

/* ph-composer-shrink.c */
void ph_composer_begin_shrinking (PhComposer *self);
void ph_composer_take_shrunk (PhComposer *self, GPtrArray *shrinkings, guint shrink);

/* ph-composer-leave-out.c */
void ph_composer_begin_leaving_out (PhComposer *self);
void ph_composer_take_out (PhComposer *self, GPtrArray *files);
/* What was left out belongs to another message. */
void ph_composer_forget_left_out (PhComposer *self);

/* ph-composer-removed.c */
/* Returns: how many Undo brings back now */
guint ph_composer_note_removed (PhComposer *self, PhAttachment *attachment, guint position);

/* ph-composer-check.c */
guint64 ph_composer_get_size_limit (PhComposer *self); /* octets on the wire: the server's, or what is usual */
void ph_composer_init_weight (PhComposer *self); /* the text is still empty */
guint64 ph_composer_estimate_size (PhComposer *self); /* octets on the wire */
/* Says how large the message is, once that can matter. */
void ph_composer_update_size (PhComposer *self);

G_END_DECLS
