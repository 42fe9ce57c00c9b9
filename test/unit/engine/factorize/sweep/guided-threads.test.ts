import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SweepGuide } from '../../../../../src-main/engine/factorize/sweep/guide'
import {
  sweepGuided,
  updateShares
} from '../../../../../src-main/engine/factorize/sweep/guided-sweep'
import { soloTeam, type Team } from '../../../../../src-main/engine/threads/team'
import {
  fillChannels,
  guidedModelOf,
  guidedStart,
  mixedCounts,
  richGuide,
  rowCountOf,
  shapesOf
} from '../../../../support/guided'
import { fastBackend } from '../../../../support/kernels'
import { positiveMatrix } from '../../../../support/signals'
import { TestCrew } from '../../../../support/team'

const go = (): boolean => true

/** [T, F, rows of each stem]: less than a panel, some units, units of few frames, and many rows. */
const shapes: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 1, [1]],
  [300, 33, [3, 1, 4]],
  [1025, 9, [2, 1]],
  [150, 1030, [200, 100, 1]]
]

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

/** Everything that some sweeps lead to, by its bits. */
function digestOf(guide: SweepGuide, team: Team): string {
  const { T, F, channels } = guide
  const K = rowCountOf(guide)
  const kernels = fastBackend.openGuided(guide, team)
  fillChannels(
    kernels,
    Array.from({ length: channels }, (_, c) => positiveMatrix(T * F, 7 + c, 2))
  )
  kernels.setPrior({ shapes: shapesOf(K, F, 4), counts: mixedCounts(K, 10) })
  kernels.setModel(guidedStart(guide, 3))
  const hash = createHash('sha256')
  const add = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): void => {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  for (let sweep = 0; sweep < 3; sweep++) {
    add(kernels.pass('activations', go)!)
    const divergence = sweepGuided(
      kernels,
      (_, sums) => {
        updateShares(kernels, sums)
        Object.values(sums).forEach(add)
      },
      go
    )
    add(Float64Array.of(divergence!))
  }
  const { W, H } = guidedModelOf(kernels)
  for (const values of [W, H, kernels.shares]) add(values)
  kernels.close()
  return hash.digest('hex')
}

describe('a guided fit', () => {
  it.each(shapes)('has the same bits on 1, 2 and 3 threads for T=%i F=%i %j', (T, F, rowCounts) => {
    for (const channels of [1, 2] as const) {
      const whole = richGuide({ T, F, channels }, rowCounts, 5)
      for (const guide of [whole, { ...whole, weights: [] }]) {
        const [one, ...others] = [soloTeam, ...teams].map((team) => digestOf(guide, team))
        for (const other of others) expect(other).toBe(one)
      }
    }
  })
})
