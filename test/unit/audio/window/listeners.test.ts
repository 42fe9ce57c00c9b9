import { expect, test } from 'vitest'
import { Listeners } from '../../../../src-renderer/audio/window/listeners'

interface Events {
  moved: [x: number, y: number]
  ended: []
}

test('those who listen are told, in the order they came, until they have heard enough', () => {
  const listeners = new Listeners<Events>()
  const heard: string[] = []
  const end = listeners.on('moved', (x, y) => heard.push(`first ${x} ${y}`))
  listeners.on('moved', (x) => heard.push(`second ${x}`))
  listeners.on('ended', () => heard.push('ended'))
  listeners.emit('moved', 1, 2)
  end()
  end()
  listeners.emit('moved', 3, 4)
  listeners.emit('ended')
  expect(heard).toEqual(['first 1 2', 'second 1', 'second 3', 'ended'])
})

test('nobody is told once all were forgotten, and an event without listeners is no mistake', () => {
  const listeners = new Listeners<Events>()
  let told = 0
  listeners.on('ended', () => told++)
  listeners.clear()
  listeners.emit('ended')
  listeners.emit('moved', 0, 0)
  expect(told).toBe(0)
})
