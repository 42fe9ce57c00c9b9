import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  ownMark,
  stateOf,
  type Processes
} from '../../../../../src-main/engine/write/files/process-mark'

/** A system on which process 7 runs since tick 100, asked by process 1. */
const system: Processes = {
  own: 'machine-boot-space-1-50',
  runs: (pid) => pid === 7,
  started: (pid) => (pid === 7 ? '100' : '')
}

test.each([
  ['machine-boot-space-7-100', 'runs'],
  ['machine-boot-space-8-100', 'ended'],
  ['machine-boot-space-7-90', 'ended'],
  ['machine-reboot-space-7-100', 'ended'],
  ['machine-boot-container-7-100', 'unknown'],
  ['other-boot-space-7-100', 'unknown'],
  ['machine-boot-space-7-', 'unknown'],
  ['7', 'unknown']
] as const)('of what %s marks it is known: %s', (mark, state) => {
  expect(stateOf(mark, system)).toBe(state)
})

test('this process runs, and one that has ended does not, on any system', () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  expect(stateOf(ownMark)).toBe(process.platform === 'linux' ? 'runs' : 'unknown')
  expect(stateOf(ownMark.replace(`-${process.pid}-`, `-${pid}-`))).toBe('ended')
})
