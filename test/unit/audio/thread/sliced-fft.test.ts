import { expect, test } from 'vitest'
import { SlicedFft } from '../../../../src-renderer/audio/thread/sliced-fft'
import { createFft } from '../../../../shared/dsp/fft'
import { windowSizes } from '../../../../shared/settings'
import { errorDb } from '../../../support/compare'
import { noise } from '../../../support/signals'

test.each(windowSizes)('%i points in steps are the transform done at once', (size) => {
  const input = Float64Array.from(noise(2 * size, size))
  const fft = createFft(size)
  const sliced = new SlicedFft(size)
  for (const direction of ['forward', 'inverse'] as const) {
    const expected = new Float64Array(2 * size)
    const output = new Float64Array(2 * size)
    fft[direction](input, expected)
    for (let step = 0; step < sliced.stepCount; step++) sliced[direction](step, input, output)
    expect(errorDb(expected, output)).toBeLessThan(-180)
  }
})

test('no step transforms more than 4096 points', () => {
  const sizes: number[] = []
  for (const size of windowSizes) {
    new SlicedFft(size, (points) => {
      sizes.push(points)
      return createFft(points)
    })
  }
  expect(sizes).toEqual([256, 512, 1024, 2048, 4096, 2048, 4096])
})
