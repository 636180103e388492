/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file as a message in any form: what comes out is as long as it says, and has that form. */
#include "ph-mail-recode.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_form (const guint8 *octets, gsize length, PhMailForm form)
{
  gsize line = 0;

  for (gsize i = 0; i < length; i++)
    {
      gboolean is_end = octets[i] == '\n' || octets[i] == '\r';

      g_assert (octets[i] != 0);
      g_assert (form != PH_MAIL_FORM_7BIT || octets[i] < 128);
      line = is_end ? 0 : line + 1;
      g_assert (line <= 998);
    }
}

/* @data: what was recoded */
static void
check_stream (GInputStream *stream, goffset size, PhMailForm form, const guint8 *data, gsize length)
{
  g_autofree guint8 *octets = g_malloc ((gsize) size + 1);
  gsize n_read = 0;

  g_assert (g_input_stream_read_all (stream, octets, (gsize) size + 1, &n_read, NULL, NULL));
  g_assert ((goffset) n_read == size);
  if (form == PH_MAIL_FORM_7BIT || form == PH_MAIL_FORM_8BIT)
    check_form (octets, n_read, form);
  if (form != PH_MAIL_FORM_8BIT_TEXT)
    return;
  g_assert (n_read < length);
  /* Only text was decoded. */
  if (ph_mail_has_form ((const char *) data, length, PH_MAIL_FORM_7BIT))
    check_form (octets, n_read, PH_MAIL_FORM_8BIT);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  int fd = memfd_create ("message", MFD_CLOEXEC);

  g_assert (fd != -1 && write (fd, data, size) == (gssize) size);
  for (PhMailForm form = PH_MAIL_FORM_7BIT; form <= PH_MAIL_FORM_8BIT_TEXT; form++)
    {
      g_autoptr (GInputStream) stream = NULL;
      g_autoptr (GError) error = NULL;
      goffset length = 0;

      if (ph_mail_recode (fd, 0, form, &stream, &length, &error) && stream != NULL)
        check_stream (stream, length, form, data, size);
      else
        g_assert (stream == NULL);
      g_assert (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA));
    }
  close (fd);
  return 0;
}
