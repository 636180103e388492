/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two streams read as one: a header that was read ahead, and the rest of the message behind it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PH_TYPE_SEND_CHAIN (ph_send_chain_get_type ())
G_DECLARE_FINAL_TYPE (PhSendChain, ph_send_chain, PH, SEND_CHAIN, GInputStream)

/* (transfer full): closing it closes @rest */
GInputStream *ph_send_chain_new (GBytes *first, GInputStream *rest);

G_END_DECLS
