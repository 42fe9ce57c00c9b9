import { beforeEach, expect, test } from 'vitest'
import type { DragFileList, DragRequest } from '../../../../shared/contract'
import { DragOut, type DragSource } from '../../../../src-renderer/state/exporting/drag-out.svelte'

const source: DragSource = { document: 1, stems: [{ name: 'Low', components: [0] }], range: null }
const low: DragFileList = { paths: ['/drag/Low.wav'], clipped: [] }
const at = { x: 10, y: 10 }
const away = { x: 30, y: 10 }
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Main, as a drag sees it. */
class FakeMain {
  readonly asked: DragRequest[] = []
  readonly started: (readonly string[])[] = []
  readonly said: string[] = []
  /** Answers the next request. */
  answer: (files: DragFileList | null) => void = () => undefined
  endDrag: () => void = () => undefined
}

let main = new FakeMain()
let drag = newDrag()
let letGo = 0

function newDrag(): DragOut {
  return new DragOut({
    prepare: (request) => {
      main.asked.push(request)
      return new Promise((resolve) => (main.answer = resolve))
    },
    start: (paths) => {
      main.started.push(paths)
      return new Promise<void>((resolve) => (main.endDrag = resolve))
    },
    remark: (title) => void main.said.push(title),
    fail: (thrown) => void main.said.push(`failed ${String(thrown)}`)
  })
}

beforeEach(() => {
  main = new FakeMain()
  drag = newDrag()
  letGo = 0
})

const press = (): void => drag.press(source, at, () => letGo++)

test('writing begins when the pointer goes down, and the drag when the file is there', async () => {
  press()
  expect(main.asked).toEqual([{ ...source, format: 'wav24' }])
  drag.move(away)
  expect(main.started).toEqual([])
  main.answer(low)
  await settled()
  expect(main.started).toEqual([low.paths])
  expect([letGo, drag.isOut]).toEqual([1, true])
  main.endDrag()
  await settled()
  expect(drag.isOut).toBe(false)
})

test('a file that is there waits for the pointer to move; a click drags nothing', async () => {
  press()
  main.answer(low)
  await settled()
  drag.move({ x: 11, y: 11 })
  drag.release()
  expect(main.started).toEqual([])
  expect(main.said).toEqual(['Low.wav is ready'])
  drag.move(away)
  expect(main.started).toEqual([])
})

test('who lets go too early is told so, and nothing is dragged when the file comes', async () => {
  press()
  drag.move(away)
  drag.release()
  expect(main.said).toEqual(['Still writing Low.wav'])
  main.answer(low)
  await settled()
  expect(main.started).toEqual([])
})

test('what is written shows while it is, by what main tells', async () => {
  press()
  expect(drag.progressOf(source)).toBe(0)
  drag.apply({ document: 1, fraction: 0.5 })
  expect(drag.progressOf(source)).toBe(0.5)
  expect(drag.progressOf({ ...source, document: 2 })).toBeNull()
  main.answer(low)
  await settled()
  expect(drag.progressOf(source)).toBeNull()
})

test('what passes full scale goes as 32-bit float, and that is said', async () => {
  press()
  drag.move(away)
  main.answer({ ...low, clipped: ['Low'] })
  await settled()
  expect(main.asked.map(({ format }) => format)).toEqual(['wav24', 'wav32f'])
  expect(main.started).toEqual([])
  main.answer({ paths: ['/drag/float/Low.wav'], clipped: [] })
  await settled()
  expect(main.started).toEqual([['/drag/float/Low.wav']])
  expect(main.said).toEqual(['Dragged out as 32-bit float'])
})

test('files of its own are known when they are dropped on the window', async () => {
  press()
  drag.move(away)
  main.answer(low)
  await settled()
  expect(drag.isOwn(low.paths)).toBe(true)
  expect(drag.isOwn([...low.paths, '/music/other.wav'])).toBe(false)
  expect(drag.isOwn([])).toBe(false)
})

test('a document that was closed meanwhile drags nothing', async () => {
  press()
  drag.move(away)
  main.answer(null)
  await settled()
  expect(main.started).toEqual([])
})
