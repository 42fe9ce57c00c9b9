/**
 * A separation prepared for the audio thread: views of what it shares with the window, and memory
 * for sums, so that a frame allocates nothing. F = bins, K = components, A = atoms.
 */
import { atomTable, type AtomTable } from '../../../shared/dsp/atoms'
import { mixWork, sharedParts, type MixTerms } from '../../../shared/dsp/mixture-model'
import { ENTRIES } from '../../../shared/dsp/stereo-filter'
import {
  SharedGains,
  SlotControl,
  VOICE_COUNT,
  type ModelSlot,
  type RemixModel
} from '../between/remix-protocol'

/** What one voice keeps for its frame from step to step. */
export interface VoiceMemory {
  /** [A] weights of the atoms. */
  readonly weights: Float32Array
  /** Linear gains, [K + 1], Rest last, and [K]. */
  readonly left: Float32Array
  readonly right: Float32Array
}

/** Sums of matrices, for a model with directions, [F x 4] each. */
export interface MatrixMemory {
  readonly all: Float64Array
  readonly left: Float64Array
  readonly right: Float64Array
}

/** A model that the audio thread can take over without allocating anything. */
export interface PreparedModel extends RemixModel {
  readonly sharedGains: SharedGains
  readonly slotControl: SlotControl
  readonly atoms: AtomTable
  readonly slotTerms: readonly [MixTerms, MixTerms]
  readonly voices: readonly VoiceMemory[]
  /** Null where one mask does for left and right. */
  readonly matrices: MatrixMemory | null
  /** About how many multiplications one bin takes. */
  readonly workPerBin: number
}

/** Prepares a model. Allocates: call it where a message arrives. */
export function prepareModel(model: RemixModel): PreparedModel {
  const { componentCount: K, binCount: F, law, slots, sharing } = model
  const atoms = atomTable({ componentCount: K, ...(sharing ? { sharing } : {}) })
  const parts = sharedParts(law, sharing)
  const work = mixWork(law, atoms.atomCount, F)
  const sharedGains = new SharedGains(model.gains)
  const terms = ({ spectra }: ModelSlot): MixTerms => {
    return { law, binCount: F, atoms, spectra, ...parts, work }
  }
  const sums = (): Float64Array => new Float64Array(ENTRIES * F)
  const prepared = {
    ...model,
    sharedGains,
    slotControl: new SlotControl(model.control),
    atoms,
    slotTerms: [terms(slots[0]), terms(slots[1])] as const,
    voices: Array.from({ length: VOICE_COUNT }, () => voiceMemory(atoms, sharedGains)),
    matrices: parts.filter ? { all: sums(), left: sums(), right: sums() } : null
  }
  return { ...prepared, workPerBin: workPerBin(prepared) }
}

function voiceMemory({ atomCount, componentCount: K }: AtomTable, gains: SharedGains): VoiceMemory {
  const left = new Float32Array(K + 1).fill(1)
  const right = new Float32Array(K).fill(1)
  gains.read(left, right)
  return { weights: new Float32Array(atomCount), left, right }
}

/**
 * The sum of all terms and the wanted ones left and right; by amplitude stems are squared as well.
 */
function workPerBin({
  law,
  atoms: { atomCount, stemCount },
  matrices
}: Pick<PreparedModel, 'law' | 'atoms' | 'matrices'>): number {
  if (matrices) return 3 * atomCount + 60 * stemCount + 64
  return 3 * atomCount + (law === 'amplitude' ? 9 * stemCount : 0) + 16
}
