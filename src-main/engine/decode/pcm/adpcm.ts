/**
 * ADPCM of four bits a sample, in blocks that can be decoded by themselves: IMA's (IMA Digital
 * Audio Focus and Technical Working Groups, 1992) as WAVE and AIFF-C store it, and Microsoft's
 * (Multimedia Standards Update, 1994). Values are whole steps of 16 bits, full scale 1.
 */
import { viewOf } from '../sound-file'

const STEPS = 2 ** 15

/** A coding by blocks, for C channels. */
export interface BlockCoding {
  /** In words, such as "IMA ADPCM". */
  readonly name: string
  /** Bytes of a whole block. */
  readonly blockBytes: number
  /** Samples per channel in a block of so many bytes; the last one may be short. */
  framesIn(bytes: number): number
  /**
   * Decodes one block.
   * @param out C arrays, written from 0 on
   * @returns false when it makes no sense; then nothing of `out` is sound
   */
  decode(block: Uint8Array, out: readonly Float32Array[]): boolean
}

/** Sizes of IMA's steps [89], each about a tenth larger than the one before. */
const STEP_SIZES = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73,
  80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494,
  544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
  2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487,
  12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767
] as const
/** How far the size of the step moves, by the code without its sign. */
const STEP_MOVES = [-1, -1, -1, -1, 2, 4, 6, 8] as const
const LAST_STEP = STEP_SIZES.length - 1

/** A channel of IMA ADPCM while it is decoded. */
interface ImaState {
  value: number
  step: number
}

/** The next value of a channel. */
function nextIma(state: ImaState, code: number): number {
  const size = STEP_SIZES[state.step]!
  // Halves are cut off one by one, as the encoder did.
  let change = size >> 3
  if ((code & 1) !== 0) change += size >> 2
  if ((code & 2) !== 0) change += size >> 1
  if ((code & 4) !== 0) change += size
  state.value = clip((code & 8) !== 0 ? state.value - change : state.value + change)
  state.step = Math.max(0, Math.min(LAST_STEP, state.step + STEP_MOVES[code & 7]!))
  return state.value / STEPS
}

/**
 * IMA ADPCM of WAVE: a block begins with a whole sample and the step of each channel; eight codes
 * of each channel follow in turn.
 */
export function imaOfWave(channelCount: number, blockBytes: number): BlockCoding {
  const headBytes = 4 * channelCount
  const turnBytes = 4 * channelCount
  const turns = (bytes: number): number => Math.floor((bytes - headBytes) / turnBytes)
  return {
    name: 'IMA ADPCM',
    blockBytes,
    framesIn: (bytes) => (bytes < headBytes ? 0 : 1 + 8 * turns(bytes)),
    decode(block, out) {
      const view = viewOf(block)
      for (let c = 0; c < channelCount; c++) {
        const state = { value: view.getInt16(4 * c, true), step: block[4 * c + 2]! }
        if (state.step > LAST_STEP) return false
        const samples = out[c]!
        samples[0] = state.value / STEPS
        for (let turn = 0; turn < turns(block.length); turn++) {
          const at = headBytes + turn * turnBytes + 4 * c
          for (let i = 0; i < 8; i++) {
            const code = (block[at + (i >> 1)]! >> (4 * (i & 1))) & 15
            samples[1 + 8 * turn + i] = nextIma(state, code)
          }
        }
      }
      return true
    }
  }
}

const PACKET_BYTES = 34
const PACKET_FRAMES = 64

/**
 * IMA ADPCM of AIFF-C: packets of 64 samples, one of each channel in turn. A packet's head has the
 * upper nine bits of the value before it; the value itself goes on where it agrees with them.
 */
export function imaOfAiff(channelCount: number): BlockCoding {
  const states = Array.from({ length: channelCount }, (): ImaState => ({ value: 0, step: 0 }))
  return {
    name: 'IMA ADPCM',
    blockBytes: PACKET_BYTES * channelCount,
    framesIn: (bytes) => (bytes < PACKET_BYTES * channelCount ? 0 : PACKET_FRAMES),
    decode(block, out) {
      const view = viewOf(block)
      for (let c = 0; c < channelCount; c++) {
        const at = PACKET_BYTES * c
        const head = view.getInt16(at)
        const step = head & 0x7f
        const value = head & ~0x7f
        const state = states[c]!
        if (step > LAST_STEP) return false
        if (state.step !== step || Math.abs(value - state.value) > 0x7f) state.value = value
        state.step = step
        for (let i = 0; i < PACKET_FRAMES; i++) {
          const code = (block[at + 2 + (i >> 1)]! >> (4 * (i & 1))) & 15
          out[c]![i] = nextIma(state, code)
        }
      }
      return true
    }
  }
}

/** Weights of the last two samples, in 256ths, by the predictor's number. */
export type Weights = readonly (readonly [last: number, beforeLast: number])[]

/** The weights that every file has first. */
export const usualWeights: Weights = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232]
]
/** How the step changes, in 256ths, by the code. */
const STEP_FACTORS = [
  230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230
] as const
const LEAST_STEP = 16
/** Larger ones would not fit 32 bits after the largest factor. */
const MOST_STEP = Math.floor((2 ** 31 - 1) / 768)

/**
 * Microsoft's ADPCM: a block begins with the number of a predictor, a step and two whole samples of
 * each channel; codes of the channels follow in turn, the upper half of a byte first.
 */
export function microsoftAdpcm(
  channelCount: number,
  blockBytes: number,
  weights: Weights
): BlockCoding {
  const C = channelCount
  const headBytes = 7 * C
  return {
    name: 'Microsoft ADPCM',
    blockBytes,
    framesIn: (bytes) => (bytes < headBytes ? 0 : 2 + Math.floor((2 * (bytes - headBytes)) / C)),
    decode(block, out) {
      const view = viewOf(block)
      const frames = 2 + Math.floor((2 * (block.length - headBytes)) / C)
      for (let c = 0; c < C; c++) {
        const pair = weights[block[c]!]
        if (!pair) return false
        const [one, two] = pair
        let step = view.getInt16(C + 2 * c, true)
        let last = view.getInt16(3 * C + 2 * c, true)
        let beforeLast = view.getInt16(5 * C + 2 * c, true)
        const samples = out[c]!
        samples[0] = beforeLast / STEPS
        samples[1] = last / STEPS
        for (let n = 2; n < frames; n++) {
          const i = (n - 2) * C + c
          const code = (block[headBytes + (i >> 1)]! >> (4 * (1 - (i & 1)))) & 15
          const predicted = Math.trunc((last * one + beforeLast * two) / 256)
          const value = clip(predicted + (code > 7 ? code - 16 : code) * step)
          beforeLast = last
          last = value
          step = (STEP_FACTORS[code]! * step) >> 8
          step = Math.max(LEAST_STEP, Math.min(MOST_STEP, step))
          samples[n] = value / STEPS
        }
      }
      return true
    }
  }
}

function clip(value: number): number {
  return Math.max(-STEPS, Math.min(STEPS - 1, value))
}
