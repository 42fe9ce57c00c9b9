import { expect, test } from 'vitest'
import { limitsText, staysText, takenText } from '../../../src-renderer/words/field-words'

test('a field says what it does with what it cannot take', () => {
  const limits = limitsText(1, 128)
  expect(takenText(' 999 ', limits, '128')).toBe('999 is outside 1 to 128: 128 is used.')
  expect(staysText('abc', limits, '8')).toBe('“abc” is not from 1 to 128: 8 stays.')
  expect(staysText('99:99', '0:00 to 0:12', null)).toBe(
    '“99:99” is not from 0:00 to 0:12: nothing changes.'
  )
  expect(staysText('x'.repeat(500), limits, '8')).toBe(
    `“${'x'.repeat(19)}…” is not from 1 to 128: 8 stays.`
  )
})
