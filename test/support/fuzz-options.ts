/** What `npm run fuzz -- --count N --seed S` asks for; build/test.mjs passes it on. */

/** The seed of all random numbers: another one each time, unless one was given. */
export function fuzzSeed(): number {
  return Number(process.env['PARTWISE_FUZZ_SEED'] ?? Date.now() >>> 0)
}

/** How many files to damage. */
export function fuzzCount(usual: number): number {
  return Number(process.env['PARTWISE_FUZZ_COUNT'] ?? usual)
}
