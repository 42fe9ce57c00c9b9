/**
 * The memory of a renderer as arrays: the thread's scratch, and the slots in which finished ranges
 * wait. The plan says where it all lies. C = channels.
 */
import { integerScale } from './integer-sum'
import { fileCount, pairCount, samplesUnder, type StemPlan } from './stem-plan'

/** Samples of a rendered range: whole steps, or full scale 1 as float32. */
export type RangeSamples = Int32Array | Float32Array

/** The arrays; none is a copy. */
export interface StemBuffers {
  /** [hopSize] samples that are final. */
  readonly final: Float64Array
  /** C arrays [hopSize]: what the stems lack of the recording. */
  readonly rests: readonly Float64Array[]
  /** C arrays [hopSize]: the sum of the stems; not to be used where the mix is something else. */
  readonly mixes: readonly Float64Array[]
  /** Overlapping frames of all stems. */
  readonly sums: Float64Array
  /** [windowSize] where the second channel of the last pair lies, before its transform. */
  readonly lastSecond: Float64Array
  /** C arrays of the recording under one range. */
  readonly recordings: readonly Float32Array[]
  /** Samples of each of them. */
  readonly recordingLength: number
  /** By slot, file and channel: [samplesPerRange]. */
  readonly slots: readonly (readonly (readonly RangeSamples[])[])[]
  /** Address of the samples of a file's channel in a slot. */
  readonly planeAt: (slot: number, file: number, c: number) => number
}

/** The arrays of one thread, in the memory of the plan. */
export function stemBuffers(plan: StemPlan, buffer: ArrayBufferLike, thread: number): StemBuffers {
  const { shape, samplesPerRange } = plan
  const { windowSize: size, hopSize: hop, channelCount: C } = shape
  const own = plan.threads[thread]!
  const isWhole = integerScale(shape.format) !== null
  const rests = perChannel((c) => new Float64Array(buffer, own.rest + 8 * c * hop, hop))
  const recordingLength = samplesUnder(plan)

  function perChannel<T>(make: (c: number) => T): T[] {
    return Array.from({ length: C }, (_, c) => make(c))
  }

  function planeAt(slot: number, file: number, c: number): number {
    return plan.slots[slot]! + 4 * (file * C + c) * samplesPerRange
  }

  return {
    final: new Float64Array(buffer, own.final, hop),
    rests,
    mixes:
      shape.mix === 'sum'
        ? perChannel((c) => new Float64Array(buffer, own.mix + 8 * c * hop, hop))
        : rests,
    sums: new Float64Array(buffer, own.sums, size * shape.stemCount * C),
    lastSecond: new Float64Array(buffer, own.im + 8 * size * (pairCount(shape) - 1), size),
    recordings: perChannel(
      (c) => new Float32Array(buffer, own.recording + 4 * c * recordingLength, recordingLength)
    ),
    recordingLength,
    slots: plan.slots.map((_, slot) =>
      Array.from({ length: fileCount(shape) }, (_, file) =>
        perChannel((c) => {
          const at = planeAt(slot, file, c)
          return isWhole
            ? new Int32Array(buffer, at, samplesPerRange)
            : new Float32Array(buffer, at, samplesPerRange)
        })
      )
    ),
    planeAt
  }
}
