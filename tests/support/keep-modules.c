/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into programs whose leaks are looked for.
 *
 * Libraries stay loaded, so that a leak can be told to whom it belongs. Without this a leak of an unloaded image loader
 * reads "<unknown module>" and no suppression can name it.
 *
 * GLib's first table of quarks stays in sight: when a program has more than fit in it, GLib leaves it as it is, as other
 * threads may be reading it, and forgets where it was. */
#include <fcntl.h>
#include <glib.h>
#include <link.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *first_quarks;

int
dlclose (void *handle)
{
  return 0;
}

/* The kernel reads it, and no sanitizer looks, as whatever looks like an address may be none. In the table the string of quark 1 is the second. */
static gboolean
is_table (int pipe_fds[2], const void *address, const char *first)
{
  const void *words[2] = { NULL, NULL };

  return address != NULL && syscall (SYS_write, pipe_fds[1], address, sizeof words) == (ssize_t) sizeof words
         && read (pipe_fds[0], words, sizeof words) == (ssize_t) sizeof words && words[0] == NULL && words[1] == first;
}

static void
find_table (void **begin, void **end)
{
  const char *first = g_quark_to_string (1);
  int pipe_fds[2];

  if (first == NULL || pipe2 (pipe_fds, O_CLOEXEC) != 0)
    return;
  for (void **word = begin; word < end && first_quarks == NULL; word++)
    if (is_table (pipe_fds, *word, first))
      first_quarks = *word;
  close (pipe_fds[0]);
  close (pipe_fds[1]);
}

static int
look_at_library (struct dl_phdr_info *info, size_t size, void *data)
{
  if (strstr (info->dlpi_name, "libglib-2.0") == NULL)
    return 0;
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_W) != 0)
      {
        void **begin = GSIZE_TO_POINTER (info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);

        find_table (begin, begin + info->dlpi_phdr[i].p_memsz / sizeof *begin);
      }
  return 1;
}

__attribute__ ((constructor)) static void
keep_table (void)
{
  dl_iterate_phdr (look_at_library, NULL);
}
