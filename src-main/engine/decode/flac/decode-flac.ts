/** Decodes FLAC files: exact integers, every frame checked against its checksum. */
import type { AudioRemark } from '../../../../shared/audio'
import { FlacBlocks } from './flac-blocks'
import { formatOfBits, readFlacHead } from './flac-stream'
import { hasMark } from '../first-bytes'
import { BLOCK_BYTES, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { checkHead, type SoundSource } from '../sound-source'

/** About how many samples per channel one call of `read` decodes. */
const BATCH_SAMPLES = 2 ** 16

/** FLAC in its own container. */
export const flacFormat: SoundFormat = {
  name: 'FLAC',
  extensions: ['flac'],
  followsId3: true,
  canRead: (head) => hasMark(head, 'fLaC'),
  open: (file, start) => openFlac(file, start)
}

function openFlac(file: SoundFile, headStart: number): SoundSource {
  const { info, tags, channelMask, start } = readFlacHead(file, headStart)
  checkHead(file, 'FLAC', info)
  const { sampleRate, channelCount, bits, sampleCount } = info
  const blocks = new FlacBlocks(info)
  const window = new FileWindow(file, start)
  let damagedPlaces = 0
  let isLost = false

  /** Decodes a frame, or looks for the next one. False at the end. */
  const step = (store: Parameters<SoundSource['read']>[0]): boolean => {
    const left = window.need(blocks.mostBytes)
    if (left < 4 || isFull(store.length)) return false
    const end = blocks.decode(window.bytes, window.at, store)
    if (end !== null) {
      window.at = end
      isLost = false
      return true
    }
    if (!isLost && !isTrailer(window)) damagedPlaces++
    isLost = true
    window.at = nextSync(window.bytes, window.at + 1)
    return true
  }
  const isFull = (length: number): boolean => sampleCount !== null && length >= sampleCount

  return {
    head: {
      format: `FLAC, ${bits}-bit`,
      sampleFormat: formatOfBits(bits),
      sampleRate,
      channelCount,
      channelMask,
      tags,
      sampleCount: believable(sampleCount, file.size),
      timeReference: null
    },
    read(store) {
      const goal = store.length + BATCH_SAMPLES
      const goalByte = window.position + BLOCK_BYTES
      while (store.length < goal && window.position < goalByte) if (!step(store)) return null
      return window.position / file.size
    },
    remarks(frames): readonly AudioRemark[] {
      const remarks: AudioRemark[] = []
      if (sampleCount !== null && frames < sampleCount) {
        remarks.push({ kind: 'truncated', expectedFrames: sampleCount, frames })
        // Missing samples at the end are not counted as damage again.
        if (isLost) damagedPlaces--
      }
      if (damagedPlaces > 0) remarks.push({ kind: 'damaged', places: damagedPlaces })
      return remarks
    },
    close: () => undefined
  }
}

/** The length if a file of that size can have it: 65535 samples of silence take a dozen bytes. */
function believable(sampleCount: number | null, fileBytes: number): number | null {
  return sampleCount !== null && sampleCount / fileBytes < 6000 ? sampleCount : null
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
  return bytes.length - at === 128 && String.fromCharCode(...bytes.subarray(at, at + 3)) === 'TAG'
}

/** The part of a file that is being decoded. */
class FileWindow {
  readonly #file: SoundFile
  #start: number
  bytes: Uint8Array = new Uint8Array()
  at = 0

  constructor(file: SoundFile, start: number) {
    this.#file = file
    this.#start = start
  }

  /** Place in the file. */
  get position(): number {
    return this.#start + this.at
  }

  /** Loads `count` bytes, if the file has them. @returns how many there are */
  need(count: number): number {
    if (this.bytes.length - this.at < count && this.position < this.#file.size) {
      this.#start = this.position
      this.at = 0
      this.bytes = this.#file.read(this.#start, BLOCK_BYTES)
    }
    return this.bytes.length - this.at
  }
}
