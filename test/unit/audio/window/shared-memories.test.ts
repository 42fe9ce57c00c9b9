import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SharedMemories } from '../../../../src-renderer/audio/window/shared-memories'

test('what was given back is handed out again, and to one at a time', () => {
  const memories = new SharedMemories()
  const first = memories.take(1000)
  expect(memories.take(1000)).not.toBe(first)
  memories.give(first)
  memories.give(first)
  expect(memories.take(900)).toBe(first)
  expect(memories.take(900)).not.toBe(first)
})

test('of several the smallest that is large enough is handed out', () => {
  const memories = new SharedMemories()
  const [large, small] = [memories.take(5000), memories.take(500)]
  memories.give(large)
  memories.give(small)
  expect(memories.take(400)).toBe(small)
  expect(memories.take(400)).toBe(large)
})

test('for users one after the other there is never more than four times the largest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1 }), (sizes) => {
      const memories = new SharedMemories()
      const seen = new Set<SharedArrayBuffer>()
      for (const bytes of sizes) {
        const memory = memories.take(bytes)
        expect(memory.byteLength).toBeGreaterThanOrEqual(bytes)
        seen.add(memory)
        memories.give(memory)
      }
      const all = [...seen].reduce((sum, { byteLength }) => sum + byteLength, 0)
      expect(all).toBeLessThan(4 * Math.max(...sizes))
    })
  )
})
