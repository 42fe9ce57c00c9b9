import { describe, expect, test, vi } from 'vitest'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import {
  fitsMemory,
  guidedBytes,
  framesPerBlock,
  framesToPool,
  isLong,
  longestThatFits,
  memoryOffers,
  memoryPlan,
  type MemoryOffer,
  type MemorySettings
} from '../../../shared/memory-plan'
import { defaultSettings } from '../../../shared/settings'
import { neededBytes } from '../../../src-main/engine/factorize/sweep/kernel-memory'
import { planGuided } from '../../../src-main/engine/factorize/sweep/guided-memory'
import { nndsvdStart } from '../../../src-main/engine/factorize/start/nndsvd'
import { fastKernels, kernelModule } from '../../support/kernels'
import { positiveMatrix } from '../../support/signals'

const minute = 60 * 44_100
const settings = { ...defaultSettings(44_100), components: 16 }
const GiB = 2 ** 30

/** Settings after an offer was taken. */
function after(offer: MemoryOffer): MemorySettings {
  const { kind: _, ...change } = offer
  return { ...settings, ...change }
}

/** Bytes of WebAssembly memory that are asked for meanwhile. */
function bytesTaken(work: () => void): number {
  const { Memory } = WebAssembly
  let bytes = 0
  const spy = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (descriptor) {
    bytes += 65_536 * descriptor.initial
    return new Memory(descriptor)
  })
  try {
    work()
  } finally {
    spy.mockRestore()
  }
  return bytes
}

describe('the plan', () => {
  test.each([
    [1, 1],
    [3, 16],
    [8, 64],
    [10, 128]
  ])(
    'is what the kernels take for %i minutes and K = %i, within a tenth',
    (minutes, components) => {
      const own = { ...settings, components, solver: 'mm' as const }
      const { vBytes, stateBytes } = memoryPlan(own, minutes * minute)
      const T = frameCount(minutes * minute, own)
      const F = binCount(own.windowSize)
      const needed = neededBytes({ T, F, K: components, beta: 0 }, 2)
      expect((vBytes + stateBytes) / needed).toBeGreaterThan(0.9)
      expect((vBytes + stateBytes) / needed).toBeLessThan(1.1)
    }
  )

  test.each([
    [0.02, 4],
    [0.076, 16],
    [0.2, 16],
    [0.5, 128]
  ])(
    'counts what the start of the fast solver takes for %d minutes and K = %i, and its copies',
    (minutes, components) => {
      const own = { ...settings, components, solver: 'fast' as const }
      const T = frameCount(minutes * minute, own)
      const F = binCount(own.windowSize)
      const kernels = fastKernels({ T, F, K: components, beta: 1 }, positiveMatrix(T * F, 1))
      const taken = bytesTaken(() => nndsvdStart(kernels, 1, kernelModule))
      const { startBytes, bytes, ...others } = memoryPlan(own, minutes * minute)
      // One page is the module's own, and the last is begun.
      expect(startBytes / (taken - 2 * 65_536)).toBeGreaterThan(2)
      expect(startBytes / taken).toBeLessThan(2.5)
      expect(bytes).toBe(startBytes + others.vBytes + others.stateBytes + others.resultBytes)
    }
  )

  test('counts no such start where there is none', () => {
    for (const change of [{ solver: 'mm' }, { quality: 'fast' }] as const) {
      expect(memoryPlan({ ...settings, ...change }, minute).startBytes).toBe(0)
    }
  })

  test('grows with the length, and with the components', () => {
    const lengths = [1, 3, 11, 13, 60, 180].map((m) => memoryPlan(settings, m * minute).resultBytes)
    expect([...lengths].sort((a, b) => a - b)).toEqual(lengths)
    const ranks = [1, 8, 64, 128].map(
      (components) => memoryPlan({ ...settings, components }, 30 * minute).bytes
    )
    expect([...ranks].sort((a, b) => a - b)).toEqual(ranks)
  })

  test('an hour takes less than half a gigabyte by the fast solver, and V whole by the plain one', () => {
    expect(memoryPlan(settings, 60 * minute).bytes).toBeLessThan(GiB / 2)
    expect(memoryPlan({ ...settings, solver: 'mm' }, 60 * minute).bytes).toBeGreaterThan(GiB)
  })

  test('a plain fit beyond 4 GiB is not possible on any machine', () => {
    const plain = { ...settings, solver: 'mm' as const }
    expect(memoryPlan(plain, 240 * minute).isPossible).toBe(false)
    expect(fitsMemory(plain, 240 * minute, Infinity)).toBe(false)
    expect(fitsMemory(settings, 240 * minute, Infinity)).toBe(true)
  })

  test('of a range counts the frames in it', () => {
    const plain = { ...settings, solver: 'mm' as const }
    const range = { fromSample: 5 * minute, toSample: 6 * minute }
    const ranged = memoryPlan({ ...plain, range }, 60 * minute)
    expect(ranged.vBytes).toBe(memoryPlan(plain, minute).vBytes)
    expect(ranged.bytes).toBeGreaterThan(memoryPlan(plain, minute).bytes)
  })
})

describe('long recordings', () => {
  const F = binCount(4096)

  test('begin beyond ten minutes of 44.1 kHz', () => {
    expect(isLong(frameCount(10 * minute, settings), F)).toBe(false)
    expect(isLong(frameCount(15 * minute, settings), F)).toBe(true)
  })

  test.each([129, 1025, 2049, 8193])(
    'of %i bins are pooled to the same bytes at any length',
    (bins) => {
      for (const T of [10_000, 155_043, 930_258]) {
        const pooled = Math.ceil(T / framesToPool(T, bins))
        expect(4 * pooled * bins).toBeLessThan(2 ** 28 + 4 * bins)
      }
    }
  )

  test.each([129, 1025, 2049, 8193])('of %i bins pass in blocks of whole panels', (bins) => {
    expect(framesPerBlock(bins) % 64).toBe(0)
    expect(framesPerBlock(bins)).toBeGreaterThan(0)
    expect(4 * bins * framesPerBlock(bins)).toBeLessThanOrEqual(2 ** 25)
  })
})

describe('offers', () => {
  const plain = { ...settings, solver: 'mm' as const, components: 128 }

  test('fit, each by itself', () => {
    for (const available of [0.1, 0.3, 0.6, 1, 2].map((share) => share * GiB)) {
      for (const offer of memoryOffers(settings, 60 * minute, available)) {
        expect(fitsMemory(after(offer), 60 * minute, available)).toBe(true)
      }
    }
  })

  test('name the fast solver first, where V whole is too much', () => {
    const [first] = memoryOffers(plain, 60 * minute, 1.2 * GiB)
    expect(first).toEqual({ kind: 'solver', solver: 'fast' })
  })

  test('name as many components as fit, and not one more', () => {
    const many = { ...settings, components: 128 }
    const available = memoryPlan({ ...settings, components: 40 }, 60 * minute).bytes
    const offers = memoryOffers(many, 60 * minute, available)
    expect(offers).toContainEqual({ kind: 'components', components: 40 })
  })

  test('name a larger hop only where there is one', () => {
    const half = { ...plain, hopSize: plain.windowSize / 2 }
    const kinds = memoryOffers(half, 60 * minute, 4 * GiB).map(({ kind }) => kind)
    expect(kinds).not.toContain('hop')
  })

  test('are none where nothing helps', () => {
    expect(memoryOffers(settings, 60 * minute, 2 ** 20)).toEqual([])
  })
})

test('the longest recording that fits does, and a longer one does not', () => {
  const available = 0.3 * GiB
  const longest = longestThatFits(settings, available)
  expect(fitsMemory(settings, longest, available)).toBe(true)
  expect(fitsMemory(settings, longest + 44_100, available)).toBe(false)
  expect(longestThatFits(settings, 2 ** 20)).toBeLessThan(minute)
})

describe('the plan of guided sweeps', () => {
  test.each([
    [1938, 73, 1, false],
    [1938, 73, 2, true],
    [7752, 300, 1, true],
    [500, 512, 2, false]
  ] as const)(
    'is what their kernels take for T = %i, K = %i, %i channels, within a tenth',
    (T, K, channels, hasGates) => {
      const size = { T, F: 2049, K, channels, stemCount: 4, hasGates }
      const { vBytes, stateBytes } = guidedBytes(size)
      const needed = planGuided({ ...size, weightBytes: 0 }, 2).bytes
      expect((vBytes + stateBytes) / needed).toBeGreaterThan(0.9)
      expect((vBytes + stateBytes) / needed).toBeLessThan(1.1)
    }
  )
})
