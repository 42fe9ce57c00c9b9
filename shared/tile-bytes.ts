/**
 * Levels of the spectrogram picture as bytes of its tiles, for a level of L dBFS:
 *
 *   byte = 255 (L + 120) / 132
 *
 * so that a tile reaches from -120 to +12 dBFS. The kernels draw by the same law.
 */

/** Level of byte 0 in dBFS. */
export const BYTE_MIN_DB = -120
/** Decibels from byte 0 to byte 255. */
export const BYTE_RANGE_DB = 132
/** Steps of a byte in one decibel. */
export const BYTES_PER_DB = 255 / BYTE_RANGE_DB

/** Level in dBFS of a tile's byte, which may be a fraction between two. */
export function byteToDb(byte: number): number {
  return (byte * BYTE_RANGE_DB) / 255 + BYTE_MIN_DB
}

/** Byte of a level in dBFS; 0 for silence, 255 for what is louder than a tile can hold. */
export function levelToByte(db: number): number {
  return toByte(BYTES_PER_DB * (db - BYTE_MIN_DB))
}

/** Rounds into 0 .. 255; minus infinity and NaN give 0. */
export function toByte(value: number): number {
  return value > 0 ? Math.min(255, Math.floor(value + 0.5)) : 0
}
