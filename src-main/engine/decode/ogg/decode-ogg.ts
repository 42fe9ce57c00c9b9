/**
 * Decodes Ogg files: Vorbis, Opus, FLAC. Of several parallel streams the first one with sound is
 * taken; consecutive streams are joined while rate and channels stay the same.
 */
import type { AudioRemark, AudioTags } from '../../../../shared/audio'
import { oggFlacCodec } from './decode-ogg-flac'
import { opusCodec } from './decode-opus'
import { vorbisCodec } from './decode-vorbis'
import { GranuleClock } from './granule-clock'
import type { OggCodec } from './ogg-codec'
import { OggPackets, type PacketPage } from './ogg-packets'
import { lastGranule, OggPages } from './ogg-pages'
import type { SampleStore } from '../sample-store'
import { ascii, type SoundFile } from '../sound-file'
import { checkHead, damaged, unsupported, type SoundSource } from '../sound-source'

/** A stated length of more samples than this per byte of the file is not trusted. */
const SAMPLES_A_BYTE = 200
const MOST_HEADER_PAGES = 4096

/** A stream that is being decoded. */
interface Stream {
  readonly codec: OggCodec
  readonly packets: OggPackets
  readonly clock: GranuleClock
  readonly tags: AudioTags
  /** The page on which the headers end may already hold sound. */
  rest: PacketPage | null
}

/**
 * Opens an Ogg file.
 * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`, `audio/too-many-channels`
 */
export async function openOgg(file: SoundFile): Promise<SoundSource> {
  const pages = new OggPages(file)
  const found = findStream(pages)
  if (!found.codec) {
    if (found.other === null) throw damaged(file, 'Ogg', 'no page')
    throw unsupported(file, `Ogg with ${found.other}`)
  }
  const { head } = found.codec
  checkHead(file, head.format, head)
  let stream: Stream | null = await beginStream(found.codec, found.packets)
  if (stream === null) throw damaged(file, head.format, 'broken headers')
  const { tags } = stream
  const isLossy = !head.format.includes('FLAC')
  const bits = Number(/(\d+)-bit/.exec(head.format)?.[1] ?? 0)
  let damagedPackets = 0
  let isEnded = false

  const take = (current: Stream, page: PacketPage, store: SampleStore): void => {
    const { block, damaged: bad } = current.codec.decode(page.packets)
    damagedPackets += bad
    const { gap, from, to } = current.clock.keep(page, block[0]?.length ?? 0)
    if (gap > 0) store.appendSilence(gap)
    if (to > from) store.append(block, from, to)
  }

  /** The stream that follows a finished one, null when none fits. */
  const followingStream = async (): Promise<Stream | null> => {
    const { codec, packets } = findStream(pages)
    if (!codec) return null
    const { sampleRate, channelCount } = codec.head
    const fits = sampleRate === head.sampleRate && channelCount === head.channelCount
    return fits ? beginStream(codec, packets) : null
  }

  return {
    head: {
      format: head.format,
      sampleRate: head.sampleRate,
      channelCount: head.channelCount,
      channelMask: head.channelMask,
      sampleFormat: isLossy ? 'lossy' : bits > 16 ? 'int24' : 'int16',
      sampleCount: expectedSamples(file, found.packets.serial, head.preSkip),
      timeReference: null,
      tags
    },
    async read(store) {
      if (stream === null) return null
      const page = stream.rest ?? stream.packets.next()
      stream.rest = null
      if (page === null) return null
      take(stream, page, store)
      if (page.isLast) {
        stream.codec.close()
        isEnded = true
        stream = await followingStream()
        if (stream !== null) isEnded = false
      }
      return pages.position / file.size
    },
    remarks(): readonly AudioRemark[] {
      const places = damagedPackets + pages.damagedPlaces
      return [
        ...(places > 0 ? [{ kind: 'damaged', places } as const] : []),
        ...(isEnded ? [] : [{ kind: 'ends-early' } as const])
      ]
    },
    close: () => stream?.codec.close()
  }
}

/** The next stream of a known coding; else the name of what was found, null when nothing was. */
function findStream(
  pages: OggPages
): { codec: OggCodec; packets: OggPackets } | { codec: null; other: string | null; packets: null } {
  let other: string | null = null
  for (let count = 0; count < MOST_HEADER_PAGES; count++) {
    const page = pages.next()
    // All streams begin before the first of them goes on.
    if (page === null || (!page.isFirst && other !== null)) break
    const first = page.pieces[0]
    if (!page.isFirst || !first) continue
    const codec = vorbisCodec(first) ?? opusCodec(first) ?? oggFlacCodec(first)
    if (codec) return { codec, packets: new OggPackets(pages, page) }
    other ??= /[A-Za-z]{3,}/.exec(ascii(first, 0, 16))?.[0] ?? 'an unknown coding'
  }
  return { codec: null, other, packets: null }
}

/** Reads the headers; null when they are invalid. */
async function beginStream(codec: OggCodec, packets: OggPackets): Promise<Stream | null> {
  const headers: Uint8Array[] = []
  let rest: PacketPage | null = null
  for (let count = 0; count < MOST_HEADER_PAGES && headers.length < codec.headerPackets; count++) {
    const page = packets.next()
    if (page === null) return null
    const missing = codec.headerPackets - headers.length
    headers.push(...page.packets.slice(0, missing).map((packet) => packet.slice()))
    if (page.packets.length >= missing) {
      const kept = page.packets.slice(missing).map((packet) => packet.slice())
      if (kept.length > 0 || page.isLast) rest = { ...page, packets: kept }
    }
  }
  const tags = await codec.begin(headers)
  if (tags === null) return null
  return { codec, packets, clock: new GranuleClock(codec.head.preSkip), tags, rest }
}

function expectedSamples(file: SoundFile, serial: number, preSkip: number): number | null {
  const last = lastGranule(file, serial)
  const isBelievable = last !== null && last > preSkip && last < file.size * SAMPLES_A_BYTE
  return isBelievable ? last - preSkip : null
}
