import { expect, test } from 'vitest'
import { dawFormats, exportFormats } from '../../../../shared/contract'
import { cliFormats } from '../../../../src-main/cli/formats'
import { helpText } from '../../../../src-main/cli/text'

test('the help names every format of stems and every DAW project, in lines that fit', () => {
  for (const [option, names] of [
    ['--format', cliFormats],
    ['--project', dawFormats]
  ] as const) {
    const [, said = ''] = helpText.split(`\n  ${option} `)
    const own = said.split('\n  --')[0]!
    for (const name of names) expect(own).toMatch(new RegExp(`\\b${name}\\b`))
  }
  for (const line of helpText.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
})

test('flac stands for formats that exist, and before them', () => {
  const after = cliFormats.slice(cliFormats.indexOf('flac') + 1)
  expect(after[0]).toMatch(/^flac\d/)
  expect(cliFormats.filter((one) => one !== 'flac')).toEqual(exportFormats)
})
