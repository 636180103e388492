/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks run one after the other, in order, off the caller's thread; none is lost and none runs after the end. */
#include "ph-worker.h"

#include <sched.h>

typedef struct
{
  GMainLoop *loop;
  GString *order;
  guint n_waiting;
  GError *last_error;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->loop = g_main_loop_new (NULL, FALSE);
  f->order = g_string_new (NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_main_loop_unref (f->loop);
  g_string_free (f->order, TRUE);
  g_clear_error (&f->last_error);
}

static void
append_letter (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_true (g_thread_self () != (GThread *) g_object_get_data (G_OBJECT (task), "caller"));
  g_task_return_int (task, GPOINTER_TO_INT (data));
}

static void
wait_until_cancelled (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPollFD fd;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &fd));
  g_poll (&fd, 1, -1);
  g_cancellable_release_fd (cancellable);
  g_assert_true (g_task_return_error_if_cancelled (task));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *f = data;
  g_autoptr (GError) error = NULL;
  gssize letter = g_task_propagate_int (G_TASK (result), &error);

  if (error == NULL)
    g_string_append_c (f->order, (char) letter);
  else
    {
      g_clear_error (&f->last_error);
      f->last_error = g_steal_pointer (&error);
    }
  if (--f->n_waiting == 0)
    g_main_loop_quit (f->loop);
}

static void
queue (Fixture *f, PhWorker *worker, char letter, GTaskThreadFunc func, GCancellable *cancellable)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, finished_cb, f);

  g_object_set_data (G_OBJECT (task), "caller", g_thread_self ());
  g_task_set_task_data (task, GINT_TO_POINTER ((int) letter), NULL);
  f->n_waiting++;
  ph_worker_queue (worker, task, func);
}

static void
test_order (Fixture *f, gconstpointer data)
{
  g_autoptr (PhWorker) worker = ph_worker_new ("order");

  for (char letter = 'a'; letter <= 'z'; letter++)
    queue (f, worker, letter, append_letter, NULL);
  g_main_loop_run (f->loop);
  g_assert_cmpstr (f->order->str, ==, "abcdefghijklmnopqrstuvwxyz");
}

static void
test_cancelled_before_its_turn (Fixture *f, gconstpointer data)
{
  g_autoptr (PhWorker) worker = ph_worker_new ("cancel");
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();

  queue (f, worker, 'a', wait_until_cancelled, first);
  queue (f, worker, 'b', append_letter, second);
  queue (f, worker, 'c', append_letter, NULL);
  g_cancellable_cancel (second);
  g_cancellable_cancel (first);
  g_main_loop_run (f->loop);
  g_assert_cmpstr (f->order->str, ==, "c");
  g_assert_error (f->last_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_shutdown_runs_what_is_queued (Fixture *f, gconstpointer data)
{
  g_autoptr (PhWorker) worker = ph_worker_new ("shutdown");

  queue (f, worker, 'a', append_letter, NULL);
  queue (f, worker, 'b', append_letter, NULL);
  ph_worker_shutdown (worker);
  queue (f, worker, 'c', append_letter, NULL);
  ph_worker_shutdown (worker);
  g_main_loop_run (f->loop);
  g_assert_cmpstr (f->order->str, ==, "ab");
  g_assert_error (f->last_error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
test_dropped_worker_finishes (Fixture *f, gconstpointer data)
{
  PhWorker *worker = ph_worker_new ("dropped");

  queue (f, worker, 'a', append_letter, NULL);
  queue (f, worker, 'b', append_letter, NULL);
  g_object_unref (worker);
  g_main_loop_run (f->loop);
  g_assert_cmpstr (f->order->str, ==, "ab");
}

static void
return_policy (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, sched_getscheduler (0));
}

static void
test_background_gives_way (void)
{
  int policy = sched_getscheduler (0);

  for (int is_background = 0; is_background < 2; is_background++)
    {
      g_autoptr (PhWorker) worker = is_background ? ph_worker_new_background ("test") : ph_worker_new ("test");
      g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      ph_worker_queue (worker, task, return_policy);
      ph_worker_shutdown (worker);
      g_assert_cmpint (g_task_propagate_int (task, NULL), ==, is_background ? SCHED_IDLE : policy);
    }
  g_assert_cmpint (sched_getscheduler (0), ==, policy);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/worker/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/worker/cancelled-before-its-turn", Fixture, NULL, set_up, test_cancelled_before_its_turn, tear_down);
  g_test_add ("/worker/shutdown-runs-what-is-queued",
              Fixture,
              NULL,
              set_up,
              test_shutdown_runs_what_is_queued,
              tear_down);
  g_test_add ("/worker/dropped-worker-finishes", Fixture, NULL, set_up, test_dropped_worker_finishes, tear_down);
  g_test_add_func ("/worker/background-gives-way", test_background_gives_way);
  return g_test_run ();
}
