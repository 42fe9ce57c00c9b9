/** Long recordings on several threads: blocks, the same bits for any number, and a cancel in every part. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings, type SeparationSettings } from '../../shared/settings'
import { separateLong } from '../../src-main/engine/long-recording'
import { kernelModule } from '../support/kernels'
import { recording } from '../support/recording'
import { TestCrew } from '../support/team'

// A large window makes short blocks, so that there are several.
const settings: SeparationSettings = {
  ...defaultSettings(22_050),
  components: 3,
  windowSize: 16_384,
  hopSize: 4096,
  quality: 'fast'
}
const pcm = recording(16 * 25, 2)

let crew: TestCrew
beforeAll(() => {
  crew = new TestCrew(2)
})
afterAll(async () => {
  crew.release()
  await crew.crew.dispose()
})

describe('a long recording', () => {
  test('has the same bits on one, two and three threads', async () => {
    const alone = separateLong(pcm, settings, kernelModule, () => true)!
    for (const threads of [2, 3]) {
      const team = await crew.team(threads)
      const together = separateLong(pcm, settings, kernelModule, () => true, team)!
      expect(team.used).toBe(threads)
      expect(together.W).toEqual(alone.W)
      expect(together.H).toEqual(alone.H)
      expect(together.divergence).toEqual(alone.divergence)
      team.close()
      crew.release()
    }
  })

  test.each([0, 0.3, 0.7, 0.95])('is dropped on a team after %f of its fit', async (share) => {
    const team = await crew.team(3)
    const result = separateLong(
      pcm,
      settings,
      kernelModule,
      ({ stage, fraction }) => stage === 'spectrum' || fraction <= share,
      team
    )
    expect(result).toBeNull()
    team.close()
    crew.release()
  })
})
