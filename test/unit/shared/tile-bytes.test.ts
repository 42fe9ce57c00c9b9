import { expect, test } from 'vitest'
import { byteToDb, levelToByte } from '../../../shared/tile-bytes'

test('levels become bytes from -120 to +12 dB, silence 0', () => {
  expect(levelToByte(-Infinity)).toBe(0)
  expect(levelToByte(NaN)).toBe(0)
  expect(levelToByte(-120)).toBe(0)
  expect(levelToByte(0)).toBe(232)
  expect(levelToByte(12)).toBe(255)
  expect(levelToByte(90)).toBe(255)
})

test('every byte comes back from its level, and levels in between from the nearest', () => {
  for (let byte = 0; byte <= 255; byte++) {
    expect(levelToByte(byteToDb(byte))).toBe(byte)
    expect(levelToByte(byteToDb(byte + 0.49))).toBe(byte)
    expect(levelToByte(byteToDb(byte - 0.49))).toBe(byte)
  }
})
