import { expect, test, vi } from 'vitest'
import {
  OutputDevices,
  type OutputDevice
} from '../../../../src-renderer/state/listening/output-devices.svelte'

const speakers = { id: 'a', label: 'Speakers' }
const headphones = { id: 'b', label: 'Headphones' }

/** A machine whose outputs come and go. */
function machine(...first: OutputDevice[]) {
  let present = first
  let changed = (): void => undefined
  const used: string[] = []
  const gone = vi.fn()
  const devices = new OutputDevices(
    {
      list: () => Promise.resolve(present),
      onChange: (listener) => {
        changed = listener
        return () => (changed = () => undefined)
      },
      use: (id) => {
        used.push(id)
        return Promise.resolve(id === '' || present.some((device) => device.id === id))
      }
    },
    gone
  )
  const plug = async (...now: OutputDevice[]): Promise<void> => {
    present = now
    changed()
    await vi.waitFor(() => expect(devices.list).toBeDefined())
    await devices.refresh()
  }
  return { devices, used, gone, plug }
}

test('without a choice the system decides, and nothing is asked of the sound', async () => {
  const { devices, used } = machine(speakers, headphones)
  await devices.start(null)
  await devices.look()
  expect(devices.list).toEqual([speakers, headphones])
  expect([devices.chosen, devices.isAway, used]).toEqual([null, false, []])
})

test('without a choice no devices are looked for until somebody wants to choose', async () => {
  const list = vi.fn(() => Promise.resolve([speakers]))
  const onChange = vi.fn(() => () => undefined)
  const world = { list, onChange, use: () => Promise.resolve(true) }
  const devices = new OutputDevices(world, () => undefined)
  await devices.start(null)
  expect([list.mock.calls.length, onChange.mock.calls.length]).toEqual([0, 0])
  await devices.look()
  expect([list.mock.calls.length, onChange.mock.calls.length]).toEqual([1, 1])
  await devices.look()
  expect([list.mock.calls.length, onChange.mock.calls.length]).toEqual([2, 1])
})

test('a choice is used and told, and taken back', async () => {
  const { devices, used } = machine(speakers, headphones)
  await devices.start(null)
  await devices.look()
  expect(await devices.choose('b')).toEqual(headphones)
  expect(await devices.choose(null)).toBe(null)
  expect(used).toEqual(['b', ''])
})

test('what is remembered is used again, by its name where it has another id', async () => {
  const { devices, used } = machine(speakers, { id: 'c', label: 'Headphones' })
  await devices.start(headphones)
  expect(used).toEqual(['c'])
  expect(devices.chosen).toEqual({ id: 'c', label: 'Headphones' })
})

test('a device that goes is told once, and used again when it comes back', async () => {
  const { devices, used, gone, plug } = machine(speakers, headphones)
  await devices.start(headphones)
  await plug(speakers)
  await plug(speakers)
  expect(gone).toHaveBeenCalledOnce()
  expect(gone).toHaveBeenCalledWith('Headphones', 'gone')
  expect(devices.isAway).toBe(true)
  expect(devices.list).toEqual([speakers, headphones])
  await plug(speakers, headphones)
  expect(devices.isAway).toBe(false)
  expect(used).toEqual(['b', '', 'b'])
})

test('one that was away from the start is no news', async () => {
  const { devices, gone } = machine(speakers)
  await devices.start(headphones)
  expect(gone).not.toHaveBeenCalled()
  expect(devices.isAway).toBe(true)
})

test('a machine that tells nothing of its outputs leaves it to the system', async () => {
  const devices = new OutputDevices(
    {
      list: () => Promise.reject(new Error('not allowed')),
      onChange: () => () => undefined,
      use: () => Promise.resolve(true)
    },
    () => undefined
  )
  await devices.start(null)
  expect(devices.list).toEqual([])
})

test('of two looks at once the later one counts, however long the first takes', async () => {
  const answers: ((list: OutputDevice[]) => void)[] = []
  const devices = new OutputDevices(
    {
      list: () => new Promise((resolve) => answers.push(resolve)),
      onChange: () => () => undefined,
      use: () => Promise.resolve(true)
    },
    () => undefined
  )
  const looks = [devices.refresh(), devices.refresh()]
  answers[1]?.([speakers])
  answers[0]?.([])
  await Promise.all(looks)
  expect(devices.list).toEqual([speakers])
})

test('an output that is there and takes no sound is told once, and asked again', async () => {
  const away = vi.fn()
  let isTaken = true
  const devices = new OutputDevices(
    {
      list: () => Promise.resolve([speakers, headphones]),
      onChange: () => () => undefined,
      use: (id) => Promise.resolve(id === '' || !isTaken)
    },
    away
  )
  await devices.start(null)
  await devices.look()
  await devices.choose('b')
  expect(away.mock.calls).toEqual([['Headphones', 'refused']])
  expect([devices.isAway, devices.isRefused]).toEqual([true, true])
  await devices.refresh()
  expect(away).toHaveBeenCalledTimes(1)
  isTaken = false
  await devices.refresh()
  expect([devices.isAway, devices.isRefused]).toEqual([false, false])
  devices.noteRefused()
  expect(away).toHaveBeenCalledTimes(2)
})
