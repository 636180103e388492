/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-mail-weight.h"

/* Columns of a line that was broken; as many octets hold one break of two octets, or two thirds as many CJK columns one
 * of three, which is the same share. */
#define BROKEN_LINE 76

static PhMailWeight
count (const char *text, gsize length)
{
  PhMailWeight weight = { .n_octets = length };

  for (gsize i = 0; i < length; i++)
    {
      weight.n_high += (guchar) text[i] >= 0x80 ? 1 : 0;
      weight.n_equals += text[i] == '=' ? 1 : 0;
      weight.n_lines += text[i] == '\n' ? 1 : 0;
    }
  return weight;
}

void
ph_mail_weight_add (PhMailWeight *weight, const char *text, gsize length)
{
  PhMailWeight other = count (text, length);

  weight->n_octets += other.n_octets;
  weight->n_high += other.n_high;
  weight->n_equals += other.n_equals;
  weight->n_lines += other.n_lines;
}

void
ph_mail_weight_subtract (PhMailWeight *weight, const char *text, gsize length)
{
  PhMailWeight other = count (text, length);

  weight->n_octets -= other.n_octets;
  weight->n_high -= other.n_high;
  weight->n_equals -= other.n_equals;
  weight->n_lines -= other.n_lines;
}

guint64
ph_mail_weight_estimate (const PhMailWeight *weight)
{
  guint64 octets = weight->n_octets + weight->n_lines + weight->n_octets / BROKEN_LINE * 2;

  if (ph_mail_weight_is_base64 (weight->n_high, weight->n_octets))
    return octets / 57 * 78 + octets % 57 * 4 / 3;
  if (weight->n_high == 0)
    return octets;
  octets += (weight->n_high + weight->n_equals) * 2;
  return octets + octets / BROKEN_LINE * 3;
}

gboolean
ph_mail_weight_is_base64 (guint64 n_high, guint64 n_octets)
{
  return n_high * 6 > n_octets;
}
