/**
 * Long recordings on several threads: blocks, the same bits for any number, and a cancel in every
 * part.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSettings, type SeparationSettings } from '../../shared/settings'
import type { SeparationWatch } from '../../src-main/engine/factorize/watch'
import { fitLong } from '../../src-main/engine/factorize/solver-long'
import { recordingFrames } from '../../src-main/engine/spectrum/recording-frames'
import { soloTeam, type Team } from '../../src-main/engine/threads/team'
import { kernelModule } from '../support/kernels'
import { recording } from '../support/recording'
import { solverTools } from '../support/separate'
import { TestCrew } from '../support/team'

const settings: SeparationSettings = {
  ...defaultSettings(22_050),
  components: 3,
  windowSize: 512,
  hopSize: 128,
  quality: 'fast'
}
const pcm = recording(4, 2)
/** Three blocks, the last one shorter. */
const blockFrames = 256

/** Separates on a team; only as far as the watch lets it. */
const separate = (team: Team, watch: SeparationWatch = () => true) => {
  const frames = recordingFrames({ pcm, settings, module: kernelModule, team })
  return fitLong(frames, settings, { ...solverTools, team, watch }, blockFrames)
}

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
    const alone = separate(soloTeam)!
    for (const threads of [2, 3]) {
      const team = await crew.team(threads)
      const together = separate(team)!
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
    const isWanted: SeparationWatch = ({ stage, fraction }) =>
      stage === 'spectrum' || fraction <= share
    expect(separate(team, isWanted)).toBeNull()
    team.close()
    crew.release()
  })
})
