/**
 * The atoms that a mixture is a sum of: which component and which stem each belongs to, and which
 * entry of H it is weighted by. T = frames, K = components, A = atoms, J = stems.
 */
import type { Factorization } from '../factorization'

/** Who the atoms belong to, and where in H they are. */
export interface AtomTable {
  readonly atomCount: number
  readonly componentCount: number
  readonly stemCount: number
  /** [A] the component of each atom, never falling. */
  readonly componentOf: Uint16Array
  /** [K + 1] the first atom of each component, then A. */
  readonly firstAtom: Uint16Array
  /** [A] frames by which an atom follows its component's activation. */
  readonly lagOf: Uint16Array
  /** [A] the stem of each atom. */
  readonly stemOf: Uint16Array
  /** [A] all atoms, those of one stem side by side, else in their order. */
  readonly byStem: Uint16Array
  /** [J + 1] where in byStem each stem begins, then A. */
  readonly firstOfStem: Uint16Array
}

/** What the table of atoms is made from. */
export type AtomSource = Pick<Factorization, 'componentCount' | 'sharing'>

/** Makes the table: without `sharing` every component is one atom and one stem. */
export function atomTable({ componentCount, sharing }: AtomSource): AtomTable {
  const own = Uint16Array.from({ length: componentCount }, (_, k) => k)
  const componentOf = sharing?.atoms?.componentOf ?? own
  const atomCount = componentOf.length
  const stemOf = componentOf.map((k) => sharing?.stemOf[k] ?? k)
  const stemCount = stemOf.reduce((most, stem) => Math.max(most, stem + 1), 0)
  const counts = (of: Uint16Array, length: number): Uint16Array => {
    const first = new Uint16Array(length + 1)
    for (const i of of) first[i + 1]!++
    for (let i = 0; i < length; i++) first[i + 1]! += first[i]!
    return first
  }
  return {
    atomCount,
    componentCount,
    stemCount,
    componentOf,
    firstAtom: counts(componentOf, componentCount),
    lagOf: sharing?.atoms?.lagOf ?? new Uint16Array(atomCount),
    stemOf,
    byStem: Uint16Array.from(stemOf, (_, a) => a).sort((a, b) => stemOf[a]! - stemOf[b]! || a - b),
    firstOfStem: counts(stemOf, stemCount)
  }
}

/**
 * Weight of an atom at frame t as it was fitted: its component's activation where the sound of this
 * frame began, 0 before the first frame.
 * @param H activations [T x K]
 */
export function weightAt(
  { componentCount: K, componentOf, lagOf }: AtomTable,
  H: Float32Array,
  t: number,
  a: number
): number {
  const from = t - lagOf[a]!
  return from < 0 ? 0 : H[from * K + componentOf[a]!]!
}

/** `weightAt` of all atoms to out [A]. Allocates nothing. */
export function readWeights(atoms: AtomTable, H: Float32Array, t: number, out: Float32Array): void {
  for (let a = 0; a < atoms.atomCount; a++) out[a] = weightAt(atoms, H, t, a)
}
