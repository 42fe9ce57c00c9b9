/**
 * Seeing, as a person does it: the spectrogram of what is selected or heard, finding, boxes, the
 * model view.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'
import { brightColumns, columnBrightness } from './pixels'
import { openByDrop, pianoToy, separate, stems } from './steps'

const spectrogram = (page: Page): Locator => page.getByRole('region', { name: 'Spectrogram' })

async function boxOf(
  part: Locator
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await part.boundingBox()
  if (box === null) throw new Error('it is not on the screen')
  return box
}

async function expectShown(page: Page): Promise<void> {
  await expect(spectrogram(page)).toHaveAttribute('data-ready', 'true', { timeout: 30_000 })
}

/** Chooses in a radiogroup as with a click on the label. */
async function choose(page: Page, group: string, name: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: group })
    .getByText(name, { exact: true })
    .first()
    .click()
}

/** What the bubble of the crosshair says of a row, such as "Level". */
async function bubble(page: Page, row: string): Promise<string> {
  const texts = await spectrogram(page).locator('dl > *').allTextContents()
  return texts[texts.indexOf(row) + 1] ?? ''
}

const number = (text: string): number =>
  Number(/[\d.]+/.exec(text)?.[0]) * (text.includes('−') ? -1 : 1)

test('the wave is there before any of its peaks is fetched', async ({ page }) => {
  await page.evaluate(() => {
    const real = globalThis.fetch
    const held: string[] = []
    const hold: typeof fetch = (input, init) => {
      const url = input instanceof Request ? input.url : String(input)
      if (!url.includes('/peaks/')) return real(input, init)
      held.push(url)
      return new Promise(() => undefined)
    }
    Object.assign(globalThis, { fetch: hold, held })
  })
  await openByDrop(page, pianoToy)
  const box = await boxOf(page.getByRole('region', { name: 'Waveform' }))
  // Above and below the middle there is something only where a wave is drawn.
  const halves = [0.25, 0.6].map((y) => ({
    ...box,
    y: box.y + y * box.height,
    height: 0.15 * box.height
  }))
  await expect
    .poll(async () => {
      const columns = await columnBrightness(page, halves)
      // The playhead alone is a column or two.
      const counts = columns.map((half) => {
        const dark = Math.min(...half)
        return half.filter((brightness) => brightness > dark + 10).length
      })
      return Math.min(...counts) / box.width
    })
    .toBeGreaterThan(0.1)
  const held = (): Promise<string[]> =>
    page.evaluate(() => (globalThis as unknown as { held: string[] }).held)
  await expect.poll(async () => (await held()).length).toBeGreaterThan(0)
})

test('the spectrogram shows the recording, the selection, or what is heard', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 6)
  await expectShown(page)
  const { x, y, width, height } = await boxOf(spectrogram(page))
  const levelAt = async (): Promise<number> => {
    await expectShown(page)
    await page.mouse.move(x + width / 2 - 1, y + height * 0.7)
    await page.mouse.move(x + width / 2, y + height * 0.7)
    const text = await bubble(page, 'Level')
    return text.includes('∞') ? -Infinity : number(text)
  }
  const mixture = await levelAt()
  expect(mixture).toBeGreaterThan(-120)

  await choose(page, 'Show', 'Remix')
  expect(await levelAt()).toBeCloseTo(mixture, 1)

  // Every stem lets a part of it through; the loudest part is nearly all.
  await choose(page, 'Show', 'Selection')
  const parts: number[] = []
  for (const stem of await stems(page).all()) {
    await stem
      .locator('.number, .head')
      .first()
      .click({ position: { x: 12, y: 6 } })
    parts.push(await levelAt())
  }
  expect(Math.max(...parts)).toBeLessThan(mixture + 0.6)
  expect(Math.max(...parts)).toBeGreaterThan(mixture - 16)
  expect(Math.min(...parts)).toBeLessThan(mixture - 6)

  await choose(page, 'Show', 'Remix')
  for (const stem of await stems(page).all())
    await stem.getByRole('button', { name: 'Mute' }).click()
  expect(await levelAt()).toBeLessThanOrEqual(-120)
})

test('Alt and a click select what is loudest there, and name the next ones', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 6)
  await expectShown(page)
  const { width, height } = await boxOf(spectrogram(page))
  const position = { x: width * 0.3, y: height * 0.8 }
  await spectrogram(page).click({ position, modifiers: ['Alt'] })
  const menu = page.getByRole('menu', { name: 'Loudest here' })
  const found = menu.getByRole('menuitemradio')
  await expect(found).toHaveCount(3)
  await expect(found.first()).toBeFocused()
  await expect(found.first()).toHaveAttribute('aria-checked', 'true')
  const shares = (await found.allTextContents()).map((text) =>
    number(/(\d+) %/.exec(text)?.[1] ?? '')
  )
  expect(shares).toEqual(shares.toSorted((a, b) => b - a))

  const current = page.getByRole('list', { name: 'Stems' }).locator('[aria-current="true"]')
  const nameOf = async (item: Locator): Promise<string> =>
    ((await item.getAttribute('aria-label')) ?? '').replace(/, [^,]*%$/, '')
  await expect(current).toHaveAttribute('aria-label', await nameOf(found.first()))
  const second = await nameOf(found.nth(1))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(menu).toHaveCount(0)
  await expect(current).toHaveAttribute('aria-label', second)

  // The same with the keyboard alone, at the crosshair.
  await spectrogram(page).focus()
  await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.press('Alt+Enter')
  await expect(found.first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await expect(spectrogram(page)).toBeFocused()
})

test('a box is dragged, read, used as the range, and let go', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await expectShown(page)
  const { x, y, width } = await boxOf(spectrogram(page))
  const frame = page.getByTestId('picture-box')
  const drag = async (): Promise<void> => {
    await page.mouse.move(x + width * 0.25, y + 40)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.5, y + 90, { steps: 4 })
    await page.mouse.up()
  }
  await drag()
  await expect(frame).toBeVisible()
  const box = await boxOf(frame)
  expect(Math.abs(box.x - (x + width * 0.25))).toBeLessThanOrEqual(1)
  expect(Math.abs(box.x + box.width - (x + width * 0.5))).toBeLessThanOrEqual(1)
  expect(Math.abs(box.y - (y + 40))).toBeLessThanOrEqual(1)
  expect(Math.abs(box.y + box.height - (y + 90))).toBeLessThanOrEqual(1)
  await expect(spectrogram(page).locator('output')).toContainText(/ to .* Hz to .* Hz/)

  await page.keyboard.press('Escape')
  await expect(frame).toHaveCount(0)
  await drag()
  await page.keyboard.press('Enter')
  const start = page.getByRole('textbox', { name: 'Loop start' })
  const said = await spectrogram(page).locator('output').textContent()
  await expect(start).toHaveValue(/\d\d:\d\d\.\d\d\d/)
  expect(said).toContain(await start.inputValue())

  // A click places the playhead and ends the box.
  await page.mouse.click(x + width * 0.75, y + 60)
  await expect(frame).toHaveCount(0)
  const playhead = await boxOf(page.getByTestId('playhead'))
  expect(Math.abs(playhead.x - (x + width * 0.75))).toBeLessThanOrEqual(1)

  // The waveform chooses a range in the same way.
  const wave = await boxOf(page.getByRole('region', { name: 'Waveform' }))
  await page.mouse.move(wave.x + 100, wave.y + 20)
  await page.mouse.down()
  await page.mouse.move(wave.x + 200, wave.y + 20, { steps: 4 })
  await page.mouse.up()
  await expect(start).not.toHaveValue((said ?? '').trim().slice(0, 9))
  await expect(page.getByTestId('range-line')).toHaveCount(2)
})

test('frequency zooms about the pointer, and everything of it can be seen again', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await expectShown(page)
  const { x, y, width, height } = await boxOf(spectrogram(page))
  const fit = page.getByRole('button', { name: 'Fit frequency' })
  await expect(fit).toBeDisabled()
  await page.mouse.move(x + width / 2, y + 1)
  const highest = number(await bubble(page, 'Frequency'))
  await page.mouse.move(x + width / 2, y + height * 0.6)
  const before = number(await bubble(page, 'Frequency'))
  await page.keyboard.down('Alt')
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -120)
  await page.keyboard.up('Alt')
  await expect(fit).toBeEnabled()
  await page.mouse.move(x + width / 2 - 1, y + height * 0.6)
  const after = number(await bubble(page, 'Frequency'))
  expect(Math.abs(after / before - 1)).toBeLessThan(0.01)
  await page.mouse.move(x + width / 2, y + 1)
  expect(number(await bubble(page, 'Frequency'))).toBeLessThan(highest * 0.9)
  await fit.click()
  await expect(fit).toBeDisabled()
  await page.mouse.move(x + width / 2, y + 1)
  expect(number(await bubble(page, 'Frequency'))).toBe(highest)

  // An inverted map is bright where the other is dark.
  const brightness = async (): Promise<number> => {
    await page.mouse.move(20, 880)
    const box = { x: x + 10, y: y + 10, width: width - 20, height: height - 20 }
    const [columns = []] = await columnBrightness(page, [box])
    return columns.reduce((a, b) => a + b, 0) / columns.length
  }
  const dark = await brightness()
  await page.getByRole('combobox', { name: 'Color map' }).selectOption('Dusk, inverted')
  await expect.poll(brightness).toBeGreaterThan(dark + 20)
})

test('WebGL is drawn by a GPU or not at all', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await expectShown(page)
  const isWithoutGpu = await page.evaluate(() => {
    const settings = { failIfMajorPerformanceCaveat: true }
    return document.createElement('canvas').getContext('webgl2', settings) === null
  })
  const canvas = spectrogram(page).locator('canvas').first()
  await expect(canvas).toHaveAttribute('data-flat', String(isWithoutGpu))
})

test('without WebGL, and after it was lost, the same picture is drawn', async ({ page }) => {
  // The app wants WebGL of a GPU only; here, where there may be none, software rendering replaces
  // it.
  await page.evaluate(() => {
    const getContext = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (
      this: HTMLCanvasElement,
      kind: string,
      settings?: WebGLContextAttributes
    ) => RenderingContext | null
    Reflect.set(
      HTMLCanvasElement.prototype,
      'getContext',
      function (this: HTMLCanvasElement, kind: string, settings?: WebGLContextAttributes) {
        return getContext.call(this, kind, { ...settings, failIfMajorPerformanceCaveat: false })
      }
    )
  })
  await openByDrop(page, pianoToy)
  await expectShown(page)
  const box = await boxOf(spectrogram(page))
  const canvas = spectrogram(page).locator('canvas').first()
  await expect(canvas).toHaveAttribute('data-flat', 'false')
  await page.mouse.move(20, 880)
  const [drawn = []] = await columnBrightness(page, [box])
  await canvas.evaluate((element: HTMLCanvasElement) => {
    element.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
  })
  await expect(canvas).toHaveAttribute('data-flat', 'true')
  await expect
    .poll(async () => {
      const [flat = []] = await columnBrightness(page, [box])
      return Math.max(...flat.map((value, i) => Math.abs(value - drawn[i]!)))
    })
    .toBeLessThan(6)
})

test('the model view shows W, H and V, linked with the stems', async ({ page }) => {
  await openByDrop(page, pianoToy)
  const view = page.getByRole('radiogroup', { name: 'View' })
  await expect(view.getByRole('radio', { name: 'Model' })).toBeDisabled()
  await separate(page, 6)
  const names = await stems(page).evaluateAll((rows) => rows.map((row) => row.ariaLabel))
  await page.keyboard.press('v')
  await expect(view.getByRole('radio', { name: 'Model' })).toBeChecked()
  await expect(page.getByRole('heading', { name: 'Model' })).toBeVisible()
  expect(await stems(page).evaluateAll((rows) => rows.map((row) => row.ariaLabel))).toEqual(names)

  await stems(page).nth(1).click()
  await stems(page)
    .nth(3)
    .click({ modifiers: ['ControlOrMeta'] })
  await expect(page.getByText('2 of 6 selected')).toBeVisible()
  await expect(stems(page).nth(3)).toHaveAttribute('aria-current', 'true')
  for (const middle of ['Recording', 'Model', 'Selected']) {
    await choose(page, 'Middle shows', middle)
    await expectShown(page)
  }
  await page.getByRole('button', { name: 'Only these' }).click()
  await expect(stems(page).nth(3).getByRole('button', { name: 'Solo' })).toHaveAttribute(
    'aria-pressed',
    'true'
  )
  await expect(page.getByRole('img', { name: /^Divergence .* after/ }).first()).toBeVisible()

  // One viewport and one selection: what is grouped and zoomed here is so in the lanes.
  const { x, y } = await boxOf(spectrogram(page))
  await page.mouse.move(x + 300, y + 100)
  await page.keyboard.down('Control')
  for (let i = 0; i < 4; i++) await page.mouse.wheel(0, -120)
  await page.keyboard.up('Control')
  await page.getByRole('button', { name: 'Group', exact: true }).click()
  await expect(stems(page)).toHaveCount(5)
  const firstLabel = (): Promise<string | null> =>
    page.getByRole('slider', { name: 'Position' }).locator('span').first().textContent()
  await expect(page.getByRole('slider', { name: 'Position' })).toBeVisible()
  const label = await firstLabel()
  await page.keyboard.press('v')
  await expect(page.getByRole('heading', { name: 'Model' })).toHaveCount(0)
  await expect(stems(page)).toHaveCount(5)
  // The pointer stood well right of the start, so zooming about it has scrolled.
  expect(label).not.toBe('0:00')
  expect(await firstLabel()).toBe(label)
})

test('a lane reads time and level under the pointer', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  const lane = stems(page).first().locator('.time')
  const { width } = await boxOf(lane)
  await lane.hover({ position: { x: width / 3, y: 20 } })
  await expect(lane.locator('output')).toContainText(/\d\d:\d\d\.\d\d\d\s+−(\d|∞)/)
})

const RATE = 44_100
/** A click in the middle of a frame both of the picture and of the separation. */
const CLICK = 400 * 1024

/** 20 s of mono with one click in them, over a noise that is barely there. */
function clickFile(folder: string): string {
  const count = 20 * RATE
  const wav = Buffer.alloc(44 + 2 * count)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + 2 * count, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(RATE, 24)
  wav.writeUInt32LE(2 * RATE, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(2 * count, 40)
  for (let n = 0; n < count; n++) wav.writeInt16LE(((n * 7919) % 3) - 1, 44 + 2 * n)
  wav.writeInt16LE(32_000, 44 + 2 * CLICK)
  const path = join(folder, 'click.wav')
  writeFileSync(path, wav)
  return path
}

/** Pixels of the ruler's labeled ticks by their time, and through them the pixel of any time. */
async function timeToX(page: Page): Promise<(seconds: number) => number> {
  const ticks = await page.getByRole('slider', { name: 'Position' }).evaluate((ruler) =>
    [...ruler.querySelectorAll<HTMLElement>('i.labeled')].map((tick) => ({
      x: tick.getBoundingClientRect().left,
      text: tick.nextElementSibling?.textContent ?? ''
    }))
  )
  const places = ticks.map(({ x, text }) => {
    const [minutes = 0, seconds = 0] = text.split(':').map(Number)
    return { x, seconds: minutes * 60 + seconds }
  })
  const first = places[0]
  const last = places[places.length - 1]
  if (first === undefined || last === undefined) throw new Error('the ruler has no labels')
  const rate = (last.x - first.x) / (last.seconds - first.seconds)
  return (seconds) => first.x + (seconds - first.seconds) * rate
}

test('ruler, waveform, spectrogram, lane and playhead agree to a pixel at five zooms', async ({
  page,
  userData
}) => {
  test.slow()
  await openByDrop(page, clickFile(userData))
  await separate(page, 1)
  await expectShown(page)
  const wave = await boxOf(page.getByRole('region', { name: 'Waveform' }))
  const picture = await boxOf(spectrogram(page))
  const lane = await boxOf(stems(page).first().locator('.time'))
  const seconds = CLICK / RATE
  for (const notches of [0, 8, 10, 10, 10]) {
    const near = (await timeToX(page))(seconds)
    await page.mouse.move(near, picture.y + 50)
    await page.keyboard.down('Control')
    for (let i = 0; i < notches; i++) await page.mouse.wheel(0, -120)
    await page.keyboard.up('Control')
    await expectShown(page)

    // The playhead stands where it was put, away from the click.
    const away = picture.x + picture.width * 0.9
    await page.mouse.click(away, picture.y + 20)
    expect(Math.abs((await boxOf(page.getByTestId('playhead'))).x - away)).toBeLessThanOrEqual(1)

    await page.mouse.move(20, 880)
    const x = (await timeToX(page))(seconds)
    const part = { x: Math.round(x) - 150, width: 300 }
    const boxes = [wave, picture, lane].map(({ y, height }) => ({
      ...part,
      y: y + 2,
      height: height - 4
    }))
    await expect(async () => {
      const columns = await columnBrightness(page, boxes)
      const middles = columns.map((values) => {
        const { left, right } = brightColumns(values)
        return part.x + (left + right) / 2
      })
      for (const middle of middles) expect(Math.abs(middle - x)).toBeLessThanOrEqual(1.5)
    }).toPass({ timeout: 10_000 })
  }
})
