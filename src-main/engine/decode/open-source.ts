/** Finds the format of a file and opens it. What a file is, its bytes say, never its name. */
import type { Pcm } from '../../../shared/audio'
import { formats } from './formats'
import { sniff } from './sniff'
import { fileFailure, type SoundFile } from './sound-file'
import type { SoundFormat } from './sound-format'
import { unsupported, type SoundSource } from './sound-source'
import { behindZeros, readLeadingTags } from './tags/leading-tags'

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
  const { end } = readLeadingTags(file)
  // Some tags say a size that leaves out the zeros behind them.
  for (const start of [end, behindZeros(file, end)]) {
    const format = formatAt(file, start)
    if (format) return format.open(file, start, fromWindow)
  }
  const behindTags = file.read(end, HEAD_BYTES).slice()
  const { name, looksLike } = sniff(behindTags.length > 0 ? behindTags : head)
  if (name !== null) throw unsupported(file, name)
  if (looksLike === 'unknown data') {
    const within = formats.find((one) => one.isWithin?.(file, end))
    if (within) return within.open(file, end, fromWindow)
  }
  // A tag without anything known behind it is a mark by itself.
  const format = formatAt(file, 0)
  if (format) return format.open(file, 0, fromWindow)
  throw fileFailure(file, 'audio/not-audio', `looks like ${looksLike}`, { looksLike })
}

/** The format whose mark the bytes at a position bear. */
function formatAt(file: SoundFile, position: number): SoundFormat | undefined {
  const head = file.read(position, HEAD_BYTES).slice()
  return formats.find((one) => one.canRead(head))
}
