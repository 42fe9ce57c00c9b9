/**
 * Decodes Ogg files: Vorbis, Opus, FLAC. Streams that follow each other are joined while their rate
 * is that of the recording; silence keeps the place of the others.
 */
import type { AudioRemark } from '../../../../shared/audio'
import { LeftOut } from '../left-out'
import type { OggHead } from './ogg-codec'
import { findOggLinks, fits, mainHead, type OggLink } from './ogg-links'
import { OggStream, type Stretch } from './ogg-stream'
import type { SampleStore } from '../sample-store'
import type { SoundFile } from '../sound-file'
import { checkHead, damaged, unsupported, type SoundSource } from '../sound-source'

/**
 * Opens an Ogg file.
 * @param start byte at which its first page is searched
 * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`, `audio/too-many-channels`
 */
export async function openOgg(file: SoundFile, start: number): Promise<SoundSource> {
  const { links, damagedPlaces } = findOggLinks(file, start)
  const main = mainHead(links)
  if (main === null) {
    if (!links[0]) throw damaged(file, 'Ogg', 'no page')
    throw unsupported(file, links[0].coding)
  }
  checkHead(file, main.format, main)
  const reader = new LinkReader(file, links, main)
  await reader.openNext()
  const { stream } = reader
  if (stream === null) throw damaged(file, main.format, 'broken headers')
  const isLossy = !main.format.includes('FLAC')
  const bits = Number(/(\d+)-bit/.exec(main.format)?.[1] ?? 0)
  const fitting = links.filter((link) => fits(link, main))

  return {
    head: {
      format: main.format,
      sampleRate: main.sampleRate,
      channelCount: main.channelCount,
      channelMask: main.channelMask,
      sampleFormat: isLossy ? 'lossy' : bits > 16 ? 'int24' : 'int16',
      sampleCount: fitting.reduce((sum, { samples }) => sum + samples, 0),
      timeReference: null,
      tags: stream.tags
    },
    read: (store) => reader.read(store),
    remarks(): readonly AudioRemark[] {
      const places = reader.damagedPlaces + damagedPlaces
      return [
        ...reader.leftOut.remarks(),
        ...(reader.isPartlyMono ? [{ kind: 'partly-mono' } as const] : []),
        ...(places > 0 ? [{ kind: 'damaged', places } as const] : []),
        ...(links.at(-1)?.isEnded ? [] : [{ kind: 'ends-early' } as const])
      ]
    },
    close: () => reader.stream?.close()
  }
}

/** Goes through the links and puts their sound into the store. */
class LinkReader {
  readonly #file: SoundFile
  readonly #links: readonly OggLink[]
  readonly #main: OggHead
  readonly leftOut: LeftOut
  #next = 0
  /** The stream that is being decoded, null behind the last one. */
  stream: OggStream | null = null
  damagedPlaces = 0
  /** Whether a mono link is in a stereo recording. */
  isPartlyMono = false

  constructor(file: SoundFile, links: readonly OggLink[], main: OggHead) {
    this.#file = file
    this.#links = links
    this.#main = main
    this.leftOut = new LeftOut(main.sampleRate)
  }

  /** Opens the next link that fits; passes over those that do not. */
  async openNext(): Promise<void> {
    this.stream?.close()
    this.stream = null
    while (this.stream === null && this.#next < this.#links.length) {
      const link = this.#links[this.#next++]!
      const seconds = link.codec ? link.samples / link.codec.head.sampleRate : 0
      const part = { seconds, bytes: link.end - link.start }
      if (!fits(link, this.#main)) {
        this.leftOut.pass(link.coding, part)
        continue
      }
      this.stream = await OggStream.open(this.#file, link)
      if (this.stream === null) this.leftOut.lose(part)
      else if (link.codec!.head.channelCount < this.#main.channelCount) this.isPartlyMono = true
      // The end of the last link has a remark of its own.
      const lacksEnd = !link.isEnded && this.#next < this.#links.length
      if (this.stream === null || lacksEnd) this.damagedPlaces++
    }
  }

  /** Decodes a page. @returns progress from 0 to 1; null behind the last one */
  async read(store: SampleStore): Promise<number | null> {
    if (this.stream === null) return null
    const page = this.stream.next()
    if (page !== null) {
      this.damagedPlaces += page.damagedPlaces
      if (page.stretches.length > 0) this.leftOut.fill(store, this.stream.samplesAByte)
      for (const stretch of page.stretches) put(stretch, store, this.#main.channelCount)
    }
    const { position } = this.stream
    if (page === null || page.isLast) await this.openNext()
    return position / this.#file.size
  }
}

function put({ channels, from, to, couldHold }: Stretch, store: SampleStore, count: number): void {
  if (channels !== null) {
    const isSpread = channels.length < count
    store.append(isSpread ? [channels[0]!, channels[0]!] : channels, from, to)
  } else if (store.allowsSilence(to - from, couldHold)) {
    store.appendSilence(to - from, couldHold)
  }
}
