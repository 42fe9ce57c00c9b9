import { expect, test } from 'vitest'
import { fuzzSounds } from '../support/fuzz-sound'
import { fuzzCount, fuzzSeed } from '../support/fuzz-options'

const seed = fuzzSeed()
const count = fuzzCount(2000)

// Each file has its own limit of time.
const timeout = 0

test(
  `whatever ${count} sound files hold, they are read or refused (seed ${seed})`,
  async () => {
    const figures = await fuzzSounds(count, seed)
    console.log(JSON.stringify({ seed, count, ...figures }))
    expect(figures.opened).toBeGreaterThan(0)
  },
  timeout
)
