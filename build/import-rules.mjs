/**
 * Two rules of ESLint for the walls of the house. `wall`: a file imports only what the row of its
 * folder in walls.mjs names. `circle`: no chain of imports leads back to where it began. An import
 * of types alone counts as one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import ts from 'typescript'
import { filesBelow } from './stamp.mjs'
import { mayImport, roomOf } from './walls.mjs'

const root = join(import.meta.dirname, '..')
const endings = ['', '.ts', '.svelte.ts', '.svelte', '.d.ts']

/** @typedef {import('eslint').Rule.RuleModule} Rule */

/** @param {string} file */
const pathOf = (file) => relative(root, file).split(sep).join('/')

/**
 * The target of an import: a path in the project, `Node`, `Electron`, or null for a library or a
 * text.
 * @param {string} path of the file that imports
 * @param {string} specifier
 */
export function importedPath(path, specifier) {
  if (specifier === 'electron') return 'Electron'
  if (specifier.startsWith('node:')) return 'Node'
  if (!specifier.startsWith('.')) return null
  const target = posix.join(dirname(path), specifier.replace(/\?.*$/, ''))
  const ending = endings.find((one) => isFile(join(root, target + one))) ?? ''
  const isText = /\.(css|svg|txt|md)$|\/LICENSE$/.test(target)
  return isText ? null : target + ending
}

/** @param {string} file */
function isFile(file) {
  return /\.[a-z]+$/.test(file) && existsSync(file)
}

/**
 * Paths that a source imports in any way: by statements, `import()` and types.
 * @param {string} path
 * @param {string} text
 */
export function importsIn(path, text) {
  const scripts = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((match) => match[1]).join('\n')
    : text
  const { importedFiles } = ts.preProcessFile(scripts ?? '', true, true)
  return importedFiles.map(({ fileName }) => importedPath(path, fileName))
}

/** @type {Map<string, Set<string>> | undefined} */
let graph

/** Every source of the product with what it imports. */
function importGraph() {
  if (graph) return graph
  graph = new Map()
  for (const file of ['shared', 'src-main', 'src-renderer'].flatMap((folder) =>
    filesBelow(join(root, folder))
  )) {
    if (!/\.(ts|svelte)$/.test(file)) continue
    const path = pathOf(file)
    const found = importsIn(path, readFileSync(file, 'utf8'))
    graph.set(path, new Set(found.filter((one) => one !== null)))
  }
  return graph
}

/**
 * The shortest chain of imports from one file to another, both included.
 * @param {Map<string, Set<string>>} imports
 * @param {string} from
 * @param {string} to
 * @returns {string[] | null}
 */
export function chainBetween(imports, from, to) {
  /** @type {Map<string, string | null>} */
  const cameFrom = new Map([[from, null]])
  for (const path of cameFrom.keys()) {
    if (path === to) {
      const chain = []
      for (let at = /** @type {string | null} */ (path); at; at = cameFrom.get(at) ?? null) {
        chain.unshift(at)
      }
      return chain
    }
    for (const next of imports.get(path) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, path)
  }
  return null
}

/**
 * A rule that looks at every import of a file.
 * @param {string} what it is for
 * @param {(path: string, target: string) => string | null} judge the complaint, if there is one
 * @returns {Rule}
 */
function importRule(what, judge) {
  return {
    meta: { type: 'problem', docs: { description: what }, schema: [] },
    create(context) {
      const path = pathOf(context.filename)
      /** @param {any} node */
      const look = (node) => {
        const { source } = node
        if (typeof source?.value !== 'string') return
        const target = importedPath(path, source.value)
        const complaint = target === null ? null : judge(path, target)
        if (complaint) context.report({ node, message: complaint })
      }
      return {
        ImportDeclaration: look,
        ImportExpression: look,
        ExportNamedDeclaration: look,
        ExportAllDeclaration: look,
        TSImportType: look
      }
    }
  }
}

/** The rules, as a plugin of ESLint. */
export const importRules = {
  rules: {
    wall: importRule('imports follow the walls of the house', (path, target) => {
      if (mayImport(path, target)) return null
      const room = roomOf(path)
      return room
        ? `${room.folder} may not import ${target}; build/walls.mjs says what it may.`
        : `${dirname(path)} has no row in build/walls.mjs.`
    }),
    circle: importRule('no circle of imports', (path, target) => {
      const chain = chainBetween(importGraph(), target, path)
      return chain ? `A circle of imports: ${[path, ...chain].join(' -> ')}` : null
    })
  }
}
