/** Teams for tests: threads of the built worker, woken for work however little. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Crew, type Hire } from '../../src-main/engine/threads/crew'
import { powerSpectrum } from '../../src-main/engine/spectrum/spectrum'
import { leadTeam, type Team } from '../../src-main/engine/threads/team'
import { kernelModule } from './kernels'

const workerUrl = pathToFileURL(join(import.meta.dirname, '../../out/main/team.worker.js'))
if (!existsSync(workerUrl)) throw new Error('the app is not built: npm run build')

/** A team whose shifts are shared, however small they are. */
export function eager(team: Team): Team {
  return {
    size: team.size,
    get used() {
      return team.used
    },
    open: (task, work) => {
      const shared = team.open(task, work)
      return {
        run: (shift, keepGoing) => shared.run({ ...shift, milliseconds: Infinity }, keepGoing),
        close: () => shared.close()
      }
    },
    close: () => team.close()
  }
}

/** Threads for teams led by the calling thread. */
export class TestCrew {
  readonly crew: Crew
  readonly #hires: Hire[] = []

  constructor(size: number, url = workerUrl) {
    this.crew = new Crew({ workerUrl: url, module: kernelModule, size })
  }

  /** A team of so many threads, which all have begun to work where that can be waited for. */
  async team(threads: number): Promise<Team> {
    const hire = this.crew.hire(threads - 1)
    if (hire === null) return leadTeam(null)
    this.#hires.push(hire)
    const team = eager(leadTeam(hire.place))
    await everyoneIsIn(team)
    return team
  }

  /** Lets the threads of all teams go. */
  release(): void {
    for (const hire of this.#hires.splice(0)) hire.release()
  }
}

/** Gives a team something to do until all its threads have taken part. */
async function everyoneIsIn(team: Team): Promise<void> {
  const silence = { sampleRate: 8000, channels: [shared(64 * 200)] }
  const settings = { windowSize: 256, hopSize: 64, exponent: 1 } as const
  while (team.used < team.size) {
    const into = { V: shared(203 * 129), rowStride: 129 }
    powerSpectrum({ pcm: silence, settings, module: kernelModule, team }, into, () => true)
    await setTimeout(1)
  }
}

function shared(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length))
}
