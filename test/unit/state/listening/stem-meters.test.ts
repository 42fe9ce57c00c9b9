import { expect, test } from 'vitest'
import { StemMeters } from '../../../../src-renderer/state/listening/stem-meters.svelte'

/** A player whose stems are as loud as told, and which counts how often it is asked. */
class FakePlayer {
  levels = [0.5, 0.25, 0, 0]
  asked = 0
  isReady = true

  stemLevels(groups: readonly (readonly number[])[], out: Float32Array): boolean {
    this.asked++
    if (this.isReady) out.set(this.levels.slice(0, 2 * groups.length))
    return this.isReady
  }
}

function rig() {
  const player = new FakePlayer()
  const rows = [
    { id: 7, components: [0, 1] },
    { id: -3, components: [2] }
  ]
  return { player, rows, meters: new StemMeters(player, () => rows) }
}

test('every row shows what was measured, left and right', () => {
  const { meters } = rig()
  meters.advance(0.04, true)
  expect(meters.of(7).left.level).toBe(0.5)
  expect(meters.of(7).right.level).toBe(0.25)
  expect(meters.of(-3).left.level).toBe(0)
  expect(meters.of(99).left.level).toBe(0)
})

test('it is measured about thirty times a second, however often frames come', () => {
  const { player, meters } = rig()
  for (let i = 0; i < 144; i++) meters.advance(1 / 144, true)
  expect(player.asked).toBeGreaterThan(25)
  expect(player.asked).toBeLessThan(32)
})

test('without sound the meters fall and come to rest, and nothing is measured', () => {
  const { player, meters } = rig()
  meters.advance(0.04, true)
  const asked = player.asked
  for (let i = 0; i < 200 && meters.isMoving; i++) meters.advance(0.04, false)
  expect(meters.isMoving).toBe(false)
  expect(meters.of(7).left.level).toBe(0)
  expect(player.asked).toBe(asked)
})

test('what cannot be measured just now falls like silence', () => {
  const { player, meters } = rig()
  meters.advance(0.04, true)
  player.isReady = false
  meters.advance(0.1, true)
  expect(20 * Math.log10(meters.of(7).left.level / 0.5)).toBeCloseTo(-2.4, 5)
})

test('a row that is gone has no meter any more', () => {
  const { rows, meters } = rig()
  meters.advance(0.04, true)
  rows.shift()
  meters.advance(0.04, true)
  expect(meters.of(7).left.level).toBe(0)
})
