/** The lanes: their heights, their heads, the row of Rest, and what tooltips say of them. */
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'
import { chooseHeight } from './look'
import { openByDrop, pianoToy, separate, stems } from './steps'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox()
  if (box === null) throw new Error('it is not shown')
  return box
}

test('in compact lanes every control has its own place in one line, and names can be selected', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 6)
  await chooseHeight(page, 'Compact')
  const row = stems(page).nth(1)
  await expect.poll(async () => (await boxOf(row)).height).toBe(32)
  for (const each of [row, stems(page).nth(4)]) {
    const line = await boxOf(each)
    const parts = await Promise.all(
      [
        each.getByRole('textbox', { name: 'Name' }),
        each.getByRole('button', { name: 'Solo' }),
        each.getByRole('button', { name: 'Mute' }),
        each.getByRole('slider', { name: 'Gain' }),
        each.getByRole('meter')
      ].map(boxOf)
    )
    for (const [i, part] of parts.entries()) {
      expect(part.y).toBeGreaterThanOrEqual(line.y)
      expect(part.y + part.height).toBeLessThanOrEqual(line.y + line.height)
      const next = parts[i + 1]
      if (next !== undefined) expect(part.x + part.width).toBeLessThanOrEqual(next.x)
    }
    const [, , , , meter] = parts
    expect(meter?.height).toBeGreaterThan(16)
  }
  await row.getByRole('textbox', { name: 'Name' }).click()
  await stems(page)
    .nth(3)
    .getByRole('textbox', { name: 'Name' })
    .click({ modifiers: ['ControlOrMeta'] })
  await expect(page.getByText('2 selected')).toBeVisible()
})

test('a gain in a compact lane is dragged up and down, a quarter of a decibel a pixel', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  await chooseHeight(page, 'Compact')
  const gain = stems(page).nth(0).getByRole('slider', { name: 'Gain' })
  const { x, y, width, height } = await boxOf(gain)
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 2, y + height / 2 + 12, { steps: 4 })
  await page.mouse.up()
  await expect(gain).toHaveAttribute('aria-valuenow', '-3')
})

test('few stems share all the room of the lanes, many are as high as usual', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const list = await boxOf(page.getByRole('list', { name: 'Stems' }))
  const heights = await Promise.all(
    [0, 1, 2].map(async (i) => (await boxOf(stems(page).nth(i))).height)
  )
  const sum = heights.reduce((a, b) => a + b, 0)
  expect(list.height - sum).toBeLessThan(3)
  expect(new Set(heights).size).toBe(1)
  await separate(page, 8)
  await expect.poll(async () => (await boxOf(stems(page).nth(0))).height).toBe(56)
})

test('heads are widened by dragging and by keyboard, and are as wide at the next start', async ({
  launch
}) => {
  const first = await launch()
  await openByDrop(first.page, pianoToy)
  await separate(first.page, 3)
  const edge = (page: Page): Locator => page.getByRole('separator', { name: 'Width of the heads' })
  const nameWidth = async (page: Page): Promise<number> =>
    (await boxOf(stems(page).nth(0).getByRole('textbox', { name: 'Name' }))).width
  const narrow = await nameWidth(first.page)
  const box = await boxOf(edge(first.page))
  await first.page.mouse.move(box.x + 3, box.y + 300)
  await first.page.mouse.down()
  await first.page.mouse.move(box.x + 103, box.y + 300, { steps: 5 })
  await first.page.mouse.up()
  await expect(edge(first.page)).toHaveAttribute('aria-valuenow', '316')
  expect(await nameWidth(first.page)).toBe(narrow + 100)
  await first.page.getByRole('button', { name: 'Sort' }).focus()
  await first.page.keyboard.press('Alt+ArrowRight')
  await expect(edge(first.page)).toHaveAttribute('aria-valuenow', '324')
  await first.app.close()

  const { page } = await launch()
  await openByDrop(page, pianoToy)
  await expect(edge(page)).toHaveAttribute('aria-valuenow', '324')
  await separate(page, 3)
  expect(await nameWidth(page)).toBe(narrow + 108)
  await edge(page).dblclick({ position: { x: 3, y: 300 } })
  await expect(edge(page)).toHaveAttribute('aria-valuenow', '216')
})

test('what lies around a separated range has a row, which is muted like any other', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  const wave = page.getByRole('region', { name: 'Waveform' })
  const { x, y } = await boxOf(wave)
  await page.mouse.move(x + 200, y + 20)
  await page.mouse.down()
  await page.mouse.move(x + 420, y + 20, { steps: 4 })
  await page.mouse.up()
  await wave.click({ button: 'right', position: { x: 300, y: 20 } })
  await page.getByRole('menuitem', { name: 'Separate only the range' }).click()
  const rest = page.getByRole('listitem', { name: 'Rest', exact: true })
  await expect(rest).toHaveAccessibleDescription('all that lies outside the separated range', {
    timeout: 60_000
  })
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0, {
    timeout: 60_000
  })
  await expect(rest).toContainText('At 0 dB')
  await rest.getByRole('button', { name: 'Mute' }).click()
  await expect(rest.getByRole('button', { name: 'Mute' })).toHaveAttribute('aria-pressed', 'true')
  await rest.click({ position: { x: 60, y: 40 } })
  await expect(page.getByRole('complementary', { name: 'Inspector' })).not.toContainText('Energy')
})

test('tooltips come for the pointer and for the keyboard, and Escape puts them away', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const tip = page.getByRole('tooltip')
  const gain = stems(page).nth(0).getByRole('slider', { name: 'Gain' })
  await gain.hover()
  await expect(tip).toContainText('Gain: double-click for 0.0 dB')
  await expect(gain).toHaveAccessibleDescription(/double-click/)
  await page.keyboard.press('Escape')
  await expect(tip).toHaveCount(0)
  await expect(gain).toHaveAttribute('title', /double-click/)

  for (const [name, text] of [
    ['Zoom', 'Zoom: double-click for whole recording'],
    ['Spectrogram gain', 'Spectrogram gain: double-click for 20 dB'],
    ['Spectrogram range', 'Spectrogram range: double-click for 80 dB'],
    ['Master gain', 'Master gain: double-click']
  ] as const) {
    await page.getByRole('slider', { name, exact: true }).hover()
    await expect(tip).toContainText(text)
  }
  await page.getByRole('button', { name: 'More', exact: true }).first().hover()
  await expect(tip).toContainText('More')

  await page.mouse.move(700, 300)
  await expect(tip).toHaveCount(0)
  await page.getByRole('button', { name: 'Play' }).focus()
  await page.keyboard.press('Tab')
  await expect(tip).toHaveText(/Loop the range/)
  await page.keyboard.press('Escape')
  await expect(tip).toHaveCount(0)
  // Keys of the window work while one is shown.
  await gain.hover()
  await expect(tip).toBeVisible()
  await page.keyboard.press('v')
  await expect(page.getByRole('radiogroup', { name: 'Middle shows' })).toBeVisible()
})

test('in the smallest window nothing is cut off: facts, whether an export adds up, the curve', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 8)
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setContentSize(1100, 700)
  )
  await chooseHeight(page, 'Tall')
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('.chips')].flatMap((line) => {
      const { bottom, right } = line.getBoundingClientRect()
      return [...line.children]
        .map((chip) => ({ text: chip.textContent, box: chip.getBoundingClientRect() }))
        .filter(({ box }) => box.top < bottom && (box.right > right + 1 || box.bottom > bottom + 1))
        .map(({ text }) => text)
    })
  )
  expect(cut).toEqual([])

  await page.keyboard.press('?')
  const isScrolled = await page
    .getByRole('dialog', { name: 'Shortcuts' })
    .evaluate((dialog) =>
      [dialog, ...dialog.querySelectorAll('*')].some(
        (each) =>
          each.scrollHeight > each.clientHeight + 1 &&
          ['auto', 'scroll'].includes(getComputedStyle(each).overflowY)
      )
    )
  expect(isScrolled).toBe(false)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Export' }).click()
  const sum = page.getByRole('dialog', { name: 'Export stems' }).getByText('add up to')
  await expect(sum).toBeVisible()
  const isCovered = await sum.evaluate((text) => {
    const { left, top, width, height } = text.getBoundingClientRect()
    const shown = document.elementFromPoint(left + width / 2, top + height / 2)
    return shown === null || !(text.contains(shown) || shown.contains(text))
  })
  expect(isCovered).toBe(false)
  // A bar of the system would take width from what scrolls.
  const bars = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('*')]
      .filter((each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowY))
      .filter((each) => each.offsetWidth - each.clientWidth > 4)
      .map((each) => each.className)
  )
  expect(bars).toEqual([])
  await page.keyboard.press('Escape')

  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2)
  )
  await page.keyboard.press('v')
  const curve = page.getByRole('region', { name: 'Convergence' }).getByRole('img')
  await expect(curve).toBeVisible()
  await expect.poll(async () => (await boxOf(curve)).height).toBeGreaterThan(40)
  const choice = await boxOf(page.getByRole('radiogroup', { name: 'Against' }))
  expect(choice.y + choice.height).toBeLessThanOrEqual((await boxOf(curve)).y)
})
