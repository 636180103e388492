/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Providers whose submission settings we know, each with the day it was checked. */
#pragma once

#include "ph-account.h"

G_BEGIN_DECLS

/**
 * PhProviderHint: what a person must do first at that provider
 */
typedef enum
{
  PH_PROVIDER_HINT_NONE,
  PH_PROVIDER_HINT_APP_PASSWORD,  /* an app password, not the usual one */
  PH_PROVIDER_HINT_SWITCH_ON,     /* SMTP must be switched on in the web mail's settings */
  PH_PROVIDER_HINT_OAUTH_ONLY,    /* takes no password at all; not supported yet */
} PhProviderHint;

typedef struct
{
  const char *name; /* "Gmail" */
  const char *host;
  guint16 port;
  PhSmtpSecurity security;
  gboolean user_is_local_part;
  PhProviderHint hint;
  const char *checked_on; /* "2026-11-22" */
} PhProvider;

/* (nullable): static; @domain in any case */
const PhProvider *ph_provider_find (const char *domain);

G_END_DECLS
