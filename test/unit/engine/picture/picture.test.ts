import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import {
  axisScale,
  heightToHz,
  pictureAxes,
  type PictureAxis
} from '../../../../shared/picture-axis'
import { byteToDb, levelToByte } from '../../../../shared/tile-bytes'
import {
  drawPicture,
  emptyPicture,
  pictureShape
} from '../../../../src-main/engine/picture/picture'
import {
  createPictureMeter,
  pictureWindowSize
} from '../../../../src-main/engine/picture/picture-meter'
import { createRowPainter } from '../../../../src-main/engine/picture/picture-rows'
import { kernelModule, plainKernelModule } from '../../../support/kernels'
import { noise } from '../../../support/signals'

const sampleRate = 44_100
const fftSize = 4096

function sine(hz: number, length: number, amplitude = 1): Float32Array {
  const step = (2 * Math.PI * hz) / sampleRate
  return Float32Array.from({ length }, (_, n) => amplitude * Math.sin(step * n))
}

const draw = (channels: Float32Array[], axis: PictureAxis = 'mel') =>
  drawPicture({ sampleRate, channels }, axis, () => true)!

/** |X|^2 of a Hann-windowed, padded frame by the definition, at one bin. */
function powerByDefinition(samples: Float32Array, center: number, f: number): number {
  const size = fftSize / 2
  let re = 0
  let im = 0
  let sum = 0
  for (let n = 0; n < size; n++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size)
    const value = (samples[center - size / 2 + n] ?? 0) * window
    re += value * Math.cos((2 * Math.PI * f * n) / fftSize)
    im -= value * Math.sin((2 * Math.PI * f * n) / fftSize)
    sum += window
  }
  return (re * re + im * im) / (sum / 2) ** 2
}

describe('a frame of the picture', () => {
  test('reads a full-scale sine at the centre of a bin as 0 dBFS', () => {
    for (const f of [20, 41, 200, 1000, 1999]) {
      const samples = sine((f * sampleRate) / fftSize, 8192)
      for (const channels of [[samples], [samples, samples]]) {
        const power = createPictureMeter({ sampleRate, channels })(4096, 512)[0]![f]!
        expect(Math.abs(10 * Math.log10(power))).toBeLessThan(0.1)
      }
    }
  })

  test('agrees with the definition, for both of the frames that share a transform', () => {
    const samples = noise(8192, 3)
    const [first, second] = createPictureMeter({ sampleRate, channels: [samples] })(3000, 512)
    for (const f of [0, 1, 2, 777, 2047, 2048]) {
      expect(first![f]!).toBeCloseTo(powerByDefinition(samples, 3000, f), 9)
      expect(second![f]!).toBeCloseTo(powerByDefinition(samples, 3512, f), 9)
    }
  })

  test.each([3, 6])('shows %i channels by their mean power', (count) => {
    const channels = Array.from({ length: count }, (_, c) => noise(8000, 20 + c))
    const [power] = createPictureMeter({ sampleRate, channels })(4000, 512)
    const alone = channels.map((samples) => {
      return createPictureMeter({ sampleRate, channels: [samples] })(4000, 512)[0]!.slice()
    })
    power!.forEach((value, f) => {
      const mean = alone.reduce((sum, each) => sum + each[f]!, 0) / count
      expect(value / mean).toBeCloseTo(1, 9)
    })
  })

  test('shows two channels by their mean power', () => {
    const [left, right] = [noise(8192, 1), noise(8192, 2)]
    const [power] = createPictureMeter({ sampleRate, channels: [left, right] })(4000, 512)
    for (const f of [0, 5, 900, 2048]) {
      const both = powerByDefinition(left, 4000, f) + powerByDefinition(right, 4000, f)
      expect(power![f]!).toBeCloseTo(both / 2, 9)
    }
  })
})

describe('rows', () => {
  test.each(pictureAxes)('of a flat spectrum have one level all over (%s)', (axis) => {
    const out = new Uint8Array(512)
    createRowPainter(axis, sampleRate, fftSize, 512)(new Float64Array(2049).fill(0.01), out, 0)
    expect([...new Set(out)]).toEqual([levelToByte(-20)])
  })

  test.each(pictureAxes)('put a tone at its height (%s)', (axis) => {
    for (const hz of [110, 440, 2000, 9000]) {
      const { levels } = draw([sine(hz, 8192)], axis)
      const frame = levels[0]!.subarray(8 * 512, 9 * 512)
      const loudest = frame.indexOf(Math.max(...frame))
      const low = heightToHz(axisScale(axis, sampleRate), (loudest - 1) / 512)
      const high = heightToHz(axisScale(axis, sampleRate), (loudest + 2) / 512)
      expect(hz).toBeGreaterThan(low - sampleRate / fftSize)
      expect(hz).toBeLessThan(high + sampleRate / fftSize)
    }
  })

  test('of a full-scale low tone reach 0 dBFS', () => {
    const row = 40
    const hz = heightToHz(axisScale('mel', sampleRate), (row + 0.5) / 512)
    const frame = draw([sine(hz, 8192)]).levels[0]!.subarray(8 * 512, 9 * 512)
    expect(Math.abs(frame[row]! - levelToByte(0))).toBeLessThanOrEqual(1)
  })
})

describe('the picture', () => {
  test('of silence is all 0', () => {
    const { levels } = draw([new Float32Array(20_000)])
    expect(levels.every((level) => level.every((byte) => byte === 0))).toBe(true)
  })

  test.each([1, 10, 511, 512, 262_143, 262_144, 600_000])('of %i samples has its measure', (N) => {
    const shape = pictureShape(N, sampleRate, 'mel')
    expect((shape.frameCount - 1) * shape.hopSize).toBeLessThanOrEqual(N)
    expect(shape.frameCount * shape.hopSize).toBeGreaterThan(N)
    expect(Math.ceil(shape.frameCount / 2 ** (shape.levelCount - 1))).toBeLessThanOrEqual(512)
  })

  test('of hours has no more frames than fit', () => {
    const { frameCount, hopSize } = pictureShape(10 * 3600 * sampleRate, sampleRate, 'log')
    expect(frameCount).toBeLessThanOrEqual(131_072)
    expect(hopSize).toBe(512 * 32)
  })

  test('has smaller versions of the largest of each pair', () => {
    const { levels, shape } = draw([noise(512 * 1100, 4)])
    expect(shape.levelCount).toBe(3)
    const { rowCount } = shape
    for (let level = 1; level < levels.length; level++) {
      const [from, to] = [levels[level - 1]!, levels[level]!]
      const frames = from.length / rowCount
      expect(to.length / rowCount).toBe(Math.ceil(frames / 2))
      for (const i of [0, 1, 77, to.length / rowCount - 1]) {
        for (const r of [0, 100, 511]) {
          const right = Math.min(2 * i + 1, frames - 1)
          const largest = Math.max(from[2 * i * rowCount + r]!, from[right * rowCount + r]!)
          expect(to[i * rowCount + r]).toBe(largest)
        }
      }
    }
  })

  test('is the same on every level above 0 as soon as its frames are ready', () => {
    const pcm: Pcm = { sampleRate, channels: [noise(512 * 700, 5)] }
    const early: { frames: number; bytes: Uint8Array }[] = []
    const image = drawPicture(pcm, 'mel', ({ levels }, readyFrames) => {
      const frames = readyFrames >> 1
      early.push({ frames, bytes: levels[1]!.slice(0, frames * 512) })
      return true
    })!
    expect(early.length).toBeGreaterThan(5)
    for (const { frames, bytes } of early) {
      expect(Buffer.compare(bytes, image.levels[1]!.subarray(0, frames * 512))).toBe(0)
    }
  })

  test('is the same when another thread draws the blocks that one has not begun', () => {
    for (const count of [1, 2]) {
      const channels = [noise(512 * 900, 7), noise(512 * 900, 8)].slice(0, count)
      const pcm: Pcm = { sampleRate, channels }
      const image = emptyPicture(pcm, 'mel')
      const ready: number[] = []
      const help = (): void => void drawPicture(pcm, 'mel', () => true, null, image)
      drawPicture(
        pcm,
        'mel',
        (_, frames) => ready.push(frames) !== 2 || (help(), true),
        null,
        image
      )
      const alone = draw(channels)
      image.levels.forEach((bytes, level) => {
        expect(Buffer.compare(bytes, alone.levels[level]!)).toBe(0)
      })
      // The helper was done while the first block was not: until then only that block counts.
      expect(ready).toEqual([0, 64, 128, 192, image.shape.frameCount])
    }
  })

  test.each([8000, 44_100, 192_000])('is the same with the kernels, at %i Hz', (rate) => {
    const length = 7 * 16_384 + 77
    const [loud, soft] = [noise(length, 9), noise(length, 10)]
    // Silence, all but silence and the loudest there is lie side by side.
    soft.forEach((value, n) => (soft[n] = value * 10 ** -((n / length) * 8)))
    loud.fill(0, 20_000, 40_000)
    for (const axis of pictureAxes) {
      const five = Array.from({ length: 5 }, (_, c) => noise(loud.length, 30 + c))
      for (const channels of [[loud], [loud, soft], [soft], [loud.subarray(0, 100)], five]) {
        const pcm = { sampleRate: rate, channels }
        for (const module of [kernelModule, plainKernelModule]) {
          const image = drawPicture(pcm, axis, () => true, module)!
          const wanted = drawPicture(pcm, axis, () => true)!
          // Where a level lies between two bytes, rounding may choose either.
          const errors = image.levels[0]!.map((byte, i) => Math.abs(byte - wanted.levels[0]![i]!))
          expect(Math.max(...new Set(errors))).toBeLessThanOrEqual(1)
          expect(errors.filter((error) => error > 0).length).toBeLessThan(errors.length * 1e-4)
        }
      }
    }
  })

  test.each([
    ['the kernels', kernelModule],
    ['plain loops', null]
  ])('holds every byte at its level, drawn by %s', (_, module) => {
    // A click is as loud in every bin. The window adds up to 1024; a sine of 1 reads half of it.
    const apart = fftSize
    const levels = [
      -Infinity,
      -130,
      ...Array.from({ length: 256 }, (_, byte) => byteToDb(byte)),
      20
    ]
    const clicks = new Float32Array(levels.length * apart)
    levels.forEach((db, i) => (clicks[i * apart] = 512 * 10 ** (db / 20)))
    const pcm: Pcm = { sampleRate, channels: [clicks] }
    for (const axis of pictureAxes) {
      const { levels: drawn, shape } = drawPicture(pcm, axis, () => true, module)!
      levels.forEach((db, i) => {
        const frame = (i * apart) / shape.hopSize
        const bytes = drawn[0]!.subarray(frame * shape.rowCount, (frame + 1) * shape.rowCount)
        expect(new Set(bytes)).toEqual(new Set([levelToByte(db)]))
      })
    }
  })

  test('is given up when the watch says no', () => {
    const pcm: Pcm = { sampleRate, channels: [noise(512 * 700, 6)] }
    let calls = 0
    expect(drawPicture(pcm, 'mel', () => ++calls < 3)).toBeNull()
    expect(calls).toBe(3)
  })

  test.each([8000, 22_050, 48_000, 96_000, 192_000])(
    'keeps its window near 46 ms at %i Hz',
    (rate) => {
      const seconds = pictureWindowSize(rate) / rate
      expect(Math.abs(Math.log2(seconds / 0.0464))).toBeLessThanOrEqual(0.5)
    }
  )
})
