import { describe, expect, it } from 'vitest'
import { spreadActivations } from '../../../src-main/engine/factorize/coarse/coarse'
import { factorize } from '../../../src-main/engine/factorize/solver-mm'
import type { Kernels } from '../../../src-main/engine/factorize/sweep/kernels'
import { randomStart } from '../../../src-main/engine/factorize/start/random-start'
import { cellCount, runPass } from '../../../src-main/engine/factorize/sweep/passes'
import { soloTeam } from '../../../src-main/engine/threads/team'
import { descend, openCoarse, poolActivations, reachTarget } from '../../bench/reach-target'
import { fastBackend, fastKernels, modelOf } from '../../support/kernels'
import { exactRankMatrix, positiveMatrix } from '../../support/signals'

const go = (): boolean => true
const sweepers = { backend: fastBackend, team: soloTeam }
const shape = { T: 300, F: 65, K: 5 }

/** Notes of some frames over noise, as recordings have them. */
function notes(beta: number, seed: number): Kernels {
  const { T, F, K } = shape
  const noise = positiveMatrix(T * F, seed)
  const V = exactRankMatrix(T, F, K, seed).map((value, i) => value + 0.02 * noise[i]!)
  return fastKernels({ ...shape, beta }, V)
}

function measure(kernels: Kernels): number {
  return runPass(kernels, 'measure', go)! / cellCount(kernels.shape)
}

describe('reachTarget', () => {
  it.each([0, 1, 2])('gets where 200 plain sweeps from the same start get, beta %d', (beta) => {
    const { T, F, K } = shape
    for (const seed of [1, 2, 3]) {
      const start = randomStart(T, F, K, seed)
      const kernels = notes(beta, seed)
      kernels.setModel(start)
      const target = factorize(kernels, 200, go)!.at(-1)
      const reached = reachTarget(kernels, start, { sweeps: 200, target }, sweepers, go)!
      expect(reached, `seed ${seed}`).toBeLessThanOrEqual(target)
      expect(measure(kernels)).toBeCloseTo(reached, 6)
    }
  })

  it('tries other ways when one ends too high, and keeps the best', () => {
    const { T, F, K } = shape
    const kernels = notes(1, 1)
    let sweeps = 0
    const limits = { sweeps: 300, target: 0 }
    const reached = reachTarget(kernels, randomStart(T, F, K, 1), limits, sweepers, (state) => {
      sweeps = Math.max(sweeps, state.work)
      return true
    })!
    expect(sweeps).toBeGreaterThan(100)
    expect(measure(kernels)).toBeCloseTo(reached, 6)
  })

  it('takes V of any length, also none', () => {
    for (const T of [0, 1, 2, 7, 33]) {
      const [F, K] = [9, 3]
      const kernels = fastKernels({ T, F, K, beta: 1 }, positiveMatrix(T * F, 1))
      const start = randomStart(T, F, K, 1)
      const reached = reachTarget(kernels, start, { sweeps: 20, target: 0 }, sweepers, go)!
      expect(Number.isFinite(reached)).toBe(true)
    }
  })

  it('spends all its sweeps on a target out of reach, and not one more', () => {
    const { T, F, K } = shape
    for (const beta of [0, 1, 2]) {
      for (const sweeps of [1, 7, 60]) {
        let most = 0
        const limits = { sweeps, target: -1 }
        reachTarget(
          notes(beta, 1),
          randomStart(T, F, K, 1),
          limits,
          sweepers,
          ({ work, divergence }) => {
            if (divergence !== null) most = Math.max(most, work)
            return true
          }
        )
        // The last look only measures.
        expect(most, `beta ${beta}`).toBe(sweeps + 1)
      }
    }
  })

  it('ends when no divergence is a number', () => {
    const { T, F, K } = shape
    const kernels = fastKernels({ ...shape, beta: 1 }, new Float32Array(T * F).fill(NaN))
    const limits = { sweeps: 40, target: 0 }
    reachTarget(kernels, randomStart(T, F, K, 1), limits, sweepers, go)
  })

  it('stops after any block when told to', () => {
    const { T, F, K } = shape
    const start = randomStart(T, F, K, 1)
    for (const stopAt of [1, 5, 40, 200]) {
      let calls = 0
      const watch = (): boolean => ++calls < stopAt
      expect(
        reachTarget(notes(1, 1), start, { sweeps: 200, target: 0 }, sweepers, watch)
      ).toBeNull()
      expect(calls).toBe(stopAt)
    }
  })
})

describe('descend', () => {
  it('leaves the start alone and a better model in the kernels', () => {
    const { T, F, K } = shape
    const start = randomStart(T, F, K, 1)
    const copy = { W: start.W.slice(), H: start.H.slice() }
    const kernels = notes(1, 1)
    kernels.setModel(start)
    const before = measure(kernels)
    const levels = [
      { framesPerPool: 8, sweeps: 10 },
      { framesPerPool: 2, sweeps: 5 }
    ]
    const coarse = openCoarse(kernels, sweepers)
    expect(descend(kernels, start, levels, coarse, go)).toBe(true)
    expect(measure(kernels)).toBeLessThan(before / 2)
    expect(start).toEqual(copy)
    // What another way down left behind in the coarse kernels takes no part.
    const first = modelOf(kernels)
    expect(descend(kernels, start, levels, coarse, go)).toBe(true)
    expect(modelOf(kernels)).toEqual(first)
    coarse.close()
  })

  it('without levels is the start itself', () => {
    const start = randomStart(shape.T, shape.F, shape.K, 1)
    const kernels = notes(1, 1)
    expect(descend(kernels, start, [], openCoarse(kernels, sweepers), go)).toBe(true)
    expect(modelOf(kernels)).toEqual(start)
  })
})

describe('poolActivations', () => {
  it('undoes spreadActivations, also for frames left over', () => {
    const pooled = positiveMatrix(4 * 3, 1)
    const back = poolActivations(spreadActivations(pooled, 15, 3, 4), 15, 3, 4)
    for (const [i, value] of back.entries()) expect(value).toBeCloseTo(pooled[i]!, 5)
  })
})
