/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO has streams on top of one other, but none that goes through two in turn. */
#include "config.h"

#include "ph-send-chain.h"

struct _PhSendChain
{
  GInputStream parent_instance;

  GInputStream *first; /* (owned): in memory */
  GInputStream *rest; /* (owned) */
};

G_DEFINE_FINAL_TYPE (PhSendChain, ph_send_chain, G_TYPE_INPUT_STREAM)

static gssize
ph_send_chain_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  PhSendChain *self = PH_SEND_CHAIN (stream);
  gssize n_read = g_input_stream_read (self->first, buffer, count, cancellable, error);

  return n_read != 0 ? n_read : g_input_stream_read (self->rest, buffer, count, cancellable, error);
}

static gboolean
ph_send_chain_close (GInputStream *stream, GCancellable *cancellable, GError **error)
{
  return g_input_stream_close (PH_SEND_CHAIN (stream)->rest, cancellable, error);
}

static void
ph_send_chain_finalize (GObject *object)
{
  PhSendChain *self = PH_SEND_CHAIN (object);

  g_clear_object (&self->first);
  g_clear_object (&self->rest);

  G_OBJECT_CLASS (ph_send_chain_parent_class)->finalize (object);
}

static void
ph_send_chain_class_init (PhSendChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ph_send_chain_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = ph_send_chain_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = ph_send_chain_close;
}

static void
ph_send_chain_init (PhSendChain *self)
{
}

GInputStream *
ph_send_chain_new (GBytes *first, GInputStream *rest)
{
  PhSendChain *self = g_object_new (PH_TYPE_SEND_CHAIN, NULL);

  self->first = g_memory_input_stream_new_from_bytes (first);
  self->rest = g_object_ref (rest);
  return G_INPUT_STREAM (self);
}
