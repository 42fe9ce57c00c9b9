import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import {
  defaultSettings,
  type SeparationSettings,
  type SolverName
} from '../../../../shared/settings'
import { updateExponent } from '../../../../src-main/engine/factorize/divergence'
import { factorize } from '../../../../src-main/engine/factorize/solver-mm'
import { showNobody, type SeparationWatch } from '../../../../src-main/engine/factorize/watch'
import { chooseSolver, solvers } from '../../../../src-main/engine/factorize/factorize'
import { createRandom, randomStart } from '../../../../src-main/engine/factorize/start/random-start'
import { isFiniteEverywhere } from '../../../support/compare'
import { fastKernels, modelOf, plainBackend, referenceKernels } from '../../../support/kernels'
import { factorizeRecording } from '../../../support/separate'
import { exactRankMatrix, noise, plucks, positiveMatrix } from '../../../support/signals'

const go = (): boolean => true
const laws = [0, 0.5, 1, 1.5, 2, 3]

const small: SeparationSettings = {
  ...defaultSettings(8000),
  windowSize: 256,
  hopSize: 64,
  components: 3,
  iterations: 10
}
const mono: Pcm = { sampleRate: 8000, channels: [plucks(6000, [0.03, 0.05, 0.08])] }

describe('factorize', () => {
  it.each(laws)('never raises the divergence for beta %d', (beta) => {
    const shapes = fc.record({
      T: fc.integer({ min: 1, max: 40 }),
      F: fc.integer({ min: 1, max: 40 }),
      K: fc.integer({ min: 1, max: 9 }),
      seed: fc.nat()
    })
    fc.assert(
      fc.property(shapes, ({ T, F, K, seed }) => {
        const kernels = fastKernels({ T, F, K, beta }, positiveMatrix(T * F, seed))
        kernels.setModel(randomStart(T, F, K, seed + 1))
        const history = factorize(kernels, 25, go)!
        for (let i = 1; i < history.length; i++) {
          // float32 entries: a fit that has become exact wavers within rounding of cells of size 1
          // to 30.
          expect(history[i]!).toBeLessThanOrEqual(history[i - 1]! * (1 + 2e-6) + 1e-5)
        }
      }),
      { numRuns: 40, seed: 1 }
    )
  })

  it.each(laws)('never raises the divergence in the reference for beta %d', (beta) => {
    const [T, F, K] = [12, 17, 3]
    const kernels = referenceKernels({ T, F, K, beta }, positiveMatrix(T * F, 3))
    kernels.setModel(randomStart(T, F, K, 4))
    const history = factorize(kernels, 60, go)!
    for (let i = 1; i < history.length; i++) {
      expect(history[i]!).toBeLessThanOrEqual(history[i - 1]! * (1 + 1e-6))
    }
  })

  it.each(laws)('fits data of exact rank to near zero for beta %d', (beta) => {
    const [T, F, K] = [30, 40, 3]
    const V = exactRankMatrix(T, F, K, 11)
    const kernels = fastKernels({ T, F, K, beta }, V)
    kernels.setModel(randomStart(T, F, K, 5))
    const history = factorize(kernels, 3000, go)!
    expect(history.at(-1) / history[0]!).toBeLessThan(1e-3)
  })

  it('gives one divergence for the start and one for each sweep', () => {
    const kernels = fastKernels({ T: 9, F: 9, K: 2, beta: 1 }, positiveMatrix(81, 3))
    kernels.setModel(randomStart(9, 9, 2, 1))
    const seen: [number, number][] = []
    const history = factorize(kernels, 7, ({ sweep, divergence }) => {
      if (divergence !== null) seen.push([sweep, divergence])
      return true
    })!
    expect(history).toHaveLength(8)
    expect(seen).toEqual(history.map((value, sweep) => [sweep, value]))
  })

  it.each(laws)('measures the result alone, with the same bits, for beta %d', (beta) => {
    const shapes = [
      [1, 1, 1],
      [9, 30, 2],
      [150, 33, 7]
    ] as const
    for (const [T, F, K] of shapes) {
      for (const iterations of [0, 1, 6]) {
        const fit = (measures: 'every' | 'result') => {
          const kernels = fastKernels({ T, F, K, beta }, positiveMatrix(T * F, 3, 2))
          kernels.setModel(randomStart(T, F, K, 1))
          const seen: [number, number][] = []
          const watch: SeparationWatch = ({ sweep, divergence }) => {
            if (divergence !== null) seen.push([sweep, divergence])
            return true
          }
          const history = factorize(kernels, iterations, watch, showNobody, measures)!
          return { history, seen, ...modelOf(kernels) }
        }
        const [every, result] = [fit('every'), fit('result')]
        expect(result.history).toEqual(every.history.slice(-1))
        expect(result.seen).toEqual([[iterations, every.history.at(-1)]])
        expect(result.W).toEqual(every.W)
        expect(result.H).toEqual(every.H)
      }
    }
  })

  it('only measures when no sweep is asked for', () => {
    const kernels = fastKernels({ T: 9, F: 9, K: 2, beta: 1 }, positiveMatrix(81, 3))
    kernels.setModel(randomStart(9, 9, 2, 1))
    expect(factorize(kernels, 0, go)).toHaveLength(1)
  })
})

describe('updateExponent', () => {
  it('is that of majorization-minimization', () => {
    expect([-2, 0, 0.5, 1, 1.5, 2, 3].map(updateExponent)).toEqual([
      1 / 4,
      1 / 2,
      1 / 1.5,
      1,
      1,
      1,
      1 / 2
    ])
  })
})

describe('the solvers', () => {
  it('are known by their own names', () => {
    for (const [name, solver] of Object.entries(solvers)) expect(solver.name).toBe(name)
  })

  it('take the name that the settings have, but for fast on more frames than can be held', () => {
    const choose = (solver: SolverName, isLong: boolean) =>
      chooseSolver({ solver }, { isLong }).name
    expect([choose('mm', false), choose('mm', true)]).toEqual(['mm', 'mm'])
    expect([choose('fast', false), choose('fast', true)]).toEqual(['fast', 'long'])
  })

  it('do no more sweeps than they say', () => {
    for (const [name, solver] of Object.entries(solvers)) {
      for (const iterations of [3, 1000]) {
        const most = solver.sweeps({ ...small, iterations })
        expect(most, name).toBeLessThanOrEqual(iterations)
        expect(most, name).toBeGreaterThanOrEqual(Math.min(iterations, 15))
      }
    }
  })
})

describe('factorizeFrames', () => {
  const separate = (pcm: Pcm, changes: Partial<SeparationSettings> = {}) =>
    factorizeRecording(pcm, { ...small, ...changes })!

  it('gives the same bits for the same seed and others for another', () => {
    const [a, b, c] = [separate(mono), separate(mono), separate(mono, { seed: 2 })]
    expect(b.W).toEqual(a.W)
    expect(b.H).toEqual(a.H)
    expect(b.divergence).toEqual(a.divergence)
    expect(c.W).not.toEqual(a.W)
  })

  it('puts W and H into shared memory with the shapes that it names', () => {
    const { W, H, frameCount: T, binCount: F, componentCount: K } = separate(mono)
    expect([T, F, K]).toEqual([97, 129, 3])
    expect(W.length).toBe(K * F)
    expect(H.length).toBe(T * K)
    expect(W.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(H.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  it('does not depend on the level of the recording', () => {
    const quiet = separate({
      sampleRate: 8000,
      channels: [mono.channels[0]!.map((sample) => sample * 2 ** -100)]
    })
    const loud = separate(mono)
    expect(quiet.divergence).toEqual(loud.divergence)
    expect(quiet.W).toEqual(loud.W)
  })

  it.each([
    ['nothing', 0, 0],
    ['one sample', 1, 1],
    ['silence', 3000, 0],
    ['samples of 1e-30', 3000, 1e-30],
    ['samples of 1e30', 3000, 1e30]
  ])('stays finite for %s', (_, length, level) => {
    const channels = [1, 2].map((seed) => noise(length, seed).map((sample) => sample * level))
    for (const beta of [-2, 0, 0.5, 1, 2, 3]) {
      for (const exponent of [1, 2] as const) {
        const result = separate({ sampleRate: 8000, channels }, { beta, exponent })
        expect(isFiniteEverywhere(result.W), `W, beta ${beta}`).toBe(true)
        expect(isFiniteEverywhere(result.H), `H, beta ${beta}`).toBe(true)
        expect(isFiniteEverywhere(result.divergence), `D, beta ${beta}`).toBe(true)
        expect(isFiniteEverywhere([result.meanV, result.peak])).toBe(true)
      }
    }
  })

  it('stays finite for half a recording of digital silence', () => {
    const samples = noise(6000, 3).fill(0, 3000)
    for (const beta of [0, 1, 2]) {
      const { W, H, divergence } = separate({ sampleRate: 8000, channels: [samples] }, { beta })
      expect([W, H, divergence].every((values) => isFiniteEverywhere(values))).toBe(true)
    }
  })

  it('reports both stages from 0 to 1 and every sweep', () => {
    const seen: string[] = []
    let last = 0
    const watch: SeparationWatch = ({ stage, fraction, sweep, divergence }) => {
      if (seen.at(-1) !== stage) {
        seen.push(stage)
        last = 0
      }
      expect(fraction).toBeGreaterThanOrEqual(last)
      expect(fraction).toBeLessThanOrEqual(1)
      last = fraction
      if (divergence !== null) expect(Number.isInteger(sweep)).toBe(true)
      return true
    }
    factorizeRecording(mono, small, { watch })
    expect(seen).toEqual(['spectrum', 'factorize'])
    expect(last).toBe(1)
  })

  it.each(['spectrum', 'factorize'])('gives null when told to stop during %s', (stage) => {
    let calls = 0
    const watch: SeparationWatch = (state) => {
      if (state.stage === stage) calls++
      return state.stage !== stage
    }
    expect(factorizeRecording(mono, small, { watch })).toBeNull()
    expect(calls).toBe(1)
  })

  it.each(['mm', 'fast'] as const)('gets by %s on plain loops where SIMD gets', (solver) => {
    const pcm = { sampleRate: 8000, channels: [plucks(2000, [0.03, 0.05, 0.08])] }
    const settings = { ...small, solver, iterations: 5, quality: 'fast' as const }
    const fast = factorizeRecording(pcm, settings)!
    const plain = factorizeRecording(pcm, settings, { backend: plainBackend })!
    expect(plain.divergence).toHaveLength(fast.divergence.length)
    plain.divergence.forEach((value, i) => expect(value / fast.divergence[i]!).toBeCloseTo(1, 2))
  })
})

describe('createRandom', () => {
  it('is uniform and depends on the seed', () => {
    const random = createRandom(1)
    const values = Array.from({ length: 10_000 }, random)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThan(1)
    expect(mean).toBeCloseTo(1 / 2, 1)
    expect(square).toBeCloseTo(1 / 3, 1)
    expect(createRandom(2)()).not.toBe(values[0])
  })
})

describe('randomStart', () => {
  it('starts at the mean of V, with rows of W that sum to 1', () => {
    const [T, F, K] = [20, 33, 4]
    const { W, H } = randomStart(T, F, K, 9)
    const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0)
    expect(sum(W)).toBeCloseTo(K, 4)
    expect(sum(H) / (T * F)).toBeCloseTo(1, 4)
  })
})
