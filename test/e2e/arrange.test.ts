/** Making stems of components: grouping, moving, naming, Rest, undo, hearing one alone. */
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'
import { heardLevel, letGoAt, openByDrop, pianoToy, separate, stems } from './steps'

/** Names of the rows from the top. */
function names(page: Page): Promise<(string | null)[]> {
  return stems(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')))
}

function row(page: Page, name: string): Locator {
  return page.getByRole('list', { name: 'Stems' }).getByRole('listitem', { name, exact: true })
}

async function expectNames(page: Page, expected: readonly (string | null)[]): Promise<void> {
  await expect.poll(() => names(page)).toEqual(expected)
}

/** Names the rows A, B, C ... from the top, so that a test can tell them apart. */
async function nameRows(page: Page): Promise<void> {
  const count = await stems(page).count()
  for (let i = 0; i < count; i++) {
    await stems(page)
      .nth(i)
      .click({ position: { x: 60, y: 10 } })
    await page.keyboard.press('F2')
    await page.keyboard.type('ABCDEFGH'.charAt(i))
    await page.keyboard.press('Enter')
  }
  const letters = Array.from({ length: count }, (_, i) => 'ABCDEFGH'.charAt(i))
  await expectNames(page, letters)
}

const undo = (page: Page): Locator => page.getByRole('button', { name: 'Undo' })
const redo = (page: Page): Locator => page.getByRole('button', { name: 'Redo' })

async function select(page: Page, first: string, ...more: string[]): Promise<void> {
  await row(page, first).click({ position: { x: 60, y: 10 } })
  for (const name of more) {
    await row(page, name).click({ position: { x: 60, y: 10 }, modifiers: ['ControlOrMeta'] })
  }
}

test('stems are grouped, named, taken apart, and every step is undone by its name', async ({
  app,
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 6)
  await nameRows(page)

  await select(page, 'B', 'D', 'E')
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+g')
  await expect(stems(page)).toHaveCount(4)
  await page.keyboard.press('F2')
  await page.keyboard.type('Sax')
  await page.keyboard.press('Enter')
  await expectNames(page, ['A', 'Sax', 'C', 'F'])
  const labels = (): Promise<string[]> =>
    app.evaluate(({ Menu }) => {
      const edit = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Edit')
      return edit?.submenu?.items.map(({ label }) => label) ?? []
    })
  await expect.poll(labels).toContain('Undo Rename B +2')

  await row(page, 'Sax').getByRole('button', { name: 'Parts' }).click()
  await expectNames(page, ['A', 'Sax', 'B', 'D', 'E', 'C', 'F'])
  await row(page, 'D').getByRole('textbox', { name: 'Name' }).dblclick()
  await page.keyboard.type('Reed')
  await page.keyboard.press('Enter')
  await row(page, 'Reed').click({ button: 'right', position: { x: 60, y: 10 } })
  await page.getByRole('menuitem', { name: 'Take out of Sax' }).click()
  await expectNames(page, ['A', 'Sax', 'B', 'E', 'Reed', 'C', 'F'])
  await row(page, 'Sax').click({ position: { x: 60, y: 10 } })
  await page.keyboard.press('ControlOrMeta+Shift+g')
  await expectNames(page, ['A', 'B', 'E', 'Reed', 'C', 'F'])

  await expect(undo(page)).toHaveAttribute('title', /^Undo Ungroup Sax/)
  for (let i = 0; i < 5; i++) await page.keyboard.press('ControlOrMeta+z')
  await expectNames(page, ['A', 'B', 'C', 'D', 'E', 'F'])
  for (let i = 0; i < 5; i++) await redo(page).click()
  await expectNames(page, ['A', 'B', 'E', 'Reed', 'C', 'F'])
  await expect(redo(page)).toBeDisabled()
})

test('rows are moved by their grips, with the pointer and by keyboard', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 5)
  await nameRows(page)

  // Into the middle of a lane.
  await dragGrip(page, 'D', 'B', 0.5)
  await expectNames(page, ['A', 'B', 'C', 'E'])
  // Between two lanes.
  await dragGrip(page, 'E', 'A', 0.1)
  await expectNames(page, ['E', 'A', 'B', 'C'])
  // Escape leaves everything as it is.
  await dragGrip(page, 'C', 'E', 0.5, 'Escape')
  await expectNames(page, ['E', 'A', 'B', 'C'])

  await page.keyboard.press('Tab')
  await row(page, 'C').focus()
  await page.keyboard.press('ArrowRight')
  await expect(row(page, 'C').getByRole('button', { name: 'Move' })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByText(/^Lifted C\. Move into B\. /)).toBeAttached()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(page.getByText('Move into A', { exact: true })).toBeAttached()
  await page.keyboard.press('Enter')
  await expectNames(page, ['E', 'A', 'B'])
  await expect(row(page, 'A')).toBeFocused()
  // The group's chevron is its grip.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Escape')
  await expectNames(page, ['E', 'A', 'B'])
  await undo(page).click()
  await expectNames(page, ['E', 'A', 'B', 'C'])
})

async function dragGrip(
  page: Page,
  from: string,
  to: string,
  part: number,
  key?: string
): Promise<void> {
  await row(page, from).hover({ position: { x: 60, y: 10 } })
  const grip = await row(page, from).getByRole('button', { name: 'Move' }).boundingBox()
  const lane = await row(page, to).boundingBox()
  if (!grip || !lane) throw new Error('the rows are not in sight')
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2)
  await page.mouse.down()
  await page.mouse.move(lane.x + 200, lane.y + lane.height / 2, { steps: 5 })
  if (key !== undefined) await page.keyboard.press(key)
  // Together: what rests on the edge of a lane for long, as on a slow machine, goes into it.
  await letGoAt(page, lane.x + 200, lane.y + lane.height * part)
}

test('what is deleted goes to Rest and comes back', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  await nameRows(page)
  await select(page, 'B', 'C')
  await page.keyboard.press('Delete')
  await expectNames(page, ['A', 'D', 'Rest'])
  await row(page, 'Rest').getByRole('button', { name: 'Parts' }).click()
  await expectNames(page, ['A', 'D', 'Rest', 'B', 'C'])
  await row(page, 'C').getByRole('button', { name: 'Bring back' }).click()
  await expectNames(page, ['A', 'D', 'C', 'Rest', 'B'])
  await undo(page).click()
  await undo(page).click()
  await expectNames(page, ['A', 'B', 'C', 'D'])
})

test('a gain that is dragged, a color and a pan are one step each', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  const first = stems(page).first()
  await first.click({ position: { x: 60, y: 10 } })
  const gain = first.getByRole('slider', { name: 'Gain' })
  const box = await gain.boundingBox()
  if (!box) throw new Error('no fader in sight')
  await page.mouse.move(box.x + 60, box.y + 12)
  await page.mouse.down()
  await page.mouse.move(box.x + 20, box.y + 12, { steps: 10 })
  await page.mouse.up()
  const turned = await gain.getAttribute('aria-valuenow')
  expect(Number(turned)).toBeLessThan(-3)
  await page.getByRole('slider', { name: /^Pan of/ }).focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: 'Color' }).click()
  await page.getByRole('menuitemradio', { name: 'Color 7', exact: true }).click()
  await expect(undo(page)).toHaveAttribute('title', /^Undo Color of/)
  await undo(page).click()
  await expect(undo(page)).toHaveAttribute('title', /^Undo Pan of/)
  await undo(page).click()
  await expect(undo(page)).toHaveAttribute('title', /^Undo Gain of/)
  await expect(gain).toHaveAttribute('aria-valuenow', turned ?? '')
  await undo(page).click()
  await expect(gain).toHaveAttribute('aria-valuenow', '0')
})

test('a separation is a step: undo brings the stems before it back, heard and exported', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 3)
  await nameRows(page)
  await select(page, 'A', 'B')
  await page.keyboard.press('ControlOrMeta+g')
  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill('5')
  await field.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0)
  await expect(undo(page)).toHaveAttribute('title', /^Undo Separate/)
  const after = await names(page)
  await page.keyboard.press('Escape')
  await undo(page).click()
  await expect(stems(page)).toHaveCount(2)
  await expectNames(page, ['A +1', 'C'])
  await redo(page).click()
  await expect(stems(page)).toHaveCount(after.length)
  await expectNames(page, after)
  await undo(page).click()
  await expect(stems(page)).toHaveCount(2)
  // The export has the stems that are shown.
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await expect(dialog.getByRole('checkbox', { name: 'A +1' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  // All the way back there is no separation, and forward again there is.
  while (await undo(page).isEnabled()) {
    const title = await undo(page).getAttribute('title')
    await undo(page).click()
    await expect(undo(page)).not.toHaveAttribute('title', title ?? '')
  }
  await expect(stems(page)).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Export' })).toBeDisabled()
  await redo(page).click()
  await expect(stems(page)).toHaveCount(3)
})

test('a row that is held is heard alone, by key and by pointer', async ({ page }) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  const [first, second] = [stems(page).nth(0), stems(page).nth(1)]
  await first.focus()
  await second.getByRole('button', { name: 'Mute' }).click()
  await page.keyboard.press('Tab')
  await second.focus()
  await page.keyboard.down('a')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect.poll(() => heardLevel(page), 'a muted stem while it is held').toBeGreaterThan(1e-4)
  await page.keyboard.press('ArrowUp')
  await expect(first).toBeFocused()
  await page.keyboard.up('a')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()

  const lane = await first.boundingBox()
  if (!lane) throw new Error('no lane in sight')
  await page.mouse.move(lane.x + 400, lane.y + 20)
  await page.mouse.down()
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
})

test('twenty-four components are auditioned by keyboard alone in under a minute', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  const field = page.getByRole('spinbutton', { name: 'Components' })
  await field.fill('24')
  await field.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Separating' })).toHaveCount(0)
  await expect(stems(page).first()).toBeVisible()
  const started = Date.now()
  // To the list, by its region; the quiet ones are folded out so that each component has its row.
  for (let i = 0; i < 12; i++) {
    if (
      await stems(page)
        .first()
        .evaluate((li) => li.contains(document.activeElement))
    )
      break
    await page.keyboard.press('F6')
  }
  const quiet = row(page, 'Quiet ones')
  if ((await quiet.count()) > 0) {
    await quiet.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
  }
  await stems(page).first().focus()
  const count = await stems(page).count()
  expect(count).toBeGreaterThanOrEqual(24)
  await page.keyboard.down('a')
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('Enter')
    // Long enough for an ear to tell.
    await page.waitForTimeout(600)
    await expect(stems(page).nth(i)).toBeFocused()
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.up('a')
  expect(Date.now() - started).toBeLessThan(60_000)
})
