/**
 * Tiles masked in a worker: the newest mix first, an older one stands in, another subject never.
 */
import { describe, expect, test, vi } from 'vitest'
import type { TileMaskCommand } from '../../../../src-renderer/draw/spectrogram/tile-mask-protocol'
import type { TileMaskWorker } from '../../../../src-renderer/draw/spectrogram/tile-mask-protocol'
import { TileMasks } from '../../../../src-renderer/state/seeing/tile-masks'
import type { MaskWish, PictureMask } from '../../../../src-renderer/state/seeing/tile-masks'
import { someFactorization } from '../../../support/documents'

class FakeWorker implements TileMaskWorker {
  readonly sent: TileMaskCommand[] = []
  readonly terminate = vi.fn()
  onmessage: TileMaskWorker['onmessage'] = null
  onerror: TileMaskWorker['onerror'] = null

  postMessage(command: TileMaskCommand): void {
    this.sent.push(command)
  }

  /** Answers the last tile with bytes that hold its first gain. */
  answer(): void {
    const last = this.sent[this.sent.length - 1]
    if (last?.kind !== 'tile') throw new Error('there is no tile to answer')
    const bytes = new Uint8Array(last.tile.bytes.length).fill(last.mix.gains[0]!)
    this.onmessage?.(new MessageEvent('message', { data: { id: last.id, bytes } }))
  }
}

const factorization = someFactorization(2)
const mask = (gain: number, subject: PictureMask['subject'] = 'remix'): PictureMask => ({
  subject,
  kind: 'mix',
  gains: Float32Array.of(gain, 0),
  rest: 0,
  factorization,
  sampleRate: 44_100
})
const wish = (key: string): MaskWish => ({
  key,
  tile: { bytes: new Uint8Array(16), firstFrame: 0, frameCount: 2, rowCount: 8 },
  level: 0,
  hopSize: 512,
  scale: { axis: 'mel', minHz: 20, maxHz: 20_000 }
})

function rig(capacity?: number) {
  const workers: FakeWorker[] = []
  const changed = vi.fn()
  const start = (): FakeWorker => {
    const worker = new FakeWorker()
    workers.push(worker)
    return worker
  }
  return { workers, changed, masks: new TileMasks(start, changed, capacity) }
}

describe('masked tiles', () => {
  test('are made one at a time, W and H go to the worker once', () => {
    const { workers, changed, masks } = rig()
    const [a, b, mix] = [wish('a'), wish('b'), mask(3)]
    masks.want([a, b], mix)
    expect(workers[0]!.sent.map(({ kind }) => kind)).toEqual(['source', 'tile'])
    expect(masks.get(a, mix)).toBeUndefined()
    workers[0]!.answer()
    expect(masks.get(a, mix)?.bytes[0]).toBe(3)
    expect(masks.isCurrent(a, mix)).toBe(true)
    workers[0]!.answer()
    expect(masks.isCurrent(b, mix)).toBe(true)
    expect(workers[0]!.sent.map(({ kind }) => kind)).toEqual(['source', 'tile', 'tile'])
    expect(changed).toHaveBeenCalledTimes(2)
  })

  test('of an older mix stand in, and mixes in between are skipped', () => {
    const { workers, masks } = rig()
    const a = wish('a')
    masks.want([a], mask(1))
    workers[0]!.answer()
    const mixes = [2, 3, 4, 5].map((gain) => mask(gain))
    for (const mix of mixes) {
      masks.want([a], mix)
      expect(masks.get(a, mix)?.bytes[0]).toBe(1)
    }
    workers[0]!.answer()
    workers[0]!.answer()
    expect(masks.get(a, mixes[3]!)?.bytes[0]).toBe(5)
    const gains = workers[0]!.sent.flatMap((one) => (one.kind === 'tile' ? [one.mix.gains[0]] : []))
    expect(gains).toEqual([1, 2, 5])
  })

  test('never stand in for another subject or another separation', () => {
    const { workers, masks } = rig()
    const a = wish('a')
    masks.want([a], mask(1))
    workers[0]!.answer()
    expect(masks.get(a, mask(1, 'selection'))).toBeUndefined()
    expect(masks.get(a, { ...mask(1), factorization: someFactorization(2) })).toBeUndefined()
  })

  test('are made again when the tile has grown', () => {
    const { workers, masks } = rig()
    const [first, grown, mix] = [wish('a'), wish('a'), mask(1)]
    masks.want([first], mix)
    workers[0]!.answer()
    expect(masks.isCurrent(grown, mix)).toBe(false)
    expect(masks.get(grown, mix)).toBeDefined()
  })

  test('that were used longest ago are forgotten first', () => {
    const { workers, masks } = rig(2)
    const mix = mask(1)
    masks.want([wish('a'), wish('b')], mix)
    workers[0]!.answer()
    workers[0]!.answer()
    masks.get(wish('a'), mix)
    masks.want([wish('c')], mix)
    workers[0]!.answer()
    expect(['a', 'b', 'c'].map((key) => masks.get(wish(key), mix) !== undefined)).toEqual([
      true,
      false,
      true
    ])
  })

  test('that a worker dies of are given up, and another worker goes on', () => {
    const { workers, masks } = rig()
    const [a, b, mix] = [wish('a'), wish('b'), mask(1)]
    masks.want([a, b], mix)
    workers[0]!.onerror?.(new Event('error') as ErrorEvent)
    expect(workers[0]!.terminate).toHaveBeenCalled()
    workers[1]!.answer()
    expect(masks.isCurrent(b, mix)).toBe(true)
    expect(masks.get(a, mix)).toBeUndefined()
    masks.want([a, b], mix)
    expect(workers).toHaveLength(2)
  })

  test('of a document that is gone are forgotten, and a late answer is ignored', () => {
    const { workers, masks } = rig()
    const [a, mix] = [wish('a'), mask(1)]
    masks.want([a], mix)
    masks.clear()
    workers[0]!.answer()
    expect(masks.get(a, mix)).toBeUndefined()
  })
})
