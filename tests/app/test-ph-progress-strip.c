/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds: the strip says what a real delivery is doing, and is there only as long as there is something to say. */
#include "ph-progress-strip.h"

#include "ph-test-folder.h"
#include "ph-test-server.h"
#include "ph-test-widgets.h"

#include <adwaita.h>

#define HELLO "S: 220 hi\nC: EHLO *\nS: 250 x\nC: MAIL *\n"
#define BODY HELLO "S: 250 ok\nC: RCPT *\nS: 250 ok\nC: DATA\nS: 354 go\n"

typedef struct
{
  GFile *folder;
  PhOutboxDisk *disk;
  PhSmtpClient *client;
  PhTestServer *server;
  PhDelivery *delivery;
  GtkWidget *window;
  PhProgressStrip *strip;
} Fixture;

static PhMessage *
make_message (void)
{
  g_autoptr (PhMailbox) ann = ph_mailbox_new ("Ann", "ann@example.org", NULL);
  g_autoptr (PhMailbox) bob = ph_mailbox_new (NULL, "bob@example.org", NULL);
  /* More than a connection holds on its way, so that a server that stops reading stops the delivery. */
  gsize size = 32 * 1024 * 1024;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (size), size);
  g_autoptr (PhAttachment) attachment = ph_attachment_new_for_bytes ("large", "application/octet-stream", bytes);
  PhMessage *message = ph_message_new ();

  ph_message_set_from (message, ann);
  ph_message_add_recipient (message, PH_MESSAGE_FIELD_TO, bob);
  ph_message_add_attachment (message, attachment);
  return message;
}

static void
ready_cb (PhDelivery *delivery, gpointer client)
{
  ph_delivery_send (delivery, client);
}

static void
set_up (Fixture *f, gconstpointer script)
{
  g_autoptr (PhAccount) account = ph_account_new ();
  g_autoptr (PhMessage) message = make_message ();
  g_autoptr (PhSmtpServer) server = NULL;

  f->folder = ph_test_folder_new ();
  f->disk = ph_outbox_disk_new (f->folder);
  f->server = ph_test_server_new (script);
  ph_account_set_host (account, "127.0.0.1");
  ph_account_set_port (account, ph_test_server_get_port (f->server));
  ph_account_set_security (account, PH_SMTP_SECURITY_NONE);
  server = ph_account_dup_server (account);
  f->client = ph_smtp_client_new (server, NULL);
  f->delivery = ph_delivery_new (f->disk, account, message, 0);
  g_signal_connect (f->delivery, "ready", G_CALLBACK (ready_cb), f->client);
  f->window = gtk_window_new ();
  f->strip = g_object_new (PH_TYPE_PROGRESS_STRIP, NULL);
  gtk_window_set_child (GTK_WINDOW (f->window), GTK_WIDGET (f->strip));
}

static void
tear_down (Fixture *f, gconstpointer script)
{
  PhDelivery *delivery = f->delivery;

  ph_delivery_cancel (delivery);
  g_clear_pointer (&f->server, ph_test_server_free);
  g_object_add_weak_pointer (G_OBJECT (f->window), (gpointer *) &f->window);
  gtk_window_destroy (GTK_WINDOW (f->window));
  PH_TEST_WAIT (f->window == NULL);
  g_object_add_weak_pointer (G_OBJECT (delivery), (gpointer *) &delivery);
  g_clear_object (&f->delivery);
  PH_TEST_WAIT (delivery == NULL);
  g_clear_object (&f->client);
  ph_outbox_disk_finish (f->disk);
  g_clear_object (&f->disk);
  g_clear_pointer (&f->folder, ph_test_folder_free);
}

static gboolean
is_shown (Fixture *f)
{
  return gtk_widget_get_visible (GTK_WIDGET (f->strip))
         && gtk_revealer_get_reveal_child (GTK_REVEALER (gtk_widget_get_first_child (GTK_WIDGET (f->strip))));
}

static const char *
get_words (Fixture *f)
{
  return gtk_label_get_text (GTK_LABEL (ph_test_find (GTK_WIDGET (f->strip), GTK_TYPE_LABEL, 0)));
}

static GtkWidget *
get_bar (Fixture *f)
{
  return ph_test_find (GTK_WIDGET (f->strip), GTK_TYPE_PROGRESS_BAR, 0);
}

static GtkWidget *
get_cancel (Fixture *f)
{
  return ph_test_find (GTK_WIDGET (f->strip), GTK_TYPE_BUTTON, 0);
}

/* It does not flash up for what is done at once. */
static void
test_comes_and_goes (Fixture *f, gconstpointer script)
{
  g_assert_false (is_shown (f));
  ph_progress_strip_set_delivery (f->strip, f->delivery);
  ph_delivery_start (f->delivery);
  g_assert_false (is_shown (f));
  PH_TEST_WAIT (is_shown (f) && ph_delivery_get_stage (f->delivery) == PH_SMTP_STAGE_ENVELOPE);
  g_assert_cmpstr (get_words (f), ==, "Checking recipients…");
  g_assert_false (gtk_widget_get_visible (get_bar (f)));
  g_assert_true (gtk_widget_get_visible (ph_test_find (GTK_WIDGET (f->strip), GTK_TYPE_SPINNER, 0)));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (get_cancel (f))), ==, "win.cancel-send");
  ph_test_server_release (f->server, "mail");
  PH_TEST_WAIT (ph_delivery_get_is_finished (f->delivery));
  g_assert_false (is_shown (f));
}

/* The engine reports octets no more often than people can read, so the server stops until the strip has been seen. */
static void
test_octets (Fixture *f, gconstpointer script)
{
  guint64 total = 0;
  double fraction = 0;

  ph_delivery_start (f->delivery);
  PH_TEST_WAIT (ph_delivery_get_stage (f->delivery) == PH_SMTP_STAGE_BODY);
  ph_progress_strip_set_delivery (f->strip, f->delivery);
  PH_TEST_WAIT (is_shown (f));
  ph_test_server_release (f->server, "start");
  PH_TEST_WAIT (ph_delivery_get_octets_done (f->delivery) > 0);
  total = ph_delivery_get_octets_total (f->delivery);
  fraction = gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (get_bar (f)));
  g_assert_cmpuint (total, >, 32 * 1024 * 1024);
  g_assert_cmpfloat_with_epsilon (fraction, (double) ph_delivery_get_octets_done (f->delivery) / (double) total, 1e-9);
  g_assert_cmpfloat (fraction, <, 1);
  g_assert_true (gtk_widget_get_visible (get_bar (f)));
  g_assert_false (gtk_widget_get_visible (ph_test_find (GTK_WIDGET (f->strip), GTK_TYPE_SPINNER, 0)));
  g_assert_true (g_str_has_prefix (get_words (f), "Sending "));
  g_assert_null (gtk_widget_get_tooltip_text (get_cancel (f)));
  ph_delivery_cancel (f->delivery);
  PH_TEST_WAIT (ph_delivery_get_is_finished (f->delivery));
  g_assert_false (is_shown (f));
}

/* When the server has it all, the strip says why Cancel is no more. */
static void
test_too_late (Fixture *f, gconstpointer script)
{
  ph_progress_strip_set_delivery (f->strip, f->delivery);
  ph_delivery_start (f->delivery);
  PH_TEST_WAIT (is_shown (f) && !ph_delivery_get_can_cancel (f->delivery));
  g_assert_cmpstr (get_words (f), ==, "Waiting for the server to accept…");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (get_cancel (f)), ==, "The server already has the whole message");
  g_assert_false (gtk_widget_get_visible (get_bar (f)));
  ph_test_server_release (f->server, "taken");
  PH_TEST_WAIT (ph_delivery_get_is_finished (f->delivery));
  g_assert_false (is_shown (f));
}

/* Told to follow nothing, or what is finished, it follows nothing, whatever the one before still does. */
static void
test_let_go (Fixture *f, gconstpointer script)
{
  ph_progress_strip_set_delivery (f->strip, f->delivery);
  ph_delivery_start (f->delivery);
  PH_TEST_WAIT (is_shown (f) && ph_delivery_get_stage (f->delivery) == PH_SMTP_STAGE_ENVELOPE);
  ph_progress_strip_set_delivery (f->strip, NULL);
  g_assert_false (is_shown (f));
  ph_test_server_release (f->server, "mail");
  PH_TEST_WAIT (ph_delivery_get_is_finished (f->delivery));
  g_assert_cmpstr (get_words (f), ==, "Checking recipients…");
  ph_progress_strip_set_delivery (f->strip, f->delivery);
  g_assert_false (is_shown (f));
  g_assert_cmpstr (get_words (f), ==, "Checking recipients…");
}

#define ADD(path, script, func) g_test_add (path, Fixture, script, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("/progress-strip/comes-and-goes", HELLO "HOLD: mail\nS: 550 no\nC: *\nS: 250 ok\nGONE", test_comes_and_goes);
  ADD ("/progress-strip/octets", BODY "HOLD: start\nOCTETS: 16000000\nHOLD: body\nGONE", test_octets);
  ADD ("/progress-strip/too-late", BODY "SINK\nHOLD: taken\nS: 250 ok\nC: QUIT\nS: 221 bye", test_too_late);
  ADD ("/progress-strip/let-go", HELLO "HOLD: mail\nS: 550 no\nC: *\nS: 250 ok\nGONE", test_let_go);
  return g_test_run ();
}
