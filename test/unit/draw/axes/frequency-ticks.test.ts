import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisScale } from '../../../../shared/picture-axis'
import { frequencyTicks } from '../../../../src-renderer/draw/axes/frequency-ticks'

/** Width of the axis, room beside its labels, and of a digit, in CSS pixels. */
const WIDTH = 56
const BESIDE = 7 + 9
const DIGIT = 6.4
const LINE = 12

test('labels of notes and of frequencies never lie over each other, however far it is zoomed', () => {
  const zoomed = fc.record({
    low: fc.double({ min: 0, max: 0.95, noNaN: true }),
    span: fc.double({ min: 0.01, max: 1, noNaN: true }),
    heightPx: fc.integer({ min: 80, max: 600 })
  })
  const whole = axisScale('mel', 44_100)
  fc.assert(
    fc.property(zoomed, ({ low, span, heightPx }) => {
      const width = whole.maxHz - whole.minHz
      const minHz = whole.minHz + low ** 3 * width
      const scale = {
        ...whole,
        minHz,
        maxHz: Math.min(whole.maxHz, minHz + 30 + span ** 3 * width)
      }
      const { hz, notes } = frequencyTicks(scale, heightPx, true)
      for (const one of hz) {
        for (const other of notes) {
          if (one.label === null || other.label === null) continue
          const meets =
            (one.label.length + other.label.length) * DIGIT > WIDTH - BESIDE &&
            Math.abs(one.y - other.y) < LINE
          expect(meets, `${other.label} at ${one.label}`).toBe(false)
        }
      }
    })
  )
})
