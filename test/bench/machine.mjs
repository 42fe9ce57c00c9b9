/** The machine that a bench ran on. */
import { execFileSync } from 'node:child_process'
import { cpus, loadavg, totalmem } from 'node:os'

/** Processor, cores, memory, load, Node and revision, as a line of the bench. */
export function describeMachine() {
  return {
    bench: 'machine',
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0],
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    revision: revision()
  }
}

function revision() {
  try {
    const git = (/** @type {string[]} */ ...args) =>
      execFileSync('git', args, {
        cwd: import.meta.dirname,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore']
      }).trim()
    const changes = git('status', '--porcelain', '--untracked-files=no')
    return `${git('rev-parse', '--short', 'HEAD')}${changes === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown' // a copy without its history
  }
}

/**
 * Median and spread of measurements.
 * @param {number[]} values
 * @param {number} [digits]
 */
export function summarize(values, digits = 3) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN
  const round = (/** @type {number} */ value) => Number(value.toFixed(digits))
  return {
    median: round((at(0.5) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN)) / 2),
    quiet: round(at(0.05)),
    least: round(at(0)),
    most: round(at(1)),
    count: values.length
  }
}
