/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a disk may hold after a power cut: everything that was synced, and of the rest whatever it likes. A file's octets are
 * safe when the file was synced, a name when its folder was; what is not may be there in any mixture, in whole sectors. */
#pragma once

#include "ph-test-disk.h"

G_BEGIN_DECLS

/**
 * PhTestLoss:
 * @PH_TEST_LOSS_ALL: nothing that was not synced is there
 * @PH_TEST_LOSS_NONE: everything is there
 * @PH_TEST_LOSS_SOME: any mixture, by a seed
 */
typedef enum
{
  PH_TEST_LOSS_ALL,
  PH_TEST_LOSS_NONE,
  PH_TEST_LOSS_SOME,
} PhTestLoss;

/* Makes the empty folder @to what the recorded one may be when the power is cut before the step at index @n_steps. */
void ph_test_power_cut (GPtrArray *steps, guint n_steps, PhTestLoss loss, guint32 seed, GFile *to);

G_END_DECLS
