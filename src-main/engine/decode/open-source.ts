/** Finds the format of a file and opens it. What a file is, its bytes say, never its name. */
import type { Pcm } from '../../../shared/audio'
import { formats } from './formats'
import { sniff } from './sniff'
import { fileFailure, type SoundFile } from './sound-file'
import type { SoundFormat } from './sound-format'
import { unsupported, type SoundSource } from './sound-source'
import { readId3 } from './tags/id3'

/** First bytes by which a format is known. */
const HEAD_BYTES = 4096

/**
 * Opens a file as the first format that knows it.
 * @param fromWindow the samples of a file that was refused with `audio/window-only`
 * @throws Failure `audio/...`
 */
export async function openSource(file: SoundFile, fromWindow: Pcm | null): Promise<SoundSource> {
  const head = file.read(0, HEAD_BYTES).slice()
  if (head.length === 0) throw fileFailure(file, 'audio/empty', 'no bytes')
  const start = readId3(file, 0).size
  const behindId3 = start === 0 ? head : file.read(start, HEAD_BYTES).slice()
  const behind = formatOf(behindId3, start)
  if (behind) return behind.open(file, start, fromWindow)
  // A tag without anything known behind it is a mark by itself.
  const format = formatOf(head, 0)
  if (format) return format.open(file, 0, fromWindow)
  const { name, looksLike } = sniff(behindId3.length > 0 ? behindId3 : head)
  if (name !== null) throw unsupported(file, name)
  if (looksLike === 'unknown data') {
    const within = formats.find((one) => one.isWithin?.(file))
    if (within) return within.open(file, 0, fromWindow)
  }
  throw fileFailure(file, 'audio/not-audio', `looks like ${looksLike}`, { looksLike })
}

function formatOf(head: Uint8Array, start: number): SoundFormat | undefined {
  return formats.find((one) => (start === 0 || one.followsId3) && one.canRead(head))
}
