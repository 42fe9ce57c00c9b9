import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisScale } from '../../../../shared/picture-axis'
import { spectrumGrid } from '../../../../src-renderer/draw/factorization/spectrum'

/** Width of a digit at 11 px, about. */
const DIGIT = 6.4

test('labels under the spectrum keep apart and inside, at any width', () => {
  const rate = fc.constantFrom(8000, 22_050, 44_100, 96_000)
  fc.assert(
    fc.property(rate, fc.integer({ min: 80, max: 400 }), (sampleRate, widthPx) => {
      const labels = spectrumGrid(axisScale('mel', sampleRate), widthPx).filter(
        ({ label }) => label !== ''
      )
      let free = 0
      for (const { labelX, label } of labels) {
        const half = (label.length * DIGIT) / 2
        expect(labelX - half).toBeGreaterThanOrEqual(free)
        free = labelX + half + 3
        expect(labelX + half).toBeLessThanOrEqual(widthPx)
      }
    })
  )
})
