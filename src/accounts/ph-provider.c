/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own table, by hand. Two parts, so that a provider's settings stand in one place however many domains it has. */
#include "config.h"

#include "ph-provider.h"

#define CHECKED "2026-11-22"

typedef enum
{
  PROVIDER_AOL,
  PROVIDER_COMCAST,
  PROVIDER_DISROOT,
  PROVIDER_FASTMAIL,
  PROVIDER_FREENET,
  PROVIDER_GMAIL,
  PROVIDER_GMX_COM,
  PROVIDER_GMX_NET,
  PROVIDER_ICLOUD,
  PROVIDER_INFOMANIAK,
  PROVIDER_MAILBOX,
  PROVIDER_MAIL_RU,
  PROVIDER_NAVER,
  PROVIDER_NETEASE_126,
  PROVIDER_NETEASE_163,
  PROVIDER_OUTLOOK,
  PROVIDER_POSTEO,
  PROVIDER_PROTON,
  PROVIDER_QQ,
  PROVIDER_TUTA,
  PROVIDER_T_ONLINE,
  PROVIDER_WEB_DE,
  PROVIDER_YAHOO,
  PROVIDER_YANDEX,
  PROVIDER_ZOHO_COM,
  PROVIDER_ZOHO_EU,
} PhProviderId;

#define TLS PH_SMTP_SECURITY_TLS
#define STARTTLS PH_SMTP_SECURITY_STARTTLS
#define NOTHING PH_PROVIDER_HINT_NONE
#define APP_PASSWORD PH_PROVIDER_HINT_APP_PASSWORD
#define SWITCH_ON PH_PROVIDER_HINT_SWITCH_ON

/* Port 465 wherever it is offered (RFC 8314 section 3.3). */
static const PhProvider providers[] = {
  [PROVIDER_AOL] = { "AOL", "smtp.aol.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_COMCAST] = { "Comcast", "smtp.comcast.net", 465, TLS, FALSE, NOTHING, CHECKED },
  [PROVIDER_DISROOT] = { "Disroot", "disroot.org", 587, STARTTLS, TRUE, NOTHING, CHECKED },
  [PROVIDER_FASTMAIL] = { "Fastmail", "smtp.fastmail.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_FREENET] = { "freenet", "mx.freenet.de", 465, TLS, FALSE, SWITCH_ON, CHECKED },
  [PROVIDER_GMAIL] = { "Gmail", "smtp.gmail.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_GMX_COM] = { "GMX", "mail.gmx.com", 465, TLS, FALSE, SWITCH_ON, CHECKED },
  [PROVIDER_GMX_NET] = { "GMX", "mail.gmx.net", 465, TLS, FALSE, SWITCH_ON, CHECKED },
  [PROVIDER_ICLOUD] = { "iCloud", "smtp.mail.me.com", 587, STARTTLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_INFOMANIAK] = { "Infomaniak", "mail.infomaniak.com", 465, TLS, FALSE, NOTHING, CHECKED },
  [PROVIDER_MAILBOX] = { "mailbox.org", "smtp.mailbox.org", 465, TLS, FALSE, NOTHING, CHECKED },
  [PROVIDER_MAIL_RU] = { "Mail.ru", "smtp.mail.ru", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_NAVER] = { "Naver", "smtp.naver.com", 465, TLS, FALSE, SWITCH_ON, CHECKED },
  [PROVIDER_NETEASE_126] = { "NetEase 126", "smtp.126.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_NETEASE_163] = { "NetEase 163", "smtp.163.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_OUTLOOK]
  = { "Outlook.com", "smtp-mail.outlook.com", 587, STARTTLS, FALSE, PH_PROVIDER_HINT_OAUTH_ONLY, CHECKED },
  [PROVIDER_POSTEO] = { "Posteo", "posteo.de", 465, TLS, FALSE, NOTHING, CHECKED },
  [PROVIDER_PROTON] = { "Proton Mail", "127.0.0.1", 1025, STARTTLS, FALSE, PH_PROVIDER_HINT_BRIDGE, CHECKED },
  [PROVIDER_QQ] = { "QQ Mail", "smtp.qq.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_TUTA] = { "Tuta", "", 0, TLS, FALSE, PH_PROVIDER_HINT_NO_SMTP, CHECKED },
  [PROVIDER_T_ONLINE] = { "T-Online", "securesmtp.t-online.de", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_WEB_DE] = { "WEB.DE", "smtp.web.de", 465, TLS, TRUE, SWITCH_ON, CHECKED },
  [PROVIDER_YAHOO] = { "Yahoo", "smtp.mail.yahoo.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_YANDEX] = { "Yandex", "smtp.yandex.com", 465, TLS, FALSE, APP_PASSWORD, CHECKED },
  [PROVIDER_ZOHO_COM] = { "Zoho", "smtp.zoho.com", 465, TLS, FALSE, SWITCH_ON, CHECKED },
  [PROVIDER_ZOHO_EU] = { "Zoho", "smtp.zoho.eu", 465, TLS, FALSE, SWITCH_ON, CHECKED },
};

typedef struct
{
  const char *domain;
  PhProviderId provider;
} PhProviderDomain;

/* Sorted in octet order: it is searched by halves. */
static const PhProviderDomain domains[] = {
  { "126.com", PROVIDER_NETEASE_126 },   { "163.com", PROVIDER_NETEASE_163 },
  { "aol.com", PROVIDER_AOL },           { "bk.ru", PROVIDER_MAIL_RU },
  { "comcast.net", PROVIDER_COMCAST },   { "disroot.org", PROVIDER_DISROOT },
  { "fastmail.com", PROVIDER_FASTMAIL }, { "fastmail.fm", PROVIDER_FASTMAIL },
  { "foxmail.com", PROVIDER_QQ },        { "freenet.de", PROVIDER_FREENET },
  { "gmail.com", PROVIDER_GMAIL },       { "gmx.com", PROVIDER_GMX_COM },
  { "gmx.de", PROVIDER_GMX_NET },        { "gmx.net", PROVIDER_GMX_NET },
  { "googlemail.com", PROVIDER_GMAIL },  { "hotmail.com", PROVIDER_OUTLOOK },
  { "icloud.com", PROVIDER_ICLOUD },     { "ik.me", PROVIDER_INFOMANIAK },
  { "inbox.ru", PROVIDER_MAIL_RU },      { "list.ru", PROVIDER_MAIL_RU },
  { "live.com", PROVIDER_OUTLOOK },      { "mac.com", PROVIDER_ICLOUD },
  { "mail.ru", PROVIDER_MAIL_RU },       { "mailbox.org", PROVIDER_MAILBOX },
  { "me.com", PROVIDER_ICLOUD },         { "msn.com", PROVIDER_OUTLOOK },
  { "naver.com", PROVIDER_NAVER },       { "outlook.com", PROVIDER_OUTLOOK },
  { "pm.me", PROVIDER_PROTON },          { "posteo.de", PROVIDER_POSTEO },
  { "posteo.net", PROVIDER_POSTEO },     { "proton.me", PROVIDER_PROTON },
  { "protonmail.com", PROVIDER_PROTON }, { "qq.com", PROVIDER_QQ },
  { "rocketmail.com", PROVIDER_YAHOO },  { "t-online.de", PROVIDER_T_ONLINE },
  { "tuta.com", PROVIDER_TUTA },         { "tutanota.com", PROVIDER_TUTA },
  { "web.de", PROVIDER_WEB_DE },         { "ya.ru", PROVIDER_YANDEX },
  { "yahoo.com", PROVIDER_YAHOO },       { "yandex.com", PROVIDER_YANDEX },
  { "yandex.ru", PROVIDER_YANDEX },      { "ymail.com", PROVIDER_YAHOO },
  { "zoho.com", PROVIDER_ZOHO_COM },     { "zoho.eu", PROVIDER_ZOHO_EU },
  { "zohomail.com", PROVIDER_ZOHO_COM }, { "zohomail.eu", PROVIDER_ZOHO_EU },
};

static int
ph_provider_domain_compare (const void *key, const void *entry)
{
  return g_ascii_strcasecmp (key, ((const PhProviderDomain *) entry)->domain);
}

const PhProvider *
ph_provider_find (const char *domain)
{
  const PhProviderDomain *found = NULL;

  g_return_val_if_fail (domain != NULL, NULL);

  found = bsearch (domain, domains, G_N_ELEMENTS (domains), sizeof domains[0], ph_provider_domain_compare);
  return found != NULL ? &providers[found->provider] : NULL;
}

const char *
ph_provider_get_domain (guint position)
{
  return position < G_N_ELEMENTS (domains) ? domains[position].domain : NULL;
}
