/** What is heard: the recording, its remix, a stem, a loop; measured on what leaves the app. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { float32Wav } from '../support/float32-wav'
import { readWav } from '../support/read-wav'
import { expect, test } from './app'
import { errorAt, findIn, hearSeconds, largestStep, listen, renderFigures, STRETCH } from './heard'
import { answerFolderDialog, openByDrop, pianoToy, separate, stems } from './steps'

/** The first channel of a file, full scale 1. */
function samplesOf(path: string): Float32Array {
  const { values, channelCount, frameCount, bits } = readWav(path)
  const scale = bits === 32 ? 1 : 2 ** (1 - bits)
  return Float32Array.from({ length: frameCount }, (_, n) => values[n * channelCount]! * scale)
}

async function play(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
}

async function listenTo(page: Page, what: 'Original' | 'Remix'): Promise<void> {
  const choice = page.getByRole('radiogroup', { name: 'Listen to' })
  await choice.getByRole('radio', { name: what }).check({ force: true })
}

/** Plays from the start and listens once the first fade and window are over. */
async function listenFromStart(page: Page, count = 1): Promise<Float32Array[]> {
  await page.keyboard.press('Home')
  await hearSeconds(page, 0.3)
  return listen(page, count)
}

async function typeTime(page: Page, name: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name })
  await field.fill(text)
  await field.press('Enter')
}

test('what is heard is the file, its remix with all gains 1 too, and a soloed stem is its export', async ({
  app,
  page,
  userData
}) => {
  test.setTimeout(120_000)
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  const file = samplesOf(pianoToy)
  await play(page)
  const heard = findIn(file, (await listenFromStart(page))[0]!)
  expect(heard.errorDb, 'the remix with all gains 1').toBeLessThan(-120)
  await listenTo(page, 'Original')
  const original = findIn(file, (await listenFromStart(page))[0]!)
  expect(original.errorDb, 'the original').toBeLessThan(-120)
  await listenTo(page, 'Remix')
  const second = stems(page).nth(1)
  await second.getByRole('button', { name: 'Solo' }).click()
  const [alone] = await listenFromStart(page)
  await second.getByRole('button', { name: 'Solo' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()

  const folder = join(userData, 'stems')
  await answerFolderDialog(app, folder)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await dialog.getByRole('radio', { name: /^All/ }).check({ force: true })
  await dialog.getByRole('radio', { name: /32-bit float/ }).check({ force: true })
  await dialog.getByRole('button', { name: 'Choose' }).click()
  await dialog.getByRole('button', { name: /^Write \d+ files/ }).click()
  await expect(dialog.getByText(/Measured residual/)).toBeVisible({ timeout: 30_000 })
  const name = readdirSync(folder).find((entry) => entry.startsWith('02'))
  const exported = samplesOf(join(folder, name!))
  expect(findIn(exported, alone!).errorDb, 'the soloed stem').toBeLessThan(-100)
})

/** A tone of whole periods: whatever is done to its level smoothly, no step grows above its own. */
function writeTone(folder: string): { path: string; step: number } {
  const tone = Float32Array.from(
    { length: 44_100 * 12 },
    (_, n) => 0.4 * Math.sin((2 * Math.PI * n) / 200)
  )
  const path = join(folder, 'tone.wav')
  writeFileSync(path, float32Wav([tone, tone], 44_100))
  return { path, step: 0.4 * ((2 * Math.PI) / 200) }
}

test('faders, mute, solo, original and seeking make no click', async ({ page, userData }) => {
  test.setTimeout(120_000)
  const { path, step } = writeTone(userData)
  await openByDrop(page, path)
  await separate(page, 2)
  await page.getByRole('button', { name: 'Loop' }).click()
  await play(page)
  await hearSeconds(page, 0.4)
  const first = stems(page).first()
  const gain = first.getByRole('slider', { name: 'Gain' })
  const deeds: Record<string, () => Promise<void>> = {
    mute: () => first.getByRole('button', { name: 'Mute' }).click(),
    unmute: () => first.getByRole('button', { name: 'Mute' }).click(),
    louder: async () => {
      for (let i = 0; i < 4; i++) await gain.press('PageUp')
    },
    'to 0 dB': () => gain.press('Backspace'),
    original: () => listenTo(page, 'Original'),
    remix: () => listenTo(page, 'Remix'),
    solo: () => first.getByRole('button', { name: 'Solo' }).click(),
    seek: () => page.keyboard.press('Home')
  }
  // +12 dB at most, and fades of 20 ms from that level.
  const most = 4 * step + (4 * 0.4 * 1.6) / 882
  for (const [name, deed] of Object.entries(deeds)) {
    const listening = listen(page)
    await deed()
    expect(largestStep((await listening)[0]!), name).toBeLessThan(most)
  }
})

test('a range is made on the ruler or typed, and loops without a gap', async ({
  page,
  userData
}) => {
  const rate = 44_100
  const noise = Float32Array.from({ length: rate * 6 }, (_, n) => {
    const x = Math.sin(n * 12.9898) * 43758.5453
    return 0.8 * (x - Math.floor(x)) - 0.4
  })
  const path = join(userData, 'noise.wav')
  writeFileSync(path, float32Wav([noise], rate))
  await openByDrop(page, path)
  await separate(page, 3)
  const start = page.getByRole('textbox', { name: 'Loop start' })
  const end = page.getByRole('textbox', { name: 'Loop end' })
  const loop = page.getByRole('button', { name: 'Loop' })
  await expect(start).toHaveValue('')
  await expect(loop).toHaveAttribute('aria-pressed', 'false')

  const lane = (await page.getByTestId('range-lane').boundingBox())!
  const at = (part: number): number => lane.x + part * lane.width
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(at(from), lane.y + 6)
    await page.mouse.down()
    await page.mouse.move(at((from + to) / 2), lane.y + 7)
    await page.mouse.move(at(to), lane.y + 7)
    await page.mouse.up()
  }
  const close = async (field: typeof start, seconds: number): Promise<void> => {
    const [minutes, rest] = (await field.inputValue()).split(':')
    expect(Math.abs(Number(minutes) * 60 + Number(rest) - seconds)).toBeLessThan(0.03)
  }
  await drag(0.2, 0.5)
  await expect(loop).toHaveAttribute('aria-pressed', 'true')
  await close(start, 1.2)
  await close(end, 3)
  await drag(0.5, 0.6)
  await close(end, 3.6)
  await drag(0.4, 0.5)
  await close(start, 1.8)
  await close(end, 4.2)
  await expect(page.getByTestId('range-line')).toHaveCount(2)
  await page.mouse.dblclick(at(0.5), lane.y + 6)
  await expect(start).toHaveValue('')
  await expect(page.getByTestId('range-line')).toHaveCount(0)

  await typeTime(page, 'Loop start', '1.25')
  await expect(start).toHaveValue('00:01.250')
  await typeTime(page, 'Loop end', '00:01.750')
  await end.fill('0:01')
  await expect(end).toHaveAttribute('aria-invalid', 'true')
  await end.press('Escape')
  await expect(end).toHaveValue('00:01.750')
  await end.press('ArrowUp')
  await expect(end).toHaveValue('00:01.760')
  await end.press('ArrowDown')
  await page.getByRole('region', { name: 'Waveform' }).click({ position: { x: 5, y: 20 } })
  await page.keyboard.press('l')
  await expect(loop).toHaveAttribute('aria-pressed', 'true')

  await play(page)
  await hearSeconds(page, 2.2)
  const [from, to, fade] = [1.25 * rate, 1.75 * rate, 882]
  const period = Float32Array.from({ length: to - from }, (_, n) => {
    const x = (from + n - (to - fade)) / fade
    const share = x < 0 ? 0 : x * x * (3 - 2 * x)
    return noise[from + n]! * (1 - share) + noise[n + from - (to - from)]! * share
  })
  const rounds = Float32Array.from(
    { length: 4 * period.length },
    (_, n) => period[n % period.length]!
  )
  for (const stretch of await listen(page, 3)) {
    const { at: found } = findIn(rounds.subarray(0, STRETCH + period.length), stretch)
    // What was found may begin rounds before the first one.
    const place = ((found % period.length) + period.length) % period.length
    expect(errorAt(rounds, place, stretch), 'a looped stretch').toBeLessThan(-110)
  }
  const playhead = Number((await page.getByLabel('Playhead').textContent())!.trim().split(':')[1])
  expect(playhead).toBeGreaterThanOrEqual(1.249)
  expect(playhead).toBeLessThanOrEqual(1.751)
})

test('sound goes to the output that was chosen, and back when it is pulled out', async ({
  page
}) => {
  await page.evaluate(() => {
    const media = navigator.mediaDevices
    const output = { deviceId: 'x1', kind: 'audiooutput', label: 'Studio box', groupId: '' }
    let present = [output]
    const sent: string[] = []
    media.enumerateDevices = () => Promise.resolve(present as MediaDeviceInfo[])
    Object.assign(AudioContext.prototype, {
      setSinkId: (id: string) => (sent.push(id), Promise.resolve())
    })
    Object.assign(globalThis, {
      sent,
      pull: () => {
        present = []
        media.dispatchEvent(new Event('devicechange'))
      }
    })
    media.dispatchEvent(new Event('devicechange'))
  })
  await page.getByRole('button', { name: 'Try the demo' }).click()
  await expect(page.getByRole('region', { name: 'Waveform' })).toBeVisible()
  await page.getByRole('button', { name: 'Settings' }).click()
  const choice = page.getByRole('combobox', { name: 'Output device' })
  await choice.selectOption('Studio box')
  const sent = (): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { sent: string[] }).sent)
  await expect.poll(sent).toEqual(['x1'])
  await page.evaluate(() => (globalThis as unknown as { pull: () => void }).pull())
  await expect(page.getByText('“Studio box” is gone.')).toBeVisible()
  await expect.poll(sent).toEqual(['x1', ''])
  await expect(choice).toHaveValue('x1')
  await page.reload()
  await page.getByRole('button', { name: 'Settings' }).click()
  await expect(page.getByRole('combobox', { name: 'Output device' })).toHaveValue('x1')
})

test('levels of the stems move while playing and rest with it; the remix can be matched', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const level = async (row: number): Promise<number> =>
    Number(await stems(page).nth(row).getByRole('meter').getAttribute('aria-valuenow'))
  expect(await level(0)).toBe(-54)
  await play(page)
  await expect.poll(() => level(0)).toBeGreaterThan(-50)
  await stems(page).nth(0).getByRole('button', { name: 'Mute' }).click()
  await expect.poll(() => level(0)).toBe(-54)
  const match = page.getByRole('button', { name: 'Match level' })
  await match.click()
  await expect(match).toHaveAttribute('aria-pressed', 'true')
  await expect(match).toHaveAttribute('title', /\+\d+\.\d dB/)
  await page.getByRole('button', { name: 'Pause' }).click()
  for (const row of [1, 2]) await expect.poll(() => level(row)).toBe(-54)
})

/** Milliseconds of sound that a device holds. */
const DEVICE_MS = 40

/** How long this process, which asks for next to nothing, was kept from the processor at worst. */
class LongestWait {
  #last = performance.now()
  #worstMs = 0
  readonly #timer = setInterval(() => {
    const now = performance.now()
    this.#worstMs = Math.max(this.#worstMs, now - this.#last - 5)
    this.#last = now
  }, 5)

  /** Stops; milliseconds. */
  end(): number {
    clearInterval(this.#timer)
    return this.#worstMs
  }
}

test('20 seconds of playing while a separation runs and the window is scrolled are never late', async ({
  page
}) => {
  test.setTimeout(180_000)
  await openByDrop(page, pianoToy)
  await separate(page, 8)
  await page.getByRole('button', { name: 'Loop' }).click()
  const waveform = (await page.getByRole('region', { name: 'Waveform' }).boundingBox())!
  await page.mouse.move(waveform.x + 400, waveform.y + 30)
  await play(page)
  const field = page.getByRole('spinbutton', { name: 'Components' })
  const progress = page.getByRole('progressbar', { name: 'Separating' })

  // Other programs may take the processor away for longer than any device holds sound: three
  // attempts, and one in which this process was kept waiting as long says nothing about the app.
  const attempts: { late: number; calls: number; waitedMs: number }[] = []
  while (attempts.length < 3 && attempts.every(({ late }) => late > 0)) {
    const before = await renderFigures(page)
    const waiting = new LongestWait()
    const until = Date.now() + 20_000
    for (let i = 0; Date.now() < until; i++) {
      if ((await progress.count()) === 0) {
        await field.fill(String(24 + (i % 8)))
        await field.press('Enter')
        await page.getByRole('button', { name: 'Separate', exact: true }).click()
        await page.mouse.move(waveform.x + 400, waveform.y + 30)
      }
      await page.keyboard.down(i % 2 === 0 ? 'Control' : 'Shift')
      await page.mouse.wheel(0, i % 8 < 4 ? -120 : 120)
      await page.keyboard.up(i % 2 === 0 ? 'Control' : 'Shift')
      await page.waitForTimeout(30)
    }
    const after = await renderFigures(page)
    const [late, calls] = [after.late - before.late, after.calls - before.calls]
    attempts.push({ late, calls, waitedMs: waiting.end() })
    const ms = (after.busyMs - before.busyMs).toFixed(0)
    test.info().annotations.push({
      type: 'late quanta',
      description: `${late} of ${calls}, ${ms} ms in them, waited ${waiting.end().toFixed(0)} ms`
    })
    if ((await progress.count()) > 0) await page.keyboard.press('Escape')
    await expect(progress).toHaveCount(0, { timeout: 20_000 })
  }
  const told = JSON.stringify(attempts)
  for (const { late, calls } of attempts) {
    expect(calls, `render calls in 20 seconds: ${told}`).toBeGreaterThan(1000)
    expect(late / calls, `late quanta: ${told}`).toBeLessThan(0.02)
  }
  const isQuiet = ({ waitedMs }: { waitedMs: number }): boolean => waitedMs < DEVICE_MS
  if (attempts.some(isQuiet)) {
    expect(Math.min(...attempts.map(({ late }) => late)), `late quanta: ${told}`).toBe(0)
  }
})
