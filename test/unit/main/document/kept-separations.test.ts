import { expect, test } from 'vitest'
import type { Separation } from '../../../../src-main/engine/unmix'
import { KeptSeparations } from '../../../../src-main/document/kept-separations'
import { someFactorization } from '../../../support/documents'

function someSeparation(componentCount: number): Separation {
  const factorization = someFactorization(componentCount)
  return { factorization, components: [], residualDb: -150, stageSeconds: {}, threads: 1 }
}

test('separations are found by their number until too many follow', () => {
  const kept = new KeptSeparations({ count: 2, bytes: Infinity })
  const numbers = [1, 2, 3].map(() => kept.add(someSeparation(2), 1.5).generation)
  expect(numbers).toEqual([1, 2, 3])
  expect(kept.find(1)).toBeNull()
  expect(kept.find(2)?.generation).toBe(2)
  expect(kept.find(3)?.generation).toBe(3)
})

test('the oldest go when all together are too big, but never the newest', () => {
  const small = someSeparation(1)
  const { W, H } = small.factorization
  const bytes = W.byteLength + H.byteLength
  const kept = new KeptSeparations({ count: 9, bytes: 2 * bytes })
  kept.add(small, 1.5)
  kept.add(small, 1.5)
  expect(kept.find(1)).not.toBeNull()
  kept.add(small, 1.5)
  expect(kept.find(1)).toBeNull()
  kept.add(someSeparation(50), 1.5)
  expect([2, 3].map((n) => kept.find(n))).toEqual([null, null])
  expect(kept.find(4)).not.toBeNull()
})
