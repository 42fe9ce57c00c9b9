import { expect, test, vi } from 'vitest'
import { LiveModel } from '../../../src-renderer/audio/live-model'
import { SharedGains, type RemixModel } from '../../../src-renderer/audio/remix-protocol'
import { centerGains } from '../../../shared/mix'
import { noise } from '../../support/signals'
import { randomFactorization, Rig, settingsOf } from './rig'

const length = 20_000
const settings = settingsOf({ windowSize: 1024, hopSize: 256 })

function live() {
  const posted: (RemixModel | null)[] = []
  const model = new LiveModel(new Rig([noise(length, 1)]).cache, (one) => posted.push(one))
  return { model, posted }
}

const gainsIn = (model: RemixModel): number[] => {
  const left = new Float32Array(model.componentCount + 1)
  new SharedGains(model.gains).read(left, new Float32Array(model.componentCount))
  return [...left]
}

test('separations of the same shape follow one another without a message', async () => {
  const { model, posted } = live()
  model.set(randomFactorization(length, settings, 1))
  await vi.waitFor(() => expect(posted).toHaveLength(1))
  const slots = posted[0]!.slots
  const second = randomFactorization(length, settings, 2)
  model.set(second)
  await vi.waitFor(() =>
    expect(slots.some(({ activations }) => activations[0] === second.H[0])).toBe(true)
  )
  expect(posted).toHaveLength(1)
})

test('one of another shape is posted once it is written, with the gains that fit it', async () => {
  const { model, posted } = live()
  model.set(randomFactorization(length, settings, 1))
  await vi.waitFor(() => expect(posted).toHaveLength(1))
  model.setGains(centerGains(Float32Array.of(0, 0.5, 1, 0.25), 0))
  expect(gainsIn(posted[0]!)).toEqual([1, 1, 1, 1])
  model.set(randomFactorization(length, { ...settings, components: 4 }, 2))
  await vi.waitFor(() => expect(posted).toHaveLength(2))
  expect(gainsIn(posted[1]!)).toEqual([0, 0.5, 1, 0.25, 0])
})

test('of several at once the last one is heard', async () => {
  const { model, posted } = live()
  for (const components of [2, 5, 3]) {
    model.set(randomFactorization(length, { ...settings, components }, components))
  }
  await vi.waitFor(() => expect(posted.at(-1)?.componentCount).toBe(3))
  expect(posted).toHaveLength(1)
})

test('none takes back what was there', async () => {
  const { model, posted } = live()
  const out = new Float32Array(2)
  expect(model.stemLevels(9000, false, [[0]], out)).toBe(false)
  model.set(randomFactorization(length, settings, 1))
  await vi.waitFor(() => expect(posted).toHaveLength(1))
  expect(model.stemLevels(9000, false, [[0]], out)).toBe(true)
  expect(out[0]).toBeGreaterThan(0)
  expect(model.stemLevels(9000, false, [[3]], out)).toBe(false)
  model.set(null)
  expect(posted.at(-1)).toBe(null)
  expect(model.stemLevels(9000, false, [[0]], out)).toBe(false)
})

test('stems are measured with the gains of the mix, or as they are in the recording', async () => {
  const { model, posted } = live()
  model.setGains(centerGains(Float32Array.of(0.5, 1, 1), 1))
  model.set(randomFactorization(length, settings, 1))
  await vi.waitFor(() => expect(posted).toHaveLength(1))
  const mixed = new Float32Array(2)
  const plain = new Float32Array(2)
  model.stemLevels(9000, false, [[0]], mixed)
  model.stemLevels(9000, true, [[0]], plain)
  expect(mixed[0]! / plain[0]!).toBeCloseTo(0.5, 5)
})
