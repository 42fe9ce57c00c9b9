import { expect, test, vi } from 'vitest'
import { LiveModel } from '../../../../src-renderer/audio/window/live-model'
import { SharedGains, type RemixModel } from '../../../../src-renderer/audio/between/remix-protocol'
import { SharedMemories } from '../../../../src-renderer/audio/window/shared-memories'
import { centerGains } from '../../../../shared/mix'
import { noise } from '../../../support/signals'
import { randomFactorization, Rig, settingsOf } from '../../../support/playback-rig'

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

test('what was released is the memory of the next recording', async () => {
  const memories = new SharedMemories()
  const posted: RemixModel[] = []
  const begin = () =>
    new LiveModel(
      new Rig([noise(length, 1)]).cache,
      (one) => one !== null && posted.push(one),
      memories
    )
  const first = begin()
  first.set(randomFactorization(length, settings, 1))
  await vi.waitFor(() => expect(posted).toHaveLength(1))
  first.release()
  const second = begin()
  const latest = randomFactorization(length, settings, 2)
  second.set(latest)
  await vi.waitFor(() => expect(posted).toHaveLength(2))
  const buffers = posted.map(
    ({ slots }) =>
      new Set(slots.flatMap(({ spectra, activations }) => [spectra.buffer, activations.buffer]))
  )
  expect(buffers[1]?.size).toBe(4)
  expect([...buffers[1]!].every((buffer) => buffers[0]!.has(buffer))).toBe(true)
  expect(posted[1]!.slots.some(({ activations }) => activations[0] === latest.H[0])).toBe(true)
})

test('a separation that was cancelled leaves its memory to the next of its shape', async () => {
  const { model, posted } = live()
  for (let seed = 1; seed <= 3; seed++) {
    model.set(randomFactorization(length, settings, seed))
    await vi.waitFor(() => expect(posted.at(-1)).toBeTruthy())
    model.set(null)
    expect(posted.at(-1)).toBeNull()
  }
  const controls = posted.filter((one) => one !== null).map(({ control }) => control)
  expect(controls).toHaveLength(3)
  expect(controls.every((control) => control === controls[0])).toBe(true)
})
