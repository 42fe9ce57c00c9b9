/**
 * Large data for the window, by URL: samples, peaks, spectrogram, W and H. They are streamed in
 * pieces of at most 1 MiB with a turn of the event loop between them, so main stays responsive.
 * Bytes are copied out of shared memory as they go; numbers are little-endian, as on every machine
 * that Electron runs on.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Factorization } from '../../shared/factorization'
import type { PictureAxis } from '../../shared/picture-axis'
import { PEAK_BLOCK } from '../engine/decode/measure/block-peaks'
import type { PeakTable } from '../engine/decode/measure/peak-table'
import type { SpectrogramImage } from '../engine/picture/picture-blocks'
import { parseMediaPath, type MediaRequest } from './media-path'

/** The arrays of an open document. */
export interface MediaSource {
  /** One table for each channel; they hold the samples, too. */
  readonly peaks: readonly PeakTable[]
  picture(axis: PictureAxis): SpectrogramImage | null
  /** W and H of that generation: of the current separation, or of a preview; null for any other. */
  model(generation: number): Factorization | null
}

/** Bytes of one piece. */
const pieceBytes = 2 ** 20
/** Samples and blocks read for one piece of peaks: a few milliseconds. */
const pieceReads = 2 ** 20
/** More parts than any screen has pixels. */
const maxParts = 2 ** 16

/** What to send: pieces one after another, null at the end. */
interface Payload {
  readonly bytes: number
  readonly next: () => Uint8Array<ArrayBuffer> | null
}

/**
 * The answer to a GET of a media path: 200 with the bytes, 204 without any for a document that was
 * closed (the window may not know yet), 400 for a path or range that makes no sense, 404 for what
 * is not there.
 * @param find the document of that number, null when there never was one
 */
export function serveMedia(
  pathname: string,
  find: (document: number) => MediaSource | 'closed' | null
): Response {
  const request = parseMediaPath(pathname)
  if (!request) return new Response(null, { status: 400 })
  const source = find(request.document)
  if (source === 'closed') return new Response(null, { status: 204 })
  if (!source) return new Response(null, { status: 404 })
  const payload = payloadOf(request, source)
  if (typeof payload === 'number') return new Response(null, { status: payload })
  return new Response(streamOf(payload), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(payload.bytes),
      'Cache-Control': 'no-store'
    }
  })
}

/** The payload, or the status that says why there is none. */
function payloadOf(request: MediaRequest, source: MediaSource): Payload | 400 | 404 {
  switch (request.kind) {
    case 'samples': {
      const samples = source.peaks[request.channel]?.samples
      if (!samples) return 404
      const { from, to } = request
      return to > samples.length ? 400 : arrayPayload(samples.subarray(from, to))
    }
    case 'peaks': {
      const table = source.peaks[request.channel]
      if (!table) return 404
      const { from, to, count } = request
      if (to > table.samples.length || from === to || count > maxParts) return 400
      return peaksPayload(table, request)
    }
    case 'spectrogram': {
      const image = source.picture(request.axis)
      const level = image?.levels[request.level]
      if (!image || !level) return 404
      const rows = image.shape.rowCount
      const { from, to } = request
      return to * rows > level.length ? 400 : arrayPayload(level.subarray(from * rows, to * rows))
    }
    case 'W':
    case 'H': {
      const model = source.model(request.generation)
      return model === null ? 404 : arrayPayload(model[request.kind])
    }
  }
}

function arrayPayload(array: Float32Array | Uint8Array): Payload {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  let sent = 0
  return {
    bytes: bytes.length,
    next: () => {
      if (sent === bytes.length) return null
      const piece = new Uint8Array(bytes.subarray(sent, sent + pieceBytes))
      sent += piece.length
      return piece
    }
  }
}

function peaksPayload(
  table: PeakTable,
  { from, to, count }: { from: number; to: number; count: number }
): Payload {
  const samplesAPart = (to - from) / count
  const readsAPart = 1 + Math.min(samplesAPart, 2 * PEAK_BLOCK + samplesAPart / PEAK_BLOCK)
  const atOnce = Math.max(1, Math.floor(pieceReads / readsAPart))
  let part = 0
  return {
    bytes: count * 2 * Float32Array.BYTES_PER_ELEMENT,
    next: () => {
      if (part === count) return null
      const last = Math.min(count, part + atOnce)
      const pairs = table.read(from, to, count, part, last)
      part = last
      return new Uint8Array(pairs.buffer as ArrayBuffer)
    }
  }
}

function streamOf({ next }: Payload): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull: async (controller) => {
      const piece = next()
      if (piece) controller.enqueue(piece)
      else controller.close()
      await nextTurn()
    }
  })
}
