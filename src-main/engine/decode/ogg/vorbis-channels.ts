/**
 * The order in which Vorbis, and Opus in its family 1, store channels, against the order of the
 * bits of a channel mask (shared/speakers.ts), which the store has. C = channels.
 */

/** Where channels are for, and where the stream has them. */
export interface StoredOrder {
  readonly channelMask: number
  /** [C] for each channel in the order of the mask, its number in the stream. */
  readonly order: readonly number[]
}

/** By the number of channels, from 3 on: fewer need none. */
const storedOrders: Readonly<Record<number, StoredOrder>> = {
  3: { channelMask: 0x07, order: [0, 2, 1] },
  4: { channelMask: 0x33, order: [0, 1, 2, 3] },
  5: { channelMask: 0x37, order: [0, 2, 1, 3, 4] },
  6: { channelMask: 0x3f, order: [0, 2, 1, 5, 3, 4] },
  7: { channelMask: 0x70f, order: [0, 2, 1, 6, 5, 3, 4] },
  8: { channelMask: 0x63f, order: [0, 2, 1, 7, 5, 6, 3, 4] }
}

/** The order of C channels; without known places they stay as they are. */
export function storedOrder(channelCount: number): StoredOrder {
  const known = storedOrders[channelCount]
  return known ?? { channelMask: 0, order: Array.from({ length: channelCount }, (_, c) => c) }
}

/** Decoded channels in the order of the mask; none where there are none. */
export function inMaskOrder(
  channels: readonly Float32Array[],
  order: readonly number[]
): readonly Float32Array[] {
  return channels.length < order.length ? channels : order.map((stored) => channels[stored]!)
}
