/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who was sent a message: the name and address of the last one. A plain record. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *name; /* (owned): "" when no message had one */
  char *address; /* (owned): as the envelope had it */
} PhStorePerson;

PhStorePerson *ph_store_person_new (const char *name, const char *address);
void ph_store_person_free (PhStorePerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PhStorePerson, ph_store_person_free)

G_END_DECLS
