/** Every state of the export dialog, kept as a picture; and the model view while a fit runs. */
import type { ExportPlan, ExportResult } from '../../shared/contract'
import { failedReply, Failure } from '../../shared/failure'
import { expect, test } from './app'
import { answerRequest, release, tell } from './held-requests'
import { chooseTheme, expectLook, hideTimes, openShown, resize } from './look'
import { separate } from './steps'

const names = ['G#4', 'C#4', 'F3']
const plan: ExportPlan = {
  folder: '/home/ada/Music/Partwise/piano-notes',
  stems: names.map((name, i) => ({ fileNames: [`0${i + 1}_${name}.wav`], peakDb: null })),
  rest: null,
  restIs: 'empty',
  mix: null,
  projects: [],
  midi: null,
  oneShots: [],
  report: 'partwise.json',
  take: 1,
  addsUp: true,
  nameProblem: null,
  neededBytes: 3.2e6,
  freeBytes: 48e9
}
const ok = <T>(value: T): { status: 'ok'; value: T } => ({ status: 'ok', value })

test('the export dialog looks right in every state, and says nothing that it does not know', async ({
  page,
  app
}) => {
  test.slow()
  await openShown(page)
  await separate(page, 3)
  await hideTimes(page)
  await answerRequest(app, 'planExport', null)
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export stems' })
  await expect(dialog).toContainText('Looking at the folder')
  await expect(dialog).not.toContainText('add up to the recording')
  await expect(dialog.getByRole('button', { name: 'Write files' })).toBeDisabled()
  await expectLook(page, 'export-asking')
  const height = async (): Promise<number> => (await dialog.boundingBox())!.height
  const first = await height()

  await release(app, 'planExport', ok(plan))
  await expect(dialog).toContainText('These 3 stems add up to the recording')
  await expectLook(page, 'export-ready')
  expect(await height()).toBe(first)

  const range = { ...plan, rest: '04_Rest.wav', restIs: 'needed' } as const
  await answerRequest(app, 'planExport', ok(range))
  await dialog.getByRole('checkbox', { name: 'The mix' }).check({ force: true })
  await expect(dialog.getByRole('checkbox', { name: 'Rest, as its own stem' })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: 'Rest, as its own stem' })).toBeDisabled()
  await expectLook(page, 'export-rest')

  const refused = { ...plan, nameProblem: 'There is no {bogus}.' }
  await answerRequest(app, 'planExport', ok(refused))
  await dialog.getByRole('textbox', { name: 'File names' }).fill('{bogus}')
  await expect(dialog.getByRole('button', { name: 'Write 3 files' })).toBeDisabled()
  await expectLook(page, 'export-refused')

  const loud = { ...plan, stems: plan.stems.map((stem) => ({ ...stem, peakDb: 1.2 })) }
  await answerRequest(app, 'planExport', ok(loud))
  await dialog.getByRole('textbox', { name: 'File names' }).fill('{number}_{stem}')
  await expect(dialog.getByRole('button', { name: 'Clip it' })).toBeVisible()
  await expectLook(page, 'export-loud')

  await answerRequest(app, 'planExport', ok({ ...plan, freeBytes: 1e6 }))
  await dialog.getByRole('textbox', { name: 'File names' }).fill('{number} {stem}')
  await expect(dialog).toContainText('not enough space')
  await expectLook(page, 'export-full')

  await answerRequest(app, 'planExport', ok(plan))
  await dialog.getByRole('textbox', { name: 'File names' }).fill('{number}_{stem}')
  await answerRequest(app, 'exportStems', null)
  await dialog.getByRole('button', { name: 'Write 3 files' }).click()
  await tell(app, 'exportProgress', { document: 1, fraction: 0.42, secondsLeft: 3.1 })
  await expect(dialog).toContainText('3.1 s left')
  await expectLook(page, 'export-writing')

  const result: ExportResult = {
    folder: plan.folder,
    files: names.map((name) => `${plan.folder}/${name}.wav`),
    written: names.map((name, stem) => ({
      path: `${plan.folder}/${name}.wav`,
      kind: 'stem',
      stem
    })),
    residualDb: -Infinity,
    clippedSamples: 0,
    noteCount: null,
    remarks: [],
    seconds: 1.2
  }
  await release(app, 'exportStems', ok(result))
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeVisible()
  await expectLook(page, 'export-done')
  await dialog.getByRole('button', { name: 'Done' }).click()

  const full = new Failure('export/disk-full', 'no space', { path: plan.folder })
  await answerRequest(app, 'exportStems', failedReply(full))
  await page.getByRole('button', { name: 'Export' }).click()
  await dialog.getByRole('button', { name: 'Write 3 files' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await expectLook(page, 'export-failed')

  await resize(app, 1100, 700)
  await expectLook(page, 'export-smallest')
  await page.keyboard.press('Escape')
  await resize(app, 1440, 900)
  await chooseTheme(page, 'Light')
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(dialog).toContainText('These 3 stems add up to the recording')
  await expectLook(page, 'export-light')
})

test('the model view shows the figures of the fit that runs', async ({ page, app }) => {
  await openShown(page)
  await separate(page, 3)
  await page.getByRole('radiogroup', { name: 'View' }).locator('label').nth(1).click()
  await answerRequest(app, 'separate', null)
  await page.getByRole('spinbutton', { name: 'Components' }).fill('4')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Separate', exact: true }).click()
  await tell(app, 'separationProgress', {
    document: 1,
    stage: 'factorize',
    fraction: 0.4,
    sweep: 12,
    sweeps: 30,
    secondsLeft: 2.6,
    divergence: Array.from({ length: 13 }, (_, i) => [i, 0.1 + 0.4 / (1 + i)] as const)
  })
  await expect(page.getByText('2.6 s left')).toBeVisible()
  await expect(page.locator('body')).not.toContainText('NaN')
  await expect(page.locator('body')).not.toContainText('0 sweeps')
  await hideTimes(page)
  await expectLook(page, 'model-running')
})
