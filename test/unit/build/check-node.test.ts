import { expect, test } from 'vitest'
import { complaint } from '../../../build/check-node.cjs'

const range = '^20.19.0 || ^22.13.0 || >=24.0.0'

test.each(['20.19.0', '20.20.2', '22.13.0', '22.23.5', '24.0.0', '25.1.0', '26.12.1', '100.0.0'])(
  'Node %s will do',
  (version) => expect(complaint(range, version)).toBe('')
)

test.each(['0.10.48', '14.21.3', '18.20.8', '20.18.1', '21.7.3', '22.12.0', '23.11.1'])(
  'Node %s is refused with what would do',
  (version) =>
    expect(complaint(range, version)).toBe(
      'Partwise needs Node 24 or newer, or 22 from 22.13 on, or 20 from 20.19 on; ' +
        `this is ${version}.`
    )
)

test('an open range begins where it says', () => {
  expect(complaint('>=20.19', '20.18.3')).toContain('20.19 or newer')
  expect(complaint('>=20.19', '22.0.0')).toBe('')
})
