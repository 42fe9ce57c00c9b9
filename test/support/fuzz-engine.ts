/**
 * Random factorizations for the fuzz tests: awkward shapes, zeros, silence, and scales from 1e-30
 * to 1e+30, through the same steps that a recording takes. T = frames, F = bins, K = components.
 */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Pcm } from '../../shared/audio'
import { defaultSettings, type SeparationSettings } from '../../shared/settings'
import { factorize } from '../../src-main/engine/factorize/solver-mm'
import type { Kernels } from '../../src-main/engine/factorize/sweep/kernels'
import { createRandom, randomStart } from '../../src-main/engine/factorize/start/random-start'
import { accelerateSafely } from '../../src-main/engine/factorize/accelerate'
import { soloTeam } from '../../src-main/engine/threads/team'
import { reachTarget } from '../bench/reach-target'
import { isFiniteEverywhere } from './compare'
import { fastBackend, modelOf } from './kernels'
import { factorizeRecording } from './separate'

const betas = [-2, -0.7, 0, 0.5, 1, 1.5, 2, 2.5, 4]
/** What cells or samples are made of. */
const textures = ['noise', 'sparse', 'constant', 'bursts', 'silence'] as const
/** A divergence per cell of data of mean 1 may rise by this much, and by this share: rounding. */
const SLACK = 1e-6
const SLACK_SHARE = 1e-5

interface MatrixCase {
  readonly T: number
  readonly F: number
  readonly K: number
  readonly beta: number
  readonly texture: (typeof textures)[number]
  readonly decades: number
  readonly seed: number
}

const sizes = (most: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: most }))

const matrixCase: fc.Arbitrary<MatrixCase> = fc.record({
  T: sizes(150),
  F: sizes(90),
  K: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 40 })),
  beta: fc.oneof(fc.constantFrom(...betas), fc.double({ min: -2, max: 4, noNaN: true })),
  texture: fc.constantFrom(...textures),
  decades: fc.integer({ min: 0, max: 12 }),
  seed: fc.nat()
})

const audioCase = fc.record({
  length: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 6000 })),
  channels: fc.constantFrom(1, 2),
  components: fc.integer({ min: 1, max: 12 }),
  beta: fc.constantFrom(...betas),
  exponent: fc.constantFrom(1, 2),
  solver: fc.constantFrom('fast', 'mm'),
  scale: fc.constantFrom(1e-30, 1e-12, 1, 1e12, 1e30),
  texture: fc.constantFrom(...textures),
  seed: fc.nat()
})

function draw(texture: (typeof textures)[number], random: () => number, i: number): number {
  const value = random()
  if (texture === 'silence') return 0
  if (texture === 'constant') return 0.5
  if (texture === 'sparse') return value < 0.9 ? 0 : random()
  if (texture === 'bursts') return Math.floor(i / 500) % 3 === 0 ? value : 0
  return value
}

/** V as the spectrum makes it: of mean 1 and with a floor, over as many decades as wanted. */
function fill(kernels: Kernels, { texture, decades, seed }: MatrixCase): void {
  const { T, F } = kernels.shape
  const random = createRandom(seed)
  const values = Array.from({ length: T * F }, (_, i) =>
    Math.max(draw(texture, random, i) * 10 ** (-decades * random()), 1e-9)
  )
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < F; f++) kernels.V[t * kernels.rowStride + f] = values[t * F + f]! / mean
  }
}

/**
 * Throws matrices at both solvers: numbers stay numbers, and no divergence ends above its start.
 */
export function fuzzSolvers(numRuns: number, seed: number): void {
  const sweepers = { backend: fastBackend, team: soloTeam }
  const go = (): boolean => true
  fc.assert(
    fc.property(matrixCase, (given) => {
      const { T, F, K, beta } = given
      const kernels = fastBackend.open({ T, F, K, beta }, soloTeam)
      fill(kernels, given)
      const start = randomStart(T, F, K, given.seed)
      const check = (history: readonly number[]): void => {
        const { W, H } = modelOf(kernels)
        expect([history, W, H].every(isFiniteEverywhere)).toBe(true)
        const [first, last] = [history[0]!, history.at(-1)!]
        expect(last - first).toBeLessThanOrEqual(SLACK + SLACK_SHARE * Math.abs(first))
      }
      kernels.setModel(start)
      check(factorize(kernels, 12, go)!)
      kernels.setModel(start)
      check(accelerateSafely(kernels, { sweeps: 25, tolerance: 0 }, go)!)
      const reached = reachTarget(kernels, start, { sweeps: 30, target: 0 }, sweepers, go)!
      check([reached])
    }),
    { numRuns, seed }
  )
}

/** Throws samples at the whole way from recording to W and H. */
export function fuzzSeparation(numRuns: number, seed: number): void {
  fc.assert(
    fc.property(audioCase, (given) => {
      const { length, channels, components, beta, exponent, solver } = given
      const random = createRandom(given.seed)
      const pcm: Pcm = {
        sampleRate: 8000,
        channels: Array.from({ length: channels }, () =>
          Float32Array.from(
            { length },
            (_, i) => given.scale * draw(given.texture, random, i) * (random() < 0.5 ? -1 : 1)
          )
        )
      }
      const settings: SeparationSettings = {
        ...defaultSettings(8000),
        components,
        beta,
        solver,
        windowSize: 256,
        hopSize: 64,
        iterations: 15,
        exponent: exponent,
        seed: given.seed
      }
      const result = factorizeRecording(pcm, settings)!
      expect([result.W, result.H, result.divergence].every(isFiniteEverywhere)).toBe(true)
      const [first, last] = [result.divergence[0]!, result.divergence.at(-1)!]
      expect(last - first).toBeLessThanOrEqual(SLACK + SLACK_SHARE * Math.abs(first))
    }),
    { numRuns, seed }
  )
}
