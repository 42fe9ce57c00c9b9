/** Messages between the window and the worker that masks tiles. */
import type { MaskMix, MaskSource, MaskTile } from './tile-mask'

/** To the worker: the separation that the next tiles are masked by, or a tile. */
export type TileMaskCommand =
  | { readonly kind: 'source'; readonly source: MaskSource }
  | { readonly kind: 'tile'; readonly id: number; readonly tile: MaskTile; readonly mix: MaskMix }

/** From the worker: the masked bytes of a tile. */
export interface TileMaskReply {
  readonly id: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The part of a Worker that is used, so that tests can replace it. */
export interface TileMaskWorker {
  postMessage(command: TileMaskCommand): void
  terminate(): void
  onmessage: ((event: MessageEvent<TileMaskReply>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}
