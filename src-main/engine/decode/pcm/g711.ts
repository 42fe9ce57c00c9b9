/**
 * Mu-law and A-law (ITU-T G.711): a sign, three bits for a power of two, four bits for a step
 * within it. Tables of all 256 codes, full scale 1; the values are whole steps of 16 bits.
 */

const STEPS = 2 ** 15

/** Values of the mu-law codes [256]: all bits are stored inverted, zero has two codes. */
export const muLaw = Float32Array.from({ length: 256 }, (_, stored) => {
  const { isHigh, exponent, mantissa } = partsOf(stored ^ 0xff)
  const magnitude = (((2 * mantissa + 33) << exponent) - 33) * 4
  // In the inverted code a high sign is negative.
  return (isHigh ? 0 - magnitude : magnitude) / STEPS
})

/** Values of the A-law codes [256]: every other bit is stored inverted, zero has no code. */
export const aLaw = Float32Array.from({ length: 256 }, (_, stored) => {
  const { isHigh, exponent, mantissa } = partsOf(stored ^ 0x55)
  const value = exponent === 0 ? 2 * mantissa + 1 : (2 * mantissa + 33) << (exponent - 1)
  return ((isHigh ? value : -value) * 8) / STEPS
})

function partsOf(code: number): { isHigh: boolean; exponent: number; mantissa: number } {
  return { isHigh: code > 127, exponent: (code >> 4) & 7, mantissa: code & 15 }
}
