import { describe, expect, test } from 'vitest'
import { PaintQueue } from '../../../../src-renderer/draw/canvas/paint-queue'

/** A queue whose paintings take `ms` each, and the names of what it painted, frame by frame. */
function makeQueue(ms: number) {
  const frames: string[][] = []
  const callbacks: (() => void)[] = []
  let now: string[] = []
  let time = 0
  const queue = new PaintQueue({
    requestFrame: (callback) => callbacks.push(callback),
    now: () => time
  })
  const owners = new Map<string, object>()
  const ask = (name: string): (() => void) => {
    const owner = owners.get(name) ?? {}
    owners.set(name, owner)
    return queue.request(owner, () => {
      now.push(name)
      time += ms
    })
  }
  /** Lets one frame pass; false when none was asked for. */
  const frame = (): boolean => {
    const [callback] = callbacks.splice(0, 1)
    if (callback === undefined) return false
    frames.push((now = []))
    callback()
    return true
  }
  return { queue, ask, frame, frames, callbacks }
}

const names = Array.from({ length: 16 }, (_, i) => `lane ${i + 1}`)

describe('canvases that wait to be painted', () => {
  test('are painted in one frame where that is quick', () => {
    const { ask, frame, frames } = makeQueue(0.1)
    names.forEach(ask)
    while (frame());
    expect(frames).toEqual([names])
  })

  test('go over several frames where it takes long, each once', () => {
    const { ask, frame, frames } = makeQueue(5)
    names.forEach(ask)
    while (frame());
    expect(frames.length).toBeGreaterThan(3)
    expect(frames.flat()).toEqual(names)
  })

  test('all get their turn while everything is asked for again in every frame', () => {
    const { ask, frame, frames } = makeQueue(5)
    for (let i = 0; i < 12; i++) {
      names.map(ask)
      frame()
    }
    const counts = names.map((name) => frames.flat().filter((each) => each === name).length)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })

  test('one that takes longer than a frame is painted all the same', () => {
    const { ask, frame, frames } = makeQueue(500)
    names.slice(0, 3).forEach(ask)
    while (frame());
    expect(frames).toEqual([['lane 1'], ['lane 2'], ['lane 3']])
  })

  test('what is taken back is not painted, unless it was asked for anew', () => {
    const { ask, frame, frames } = makeQueue(1)
    const first = ask('a')
    ask('b')()
    ask('a')
    first()
    while (frame());
    expect(frames).toEqual([['a']])
  })

  test('nothing is asked of the browser while nothing waits, and once while many do', () => {
    const { ask, frame, callbacks } = makeQueue(1)
    expect(callbacks).toHaveLength(0)
    names.forEach(ask)
    expect(callbacks).toHaveLength(1)
    while (frame());
    expect(callbacks).toHaveLength(0)
  })

  test('one that fails does not keep the others from being painted', () => {
    const { queue, ask, frame, frames } = makeQueue(1)
    queue.request({}, () => {
      throw new Error('broken')
    })
    ask('b')
    expect(frame).toThrow('broken')
    while (frame());
    expect(frames.flat()).toEqual(['b'])
  })
})
