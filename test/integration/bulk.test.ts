/**
 * The app:// scheme as the page meets it: files of the page and big things, with real responses.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { media } from '../../shared/contract'
import { createAppProtocol } from '../../src-main/serving/app-protocol'
import { serveMedia, type MediaSource } from '../../src-main/serving/bulk'
import { blockPeaks } from '../../src-main/engine/decode/measure/block-peaks'
import { PeakTable } from '../../src-main/engine/decode/measure/peak-table'
import { shared, someFactorization, somePicture } from '../support/documents'
import { noise } from '../support/signals'

const sampleCount = 6_000_000
const left = shared(noise(sampleCount, 1))
const right = shared(noise(sampleCount, 2))
const peaks = blockPeaks([left, right]).map((blocks, c) => new PeakTable([left, right][c]!, blocks))
const picture = somePicture('mel')
const separation = { generation: 3, factorization: someFactorization(4) }
const source: MediaSource = {
  peaks,
  picture: (axis) => (axis === 'mel' ? picture : null),
  model: (generation) => (generation === separation.generation ? separation.factorization : null)
}

let folder = ''
let handle: (request: Request) => Promise<Response>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-bulk-'))
  const page = join(folder, 'renderer')
  mkdirSync(page)
  writeFileSync(join(page, 'index.html'), '<!doctype html>')
  writeFileSync(join(page, 'code.js'), '1')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  handle = createAppProtocol({
    folder: page,
    serveMedia: (path) =>
      Promise.resolve(
        serveMedia(path, (document) => (document === 7 ? source : document === 6 ? 'closed' : null))
      ),
    developmentServer: null
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Node's Request refuses no scheme, as Electron's does not. */
const get = (url: string, method = 'GET'): Promise<Response> => handle(new Request(url, { method }))

async function floats(url: string): Promise<Float32Array> {
  return new Float32Array(await (await get(url)).arrayBuffer())
}

test('the page comes with its type and every header of its isolation', async () => {
  const response = await get('app://bundle/index.html')
  expect(await response.text()).toBe('<!doctype html>')
  const headers = Object.fromEntries(response.headers)
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff'
  })
  expect(headers['content-security-policy']).toContain("default-src 'none'")
  const code = await get('app://bundle/code.js')
  expect(code.headers.get('Content-Type')).toContain('text/javascript')
})

test.each([
  ['app://bundle/secret.txt', 404],
  ['app://bundle/../secret.txt', 404],
  ['app://bundle/%2e%2e/secret.txt', 404],
  ['app://bundle/%2e%2e%2fsecret.txt', 400],
  ['app://bundle/..%5csecret.txt', 400],
  ['app://bundle/%00', 400],
  ['app://bundle/', 404],
  ['app://other/index.html', 404],
  [media.samples(7, 2, 0, 1), 404],
  [media.samples(8, 0, 0, 1), 404],
  [media.samples(7, 0, 0, sampleCount + 1), 400],
  [media.peaks(7, 0, 5, 5, 10), 400],
  [media.peaks(7, 0, 0, 10, 1e6), 400],
  [media.spectrogram(7, 'log', 0, 0, 1), 404],
  [media.spectrogram(7, 'mel', 2, 0, 1), 404],
  [media.spectrogram(7, 'mel', 0, 0, 41), 400],
  [media.W(7, 2), 404],
  ['app://bundle/media/7/samples/0/-1/4', 400]
])('%s is answered with %i and nothing else', async (url, status) => {
  const response = await get(url)
  expect(response.status).toBe(status)
  expect(await response.text()).toBe('')
  expect(response.headers.get('Cross-Origin-Resource-Policy')).toBe('same-origin')
})

test.each(['POST', 'PUT', 'HEAD', 'DELETE'])('%s is refused', async (method) => {
  expect((await get('app://bundle/index.html', method)).status).toBe(405)
  expect((await get(media.samples(7, 0, 0, 1), method)).status).toBe(405)
})

test('samples arrive bit for bit, in pieces of at most 1 MiB, with their length told', async () => {
  const [from, to] = [123, 1_234_567]
  const response = await get(media.samples(7, 1, from, to))
  expect(Number(response.headers.get('Content-Length'))).toBe((to - from) * 4)
  const reader = response.body?.getReader()
  const pieces: Uint8Array[] = []
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) {
    pieces.push(next.value)
  }
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(2 ** 20)
  const arrived = Buffer.concat(pieces)
  const sent = new Uint8Array(right.slice(from, to).buffer)
  expect(arrived.equals(sent)).toBe(true)
  expect((await get(media.samples(7, 0, 9, 9))).status).toBe(200)
})

test('peaks of the whole file, of a short range, and of more parts than samples are right', async () => {
  for (const [from, to, count] of [
    [0, sampleCount, 1400],
    [1000, 9000, 333],
    [10, 20, 100]
  ] as const) {
    const arrived = await floats(media.peaks(7, 0, from, to, count))
    expect(arrived).toHaveLength(2 * count)
    expect(arrived).toEqual(peaks[0]!.read(from, to, count))
  }
})

test('spectrogram, W and H arrive as they are', async () => {
  const tile = await (await get(media.spectrogram(7, 'mel', 1, 5, 20))).arrayBuffer()
  expect(new Uint8Array(tile)).toEqual(new Uint8Array(picture.levels[1]!.slice(5 * 8, 20 * 8)))
  expect(await floats(media.W(7, 3))).toEqual(separation.factorization.W)
  expect(await floats(media.H(7, 3))).toEqual(separation.factorization.H)
})

test('the event loop keeps turning while big things are sent', async () => {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const requests = [
    ...[0, 1].map((channel) => get(media.samples(7, channel, 0, sampleCount))),
    ...[0, 1].map((channel) => get(media.peaks(7, channel, 0, sampleCount, 3000)))
  ]
  await Promise.all(requests.map(async (response) => (await response).arrayBuffer()))
  clearInterval(timer)
  // The budget is 50 ms; a machine that is busy with other tests gets some more.
  expect(longest).toBeLessThan(250)
})

test('of a document that was closed there is nothing, which is no error', async () => {
  const response = await get(media.samples(6, 0, 0, 10))
  expect(response.status).toBe(204)
  expect(await response.text()).toBe('')
})
