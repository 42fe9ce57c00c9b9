/** Pairs two sets of things by similarity: the most similar pair first, everything at most once. */

/**
 * @param similarity of a (0 to countA - 1) and b (0 to countB - 1), higher is more alike; called
 *   once for each pair
 * @param least pairs below this stay unpaired, as do those whose similarity is NaN
 * @returns for each b its a, -1 for none; ties go to the lower b, then the lower a
 */
export function pairUp(
  countA: number,
  countB: number,
  similarity: (a: number, b: number) => number,
  least: number
): Int32Array {
  const pairs: { readonly a: number; readonly b: number; readonly value: number }[] = []
  for (let b = 0; b < countB; b++) {
    for (let a = 0; a < countA; a++) {
      const value = similarity(a, b)
      if (value >= least) pairs.push({ a, b, value })
    }
  }
  pairs.sort((x, y) => y.value - x.value || x.b - y.b || x.a - y.a)
  const isTaken = new Uint8Array(countA)
  const found = new Int32Array(countB).fill(-1)
  for (const { a, b } of pairs) {
    if (isTaken[a] || found[b] !== -1) continue
    isTaken[a] = 1
    found[b] = a
  }
  return found
}
