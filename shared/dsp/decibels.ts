/** Decibels of amplitudes and back. */

/** Levels below this are silence to a listener and read as minus infinity. */
export const SILENCE_DB = -200

/**
 * Decibels of an amplitude (1 = 0 dB); SILENCE_DB for anything that is not above it, NaN included.
 */
export function amplitudeToDb(amplitude: number): number {
  const db = 20 * Math.log10(amplitude)
  return db > SILENCE_DB ? db : SILENCE_DB
}

/** Amplitude of a level in decibels. */
export function dbToAmplitude(db: number): number {
  return 10 ** (db / 20)
}
