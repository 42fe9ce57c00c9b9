/** The boxes of MP4 files (ISO 14496-12): names, sizes, and what lies inside which. */
import { ascii, viewOf, type SoundFile } from '../sound-file'

const MAX_BOXES = 4096

/** A box: its name and where its content lies. */
export interface Mp4Box {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The boxes in [start, end) of a file, as far as they are valid. */
export function boxesIn(file: SoundFile, start: number, end: number): Mp4Box[] {
  const boxes: Mp4Box[] = []
  const limit = Math.min(end, file.size)
  let at = start
  while (at + 8 <= limit && boxes.length < MAX_BOXES) {
    const head = file.read(at, 16)
    const view = viewOf(head)
    if (head.length < 8) break
    let headBytes = 8
    let size = view.getUint32(0)
    if (size === 1 && head.length === 16) {
      headBytes = 16
      size = Number(view.getBigUint64(8))
    } else if (size === 0) {
      size = limit - at
    }
    if (size < headBytes) break
    boxes.push({
      name: ascii(head, 4, 8),
      start: at + headBytes,
      end: Math.min(at + size, limit)
    })
    at += size
  }
  return boxes
}

/** The first box at the end of a path of names, null when there is none. */
export function boxAt(file: SoundFile, within: Mp4Box, ...names: readonly string[]): Mp4Box | null {
  let box: Mp4Box | undefined = within
  for (const name of names) {
    box = boxesIn(file, box.start, box.end).find((inner) => inner.name === name)
    if (!box) return null
  }
  return box
}

/** The content of a box, at most `most` bytes of it; a copy. */
export function contentOf(file: SoundFile, { start, end }: Mp4Box, most = 2 ** 16): Uint8Array {
  return file.read(start, Math.max(0, Math.min(end - start, most))).slice()
}
