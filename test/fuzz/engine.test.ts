import { describe, it } from 'vitest'
import { fuzzSeparation, fuzzSolvers } from '../support/fuzz-engine'
import { fuzzSeed } from '../support/fuzz-options'

/** A failure prints the seed that shows it again. */
const seed = fuzzSeed()

describe(`whatever it is given, a factorization (seed ${seed})`, () => {
  it('stays finite and never ends above its start', () => fuzzSolvers(3000, seed))
  it('stays finite from silent, tiny and huge recordings', () => fuzzSeparation(2000, seed))
})
