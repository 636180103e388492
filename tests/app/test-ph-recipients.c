/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: whatever is typed, pasted or handed over becomes chips that say the truth, and the keyboard reaches them all. */
#include "config.h"

#include "ph-recipients.h"

#include "ph-recipient-chip.h"
#include "ph-suggestions.h"
#include "ph-test-store.h"
#include "ph-test-widgets.h"

#include <adwaita.h>

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

typedef struct
{
  GtkWidget *window;
  GtkWidget *other; /* another place for the keyboard */
  PhRecipients *field;
  GtkWidget *entry;
  int n_changed;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  f->window = gtk_window_new ();
  f->other = gtk_entry_new ();
  f->field = g_object_new (PH_TYPE_RECIPIENTS, NULL);
  f->entry = ph_test_find (GTK_WIDGET (f->field), GTK_TYPE_ENTRY, 0);
  gtk_box_append (GTK_BOX (box), f->other);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->field));
  gtk_window_set_child (GTK_WINDOW (f->window), box);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 360, -1);
  g_signal_connect_swapped (f->field, "changed", G_CALLBACK (g_atomic_int_inc), &f->n_changed);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  PH_TEST_WAIT (f->window == NULL);
}

/* Only the window that has the keyboard lends it to its parts. */
static void
show (Fixture *f)
{
  gtk_window_present (GTK_WINDOW (f->window));
  PH_TEST_WAIT (gtk_window_is_active (GTK_WINDOW (f->window)) && gtk_widget_get_mapped (f->entry));
  gtk_widget_grab_focus (f->other);
}

static GtkWidget *
chip_at (Fixture *f, guint index)
{
  return ph_test_find (GTK_WIDGET (f->field), PH_TYPE_RECIPIENT_CHIP, index);
}

static gboolean
is_writing (Fixture *f)
{
  return gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (f->entry))));
}

static void
type (Fixture *f, const char *text)
{
  int position = -1;

  gtk_editable_insert_text (GTK_EDITABLE (f->entry), text, -1, &position);
  gtk_editable_set_position (GTK_EDITABLE (f->entry), position);
}

/* As the toolkit does: the field sees a key before its entry. */
static gboolean
press (Fixture *f, guint key, GdkModifierType modifiers)
{
  return ph_test_press (GTK_WIDGET (f->field), key, modifiers) || ph_test_press (f->entry, key, modifiers);
}

static char *
dup_chips (Fixture *f)
{
  GString *texts = g_string_new (NULL);

  for (guint i = 0; i < ph_recipients_get_n_chips (f->field); i++)
    g_string_append_printf (texts,
                            "%s%s",
                            i > 0 ? "|" : "",
                            ph_recipient_chip_get_text (PH_RECIPIENT_CHIP (chip_at (f, i))));
  return g_string_free (texts, FALSE);
}

static void
assert_chips (Fixture *f, const char *expected)
{
  g_autofree char *chips = dup_chips (f);

  g_assert_cmpstr (chips, ==, expected);
}

static const struct
{
  const char *text;
  const char *chips;
  guint n_valid;
  const char *first_invalid;
} texts[] = {
  { "", "", 0, NULL },
  { " ,;\n, ", "", 0, NULL },
  { "bob@example.net", "bob@example.net", 1, NULL },
  { " Bob <bob@example.net> ; ann@example.org\r\neve@example.org",
    "Bob <bob@example.net>|ann@example.org|eve@example.org",
    3,
    NULL },
  { "\"Tester, Ann\" <ann@example.org>, bob@example.net",
    "\"Tester, Ann\" <ann@example.org>|bob@example.net",
    2,
    NULL },
  { "Friends: ann@example.org, bob@example.net;", "ann@example.org|bob@example.net", 2, NULL },
  { "Team: Ann <ann@example.org>,\n bob@example.net; \"Board, all\": eve@example.org;",
    "Ann <ann@example.org>|bob@example.net|eve@example.org",
    3,
    NULL },
  { "Ann Tester\tann@example.org\nBob\tbob@example.net\teve@example.org",
    "Ann Tester <ann@example.org>|Bob <bob@example.net>|eve@example.org",
    3,
    NULL },
  { "Nobody: ;", "", 0, NULL },
  { "bob@example.net, Bob <bob@EXAMPLE.net>", "bob@example.net", 1, NULL },
  { "Bob@example.net, bob@example.net", "Bob@example.net|bob@example.net", 2, NULL },
  { "bob, carol@, @example.org", "bob|carol@|@example.org", 0, "bob" },
  { "bob, bob", "bob|bob", 0, "bob" },
  { "ann@example.org, b\001b@example.net", "ann@example.org|b\001b@example.net", 1, "b\001b@example.net" },
  { "a" A64 "@example.org", "a" A64 "@example.org", 0, "a" A64 "@example.org" },
  { "a@b@example.org", "a@b@example.org", 0, "a@b@example.org" },
  { "Bob <bob@example.net", "Bob <bob@example.net", 0, "Bob <bob@example.net" },
  { "<b>Bob</b> <bob@example.net>", "\"<b>Bob</b>\" <bob@example.net>", 1, NULL },
};

static void
test_texts (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GListModel) mailboxes = NULL;
      g_autofree char *first_invalid = NULL;

      g_test_message ("%s", texts[i].text);
      ph_recipients_clear (f->field);
      ph_recipients_add_text (f->field, texts[i].text);
      mailboxes = ph_recipients_list_mailboxes (f->field);
      first_invalid = ph_recipients_dup_first_invalid (f->field);
      assert_chips (f, texts[i].chips);
      g_assert_cmpuint (g_list_model_get_n_items (mailboxes), ==, texts[i].n_valid);
      g_assert_cmpstr (first_invalid, ==, texts[i].first_invalid);
      g_assert_cmpint (ph_recipients_is_empty (f->field), ==, *texts[i].chips == '\0');
    }
}

static const struct
{
  const char *text;
  const char *reason;
} reasons[] = {
  { "Bob <>", "There is no address" },
  { "bob", "There is no “@” in the address" },
  { "@example.org", "The part before the “@” is missing or wrong" },
  { "carol@", "The part after the “@” is missing or wrong" },
  { "b\001b@example.net", "There is an invisible character in it" },
  { "a" A64 "@example.org", "The address is too long" },
  { "Bob <bob@example.net", "This cannot be read as an address" },
  { "Bob <bob@example.net>", "bob@example.net" },
};

/* To a screen reader, and to who points at it. */
static void
assert_note (Fixture *f, guint index, const char *note)
{
  g_autoptr (GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  GtkAccessible *chip = GTK_ACCESSIBLE (chip_at (f, index));
  g_autofree char *wrong = gtk_test_accessible_check_property (chip, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note);
  gboolean is_shown = FALSE;

  g_assert_null (wrong);
  g_assert_true (gtk_widget_get_has_tooltip (chip_at (f, index)));
  g_signal_emit_by_name (chip, "query-tooltip", 1, 1, FALSE, tooltip, &is_shown);
  g_assert_true (is_shown);
}

/* Whatever is wrong is said at once. */
static void
test_reasons (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_test_message ("%s", reasons[i].text);
      ph_recipients_clear (f->field);
      ph_recipients_add_text (f->field, reasons[i].text);
      assert_note (f, 0, reasons[i].reason);
    }
}

/* A name comes through whole, whatever it is made of, and one of any length needs no more room than the field has. */
static void
test_names (Fixture *f, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (5000, 'W');
  const char *const names[] = { "Tester, Ann", "\"Bob\" \\ <b>", "=?utf-8?q?a?=", "exämple", long_name, NULL };
  g_autoptr (GListModel) mailboxes = NULL;
  int minimum = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *address = g_strdup_printf ("ann%u@example.org", i);
      g_autoptr (PhMailbox) mailbox = ph_mailbox_new (names[i], address, NULL);

      ph_recipients_add_mailbox (f->field, mailbox);
    }
  mailboxes = ph_recipients_list_mailboxes (f->field);
  g_assert_cmpuint (g_list_model_get_n_items (mailboxes), ==, g_strv_length ((char **) names));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (PhMailbox) mailbox = g_list_model_get_item (mailboxes, i);

      g_assert_cmpstr (ph_mailbox_get_name (mailbox), ==, names[i]);
    }
  gtk_widget_measure (GTK_WIDGET (f->field), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 280);
}

static void
test_typing (Fixture *f, gconstpointer data)
{
  type (f, "\"Tester, Ann\" <ann@example.org>");
  g_assert_cmpint (f->n_changed, ==, 1);
  g_assert_cmpuint (ph_recipients_get_n_chips (f->field), ==, 0);
  g_assert_false (ph_recipients_is_empty (f->field));
  type (f, ",");
  assert_chips (f, "\"Tester, Ann\" <ann@example.org>");
  g_assert_cmpint (f->n_changed, ==, 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (f->entry)), ==, "");
  type (f, "bob@example.net");
  ph_recipients_commit (f->field);
  type (f, "eve");
  g_signal_emit_by_name (f->entry, "activate");
  assert_chips (f, "\"Tester, Ann\" <ann@example.org>|bob@example.net|eve");
  f->n_changed = 0;
  ph_recipients_commit (f->field);
  g_assert_cmpint (f->n_changed, ==, 0);
  type (f, "carl");
  ph_recipients_clear (f->field);
  g_assert_true (ph_recipients_is_empty (f->field));
}

/* A list of lines stays one, and what ends no recipient goes where the cursor is. */
static void
test_paste (Fixture *f, gconstpointer data)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (f->entry));
  GdkClipboard *clipboard = gtk_widget_get_clipboard (f->entry);

  gdk_clipboard_set_text (clipboard, "ann@example.org\nbob@example.net\n");
  type (f, "eve@example.org");
  g_signal_emit_by_name (text, "paste-clipboard");
  PH_TEST_WAIT (ph_recipients_get_n_chips (f->field) == 3);
  assert_chips (f, "eve@example.org|ann@example.org|bob@example.net");

  gdk_clipboard_set_text (clipboard, "5\" Bob\tbob@example.org\rcarl@example.org");
  g_signal_emit_by_name (text, "paste-clipboard");
  PH_TEST_WAIT (ph_recipients_get_n_chips (f->field) == 5);
  assert_chips (f, "eve@example.org|ann@example.org|bob@example.net|5 Bob <bob@example.org>|carl@example.org");

  gdk_clipboard_set_text (clipboard, "example");
  type (f, "carl@.com");
  gtk_editable_select_region (GTK_EDITABLE (f->entry), 5, 5);
  g_signal_emit_by_name (text, "paste-clipboard");
  PH_TEST_WAIT (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (f->entry)), "carl@.com") != 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (f->entry)), ==, "carl@example.com");
}

/* A long list comes some at a time, and counts whole for whoever asks meanwhile. */
static void
test_long_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("ann@example.org");
  GtkWidget *last = NULL;

  for (guint i = 0; i < 99; i++)
    g_string_append_printf (text, ", bob%u@example.net", i);
  type (f, text->str);
  g_assert_null (chip_at (f, 50));
  g_assert_false (ph_recipients_is_empty (f->field));
  PH_TEST_WAIT (f->n_changed > 0);
  last = chip_at (f, 99);
  g_assert_cmpstr (ph_recipient_chip_get_text (PH_RECIPIENT_CHIP (last)), ==, "bob98@example.net");
  g_assert_cmpint (f->n_changed, ==, 1);

  ph_recipients_clear (f->field);
  type (f, text->str);
  g_assert_cmpuint (ph_recipients_get_n_chips (f->field), ==, 100);
  ph_recipients_clear (f->field);
  type (f, text->str);
  ph_recipients_add_text (f->field, "eve@example.org");
  g_assert_cmpstr (ph_recipient_chip_get_text (PH_RECIPIENT_CHIP (chip_at (f, 100))), ==, "eve@example.org");
  ph_recipients_clear (f->field);
  type (f, text->str);
  ph_recipients_clear (f->field);
  g_assert_true (ph_recipients_is_empty (f->field));
  type (f, text->str);
}

static void
test_peers (Fixture *f, gconstpointer data)
{
  PhRecipients *peer = g_object_ref_sink (g_object_new (PH_TYPE_RECIPIENTS, NULL));

  ph_recipients_add_peer (f->field, peer);
  ph_recipients_add_text (f->field, "ann@example.org");
  ph_recipients_add_text (peer, "Ann <ann@Example.org>, bob@example.net");
  ph_recipients_add_text (f->field, "bob@example.net, eve@example.org");
  assert_chips (f, "ann@example.org|eve@example.org");
  g_assert_cmpuint (ph_recipients_get_n_chips (peer), ==, 1);
  ph_recipients_clear (peer);
  ph_recipients_add_text (f->field, "bob@example.net");
  g_assert_cmpuint (ph_recipients_get_n_chips (f->field), ==, 3);
  g_object_unref (peer);
}

static void
test_walk (Fixture *f, gconstpointer direction)
{
  gboolean is_rtl = GPOINTER_TO_INT (direction) == GTK_TEXT_DIR_RTL;
  guint back = is_rtl ? GDK_KEY_Right : GDK_KEY_Left;
  guint forth = is_rtl ? GDK_KEY_Left : GDK_KEY_Right;

  gtk_widget_set_direction (GTK_WIDGET (f->field), GPOINTER_TO_INT (direction));
  ph_recipients_add_text (f->field, "ann@example.org, bob@example.net");
  show (f);
  gtk_widget_grab_focus (GTK_WIDGET (f->field));
  g_assert_true (is_writing (f));
  g_assert_false (press (f, forth, 0));
  g_assert_false (press (f, back, GDK_SHIFT_MASK));
  g_assert_true (press (f, back, 0));
  g_assert_true (gtk_widget_has_focus (chip_at (f, 1)));
  g_assert_true (press (f, back, 0));
  g_assert_true (press (f, back, 0));
  g_assert_true (gtk_widget_has_focus (chip_at (f, 0)));
  g_assert_true (press (f, forth, 0));
  g_assert_true (press (f, forth, 0));
  g_assert_true (is_writing (f));
  /* In the middle of a word the arrow is the entry's. */
  type (f, "eve");
  g_assert_false (press (f, back, 0));
  g_assert_true (is_writing (f));
}

static void
test_remove (Fixture *f, gconstpointer data)
{
  ph_recipients_add_text (f->field, "ann@example.org, bob@example.net, eve@example.org");
  show (f);
  gtk_widget_grab_focus (chip_at (f, 0));
  g_assert_true (press (f, GDK_KEY_Delete, 0));
  g_assert_true (gtk_widget_has_focus (chip_at (f, 0)));
  assert_chips (f, "bob@example.net|eve@example.org");
  gtk_widget_grab_focus (f->entry);
  g_assert_true (press (f, GDK_KEY_BackSpace, 0));
  g_assert_true (gtk_widget_has_focus (chip_at (f, 1)));
  g_assert_true (press (f, GDK_KEY_BackSpace, 0));
  g_assert_true (is_writing (f));
  assert_chips (f, "bob@example.net");
  g_signal_emit_by_name (ph_test_find (chip_at (f, 0), GTK_TYPE_BUTTON, 0), "clicked");
  g_assert_true (ph_recipients_is_empty (f->field));
}

static char *
dup_clipboard (Fixture *f)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (f->entry));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
  return g_value_dup_string (&value);
}

static void
test_copy_and_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *copied = NULL;
  g_autofree char *cut = NULL;

  ph_recipients_add_text (f->field, "\"Tester, Ann\" <ann@example.org>, bob@example.net");
  show (f);
  gtk_widget_grab_focus (chip_at (f, 0));
  g_assert_true (press (f, GDK_KEY_c, GDK_CONTROL_MASK));
  copied = dup_clipboard (f);
  g_assert_cmpstr (copied, ==, "\"Tester, Ann\" <ann@example.org>");
  gtk_widget_grab_focus (chip_at (f, 1));
  g_assert_true (press (f, GDK_KEY_x, GDK_CONTROL_MASK));
  cut = dup_clipboard (f);
  g_assert_cmpstr (cut, ==, "bob@example.net");
  assert_chips (f, "\"Tester, Ann\" <ann@example.org>");
}

/* What was still typed is not lost when a chip becomes text again. */
static void
test_edit (Fixture *f, gconstpointer data)
{
  ph_recipients_add_text (f->field, "Bob <bob@example.net>, ann@example.org");
  show (f);
  type (f, "eve");
  gtk_widget_grab_focus (chip_at (f, 0));
  g_assert_true (press (f, GDK_KEY_F2, 0));
  g_assert_true (is_writing (f));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (f->entry)), ==, "Bob <bob@example.net>");
  assert_chips (f, "ann@example.org|eve");
}

/* Leaving the field ends what was typed, with one Tab from any chip. */
static void
test_leave (Fixture *f, gconstpointer data)
{
  ph_recipients_add_text (f->field, "ann@example.org, bob@example.net");
  show (f);
  gtk_widget_grab_focus (f->entry);
  type (f, "eve@example.org");
  g_assert_true (gtk_widget_child_focus (f->window, GTK_DIR_TAB_BACKWARD));
  g_assert_cmpuint (ph_recipients_get_n_chips (f->field), ==, 3);
  gtk_widget_grab_focus (chip_at (f, 2));
  g_assert_true (gtk_widget_child_focus (f->window, GTK_DIR_TAB_BACKWARD));
  g_assert_null (gtk_widget_get_focus_child (GTK_WIDGET (f->field)));
}

/* A long field shows five and a count, until it is written in. */
static void
test_collapse (Fixture *f, gconstpointer data)
{
  GtkWidget *more = NULL;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (text, "ann%u@example.org,", i);
  ph_recipients_add_text (f->field, text->str);
  g_assert_true (gtk_widget_get_visible (chip_at (f, 5)));
  ph_recipients_add_text (f->field, "carol@, eve@example.org");
  show (f);
  more = gtk_widget_get_prev_sibling (f->entry);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (more)), ==, "\342\200\216+3");
  g_assert_true (gtk_widget_get_visible (more));
  g_assert_true (gtk_widget_get_visible (chip_at (f, 4)));
  g_assert_false (gtk_widget_get_visible (chip_at (f, 5)));
  g_signal_emit_by_name (more, "clicked");
  g_assert_true (is_writing (f));
  g_assert_true (gtk_widget_get_visible (chip_at (f, 7)));
  g_assert_false (gtk_widget_get_visible (more));
  gtk_widget_grab_focus (f->other);
  g_assert_false (gtk_widget_get_visible (chip_at (f, 7)));
  ph_recipients_focus_first_invalid (f->field);
  g_assert_true (gtk_widget_has_focus (chip_at (f, 6)));
  g_string_free (text, TRUE);
}

/* The entry has room of its own while it is written in. */
static void
test_room_to_write (Fixture *f, gconstpointer data)
{
  int idle = 0;
  int writing = 0;

  show (f);
  gtk_widget_measure (f->entry, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &idle, NULL, NULL);
  gtk_widget_grab_focus (f->entry);
  gtk_widget_measure (f->entry, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &writing, NULL, NULL);
  g_assert_cmpint (writing, >, idle + 24);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  ph_recipients_add_text (f->field, "ann@example.org, eve@exämple.org, bob@example.net");
  g_assert_false (ph_recipients_edit_refused (f->field));
  g_assert_false (ph_recipients_mark_refused (f->field, "carl@example.org", "no"));
  g_assert_true (ph_recipients_mark_refused (f->field, "eve@xn--exmple-cua.org", "<b>5.1.1</b> no eve"));
  g_assert_true (gtk_widget_has_css_class (chip_at (f, 1), "error"));
  g_assert_false (gtk_widget_has_css_class (chip_at (f, 0), "error"));
  assert_note (f, 1, "<b>5.1.1</b> no eve");
  ph_recipients_clear_refused (f->field);
  g_assert_false (gtk_widget_has_css_class (chip_at (f, 1), "error"));
  g_assert_true (ph_recipients_mark_refused (f->field, "bob@example.net", NULL));
  g_assert_true (ph_recipients_edit_refused (f->field));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (f->entry)), ==, "bob@example.net");
  assert_chips (f, "ann@example.org|eve@exämple.org");
}

/* A slip and a refusal look alike, but only one of them is the server's. */
static void
test_refused_behind_invalid (Fixture *f, gconstpointer data)
{
  ph_recipients_add_text (f->field, "carol@, bob@example.net");
  g_assert_false (ph_recipients_edit_refused (f->field));
  ph_recipients_mark_refused (f->field, "bob@example.net", "no bob");
  ph_recipients_clear_refused (f->field);
  g_assert_true (gtk_widget_has_css_class (chip_at (f, 0), "error"));
  ph_recipients_mark_refused (f->field, "bob@example.net", "no bob");
  g_assert_true (ph_recipients_edit_refused (f->field));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (f->entry)), ==, "bob@example.net");
}

static void
test_not_editable (Fixture *f, gconstpointer data)
{
  static const guint keys[] = { GDK_KEY_Delete, GDK_KEY_BackSpace, GDK_KEY_Return, GDK_KEY_F2 };

  ph_recipients_add_text (f->field, "ann@example.org");
  ph_recipients_set_editable (f->field, FALSE);
  show (f);
  gtk_widget_grab_focus (chip_at (f, 0));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    press (f, keys[i], 0);
  press (f, GDK_KEY_x, GDK_CONTROL_MASK);
  assert_chips (f, "ann@example.org");
  g_assert_false (gtk_editable_get_editable (GTK_EDITABLE (f->entry)));
  g_assert_false (gtk_widget_get_visible (ph_test_find (chip_at (f, 0), GTK_TYPE_BUTTON, 0)));
  ph_recipients_add_text (f->field, "bob@example.net");
  g_assert_false (gtk_widget_get_visible (ph_test_find (chip_at (f, 1), GTK_TYPE_BUTTON, 0)));
  ph_recipients_set_editable (f->field, TRUE);
  g_assert_true (press (f, GDK_KEY_Delete, 0));
  assert_chips (f, "bob@example.net");
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

static gboolean
fill_store (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  ph_test_store_add_in (store, PH_STORE_STATE_SENT, "a");
  return TRUE;
}

typedef struct
{
  Fixture f;
  GFile *folder; /* (owned) */
  PhOutboxDisk *disk; /* (owned) */
  PhPeople *people; /* (owned) */
} PeopleFixture;

static void
tell_done_cb (GObject *source, GAsyncResult *result, gpointer is_done)
{
  g_assert_true (ph_outbox_disk_run_finish (PH_OUTBOX_DISK (source), result, NULL, NULL));
  *(gboolean *) is_done = TRUE;
}

/* All that was asked of the disk before is answered then. */
static void
wait_for_disk (PeopleFixture *p, PhOutboxDiskFunc func)
{
  gboolean is_done = FALSE;

  ph_outbox_disk_run_async (p->disk, func, NULL, NULL, NULL, tell_done_cb, &is_done);
  PH_TEST_WAIT (is_done);
}

static gboolean
do_nothing (PhStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

/* ada, bob and carol@example.org got a message. */
static void
set_up_people (PeopleFixture *p, gconstpointer data)
{
  set_up (&p->f, data);
  p->folder = ph_test_folder_new ();
  p->disk = ph_outbox_disk_new (p->folder);
  p->people = ph_people_new (p->disk);
  ph_recipients_set_people (p->f.field, p->people);
  wait_for_disk (p, fill_store);
  show (&p->f);
  gtk_widget_grab_focus (p->f.entry);
}

static void
tear_down_people (PeopleFixture *p, gconstpointer data)
{
  tear_down (&p->f, data);
  g_clear_object (&p->people);
  ph_outbox_disk_finish (p->disk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&p->disk);
  ph_test_folder_free (p->folder);
}

static guint
count_found (PeopleFixture *p)
{
  return g_list_model_get_n_items (ph_people_get_found (p->people));
}

static gboolean
is_open (PeopleFixture *p)
{
  return gtk_widget_get_visible (ph_test_find (GTK_WIDGET (p->f.field), PH_TYPE_SUGGESTIONS, 0));
}

static void
test_choose (PeopleFixture *p, gconstpointer data)
{
  type (&p->f, "exam");
  PH_TEST_WAIT (is_open (p));
  g_assert_cmpuint (count_found (p), ==, 3);
  g_assert_true (is_writing (&p->f));
  g_assert_true (press (&p->f, GDK_KEY_Down, 0));
  g_assert_true (press (&p->f, GDK_KEY_Down, 0));
  g_assert_true (press (&p->f, GDK_KEY_Up, 0));
  g_assert_true (press (&p->f, GDK_KEY_Return, 0));
  assert_chips (&p->f, "Ada <ada@example.org>");
  g_assert_false (is_open (p));
  g_assert_true (is_writing (&p->f));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (p->f.entry)), ==, "");

  type (&p->f, "bob");
  PH_TEST_WAIT (is_open (p));
  g_assert_true (press (&p->f, GDK_KEY_Up, 0));
  g_assert_false (press (&p->f, GDK_KEY_Tab, 0));
  assert_chips (&p->f, "Ada <ada@example.org>|bob@example.org");
}

/* Without the arrow all keys do what they did: what was typed is what counts. */
static void
test_not_chosen (PeopleFixture *p, gconstpointer data)
{
  type (&p->f, "ad");
  PH_TEST_WAIT (is_open (p));
  g_assert_false (press (&p->f, GDK_KEY_Tab, 0));
  g_assert_false (press (&p->f, GDK_KEY_Return, 0));
  g_assert_false (press (&p->f, GDK_KEY_Delete, GDK_SHIFT_MASK));
  g_signal_emit_by_name (p->f.entry, "activate");
  assert_chips (&p->f, "ad");
  g_assert_false (is_open (p));

  type (&p->f, "ad");
  PH_TEST_WAIT (is_open (p));
  g_assert_true (press (&p->f, GDK_KEY_Escape, 0));
  g_assert_false (is_open (p));
  g_assert_false (press (&p->f, GDK_KEY_Escape, 0));
  type (&p->f, "a");
  PH_TEST_WAIT (is_open (p));
  gtk_widget_grab_focus (p->f.other);
  g_assert_false (is_open (p));
}

static void
test_clicked (PeopleFixture *p, gconstpointer data)
{
  GtkWidget *row = NULL;

  type (&p->f, "ca");
  PH_TEST_WAIT (is_open (p));
  row = ph_test_find (GTK_WIDGET (p->f.field), GTK_TYPE_LIST_BOX_ROW, 0);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  assert_chips (&p->f, "carol@example.org");
}

/* An answer to what is not in the entry any more is nobody's. */
static void
test_stale (PeopleFixture *p, gconstpointer data)
{
  type (&p->f, "ada");
  type (&p->f, "x");
  wait_for_disk (p, do_nothing);
  wait_for_disk (p, do_nothing);
  g_assert_cmpuint (count_found (p), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (p->f.entry), "ada");
  gtk_editable_set_text (GTK_EDITABLE (p->f.entry), "");
  wait_for_disk (p, do_nothing);
  g_assert_cmpuint (count_found (p), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (p->f.entry), "exam");
  gtk_editable_set_text (GTK_EDITABLE (p->f.entry), "bob");
  PH_TEST_WAIT (is_open (p));
  g_assert_cmpuint (count_found (p), ==, 1);
}

/* An input method's text is not there yet: nothing is looked for, and its keys are its own. */
static void
test_composing (PeopleFixture *p, gconstpointer data)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (p->f.entry));

  type (&p->f, "ad");
  PH_TEST_WAIT (is_open (p));
  g_signal_emit_by_name (text, "preedit-changed", "a");
  g_assert_false (is_open (p));
  type (&p->f, "a");
  wait_for_disk (p, do_nothing);
  g_assert_false (is_open (p));
  g_assert_false (press (&p->f, GDK_KEY_Down, 0));
  g_signal_emit_by_name (text, "preedit-changed", "");
  PH_TEST_WAIT (is_open (p));
}

static void
test_forget (PeopleFixture *p, gconstpointer data)
{
  type (&p->f, "exam");
  PH_TEST_WAIT (is_open (p));
  g_assert_true (press (&p->f, GDK_KEY_Down, 0));
  g_assert_true (press (&p->f, GDK_KEY_Delete, GDK_SHIFT_MASK));
  PH_TEST_WAIT (count_found (p) == 2);
  g_assert_true (is_open (p));
  gtk_editable_set_text (GTK_EDITABLE (p->f.entry), "ada");
  wait_for_disk (p, do_nothing);
  g_assert_false (is_open (p));
}

static int
get_wanted_height (GtkWidget *popover)
{
  GtkRequisition natural;

  gtk_widget_get_preferred_size (popover, NULL, &natural);
  return natural.height;
}

static gboolean
count_frames_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer n_frames)
{
  return ++*(int *) n_frames < 4;
}

/* Of what changes faster than it is drawn, the last is shown whole. */
static void
test_whole_rows (PeopleFixture *p, gconstpointer data)
{
  GtkWidget *popover = ph_test_find (GTK_WIDGET (p->f.field), PH_TYPE_SUGGESTIONS, 0);
  GListStore *found = G_LIST_STORE (ph_people_get_found (p->people));
  g_autoptr (PhMailbox) last = NULL;

  type (&p->f, "exam");
  PH_TEST_WAIT (is_open (p) && gtk_widget_get_height (popover) == get_wanted_height (popover));
  last = g_list_model_get_item (G_LIST_MODEL (found), 2);
  for (int round = 0; round < 3; round++)
    {
      int n_frames = 0;

      g_list_store_remove (found, 2);
      g_list_store_append (found, last);
      gtk_widget_add_tick_callback (p->f.entry, count_frames_cb, &n_frames, NULL);
      PH_TEST_WAIT (n_frames == 4);
      g_assert_cmpint (gtk_widget_get_height (popover), ==, get_wanted_height (popover));
    }
}

static void
test_not_remembered (PeopleFixture *p, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new (PH_APPLICATION_ID);

  g_settings_set_boolean (settings, "remember-recipients", FALSE);
  type (&p->f, "ada");
  wait_for_disk (p, do_nothing);
  g_assert_false (is_open (p));
  g_settings_reset (settings, "remember-recipients");
}

#define ADD_PEOPLE(path, func)                                                                                         \
  g_test_add ("/recipients/people/" path, PeopleFixture, NULL, set_up_people, func, tear_down_people)
#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/recipients/texts", NULL, test_texts);
  ADD ("/recipients/reasons", NULL, test_reasons);
  ADD ("/recipients/names", NULL, test_names);
  ADD ("/recipients/typing", NULL, test_typing);
  ADD ("/recipients/paste", NULL, test_paste);
  ADD ("/recipients/long-list", NULL, test_long_list);
  ADD ("/recipients/peers", NULL, test_peers);
  ADD ("/recipients/walk/left-to-right", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_walk);
  ADD ("/recipients/walk/right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_walk);
  ADD ("/recipients/remove", NULL, test_remove);
  ADD ("/recipients/copy-and-cut", NULL, test_copy_and_cut);
  ADD ("/recipients/edit", NULL, test_edit);
  ADD ("/recipients/leave", NULL, test_leave);
  ADD ("/recipients/collapse", NULL, test_collapse);
  ADD ("/recipients/room-to-write", NULL, test_room_to_write);
  ADD ("/recipients/refused", NULL, test_refused);
  ADD ("/recipients/refused-behind-invalid", NULL, test_refused_behind_invalid);
  ADD ("/recipients/not-editable", NULL, test_not_editable);
  ADD_PEOPLE ("choose", test_choose);
  ADD_PEOPLE ("not-chosen", test_not_chosen);
  ADD_PEOPLE ("clicked", test_clicked);
  ADD_PEOPLE ("stale", test_stale);
  ADD_PEOPLE ("composing", test_composing);
  ADD_PEOPLE ("forget", test_forget);
  ADD_PEOPLE ("whole-rows", test_whole_rows);
  ADD_PEOPLE ("not-remembered", test_not_remembered);
  return g_test_run ();
}
