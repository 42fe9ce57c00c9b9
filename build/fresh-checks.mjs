/** What must hold for the README's commands on any machine. Each check returns its complaints. */

/** @typedef {import('./fresh-machine.mjs').Ended} Ended */

/** What the command line says on stderr when all went well. */
const ownSentences = [
  /^\d+ stems? (is|are) in .+ after [\d.]+ s\. /,
  /^Note: /,
  /^There is no display /,
  /^The command line takes the demo clip apart/
]
/** Messages of a runtime that people who use Partwise should not see. */
const complaints = /^Error:|^Try --help|bad option|unrecognized|Warning:|^\s+at .+:\d+:\d+\)?$/
/** npm may say that there is a newer npm. */
const notice = /^npm notice/

/** @param {string} text */
function linesOf(text) {
  return text.split('\n').filter((line) => line.trim() !== '')
}

/**
 * Lines that a command, with nothing left to set up, should not have written.
 * @param {string} stderr
 */
export function foreignLines(stderr) {
  const isOwn = (/** @type {string} */ line) => ownSentences.some((own) => own.test(line))
  return linesOf(stderr).filter((line) => !isOwn(line) && !notice.test(line))
}

/**
 * Lines in which the runtime complains, among the output of a set-up.
 * @param {string} stderr
 */
export function complainingLines(stderr) {
  return linesOf(stderr).filter((line) => complaints.test(line))
}

/** @param {Ended} ended */
function codeProblems({ code }) {
  return code === 0 ? [] : [`exit code ${code}`]
}

/**
 * `npm start` without a display: the demo's stems, in a folder of their own each time.
 * @param {Ended} ended
 * @param {Set<string>} folders of the runs before; this one's is added
 */
export function startProblems(ended, folders) {
  const folder = /^The stems lie in (.+)$/.exec(linesOf(ended.stdout).at(-1) ?? '')?.[1]
  const problems = codeProblems(ended)
  if (folder === undefined) problems.push('the last line does not say where the stems lie')
  else if (folders.has(folder)) problems.push(`${folder} is a folder of the run before`)
  else folders.add(folder)
  return [...problems, ...complainingLines(ended.stderr)]
}

/**
 * The command line: nothing but its own sentences on stderr, and the stems' paths on stdout.
 * @param {Ended} ended
 */
export function separateProblems(ended) {
  const paths = linesOf(ended.stdout)
  const problems = [...codeProblems(ended), ...foreignLines(ended.stderr)]
  if (paths.length === 0) problems.push('no stem is named')
  return problems
}

/**
 * `npm test`: something passed, nothing failed, and the last line says so.
 * @param {Ended} ended
 */
export function testProblems(ended) {
  const last = linesOf(ended.stdout).at(-1) ?? ''
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(last) ?? []
  const problems = codeProblems(ended)
  if (passed === undefined) problems.push(`the last line is "${last}"`)
  else if (Number(passed) === 0 || Number(failed) > 0) problems.push(last)
  return problems
}

/**
 * A Node that is too old: refused in one sentence, with nothing begun.
 * @param {Ended} ended
 * @param {string} sentence
 */
export function refusalProblems({ code, stderr }, sentence) {
  const said = linesOf(stderr).filter((line) => !/^npm /i.test(line))
  const problems = code === 0 ? ['it was not refused'] : []
  return said.length === 1 && said[0] === sentence
    ? problems
    : [...problems, `"${sentence}" is not all that was said`]
}

/**
 * @param {string[]} before
 * @param {string[]} after
 */
export function cacheProblems(before, after) {
  const known = new Set(before)
  const changed = after.filter((line) => !known.has(line))
  return changed.length === 0 ? [] : [`fetched or built anew: ${changed.slice(0, 3).join(', ')}`]
}
