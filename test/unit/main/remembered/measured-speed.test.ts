import { expect, test } from 'vitest'
import { MeasuredSpeed } from '../../../../src-main/remembered/measured-speed'
import type { JsonFile } from '../../../../src-main/remembered/json-file'

function memoryFile(value?: unknown): JsonFile & { value: unknown } {
  const file = {
    value,
    read: () => file.value,
    write: (next: unknown) => Promise.resolve(void (file.value = next)),
    writeNow: (next: unknown) => void (file.value = next),
    keepCopy: () => undefined
  }
  return file
}

test('nothing is told before a run was measured, then the usual one decides', async () => {
  const file = memoryFile()
  const speed = new MeasuredSpeed(file)
  expect(speed.secondsFor(10)).toBeNull()
  await speed.note(10, 20)
  expect(speed.secondsFor(5)).toBe(10)
  await speed.note(10, 400)
  await speed.note(10, 20)
  expect(speed.secondsFor(5)).toBe(10)
  expect(new MeasuredSpeed(file).secondsFor(5)).toBe(10)
})

test('the last runs count, and nonsense does not', async () => {
  const speed = new MeasuredSpeed(memoryFile())
  for (let i = 0; i < 20; i++) await speed.note(1, i < 10 ? 100 : 3)
  await speed.note(0, 1)
  await speed.note(1, NaN)
  expect(speed.secondsFor(1)).toBe(3)
  for (const stored of [null, 7, [], { secondsPerWork: 'x' }, { secondsPerWork: [NaN, -1, 'a'] }]) {
    expect(new MeasuredSpeed(memoryFile(stored)).secondsFor(1)).toBeNull()
  }
})
