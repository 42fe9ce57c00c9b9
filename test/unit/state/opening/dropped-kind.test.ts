import { expect, test } from 'vitest'
import { whyNone } from '../../../../src-renderer/state/opening/dropped-kind'

const files = (...types: string[]): { kind: string; type: string }[] =>
  types.map((type) => ({ kind: 'file', type }))

test.each([
  [['audio/x-wav']],
  [['']],
  [['video/mp4']],
  [['application/ogg']],
  [['image/png', 'audio/flac']],
  [['image/png', '']]
])('%j may hold sound', (types) => {
  expect(whyNone(files(...types))).toBeNull()
})

test.each([
  [['image/png'], 'This is an image, not a recording'],
  [['text/plain'], 'This is text, not a recording'],
  [['application/x-7z-compressed'], 'This is an archive, not a recording'],
  [['application/x-unknown'], 'This is no sound, not a recording'],
  [['image/png', 'text/plain'], 'None of these is a recording']
])('%j cannot be opened: %s', (types, why) => {
  expect(whyNone(files(...types))).toBe(why)
})

test('what is no file is said to be none', () => {
  expect(whyNone([{ kind: 'string', type: 'text/plain' }])).toBe('This is not a file')
})
