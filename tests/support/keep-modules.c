/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into programs whose leaks are looked for: libraries stay loaded, so that a leak can be told to whom it
 * belongs. Without this a leak of an unloaded image loader reads "<unknown module>" and no suppression can name it. */
int dlclose (void *handle);

int
dlclose (void *handle)
{
  return 0;
}
