/** docs/formats.md against the formats that the code reads and writes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dawFormats, exportFormatFacts, exportFormats } from '../../../shared/contract'
import { formats } from '../../../src-main/engine/decode/formats'

const page = readFileSync(join(import.meta.dirname, '../../../docs/formats.md'), 'utf8')

/** Rows of the tables below a heading, up to the next one, as cells. */
function rowsBelow(heading: string): string[][] {
  const section = page.split(`\n${heading}\n`)[1]!.split(/\n#+ /)[0]!
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) => row.split('|').slice(1, -1))
}

/** What stands in backticks. */
function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)
}

test('the page names every format that is read, with the ends of its names and no others', () => {
  const rows = rowsBelow('## Reading')
  for (const { name, extensions } of formats) {
    const own = rows.filter(([format]) => format!.split(/[^A-Za-z0-9]+/).includes(name))
    const ends = own.flatMap(([, cell]) => codesIn(cell!))
    expect(ends, name).toEqual(expect.arrayContaining(extensions.map((one) => `.${one}`)))
  }
  const known = formats.flatMap(({ extensions }) => extensions.map((one) => `.${one}`))
  const named = rows.flatMap(([, cell]) => codesIn(cell!))
  expect(new Set(named)).toEqual(new Set(known))
})

test('the page names every format that stems are written in, with what names end in', () => {
  const said = rowsBelow('### Sound files').flatMap(([, names, end]) =>
    codesIn(names!).map((name) => [name, codesIn(end!)] as const)
  )
  const meant = exportFormats.map((one) => [one, [`.${exportFormatFacts[one].extension}`]] as const)
  expect(new Map(said)).toEqual(new Map(meant))
})

test('the page names every DAW project that is written', () => {
  const files = rowsBelow('### Beside the stems').flatMap(([file]) => codesIn(file!))
  expect(files).toEqual(expect.arrayContaining(dawFormats.map((daw) => `<song>.${daw}`)))
})
