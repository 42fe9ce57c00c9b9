import { describe, it } from 'vitest'
import { fuzzSeparation, fuzzSolvers } from '../support/fuzz-engine'

/** Another seed each time: a failure prints the one that shows it again. */
const seed = Date.now() >>> 0

describe(`whatever it is given, a factorization (seed ${seed})`, () => {
  it('stays finite and never ends above its start', () => fuzzSolvers(3000, seed))
  it('stays finite from silent, tiny and huge recordings', () => fuzzSeparation(2000, seed))
})
