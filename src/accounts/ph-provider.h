/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Providers whose submission settings we know, each with the day it was checked. */
#pragma once

#include "ph-account.h"

G_BEGIN_DECLS

/**
 * PhProviderHint: what a person must do first at that provider
 * @PH_PROVIDER_HINT_NONE: nothing, the usual password does
 * @PH_PROVIDER_HINT_APP_PASSWORD: make an app password there; the usual one is refused
 * @PH_PROVIDER_HINT_SWITCH_ON: switch SMTP on in the web mail's settings
 * @PH_PROVIDER_HINT_OAUTH_ONLY: nothing helps yet: it takes no password at all
 * @PH_PROVIDER_HINT_BRIDGE: run the provider's own program on this computer, which has a password of its own
 * @PH_PROVIDER_HINT_NO_SMTP: nothing helps: it lets no other program send; host is ""
 */
typedef enum
{
  PH_PROVIDER_HINT_NONE,
  PH_PROVIDER_HINT_APP_PASSWORD,
  PH_PROVIDER_HINT_SWITCH_ON,
  PH_PROVIDER_HINT_OAUTH_ONLY,
  PH_PROVIDER_HINT_BRIDGE,
  PH_PROVIDER_HINT_NO_SMTP,
} PhProviderHint;

/**
 * PhProvider:
 * @name: as it writes itself, "Gmail"
 * @user_is_local_part: sign in as what stands before the @, not as the whole address
 * @checked_on: the day when somebody last compared this with the provider's own pages, "2026-11-22"
 */
typedef struct
{
  const char *name;
  const char *host;
  guint16 port;
  PhSmtpSecurity security;
  gboolean user_is_local_part;
  PhProviderHint hint;
  const char *checked_on;
} PhProvider;

/* (nullable): static; @domain in any case */
const PhProvider *ph_provider_find (const char *domain);

/* (nullable): the @position-th domain of the table in its order, NULL past its end; for tests and lists */
const char *ph_provider_get_domain (guint position);

G_END_DECLS
