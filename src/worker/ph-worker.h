/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An owned thread that runs GTasks one after the other, in the order they were queued. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PH_TYPE_WORKER (ph_worker_get_type ())
G_DECLARE_FINAL_TYPE (PhWorker, ph_worker, PH, WORKER, GObject)

/**
 * ph_worker_new:
 * @name: the thread's name, at most 15 octets, for debuggers
 *
 * The thread starts with the first task. It holds no reference to the worker.
 *
 * Returns: (transfer full): a worker without tasks
 */
PhWorker *ph_worker_new (const char *name);

/**
 * ph_worker_new_background:
 *
 * Like ph_worker_new(), but its thread gives way to those who answer a person: the main thread, and the display server that it
 * waits for.
 */
PhWorker *ph_worker_new_background (const char *name);

/**
 * ph_worker_queue:
 * @task: (transfer none): the task to run; its task data and cancellable are @func's
 * @func: runs on the worker's thread and returns a result on @task
 *
 * A task that was cancelled before its turn returns %G_IO_ERROR_CANCELLED and @func does not run. After
 * ph_worker_shutdown() a task returns %G_IO_ERROR_CLOSED. The result reaches the task's own main context.
 * Any thread may call this.
 */
void ph_worker_queue (PhWorker *self, GTask *task, GTaskThreadFunc func);

/**
 * ph_worker_shutdown:
 *
 * Takes no further task, lets the queued ones run to their end and waits for the thread. It blocks, so the main
 * thread calls it only when nothing is queued; disposing of a worker does the same without waiting.
 */
void ph_worker_shutdown (PhWorker *self);

G_END_DECLS
