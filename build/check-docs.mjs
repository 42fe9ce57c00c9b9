/**
 * Fails on an exported symbol without a JSDoc block, on a comment that is wider than the code may
 * be, and on a page that links to or names a file that is not there.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import ts from 'typescript'
import { filesBelow } from './stamp.mjs'

const root = join(import.meta.dirname, '..')
const widest = 100
/** A line that is a comment, or code without a string literal followed by a comment. */
const comment = /^\s*(\/\/|\/?\*|<!--)|^[^'"`]*\s\/\/ /

/** @param {string} file */
function undocumentedExports(file) {
  const text = readFileSync(file, 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const listed = namesInExportLists(source)
  return source.statements.flatMap((statement) => {
    const names = namesOf(statement)
    const isExported = hasExportKeyword(statement) || names.some((name) => listed.has(name))
    if (!isExported || isOverload(statement, source) || hasDocs(statement)) return []
    const { line } = source.getLineAndCharacterOfPosition(statement.getStart(source))
    const name = names.join(', ') || 'default'
    return [`${relative(root, file)}:${line + 1} exports ${name} without a JSDoc block`]
  })
}

/**
 * The local names in `export { a, b }`.
 * @param {ts.SourceFile} source
 */
function namesInExportLists(source) {
  const names = new Set()
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) continue
    if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue
    for (const { name, propertyName } of statement.exportClause.elements) {
      names.add((propertyName ?? name).text)
    }
  }
  return names
}

/**
 * @param {ts.Statement} statement
 * @returns {string[]}
 */
function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText())
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  return isNamed && statement.name ? [statement.name.getText()] : []
}

/** @param {ts.Statement} statement */
function hasExportKeyword(statement) {
  if (!ts.canHaveModifiers(statement)) return false
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

/** @param {ts.Statement} statement */
function hasDocs(statement) {
  return ts.getJSDocCommentsAndTags(statement).length > 0
}

/**
 * Whether an earlier signature of the same function carries the docs.
 * @param {ts.Statement} statement
 * @param {ts.SourceFile} source
 */
function isOverload(statement, source) {
  if (!ts.isFunctionDeclaration(statement)) return false
  const same = source.statements.filter(
    (other) => ts.isFunctionDeclaration(other) && other.name?.text === statement.name?.text
  )
  return same[0] !== statement && same[0] !== undefined && hasDocs(same[0])
}

/** @param {string} file */
function wideComments(file) {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    if (line.length <= widest || !comment.test(line)) return []
    return [`${relative(root, file)}:${index + 1} has a comment beyond column ${widest}`]
  })
}

/** @param {string} file */
function brokenLinks(file) {
  const text = readFileSync(file, 'utf8').replace(/^```.*?^```/gms, '')
  const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|<(?:img|a)\b[^>]*?(?:src|href)="([^"]+)"/g)]
  return links.flatMap((match) => {
    const link = match[1] ?? match[2] ?? ''
    const path = decodeURI(link.replace(/#.*$/, ''))
    if (path === '' || /^[a-z]+:/i.test(path)) return []
    if (existsSync(join(dirname(file), path))) return []
    return [`${relative(root, file)} links to ${link}, which is not there`]
  })
}

/**
 * Files of code that a page names, in backticks, by the end of their path.
 * @param {string} page
 */
function lostNames(page) {
  const text = readFileSync(page, 'utf8')
  const names = [...text.matchAll(/`([\w./-]+\.(?:ts|svelte|mjs|css|py))`/g)]
  return names.flatMap(([, name = '']) => {
    if (code.some((file) => `/${file}`.endsWith(`/${name}`))) return []
    return [`${relative(root, page)} names ${name}, which is not there`]
  })
}

const code = ['shared', 'src-main', 'src-renderer', 'test', 'build', '.']
  .flatMap((folder) => (folder === '.' ? readdirSync(root) : filesBelow(join(root, folder))))
  .map((file) => (isAbsolute(file) ? relative(root, file) : file).split(sep).join('/'))
const sources = ['shared', 'src-main', 'src-renderer']
  .flatMap((folder) => filesBelow(join(root, folder)))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
const written = ['shared', 'src-main', 'src-renderer', 'test', 'build']
  .flatMap((folder) => filesBelow(join(root, folder)))
  .filter((file) => /\.(ts|svelte|mjs|js|css)$/.test(file))
const pages = [
  join(root, 'README.md'),
  join(root, 'CHANGELOG.md'),
  ...filesBelow(join(root, 'docs'))
].filter((file) => file.endsWith('.md') && existsSync(file))
const problems = [
  ...sources.flatMap(undocumentedExports),
  ...written.flatMap(wideComments),
  ...pages.flatMap(brokenLinks),
  ...pages.filter((page) => !page.endsWith('CHANGELOG.md')).flatMap(lostNames)
]
for (const problem of problems) console.error(problem)
console.log(
  `Docs: ${sources.length} sources and ${pages.length} pages read, ${problems.length} problems.`
)
process.exitCode = problems.length > 0 ? 1 : 0
