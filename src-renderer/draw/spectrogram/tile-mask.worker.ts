/** Masks tiles of the spectrogram, one after the other, away from the window's own thread. */
import { TileMasker } from './tile-mask'
import type { TileMaskCommand, TileMaskReply } from './tile-mask-protocol'

let masker: TileMasker | null = null

addEventListener('message', ({ data }: MessageEvent<TileMaskCommand>) => {
  if (data.kind === 'source') {
    masker = new TileMasker(data.source)
    return
  }
  if (masker === null) throw new Error('a tile came before its separation')
  const reply: TileMaskReply = { id: data.id, bytes: masker.mask(data.tile, data.mix) }
  // The bytes are handed over: [reply.bytes.buffer].
  postMessage(reply, { transfer: [reply.bytes.buffer] })
})
