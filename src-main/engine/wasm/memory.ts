/** The memory of any WebAssembly module: its size and its layout. */
import { Failure } from '../../../shared/failure'

const PAGE = 65_536
/** Pages that a WebAssembly memory can have at most: 4 GiB. */
const MAX_PAGES = 65_536
/** The module keeps its own data in the first page. */
const FIRST_BYTE = PAGE
/** Bytes of a cache line; every area begins on one. */
export const LINE = 64

/** Hands out a memory from the start, in whole cache lines; `end` is where the free part begins. */
export interface Layout {
  readonly take: (bytes: number) => number
  readonly end: () => number
}

/** An empty layout, after what belongs to the module. */
export function createLayout(): Layout {
  let end = FIRST_BYTE
  return {
    take: (bytes) => {
      const at = end
      end += wholeLines(bytes)
      return at
    },
    end: () => end
  }
}

/** Bytes rounded up to whole lines. */
export function wholeLines(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE
}

/**
 * Shared memory of a fixed size.
 * @throws Failure `engine/out-of-memory` with `neededBytes` when it passes 4 GiB or cannot be had
 */
export function allocate(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE)
  const failure = (cause?: unknown): Failure =>
    new Failure(
      'engine/out-of-memory',
      `${bytes} bytes of shared memory cannot be had`,
      { neededBytes: bytes },
      { cause }
    )
  if (pages > MAX_PAGES) throw failure()
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  } catch (cause) {
    throw failure(cause)
  }
}
