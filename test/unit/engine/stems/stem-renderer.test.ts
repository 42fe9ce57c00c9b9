import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import type { ExportFormat } from '../../../../shared/contract'
import type { Factorization } from '../../../../shared/factorization'
import { windowSizes } from '../../../../shared/settings'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import {
  countAtoms,
  planRanges,
  planStems,
  prepareStems
} from '../../../../src-main/engine/stems/stem-plan'
import type { StemMix } from '../../../../src-main/engine/stems/stem-masks'
import {
  createStemRenderer,
  type StemRenderer
} from '../../../../src-main/engine/stems/stem-renderer'
import { errorDb } from '../../../support/compare'
import { kernelModule, plainKernelModule } from '../../../support/kernels'
import { noise, randomFactorization } from '../../../support/random-separation'

const carryOn = (): boolean => true

interface Rendered {
  readonly files: readonly (readonly Float64Array[])[]
  readonly renderer: StemRenderer
}

/** Everything that one thread renders, range after range; [files][C] arrays [N]. */
function renderAll(
  pcm: Pcm,
  factorization: Factorization,
  stems: readonly StemMix[],
  { format = 'wav32f', hasRest = true, module = kernelModule }: RenderOptions = {}
): Rendered {
  const { settings } = factorization
  const sampleCount = pcm.channels[0]!.length
  const shape = {
    windowSize: settings.windowSize,
    hopSize: settings.hopSize,
    channelCount: pcm.channels.length,
    sampleCount,
    stemCount: stems.length,
    ...countAtoms(factorization, stems),
    format,
    hasRest
  }
  const plan = planStems(shape, 1)
  const memory = prepareStems(plan, factorization)
  const renderer = createStemRenderer(module, plan, memory, 0, { pcm, factorization, stems })
  const files = Array.from({ length: stems.length + (hasRest ? 1 : 0) }, () =>
    pcm.channels.map(() => new Float64Array(sampleCount))
  )
  for (let range = 0; range < plan.rangeCount; range++) {
    const slot = range % plan.slots.length
    expect(renderer.render(range, slot, carryOn)).not.toBeNull()
    const count = renderer.countOf(range)
    files.forEach((file, f) =>
      renderer
        .samplesOf(slot, f, range)
        .forEach((samples, c) =>
          file[c]!.set(samples.subarray(0, count), range * plan.samplesPerRange)
        )
    )
  }
  return { files, renderer }
}

interface RenderOptions {
  readonly format?: ExportFormat
  readonly hasRest?: boolean
  readonly module?: WebAssembly.Module
}

/** Compares every stem with that of plain-stems.ts. */
function expectTwins(
  pcm: Pcm,
  factorization: Factorization,
  stems: readonly StemMix[],
  options: RenderOptions = {}
): void {
  const { files } = renderAll(pcm, factorization, stems, options)
  stems.forEach(({ components, gain }, s) => {
    renderStem(pcm, factorization, components, gain).forEach((expected, c) => {
      expect(errorDb(expected, files[s]![c]!)).toBeLessThan(-130)
    })
  })
}

const groups = [
  { components: [0, 3], gain: 1 },
  { components: [1], gain: 1 },
  { components: [2, 4], gain: 1 }
]

describe('stems are those of the plain code, to -130 dB', () => {
  const grids = windowSizes.flatMap((windowSize) =>
    [2, 4].map((overlap) => ({ windowSize, hopSize: windowSize / overlap }))
  )
  describe.each([1, 2, 3, 6])('%i channel(s)', (channels) => {
    test.each(grids)('window $windowSize, hop $hopSize', (stft) => {
      const pcm = noise(3 * stft.windowSize + 1234, { channels })
      for (const mask of ['ratio', 'direct'] as const) {
        expectTwins(pcm, randomFactorization(pcm, 5, { ...stft, mask }), groups)
      }
    })

    test.each([1, 7, 255, 1024, 1025, 70_001])('%i samples', (length) => {
      const pcm = noise(length, { channels })
      expectTwins(pcm, randomFactorization(pcm, 5), groups)
    })

    test('an even number of stems, gains, components in two stems and in none', () => {
      const pcm = noise(9000, { channels })
      const stems = [
        { components: [0, 1], gain: 0.3 },
        { components: [1, 4], gain: 2 }
      ]
      const factorization = randomFactorization(pcm, 6)
      const settings = { ...factorization.settings, exponent: 2 } as const
      expectTwins(pcm, { ...factorization, settings }, stems, { hasRest: false })
    })
  })

  test.each([1, 3, 17, 128])('%i components', (components) => {
    const pcm = noise(6000, { channels: 2 })
    const factorization = randomFactorization(pcm, components)
    const last = components - 1
    expectTwins(pcm, factorization, [{ components: [last], gain: 1 }])
  })

  test('without relaxed SIMD', () => {
    const pcm = noise(9000, { channels: 2 })
    expectTwins(pcm, randomFactorization(pcm, 5), groups, { module: plainKernelModule })
  })

  test.each([1e30, 1e-30])('at a peak of %d', (peak) => {
    const pcm = noise(6000, { channels: 2, peak })
    expectTwins(pcm, randomFactorization(pcm, 5), groups)
  })
})

test('whole steps are the rounded stems, one off where an error was carried', () => {
  const pcm = noise(20_000, { channels: 2 })
  const factorization = randomFactorization(pcm, 5)
  const { files } = renderAll(pcm, factorization, groups, { format: 'wav16' })
  groups.forEach(({ components }, s) => {
    renderStem(pcm, factorization, components).forEach((expected, c) => {
      const off = expected.map((value, n) => Math.abs(files[s]![c]![n]! - value * 2 ** 15))
      expect(Math.max(...off)).toBeLessThan(s === groups.length - 1 ? 3 : 0.51)
    })
  })
})

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('stems of %i channel(s)', (channels) => {
  const pcm = noise(6000, { channels })

  test.each(['wav16', 'wav24'] as const)('add up exactly in %s, in every channel', (format) => {
    const { files } = renderAll(pcm, randomFactorization(pcm, 5), groups, { format })
    const steps = format === 'wav16' ? 2 ** 15 : 2 ** 23
    pcm.channels.forEach((samples, c) => {
      const sum = samples.map((_, n) => files.reduce((all, file) => all + file[c]![n]!, 0))
      expect(sum).toEqual(samples.map((value) => Math.floor(value * steps + 0.5)))
    })
  })

  test('share out every channel by the same masks, wherever it stands', () => {
    const model = randomFactorization(pcm, 5)
    const { files } = renderAll(pcm, model, groups)
    const reversed = { ...pcm, channels: [...pcm.channels].reverse() }
    const others = renderAll(reversed, model, groups).files
    files.forEach((file, f) => {
      file.forEach((samples, c) => {
        expect(errorDb(samples, others[f]![channels - 1 - c]!)).toBeLessThan(-130)
      })
    })
  })
})

test('what no component explains is Rest', () => {
  const pcm = noise(5000)
  const model = randomFactorization(pcm, 2)
  const silent = { ...model, H: new Float32Array(model.H.length) }
  const { files } = renderAll(pcm, silent, [{ components: [0, 1], gain: 1 }])
  expect(files[0]![0]!.every((value) => value === 0)).toBe(true)
  expect(files[1]![0]!.every((value, n) => value === pcm.channels[0]![n])).toBe(true)
})

describe('ranges', () => {
  const shape = {
    windowSize: 4096,
    hopSize: 1024,
    channelCount: 2,
    sampleCount: 60 * 60 * 44_100,
    stemCount: 16,
    atomCount: 16,
    memberCount: 16,
    format: 'wav24',
    hasRest: true
  } as const

  test('cover the recording, whatever its length', () => {
    for (const sampleCount of [1, 1023, 1024, 1025, 131_072, 131_073, 1_000_000]) {
      const { rangeCount, samplesPerRange } = planRanges({ ...shape, sampleCount })
      expect(samplesPerRange % shape.hopSize).toBe(0)
      expect(rangeCount * samplesPerRange).toBeGreaterThanOrEqual(sampleCount)
      expect((rangeCount - 1) * samplesPerRange).toBeLessThan(sampleCount)
    }
  })

  test('take memory that does not grow with the recording', () => {
    const long = planStems(shape, 2)
    expect(planStems({ ...shape, sampleCount: shape.sampleCount / 10 }, 2).bytes).toBe(long.bytes)
    expect(long.bytes).toBeLessThan(100 * 2 ** 20)
    const many = { ...shape, stemCount: 128, atomCount: 128, memberCount: 128 }
    expect(planStems(many, 8).bytes).toBeLessThan(500 * 2 ** 20)
    expect(planStems({ ...many, windowSize: 16_384, hopSize: 4096 }, 2).bytes).toBeLessThan(2 ** 28)
  })

  test('stop between two frames', () => {
    const pcm = noise(50_000)
    const factorization = randomFactorization(pcm, 2)
    const { renderer } = renderAll(pcm, factorization, [{ components: [0], gain: 1 }])
    let frames = 0
    expect(renderer.render(0, 0, () => ++frames < 3)).toBeNull()
    expect(frames).toBe(3)
  })
})
