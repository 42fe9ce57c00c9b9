/**
 * The beta-divergence in float64, the reference for every faster path. b = beta, v = data, m =
 * model. Its named cases: squared Euclidean (b = 2), Kullback-Leibler (b = 1), Itakura-Saito (b =
 * 0).
 * C. Fevotte, J. Idier, "Algorithms for nonnegative matrix factorization with the beta-divergence",
 * Neural Computation 23(9), 2011.
 */

/** A beta this close to a named case is that case: the general formula divides by b (b - 1). */
const NAMED_WITHIN = 1e-5

/** The beta to compute with: 0, 1 or 2 when it is within rounding of one, else itself. */
export function effectiveBeta(beta: number): number {
  const nearest = Math.round(beta)
  return nearest >= 0 && nearest <= 2 && Math.abs(beta - nearest) < NAMED_WITHIN ? nearest : beta
}

/** Exponent gamma(b) with which multiplicative updates are proven never to raise the divergence. */
export function updateExponent(beta: number): number {
  if (beta < 1) return 1 / (2 - beta)
  return beta > 2 ? 1 / (beta - 1) : 1
}

/**
 * Divergence d(v | m) of one cell, at least 0 up to rounding.
 * @param v data, at least 0 (above 0 for beta <= 0)
 * @param m model, above 0
 */
export function cellDivergence(v: number, m: number, beta: number): number {
  const b = effectiveBeta(beta)
  if (b === 2) return 0.5 * (v - m) ** 2
  if (b === 1) return v === 0 ? m : v * Math.log(v / m) - v + m
  if (b === 0) return v / m - Math.log(v / m) - 1
  return (v ** b + (b - 1) * m ** b - b * v * m ** (b - 1)) / (b * (b - 1))
}

/**
 * Sum of d(V | H W) over all cells, from W and H by plain loops.
 * @param V [T x F]
 * @param W [K x F]
 * @param H [T x K]
 * @param floor added to the model as the kernels do
 */
export function divergence(
  V: ArrayLike<number>,
  W: ArrayLike<number>,
  H: ArrayLike<number>,
  shape: { readonly T: number; readonly F: number; readonly K: number },
  beta: number,
  floor = 0
): number {
  const { T, F, K } = shape
  let sum = 0
  for (let t = 0; t < T; t++) {
    for (let f = 0; f < F; f++) {
      let model = floor
      for (let k = 0; k < K; k++) model += H[t * K + k]! * W[k * F + f]!
      sum += cellDivergence(V[t * F + f]!, model, beta)
    }
  }
  return sum
}
