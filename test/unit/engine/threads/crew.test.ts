import { describe, expect, it } from 'vitest'
import { factorize } from '../../../../src-main/engine/factorize/solver-mm'
import { randomStart } from '../../../../src-main/engine/factorize/start/random-start'
import { leadTeam, soloTeam } from '../../../../src-main/engine/threads/team'
import { busyWord, TeamWord } from '../../../../src-main/engine/threads/team-protocol'
import { fastBackend } from '../../../support/kernels'
import { refusedWorker, StartedThreads } from '../../../support/started-threads'
import { eager, TestCrew } from '../../../support/team'

describe('a crew', () => {
  it('starts its threads ahead, each once, and hires them out', async () => {
    const started = new StartedThreads()
    const warm = new TestCrew(2, started.workerUrl)
    try {
      warm.crew.warmUp()
      await started.expectExactly(2)
      warm.crew.warmUp()
      await started.expectExactly(2)
      expect(warm.crew.hire(2)!.place.ports).toHaveLength(2)
      expect(warm.crew.hire(1)).toBeNull()
      await started.expectExactly(2)
    } finally {
      await warm.crew.dispose()
      started.close()
    }
  })

  it('without a thread, for the system refuses them, leaves the work to the leader', async () => {
    const refused = new TestCrew(2, refusedWorker)
    refused.crew.warmUp()
    expect(refused.crew.hire(2)).toBeNull()
    await refused.crew.dispose()
  })

  it('hires out the threads that are free, the same again later', async () => {
    const small = new TestCrew(2)
    try {
      const first = small.crew.hire(2)!
      expect(first.place.ports).toHaveLength(2)
      expect(small.crew.hire(1)).toBeNull()
      first.release()
      first.release()
      for (let i = 0; i < 5; i++) {
        const team = await small.team(3)
        expect(team.used).toBe(3)
        small.release()
      }
    } finally {
      await small.crew.dispose()
    }
  })

  it('hires nobody when nobody is wanted', () => {
    expect(new TestCrew(2).crew.hire(0)).toBeNull()
  })

  it('tells a leader of a thread that ended with a unit, and of no other', async () => {
    for (const isBusy of [true, false]) {
      const small = new TestCrew(1)
      const team = await small.team(2)
      expect(team.size).toBe(2)
      small.release()
      const { words } = small.crew.hire(1)!.place
      // The thread is idle: what it holds is played.
      Atomics.store(words, TeamWord.stop, 1)
      Atomics.store(words, busyWord(0), Number(isBusy))
      await small.crew.dispose()
      expect(Atomics.load(words, TeamWord.lost)).toBe(Number(isBusy))
    }
  })

  it('whose worker cannot start leaves the work to the leader', async () => {
    const broken = new TestCrew(2, new URL('data:text/javascript,throw new Error("no")'))
    const team = eager(leadTeam(broken.crew.hire(2)!.place))
    const [shared, alone] = [team, soloTeam].map((each) => {
      const kernels = fastBackend.open({ T: 300, F: 20, K: 3, beta: 1 }, each)
      kernels.setModel(randomStart(300, 20, 3, 3))
      return factorize(kernels, 4, () => true)
    })
    expect(shared).toEqual(alone)
    expect(team.used).toBe(1)
    await broken.crew.dispose()
  })
})
