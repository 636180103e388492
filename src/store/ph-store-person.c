/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ph-store-person.h"

PhStorePerson *
ph_store_person_new (const char *name, const char *address)
{
  PhStorePerson *person = g_new0 (PhStorePerson, 1);

  person->name = g_strdup (name);
  person->address = g_strdup (address);
  return person;
}

void
ph_store_person_free (PhStorePerson *person)
{
  g_free (person->name);
  g_free (person->address);
  g_free (person);
}
