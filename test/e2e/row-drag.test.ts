/** Moving rows with the pointer: what is seen on the way, and what resting over a lane means. */
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'
import { letGoAt, openByDrop, pianoToy, separate, stems } from './steps'

const row = (page: Page, index: number): Locator => stems(page).nth(index)
/** What letting go would do, as the ghost at the pointer says it. */
const hint = (page: Page, text: string | RegExp): Locator => page.getByText(text, { exact: true })

/** Takes the grip of a row and holds it over a part of another one's height. */
async function holdOver(page: Page, from: number, to: number, part: number): Promise<void> {
  await row(page, from).hover({ position: { x: 60, y: 10 } })
  const grip = await row(page, from).getByRole('button', { name: 'Move' }).boundingBox()
  const lane = await row(page, to).boundingBox()
  if (!grip || !lane) throw new Error('the rows are not in sight')
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2)
  await page.mouse.down()
  await page.mouse.move(lane.x + 200, lane.y + lane.height * part, { steps: 4 })
}

test('held on the edge of a lane, a row goes between lanes, and into the lane once it has rested', async ({
  page
}) => {
  await openByDrop(page, pianoToy)
  await separate(page, 4)
  const name = (await row(page, 0).getAttribute('aria-label')) ?? ''

  await holdOver(page, 3, 0, 0.2)
  // What it is before that is too short to be seen on a slow machine.
  await expect(hint(page, `Move into ${name}`)).toBeVisible()
  await expect(row(page, 0)).toHaveClass(/\btarget\b/)
  // Moved on, it is the place between the lanes again; moved and dropped in one, as it rests there
  // as well.
  const lane = await row(page, 0).boundingBox()
  if (!lane) throw new Error('the row is not in sight')
  await letGoAt(page, lane.x + 200, lane.y + 1)
  await expect(stems(page)).toHaveCount(4)
  await expect(row(page, 1)).toHaveAttribute('aria-label', name)

  await holdOver(page, 3, 1, 0.2)
  await expect(hint(page, `Move into ${name}`)).toBeVisible()
  await page.mouse.up()
  await expect(stems(page)).toHaveCount(3)
  await expect(row(page, 1).getByTitle('group of 2 components')).toBeVisible()
})
