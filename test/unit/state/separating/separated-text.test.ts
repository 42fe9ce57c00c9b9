import { expect, test } from 'vitest'
import { QUIET_NAME } from '../../../../src-renderer/state/document/arrangement'
import { separatedText } from '../../../../src-renderer/state/separating/separated-text'

const stem = (name: string, count: number): { name: string; components: number[] } => ({
  name,
  components: Array.from({ length: count }, (_, k) => k)
})

test('fewer rows than components are explained', () => {
  expect(separatedText(64, 6.52, [stem('A4', 1), stem(QUIET_NAME, 37)])).toBe(
    'Separated into 64 components in 6.5 s, the 37 quietest together as “Quiet ones”'
  )
})

test('what took no time is not said to have taken 0.0 s', () => {
  expect(separatedText(1, 0.02, [stem('A4', 1)])).toBe('Separated into 1 component')
})
