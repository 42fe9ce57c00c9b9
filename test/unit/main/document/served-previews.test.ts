import { expect, test } from 'vitest'
import { ServedPreviews } from '../../../../src-main/document/served-previews'
import { someFactorization } from '../../../support/documents'

const preview = () => ({ factorization: someFactorization(2), energies: [0.7, 0.3] })

test('the last two can be fetched, none before them', () => {
  const previews = new ServedPreviews()
  for (const generation of [4, 5, 6]) previews.add(preview(), generation)
  expect(previews.find(4)).toBeNull()
  expect(previews.find(5)).not.toBeNull()
  expect(previews.find(6)).not.toBeNull()
})

test('the window is told everything but the arrays', () => {
  const told = new ServedPreviews().add(preview(), 1)
  expect(told).toMatchObject({ generation: 1, energies: [0.7, 0.3] })
  expect(Object.keys(told.factorization)).not.toContain('W')
  expect(Object.keys(told.factorization)).not.toContain('H')
})

test('the next is asked for when the window is done with the last, not with an older one', () => {
  const previews = new ServedPreviews()
  const isAsked = (): boolean => Atomics.load(previews.word, 0) === 1
  expect(isAsked()).toBe(true)
  Atomics.store(previews.word, 0, 0)
  previews.add(preview(), 1)
  previews.add(preview(), 2)
  previews.taken(1)
  expect(isAsked()).toBe(false)
  previews.taken(2)
  expect(isAsked()).toBe(true)
})
