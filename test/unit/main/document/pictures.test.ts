import { expect, test } from 'vitest'
import { createDrawingState, finishStep } from '../../../../src-main/engine/picture/picture-blocks'
import { Pictures } from '../../../../src-main/document/pictures'
import { somePicture } from '../../../support/documents'
import { fakeEngine, untilCancelled } from '../../../support/fake-engine'
import { noise } from '../../../support/signals'

const frameCount = 1000
const pcm = { sampleRate: 44_100, channels: [noise(512 * frameCount, 1)] }

function emptyImage(): ReturnType<typeof somePicture> {
  return { ...somePicture('mel', frameCount), state: createDrawingState(frameCount) }
}

/** Says that frames [from, to) are drawn. */
function drawn(image: ReturnType<typeof somePicture>, from: number, to: number): void {
  for (let frame = from; frame < to; frame += 64) finishStep(image.state, frame)
}

/** Pictures over a fake engine, and how many frames they said to be ready. */
function fixture(
  answers: Parameters<typeof fakeEngine>[0],
  now: () => number = () => 0
): {
  pictures: Pictures
  ready: number[]
  calls: string[]
  close: AbortController
} {
  const { engine, calls } = fakeEngine(answers)
  const ready: number[] = []
  const close = new AbortController()
  const pictures = new Pictures({
    engine,
    pcm,
    closed: close.signal,
    now,
    onProgress: ({ readyFrames }) => ready.push(readyFrames)
  })
  return { pictures, ready, calls, close }
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 20))

test('a second worker helps, and the picture is whole when both are done', async () => {
  const image = emptyImage()
  const { pictures, ready, calls } = fixture({
    spectrogram: async ({ image: given }, report) => {
      if (given) {
        await settle()
        drawn(image, 256, frameCount)
        return image
      }
      report({ image, readyFrames: 0 })
      drawn(image, 0, 256)
      return image
    }
  })
  expect(await pictures.show('mel')).toBe(image.shape)
  await settle()
  await settle()
  expect(calls).toEqual(['spectrogram', 'spectrogram'])
  expect(ready.at(-1)).toBe(frameCount)
  expect(ready[0]).toBe(0)
})

test('of a burst of progress the first part that can be seen is told, and the whole', async () => {
  const image = emptyImage()
  const { pictures, ready } = fixture({
    spectrogram: ({ image: given }, report) => {
      if (given) return untilCancelled()
      for (let frames = 0; frames < frameCount; frames += 64) report({ image, readyFrames: frames })
      drawn(image, 0, frameCount)
      return image
    }
  })
  await pictures.show('mel')
  await settle()
  expect(ready).toEqual([0, 64, frameCount])
})

test('between the first part and the whole, seven reports a second are told', async () => {
  const image = emptyImage()
  let clock = 0
  const { pictures, ready } = fixture(
    {
      spectrogram: ({ image: given }, report) => {
        if (given) return untilCancelled()
        for (let frames = 0; frames < frameCount; frames++, clock++) {
          report({ image, readyFrames: frames })
        }
        drawn(image, 0, frameCount)
        return image
      }
    },
    () => clock
  )
  await pictures.show('mel')
  await settle()
  expect(ready).toEqual([0, 1, 151, 301, 451, 601, 751, 901, frameCount])
})

test('a helper that never gets its turn is not waited for', async () => {
  const image = emptyImage()
  const { pictures, ready } = fixture({
    spectrogram: ({ image: given }, report) => {
      if (given) return untilCancelled()
      report({ image, readyFrames: 0 })
      drawn(image, 0, frameCount)
      return image
    }
  })
  await pictures.show('mel')
  await settle()
  expect(ready.at(-1)).toBe(frameCount)
  // It is kept: showing it again draws nothing.
  expect(await pictures.show('mel')).toBe(image.shape)
})

test('a helper that dies over a block takes the picture with it, which is then drawn anew', async () => {
  const images = [emptyImage(), emptyImage()]
  let count = 0
  const { pictures } = fixture({
    spectrogram: async ({ image: given }, report) => {
      if (given && count === 1) throw new Error('worker gone')
      if (given) return given
      const image = images[count++]!
      report({ image, readyFrames: 0 })
      await settle()
      drawn(image, 0, count === 1 ? 256 : frameCount)
      return image
    }
  })
  await pictures.show('mel')
  await settle()
  await settle()
  expect(pictures.get('mel')).toBeNull()
  expect(await pictures.show('mel')).toBe(images[1]!.shape)
})

test('closing the document ends both', async () => {
  const image = emptyImage()
  const { pictures, close, ready } = fixture({
    spectrogram: ({ image: given }, report) => {
      if (!given) report({ image, readyFrames: 0 })
      return untilCancelled()
    }
  })
  await pictures.show('mel')
  close.abort()
  await settle()
  drawn(image, 0, frameCount)
  expect(pictures.get('mel')).toBeNull()
  expect(ready).toEqual([0])
})
