/** Damage to sound files as random as it gets, the same for the same numbers. */
import type { SoundSeed } from './sound-seeds'

/** Numbers from 0 up to, but not including, 1. */
type Random = () => number

/** What is written into fields: nothing, everything, and the ends of whole numbers. */
const EXTREMES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff
]
/** Bytes from the beginning of a part in which its fields lie. */
const HEAD_BYTES = 48
const MOST_STEPS = 6
const MOST_REPEATS = 24
/** Share of damaged parts that get their checksums again. */
const SEALED = 0.85
/** Longest file. */
const MOST_BYTES = 2 ** 20

/** A file made of a seed by some steps of damage; `others` are what strange parts come from. */
export function damagedSound(
  seed: SoundSeed,
  others: readonly SoundSeed[],
  random: Random
): Buffer {
  const pick = (count: number): number => Math.floor(random() * count)
  const parts = seed.parts.map((part) => Buffer.from(part))
  const steps = 1 + pick(MOST_STEPS)
  for (let step = 0; step < steps && parts.length > 0; step++) {
    // Beginnings matter most, and are few.
    const at = random() < 0.4 ? pick(Math.min(4, parts.length)) : pick(parts.length)
    const part = parts[at]!
    const kind = pick(10)
    if (kind < 5) damage(part, kind, random)
    else if (kind === 5) {
      parts.splice(at, 1 + pick(3))
    } else if (kind === 6) {
      const copies = Array.from({ length: 1 + pick(MOST_REPEATS) }, () => Buffer.from(part))
      parts.splice(at, 0, ...copies)
    } else if (kind === 7) {
      const strange = others[pick(others.length)]!
      parts.splice(at, pick(2), Buffer.from(strange.parts[pick(strange.parts.length)]!))
    } else if (kind === 8) {
      parts[at] = Buffer.from(part.subarray(0, pick(part.length + 1)))
    } else {
      const other = pick(parts.length)
      const [here, there] = [parts[at]!, parts[other]!]
      parts[at] = there
      parts[other] = here
    }
  }
  for (const part of parts) if (random() < SEALED) seed.seal(part)
  const whole = Buffer.concat(parts).subarray(0, MOST_BYTES)
  return random() < 0.15 ? whole.subarray(0, pick(whole.length + 1)) : whole
}

/** Changes bytes of a part, in place. */
function damage(part: Buffer, kind: number, random: Random): void {
  if (part.length === 0) return
  const pick = (count: number): number => Math.floor(random() * count)
  const place = random() < 0.7 ? pick(Math.min(HEAD_BYTES, part.length)) : pick(part.length)
  if (kind === 0) {
    for (let hits = 1 + pick(4); hits > 0; hits--) part[pick(part.length)]! ^= 1 << pick(8)
  } else if (kind === 1) {
    part[place] = pick(256)
  } else if (kind === 2) {
    const end = Math.min(part.length, place + 1 + pick(64))
    for (let at = place; at < end; at++) part[at] = pick(256)
  } else if (kind === 3) {
    part.subarray(place, place + 1 + pick(64)).fill(random() < 0.5 ? 0 : 255)
  } else {
    writeExtreme(part, place, random)
  }
}

/** Sets a field of one to eight bytes, in either order, to an extreme or to anything. */
function writeExtreme(part: Buffer, place: number, random: Random): void {
  const width = [1, 2, 4, 8][Math.floor(random() * 4)]!
  const extreme = EXTREMES[Math.floor(random() * EXTREMES.length)]!
  const value = random() < 0.7 ? extreme : Math.floor(random() * 2 ** 32)
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value) << (random() < 0.2 ? 31n : 0n))
  const field = bytes.subarray(0, width)
  if (random() < 0.5) field.reverse()
  field.copy(part, place)
}
