/**
 * Ten minutes of hard use of the real app: recordings opened one after the other, played, separated
 * and scrolled.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { takeBlocking, watchMainLoop } from '../bench/main-loop.mjs'
import { writeSong } from '../bench/song.mjs'
import { prepareElectron, withApp } from '../bench/ui-app.mjs'
import { playHard } from '../bench/ui-listen.mjs'
import { openAudio } from '../bench/ui-open.mjs'
import { separate } from '../bench/ui-steps.mjs'

const rounds = 5
const minutesEach = 2
const songSeconds = 60

test('the app keeps playing, answering and taking new recordings for ten minutes', async () => {
  const electron = await prepareElectron()
  try {
    await withApp(async (running) => {
      const { app, page, folder } = running
      const failures: string[] = []
      page.on('pageerror', (error) => failures.push(error.message))
      page.on('crash', () => failures.push('the window crashed'))
      await watchMainLoop(app)
      const late: number[] = []
      for (let round = 0; round < rounds; round++) {
        const song = join(folder, `song-${round}.wav`)
        writeSong(song, songSeconds, createRandom(round))
        await openAudio(running, song)
        await separate(page, 8)
        const { late: lateNow, calls } = await playHard(running, { minutes: minutesEach })
        late.push(lateNow)
        expect(calls, 'sound all the time').toBeGreaterThan((minutesEach * 60 * 44_100 * 0.9) / 128)
      }
      const { worstMs } = await takeBlocking(app)
      expect(failures).toEqual([])
      // Other programs may take the processors away for long; most rounds are without that.
      expect(Math.min(...late), `late quanta: ${late.join(', ')}`).toBe(0)
      expect(worstMs, 'longest time the main process did not answer').toBeLessThan(1000)
    })
  } finally {
    electron.stop()
  }
})
