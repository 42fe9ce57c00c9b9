import fc from 'fast-check'
import { expect, test } from 'vitest'
import { media } from '../../../../shared/contract'
import { parseMediaPath } from '../../../../src-main/serving/media-path'

const pathOf = (url: string): string => new URL(url).pathname
const count = fc.nat()

test('every URL that the contract writes is understood', () => {
  fc.assert(
    fc.property(count, fc.nat(7), count, count, count, (document, channel, from, length, parts) => {
      const to = from + length
      expect(parseMediaPath(pathOf(media.samples(document, channel, from, to)))).toEqual({
        kind: 'samples',
        document,
        channel,
        from,
        to
      })
      expect(parseMediaPath(pathOf(media.peaks(document, channel, from, to, parts)))).toEqual({
        kind: 'peaks',
        document,
        channel,
        from,
        to,
        count: parts
      })
      for (const axis of ['mel', 'log', 'linear']) {
        const url = media.spectrogram(document, axis, channel, from, to)
        expect(parseMediaPath(pathOf(url))).toEqual({
          kind: 'spectrogram',
          document,
          axis,
          level: channel,
          from,
          to
        })
      }
      expect(parseMediaPath(pathOf(media.W(document, parts)))).toEqual({
        kind: 'W',
        document,
        generation: parts
      })
      expect(parseMediaPath(pathOf(media.H(document, parts)))).toEqual({
        kind: 'H',
        document,
        generation: parts
      })
    })
  )
})

test('what is understood is what the contract writes: junk is not', () => {
  const segment = fc.oneof(
    fc.constantFrom('samples', 'peaks', 'spectrogram', 'w', 'h', 'mel', 'W', '..', '%2e', '-1'),
    fc.constantFrom('1e3', '0x1', ' 1', '01', '1.5', '', '９', 'NaN', '99999999999999999999'),
    fc.nat().map(String),
    fc.string()
  )
  const path = fc.array(segment, { maxLength: 7 }).map((parts) => `/media/${parts.join('/')}`)
  fc.assert(
    fc.property(path, (junk) => {
      const request = parseMediaPath(junk)
      if (request !== null) expect(pathOf(urlOf(request))).toBe(junk)
    }),
    { numRuns: 1000 }
  )
})

function urlOf(request: NonNullable<ReturnType<typeof parseMediaPath>>): string {
  const { document } = request
  switch (request.kind) {
    case 'samples':
      return media.samples(document, request.channel, request.from, request.to)
    case 'peaks':
      return media.peaks(document, request.channel, request.from, request.to, request.count)
    case 'spectrogram':
      return media.spectrogram(document, request.axis, request.level, request.from, request.to)
    case 'W':
      return media.W(document, request.generation)
    case 'H':
      return media.H(document, request.generation)
  }
}

test.each([
  '/media/',
  '/media',
  '/media/1',
  '/media/1/samples/0/0',
  '/media/1/samples/0/5/4',
  '/media/1/samples/0/0/4/9',
  '/media/1/peaks/0/0/4',
  '/media/1/spectrogram/bark/0/0/1',
  '/media/-1/w/1',
  '/media/1/w/',
  '/media/1/w/1/',
  '/media/01/w/1',
  '/other/1/w/1'
])('%s is refused', (path) => {
  expect(parseMediaPath(path)).toBeNull()
})
