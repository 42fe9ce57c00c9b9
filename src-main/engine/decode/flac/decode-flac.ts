/**
 * Decodes FLAC files: exact integers, every frame checked against its checksum. Frames are placed
 * one behind the other; a damaged one leaves silence of its length, as far as numbers tell it.
 */
import type { AudioRemark } from '../../../../shared/audio'
import { BrokenStream } from '../decoder-library'
import { FileWindow } from '../file-window'
import { hasMark } from '../first-bytes'
import type { SampleStore } from '../sample-store'
import { ascii, BLOCK_BYTES, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { checkHead, cutShort, type SoundSource } from '../sound-source'
import { readLeadingTags } from '../tags/leading-tags'
import { mergeTags } from '../tags/tags'
import { findFlacHead, formatOfBits, readFlacHead, type FlacStreamInfo } from './flac-stream'
import { FrameDecoder } from './frame-decoder'
import { MOST_HEADER_BYTES, type FlacFrameHeader } from './frame-header'
import { FrameOrder } from './frame-order'

/** About how many samples per channel one call of `read` decodes. */
const BATCH_SAMPLES = 2 ** 16
/** Bytes that are read for frames that turn out to be none, for each byte of the file. */
const MOST_WASTED = 8
/** ID3v1, which some programs put behind any file. */
const TRAILER_BYTES = 128

/** FLAC in its own container. */
export const flacFormat: SoundFormat = {
  name: 'FLAC',
  extensions: ['flac'],
  canRead: (head) => hasMark(head, 'fLaC'),
  open: (file, start) => openFlac(file, start)
}

function openFlac(file: SoundFile, headStart: number): SoundSource {
  const { info, tags, channelMask, start } = readFlacHead(file, headStart)
  checkHead(file, 'FLAC', info)
  const { sampleRate, channelCount, bits } = info
  const frames = new FlacFrames(file, start, info)
  return {
    head: {
      format: `FLAC, ${bits}-bit`,
      sampleFormat: formatOfBits(bits),
      sampleRate,
      channelCount,
      channelMask,
      tags: mergeTags([tags, readLeadingTags(file).tags]),
      sampleCount: info.sampleCount,
      timeReference: null
    },
    read: (store) => (frames.decodeSome(store) ? frames.position / file.size : null),
    remarks(count): readonly AudioRemark[] {
      const remarks: AudioRemark[] = []
      const { sampleCount } = frames
      let places = frames.damagedPlaces
      if (sampleCount !== null && count < sampleCount) {
        remarks.push(cutShort(sampleCount, count))
        // Missing samples at the end are not counted as damage again.
        if (frames.isLost) places--
      }
      if (sampleCount !== null && count > sampleCount) {
        remarks.push({ kind: 'understated', statedFrames: sampleCount, frames: count })
      }
      if (places > 0) remarks.push({ kind: 'damaged', places })
      return remarks
    },
    close: () => undefined
  }
}

/** Walks through the frames of a file. */
class FlacFrames {
  readonly #info: FlacStreamInfo
  readonly #file: SoundFile
  readonly #decoder: FrameDecoder
  #window: FileWindow
  #order: FrameOrder
  /** Bytes and samples of frames so far, bytes of damage before the next one. */
  #soundBytes = 0
  #soundSamples = 0
  #lostBytes = 0
  #wasted = 0
  damagedPlaces = 0
  /** N as heads state it, null when one does not. */
  sampleCount: number | null
  /** True while no frame was found since the last damage. */
  isLost = false

  constructor(file: SoundFile, start: number, info: FlacStreamInfo) {
    this.#info = info
    this.#file = file
    this.sampleCount = info.sampleCount
    this.#window = new FileWindow(file, start)
    this.#decoder = new FrameDecoder(info)
    this.#order = new FrameOrder(info)
  }

  /** Place in the file. */
  get position(): number {
    return this.#window.position
  }

  /** Decodes some frames, or searches for some time. @returns false at the end */
  decodeSome(store: SampleStore): boolean {
    const goal = store.length + BATCH_SAMPLES
    const goalByte = this.position + BLOCK_BYTES
    const goalWasted = this.#wasted + BLOCK_BYTES
    while (store.length < goal && this.position < goalByte && this.#wasted < goalWasted) {
      if (!this.#step(store)) return false
    }
    if (this.#wasted > MOST_WASTED * this.#file.size)
      throw new BrokenStream('too many false frames')
    return true
  }

  /** Decodes a frame, or looks for the next one. False at the end. */
  #step(store: SampleStore): boolean {
    const window = this.#window
    if (window.need(MOST_HEADER_BYTES) < 4) return false
    const header = this.#decoder.headerAt(window.bytes, window.at)
    if (header === null && this.#join()) return true
    const isBeyond = this.sampleCount !== null && store.length >= this.sampleCount
    // Too small a length is corrected by frames that go on in order, and by nothing else.
    if (isBeyond && (this.isLost || header === null || !this.#order.isNext(header))) return false
    if (header !== null && this.#decode(header, store)) return true
    if (isBeyond) return false
    if (!this.isLost && !isTrailer(window)) this.damagedPlaces++
    this.isLost = true
    const next = nextSync(window.bytes, window.at + 1)
    this.#lostBytes += next - window.at
    window.at = next
    return true
  }

  /** Goes on with a file that was put behind the one before, if it is of the same kind. */
  #join(): boolean {
    const { bytes, at, position } = this.#window
    if (ascii(bytes, at, at + 4) !== 'fLaC') return false
    const head = findFlacHead(this.#file, position)
    const { sampleRate, channelCount, bits } = this.#info
    const fits =
      head?.info.sampleRate === sampleRate &&
      head.info.channelCount === channelCount &&
      head.info.bits === bits
    if (!fits) {
      this.damagedPlaces++
      return false
    }
    this.#window = new FileWindow(this.#file, head.start)
    this.#order = new FrameOrder(head.info)
    const { sampleCount } = head.info
    const isKnown = this.sampleCount !== null && sampleCount !== null
    this.sampleCount = isKnown ? this.sampleCount! + sampleCount : null
    return true
  }

  /** Decodes the frame that begins here; false when it is damaged. */
  #decode(header: FlacFrameHeader, store: SampleStore): boolean {
    const window = this.#window
    window.need(this.#decoder.mostBytes(header) + MOST_HEADER_BYTES)
    const { end, cost } = this.#decoder.decode(window.bytes, window.at, header)
    if (end === null) {
      this.#wasted += cost
      return false
    }
    this.#soundBytes += end - window.at
    this.#soundSamples += header.blockSize
    if (this.isLost) this.#fillGap(header, end, store)
    else this.#order.follow(header)
    store.append(this.#decoder.samples, 0, header.blockSize)
    window.at = end
    this.isLost = false
    this.#lostBytes = 0
    return true
  }

  /** Puts silence in place of what was lost before a frame. */
  #fillGap(header: FlacFrameHeader, end: number, store: SampleStore): void {
    const next = this.#decoder.headerAt(this.#window.bytes, end)
    const missing = this.#order.follows(header, next)
    const couldHold = (this.#lostBytes * this.#soundSamples) / this.#soundBytes
    // What was cut out of a longer stream does not begin with all that was before it.
    const isCutOut = store.length === 0 && !store.allowsSilence(missing, couldHold)
    if (missing > 0 && !isCutOut) store.appendSilence(missing, couldHold)
  }
}

/** Where the next frame may begin: a sync code, or the end. */
function nextSync(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length - 1; at++) {
    if (bytes[at] === 0xff && (bytes[at + 1]! & 0xfe) === 0xf8) return at
  }
  return Math.max(from, bytes.length - 1)
}

/** Whether only an ID3v1 block follows. */
function isTrailer({ bytes, at }: FileWindow): boolean {
  const isLast = bytes.length - at === TRAILER_BYTES
  return isLast && String.fromCharCode(...bytes.subarray(at, at + 3)) === 'TAG'
}
