/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Twelve bits at a time through a table that holds two characters for each, or where the processor has AVX2, 24 octets
 * at a time through its registers. Both write straight to where the line belongs. */
#include "config.h"

#include "ph-mail-base64.h"

#include <string.h>

/* The C library has looked at the processor already; the compiler's own way to ask would do it again when any program of
 * ours starts, which takes long where the machine is a virtual one. */
#if defined __x86_64__ && __has_include(<sys/platform/x86.h>)
#define HAS_AVX2_CODE
#include <immintrin.h>
#include <sys/platform/x86.h>
#endif

#define N_PAIRS 4096

typedef char Pair[2];

static const Pair *
get_pairs (void)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static Pair pairs[N_PAIRS];
  static gsize is_filled = 0;

  if (g_once_init_enter (&is_filled))
    {
      for (guint i = 0; i < N_PAIRS; i++)
        {
          pairs[i][0] = alphabet[i >> 6];
          pairs[i][1] = alphabet[i & 0x3f];
        }
      g_once_init_leave (&is_filled, 1);
    }
  return (const Pair *) pairs;
}

static char *
encode_group (const Pair *pairs, const guint8 *octets, char *p)
{
  guint bits = (guint) octets[0] << 16 | (guint) octets[1] << 8 | octets[2];

  memcpy (p, pairs[bits >> 12], sizeof (Pair));
  memcpy (p + 2, pairs[bits & (N_PAIRS - 1)], sizeof (Pair));
  return p + 4;
}

static char *
end_line (char *p)
{
  *p++ = '\r';
  *p++ = '\n';
  return p;
}

static char *
encode_full_lines_plain (const guint8 *octets, gsize n_lines, char *p)
{
  const Pair *pairs = get_pairs ();

  for (gsize i = 0; i < n_lines; i++)
    {
      for (guint n = 0; n < PH_MAIL_BASE64_LINE; n += 3)
        p = encode_group (pairs, octets + n, p);
      p = end_line (p);
      octets += PH_MAIL_BASE64_LINE;
    }
  return p;
}

/* Less than a line, with padding. */
static char *
encode_rest (const guint8 *octets, gsize length, char *p)
{
  const Pair *pairs = get_pairs ();
  guint8 last[3] = { 0 };
  gsize n_last = length % 3;

  if (length == 0)
    return p;
  for (gsize n = 0; n + 3 <= length; n += 3)
    p = encode_group (pairs, octets + n, p);
  if (n_last > 0)
    {
      memcpy (last, octets + length - n_last, n_last);
      p = encode_group (pairs, last, p);
      memset (p - (3 - n_last), '=', 3 - n_last);
    }
  return end_line (p);
}

#ifdef HAS_AVX2_CODE
#define AVX2 __attribute__ ((target ("avx2")))

/* From four times three octets in the low twelve of each half, to 16 characters there. */
AVX2 static inline __m256i
encode_24 (__m256i octets, __m256i order)
{
  /* In each 32 bits the three octets as 1 0 2 1, so that each six bits can be moved to an octet of their own by a
   * multiplication of the 16 bits that hold them. */
  const __m256i spread = _mm256_shuffle_epi8 (octets, order);
  const __m256i odd
      = _mm256_mulhi_epu16 (_mm256_and_si256 (spread, _mm256_set1_epi32 (0x0fc0fc00)), _mm256_set1_epi32 (0x04000040));
  const __m256i even
      = _mm256_mullo_epi16 (_mm256_and_si256 (spread, _mm256_set1_epi32 (0x003f03f0)), _mm256_set1_epi32 (0x01000010));
  const __m256i sixes = _mm256_or_si256 (odd, even);
  /* A character is its six bits and what its range adds: 0 for A to Z, 1 for a to z, 2 to 11 for the digits, 12 and 13 for
   * + and /. */
  const __m256i ranges = _mm256_sub_epi8 (_mm256_subs_epu8 (sixes, _mm256_set1_epi8 (51)),
                                          _mm256_cmpgt_epi8 (sixes, _mm256_set1_epi8 (25)));
  const __m256i additions
      = _mm256_broadcastsi128_si256 (_mm_setr_epi8 (65, 71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 0, 0));

  return _mm256_add_epi8 (sixes, _mm256_shuffle_epi8 (additions, ranges));
}

AVX2 static inline __m256i
load_halves (const guint8 *low, const guint8 *high)
{
  return _mm256_inserti128_si256 (_mm256_castsi128_si256 (_mm_loadu_si128 ((const __m128i_u *) low)),
                                  _mm_loadu_si128 ((const __m128i_u *) high),
                                  1);
}

/* A line is 24, 24 and 9 octets. Nothing is read or written beyond it: the last 9 are the end of the 16 before the line's. */
AVX2 static char *
encode_full_lines_avx2 (const guint8 *octets, gsize n_lines, char *p)
{
  const __m256i order = _mm256_broadcastsi128_si256 (_mm_setr_epi8 (1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
  const __m256i last_order = _mm256_add_epi8 (order, _mm256_set1_epi8 (7));

  for (gsize i = 0; i < n_lines; i++)
    {
      const __m256i first = encode_24 (load_halves (octets, octets + 12), order);
      const __m256i second = encode_24 (load_halves (octets + 24, octets + 36), order);
      const __m256i third = encode_24 (load_halves (octets + 41, octets + 41), last_order);
      const __m128i last = _mm256_castsi256_si128 (third);
      const int end = _mm_extract_epi32 (last, 2);

      _mm256_storeu_si256 ((__m256i_u *) p, first);
      _mm256_storeu_si256 ((__m256i_u *) (p + 32), second);
      _mm_storel_epi64 ((__m128i_u *) (p + 64), last);
      memcpy (p + 72, &end, sizeof end);
      p = end_line (p + 76);
      octets += PH_MAIL_BASE64_LINE;
    }
  return p;
}
#endif

static char *
encode_full_lines (const guint8 *octets, gsize n_lines, char *p)
{
#ifdef HAS_AVX2_CODE
  if (CPU_FEATURE_ACTIVE (AVX2))
    return encode_full_lines_avx2 (octets, n_lines, p);
#endif
  return encode_full_lines_plain (octets, n_lines, p);
}

gsize
ph_mail_base64_encode (const guint8 *octets, gsize length, char *lines)
{
  gsize n_rest = length % PH_MAIL_BASE64_LINE;
  char *p = encode_full_lines (octets, length / PH_MAIL_BASE64_LINE, lines);

  return (gsize) (encode_rest (octets + length - n_rest, n_rest, p) - lines);
}

gsize
ph_mail_base64_encode_plain (const guint8 *octets, gsize length, char *lines)
{
  gsize n_rest = length % PH_MAIL_BASE64_LINE;
  char *p = encode_full_lines_plain (octets, length / PH_MAIL_BASE64_LINE, lines);

  return (gsize) (encode_rest (octets + length - n_rest, n_rest, p) - lines);
}
