import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { chainBetween, importRules } from '../../../build/import-rules.mjs'
import { filesBelow } from '../../../build/stamp.mjs'
import { rooms, tableOfRooms } from '../../../build/walls.mjs'

const root = join(import.meta.dirname, '../../..')

/** What the rule of the walls says of a file with one import. */
function complaints(path: string, specifier: string): string[] {
  const config = { plugins: { house: importRules }, rules: { 'house/wall': 'error' } } as const
  const code = `import { something } from '${specifier}'\nexport { something }`
  const files = ['**/*.ts']
  const found = new Linter({ cwd: root }).verify(code, { files, ...config }, join(root, path))
  return found.map(({ message }) => message)
}

describe('the walls of the house', () => {
  it('stand in docs/architecture.md as they are held', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    const lines = page.split('\n')
    for (const row of tableOfRooms().split('\n')) expect(lines).toContain(row)
  })

  it('name a row for every folder with sources, and no other', () => {
    const sources = ['shared', 'src-main', 'src-renderer']
      .flatMap((folder) => filesBelow(join(root, folder)))
      .filter((file) => /\.(ts|svelte)$/.test(file))
    const folders = sources.map((file) => dirname(relative(root, file)).split(sep).join('/'))
    expect(rooms.map(({ folder }) => folder).sort()).toEqual([...new Set(folders)].sort())
  })

  it('let a room import only what stands before it, so that no two import each other', () => {
    const before = new Set(['Node', 'Electron'])
    for (const { folder, imports } of rooms) {
      for (const entry of imports ?? []) {
        const isFile = entry.endsWith('.ts')
        const isBefore = [...before].some((one) => one === entry || one.startsWith(`${entry}/`))
        const inside = before.has(entry.replace(/\/\*$/, ''))
        expect(isFile || isBefore || inside, `${folder} names ${entry} too early`).toBe(true)
      }
      before.add(folder)
    }
  })
})

describe('the lint rule of the walls', () => {
  it('lets pass what the table names', () => {
    expect(complaints('src-main/engine/decode/planted.ts', '../../../shared/audio')).toEqual([])
    expect(complaints('src-main/engine/decode/flac/planted.ts', '../tags/id3')).toEqual([])
    expect(complaints('shared/planted.ts', './dsp/mask')).toEqual([])
  })

  it.each([
    ['src-main/engine/factorize/planted.ts', '../spectrum/spectrum'],
    ['src-main/engine/spectrum/planted.ts', '../factorize/factorize'],
    ['src-main/engine/unmix-planted.ts', './reference/plain-stems'],
    ['src-main/engine/planted.ts', 'electron'],
    ['shared/planted.ts', 'node:fs'],
    ['src-renderer/components/stems/planted.ts', '../../bridge'],
    ['src-renderer/components/stems/planted.ts', '../../audio/window/player'],
    ['src-renderer/audio/thread/planted.ts', '../window/player'],
    ['src-renderer/state/document/planted.ts', '../app.svelte']
  ])('complains when %s imports %s', (path, specifier) => {
    expect(complaints(path, specifier)).toHaveLength(1)
  })

  it('complains about a folder that has no row', () => {
    expect(complaints('src-main/attic/planted.ts', '../../shared/audio')).toHaveLength(1)
  })
})

describe('a circle of imports', () => {
  const imports = new Map([
    ['a', new Set(['b', 'c'])],
    ['b', new Set(['d'])],
    ['c', new Set<string>()],
    ['d', new Set(['a'])]
  ])

  it('is found with the files on its way', () => {
    expect(chainBetween(imports, 'b', 'a')).toEqual(['b', 'd', 'a'])
  })

  it('is not seen where there is none', () => {
    expect(chainBetween(imports, 'c', 'a')).toBeNull()
  })
})
