import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../../shared/settings'
import { poolFrames, pooledCount } from '../../../../src-main/engine/factorize/coarse/coarse'
import { factorize } from '../../../../src-main/engine/factorize/solver-mm'
import { randomStart } from '../../../../src-main/engine/factorize/start/random-start'
import { poolTogether } from '../../../../src-main/engine/factorize/coarse/pool-thread'
import { powerSpectrum } from '../../../../src-main/engine/spectrum/spectrum'
import { accelerateSafely } from '../../../../src-main/engine/factorize/accelerate'
import { leadTeam, soloTeam, type Team } from '../../../../src-main/engine/threads/team'
import {
  claimUnit,
  createWords,
  finishUnit,
  type TeamTask,
  type UnitWork,
  TeamWord
} from '../../../../src-main/engine/threads/team-protocol'
import { fastBackend, fastKernels, kernelModule, modelOf } from '../../../support/kernels'
import { factorizeRecording } from '../../../support/separate'
import { noise, plucks, positiveMatrix } from '../../../support/signals'
import { shared as sharedSamples } from '../../../support/documents'
import { TestCrew } from '../../../support/team'

const go = (): boolean => true

/** [T, F, K]: less than a panel, one of everything, and counts beside every tile and unit. */
const awkwardShapes = [
  [1, 1, 1],
  [1, 129, 3],
  [3, 5, 128],
  [63, 65, 4],
  [129, 17, 1],
  [300, 33, 7],
  [641, 40, 5],
  [1025, 9, 2],
  [150, 2100, 128]
] as const
const betas = [-0.7, 0, 0.5, 1, 1.5, 2, 3]

let crew: TestCrew
let teams: Team[]
beforeAll(async () => {
  crew = new TestCrew(3)
  teams = [await crew.team(2), await crew.team(3)]
})
afterAll(async () => {
  crew.release()
  await crew.crew.dispose()
})

/** Kernels with V in place. */
function kernelsOf(shape: { T: number; F: number; K: number; beta: number }, team: Team) {
  const { T, F, K } = shape
  const kernels = fastBackend.open(shape, team)
  const V = positiveMatrix(T * F, 7, 2)
  for (let t = 0; t < T; t++) {
    kernels.V.set(V.subarray(t * F, (t + 1) * F), t * kernels.rowStride)
  }
  kernels.setModel(randomStart(T, F, K, 3))
  return kernels
}

/** Tells arrays apart by their bits. */
function digest({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}

describe('a factorization', () => {
  it.each(awkwardShapes)(
    'has the same bits on 1, 2 and 3 threads for T=%i F=%i K=%i',
    (T, F, K) => {
      const isLarge = F * K > 1e5
      for (const beta of isLarge ? [1] : betas) {
        const [one, ...others] = [soloTeam, ...teams].map((team) => {
          const kernels = kernelsOf({ T, F, K, beta }, team)
          const plain = factorize(kernels, isLarge ? 1 : 3, go)
          const fast = accelerateSafely(kernels, { sweeps: isLarge ? 3 : 6, tolerance: 0 }, go)
          kernels.beginSweep()
          const activations = kernels.pass('activations', go)!.slice()
          kernels.close()
          const { W, H } = modelOf(kernels)
          return { plain, fast, activations: digest(activations), W: digest(W), H: digest(H) }
        })
        for (const other of others) expect(other, `beta ${beta}`).toEqual(one)
      }
    }
  )

  it('starts from the same spectrum on 1, 2 and 3 threads', () => {
    const settings = { windowSize: 256, hopSize: 64, exponent: 1 } as const
    for (const length of [0, 1, 5000, 30_000]) {
      const channels = [noise(length, 1), noise(length, 2)].map(sharedSamples)
      const T = Math.ceil((length + 192) / 64)
      const [one, ...others] = [soloTeam, ...teams].map((team) => {
        const V = sharedSamples(new Float32Array(T * 130))
        const pcm = { sampleRate: 8000, channels }
        const source = { pcm, settings, module: kernelModule, team }
        return [powerSpectrum(source, { V, rowStride: 130 }, go), V]
      })
      for (const other of others) expect(other).toEqual(one)
    }
  })

  it.each([1, 63, 700, 3001])('averages %i frames to the same bits', (T) => {
    const F = 130
    const whole = fastKernels({ T, F, K: 1, beta: 1 }, positiveMatrix(T * F, 5))
    for (const framesPerPool of [2, 4, 8]) {
      const shape = { T: pooledCount(T, framesPerPool), F, K: 1, beta: 1 }
      const alone = fastBackend.open(shape, soloTeam)
      poolFrames(whole, framesPerPool, alone)
      for (const team of [soloTeam, ...teams]) {
        const coarse = fastBackend.open(shape, soloTeam)
        expect(poolTogether(whole, framesPerPool, coarse, team, go)).toBe(true)
        expect(digest(coarse.V)).toBe(digest(alone.V))
      }
    }
  })

  it.each(['fast', 'mm'] as const)('of a recording is the same, by %s', (solver) => {
    const tones = [0.03, 0.05, 0.08]
    const channels = [plucks(40_000, tones), noise(40_000, 2)].map(sharedSamples)
    const pcm = { sampleRate: 8000, channels }
    const size = { windowSize: 256, hopSize: 64, components: 5, iterations: 15 } as const
    const settings = { ...defaultSettings(8000), ...size, solver }
    const [one, ...others] = [soloTeam, ...teams].map((team) =>
      factorizeRecording(pcm, settings, { team })
    )
    for (const other of others) expect(other).toEqual(one)
  })

  it('can be stopped at any look, and begun again', () => {
    const shape = { T: 700, F: 33, K: 3, beta: 1 }
    const whole = modelOf(swept(kernelsOf(shape, soloTeam)))
    for (const team of teams) {
      const kernels = kernelsOf(shape, team)
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 40 }), (most) => {
          let looks = 0
          factorize(kernels, 20, () => ++looks <= most)
          // After a no it is not asked again.
          expect(looks).toBeLessThanOrEqual(most + 1)
          kernels.setModel(randomStart(shape.T, shape.F, shape.K, 3))
          expect(modelOf(swept(kernels))).toEqual(whole)
        }),
        { numRuns: 30 }
      )
      kernels.close()
    }
  })
})

function swept(kernels: ReturnType<typeof kernelsOf>): ReturnType<typeof kernelsOf> {
  factorize(kernels, 2, go)
  return kernels
}

describe('a team', () => {
  const task = null as unknown as TeamTask // nobody else hears of it
  const shift = { operation: 7, units: 5, panels: 5, milliseconds: Infinity }
  const ports: MessagePort[] = []
  /** A team whose one other thread is played by the test. */
  const lonely = (): { words: Int32Array; open: (work: UnitWork) => ReturnType<Team['open']> } => {
    const words = createWords()
    const { port1, port2 } = new MessageChannel()
    ports.push(port1, port2)
    const team = leadTeam({ words, ports: [port1 as never] }, 100)
    return { words, open: (work) => team.open(task, work) }
  }
  afterEach(() => {
    for (const port of ports.splice(0)) port.close()
  })

  it('does every unit once, and says how far it is', () => {
    for (const team of [soloTeam, lonely()]) {
      const done: [number, number][] = []
      const shares: number[] = []
      const work: UnitWork = (operation, unit, goesOn) => {
        done.push([operation, unit])
        goesOn()
      }
      const opened = 'words' in team ? team.open(work) : team.open(task, work)
      expect(opened.run(shift, (share) => shares.push(share) > 0)).toBe(true)
      expect(done).toEqual([0, 1, 2, 3, 4].map((unit) => [7, unit]))
      expect(shares.slice(0, 5)).toEqual([0.2, 0.4, 0.6, 0.8, 1])
    }
  })

  it('wakes nobody for little work', () => {
    const { words, open } = lonely()
    const opened = open((_, __, goesOn) => void goesOn())
    expect(opened.run({ ...shift, milliseconds: 0.9 }, go)).toBe(true)
    expect(Atomics.load(words, TeamWord.turn)).toBe(0)
    expect(opened.run({ ...shift, milliseconds: 5 }, go)).toBe(true)
    expect(Atomics.load(words, TeamWord.turn)).toBe(1)
  })

  it('fails when a thread has died with a unit', () => {
    const { words, open } = lonely()
    const opened = open(() => {
      if (claimUnit(words) < 0) return
      Atomics.store(words, TeamWord.lost, 1)
    })
    expect(() => opened.run(shift, go)).toThrow(expect.objectContaining({ code: 'engine/crashed' }))
  })

  it('fails when a unit is never done, though nobody has died', () => {
    const { words, open } = lonely()
    const opened = open(() => void claimUnit(words))
    expect(() => opened.run(shift, go)).toThrow(expect.objectContaining({ code: 'engine/crashed' }))
  })

  it('looks at the watch while it waits, and drops what nobody has claimed', () => {
    const { words, open } = lonely()
    let looks = 0
    const seen: number[] = []
    const opened = open((_, unit) => {
      seen.push(unit)
      if (unit === 0) claimUnit(words)
    })
    const isDone = opened.run({ ...shift, units: 2 }, () => {
      if (++looks < 3) return true
      finishUnit(words)
      return false
    })
    expect(isDone).toBe(false)
    expect(seen).toEqual([0])
    expect(looks).toBe(3)
  })

  it('drops the shift when the work or the watch throws', () => {
    const { words, open } = lonely()
    const broken = open(() => {
      throw new Error('of the work')
    })
    expect(() => broken.run(shift, go)).toThrow('of the work')
    expect(Atomics.load(words, TeamWord.abort)).toBe(1)
    expect(claimUnit(words)).toBe(-1)
    const watched = open((_, __, goesOn) => void goesOn())
    const watch = (): boolean => {
      throw new Error('of the watch')
    }
    expect(() => watched.run(shift, watch)).toThrow('of the watch')
    expect(claimUnit(words)).toBe(-1)
  })
})
