import { describe, it } from 'vitest'
import { fuzzSeparation, fuzzSolvers } from '../../../support/fuzz-engine'

describe('whatever it is given, a factorization', () => {
  it('stays finite and never ends above its start', () => fuzzSolvers(60, 1))
  it('stays finite from silent, tiny and huge recordings', () => fuzzSeparation(40, 1))
})
