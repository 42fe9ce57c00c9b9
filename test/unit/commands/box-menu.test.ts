import { beforeEach, expect, test, vi } from 'vitest'
import { boxMenu, isInBox } from '../../../src-renderer/commands/box-menu'
import { timeMenu } from '../../../src-renderer/commands/time-menu'
import type { App } from '../../../src-renderer/state/app.svelte'
import { Mixer } from '../../../src-renderer/state/document/mixer.svelte'
import { factsOf } from '../../support/some-arrangement'
import { loaded, viewOf } from '../../support/some-separation'

// The app itself needs a window; a menu needs some of its parts.
vi.mock('../../../src-renderer/state/app.svelte', () => ({}))

const box = { startSeconds: 1, endSeconds: 3, lowHz: 200, highHz: 2500 }
const older = { startSeconds: 6, endSeconds: 9 }

let mixer: Mixer
let done: unknown[]
let app: App

beforeEach(() => {
  done = []
  mixer = new Mixer()
  const facts = [0, 5, 9].map((sound, id) => factsOf(id, { name: `Sound ${sound}` }))
  mixer.load(facts)
  mixer.setRange(older)
  const note =
    (name: string) =>
    (...values: unknown[]): void =>
      void done.push([name, ...values])
  app = {
    mixer,
    transport: { looping: false, seek: note('seek'), playing: true },
    viewport: { show: note('time'), isFit: true, fit: note('fit') },
    picture: { box, show: note('band') },
    separator: { separateRange: note('separate') },
    separating: { running: false },
    project: { separation: loaded(viewOf([0, 5, 9]), facts) }
  } as unknown as App
})

const run = (label: RegExp): void => {
  const item = timeMenu(app, 2, box).find((one) => label.test(one.label))
  if (!item) throw new Error(`no ${String(label)}`)
  item.run()
}

test('the menu on a box is about the box, and nothing in it about another range', () => {
  const labels = timeMenu(app, 2, box).map(({ label }) => label)
  expect(labels).toContain('Zoom to the box')
  expect(labels.filter((label) => /\brange\b/.test(label))).toEqual(['Make its time the range'])
  expect(timeMenu(app, 2).map(({ label }) => label)).toContain('Zoom to the range')
})

test('zooming to the box shows its time and its frequencies, and leaves the range', () => {
  run(/^Zoom to the box/)
  expect(done).toEqual([
    ['time', 1, 3],
    ['band', 200, 2500]
  ])
  expect(mixer.range).toEqual(older)
})

test('its time can be looped, made the range, and separated', () => {
  run(/^Loop the time/)
  expect([mixer.range, app.transport.looping]).toEqual([{ startSeconds: 1, endSeconds: 3 }, true])
  mixer.setRange(older)
  run(/^Make its time/)
  expect(mixer.range).toEqual({ startSeconds: 1, endSeconds: 3 })
  mixer.setRange(older)
  run(/^Separate only the time/)
  expect(mixer.range).toEqual({ startSeconds: 1, endSeconds: 3 })
  expect(done.at(-1)).toEqual(['separate'])
})

test('the stems that are loudest in it can be selected, and the box cleared', () => {
  const offered = boxMenu(app, box).filter(({ label }) => label.startsWith('Select'))
  expect(offered[0]?.label).toMatch(/^Select Sound 0, \d+ % of the box$/)
  offered[0]?.run()
  expect(mixer.selectedId).toBe(0)
  run(/^Clear the box/)
  expect(app.picture.box).toBeNull()
})

test('before a separation there is no stem to select', () => {
  Object.assign(app, { project: { separation: null } })
  expect(boxMenu(app, box).some(({ label }) => label.startsWith('Select'))).toBe(false)
})

test('a place is in the box where both its time and its frequency are', () => {
  expect(isInBox(box, 2, 1000)).toBe(true)
  expect(isInBox(box, 4, 1000)).toBe(false)
  expect(isInBox(box, 2, 4000)).toBe(false)
})
