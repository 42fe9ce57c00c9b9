/**
 * The command line: the engine without a window, in plain Node. Arguments come in, files and exit
 * codes go out; an interrupt cancels and leaves nothing behind.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { durationSeconds } from '../shared/audio'
import { Failure, failedReply } from '../shared/failure'
import type { CliCommand, SeparateCommand } from './cli/arguments'
import { readArguments } from './cli/arguments'
import type { InputJob } from './cli/inputs'
import { expandFolders, planJobs } from './cli/inputs'
import type { CliOutput } from './cli/output'
import { jsonOutput, peopleOutput } from './cli/output'
import type { SeparateTools } from './cli/separate'
import { separateFile } from './cli/separate'
import { exitCodeOf, exitCodes, failureSentence, helpText, remarkSentence } from './cli/text'
import { UsageError } from './cli/usage'
import { createEngineClient } from './engine/engine-client'
import { settleListed } from './engine/write/files/leftovers'
import { loadKernels } from './engine/wasm/load-kernels'
import { profileFolder, stagingListsIn } from './remembered/profile-folder'

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code
})

async function main(argv: readonly string[]): Promise<number> {
  // A reader that closes the pipe, such as `head`, is not an error.
  process.stdout.on('error', () => process.exit(process.exitCode ?? exitCodes.done))
  const output = argv.includes('--json')
    ? jsonOutput(process.stdout)
    : peopleOutput(process.stdout, process.stderr)
  try {
    return await carryOut(readArguments(argv), output)
  } catch (thrown) {
    return report(thrown, output)
  }
}

function carryOut(command: CliCommand, output: CliOutput): Promise<number> | number {
  switch (command.name) {
    case 'help':
      process.stdout.write(helpText)
      return exitCodes.done
    case 'version':
      process.stdout.write(`${ownVersion()}\n`)
      return exitCodes.done
    case 'info':
      return withTools(output, (tools) =>
        forEach(expandFolders(command.inputs), tools, (path) => inform(path, tools))
      )
    case 'separate':
      return separate(command, output)
  }
}

function separate(command: SeparateCommand, output: CliOutput): Promise<number> {
  const jobs = planJobs(command.inputs, command.out)
  return withTools(
    output,
    (tools) => forEach(jobs, tools, (job: InputJob) => separateFile(job, command, tools)),
    command.threads
  )
}

/**
 * Runs the jobs one after another; a failure does not stop the rest. The first failure decides the
 * exit code.
 */
async function forEach<T extends string | InputJob>(
  items: readonly (T | Failure)[],
  { output, signal }: SeparateTools,
  work: (item: T) => Promise<boolean>
): Promise<number> {
  let exitCode: number = exitCodes.done
  for (const item of items) {
    try {
      if (item instanceof Failure) throw item
      const isDone = !signal.aborted && (await work(item))
      if (!isDone) {
        output({ type: 'cancelled', exitCode: exitCodes.cancelled })
        return exitCodes.cancelled
      }
    } catch (thrown) {
      const code = report(thrown, output, nameOf(item))
      if (exitCode === exitCodes.done) exitCode = code
    }
  }
  return exitCode
}

/** The input as the user gave it. */
function nameOf(item: string | InputJob | Failure): string {
  if (item instanceof Failure) return String(item.details['path'])
  return typeof item === 'string' ? item : item.path
}

/** Says what a file is. False when cancelled. */
async function inform(path: string, { engine, output, signal }: SeparateTools): Promise<boolean> {
  const decoded = await engine.call('decode', { path: resolve(path) }, { signal })
  if (decoded === null) return false
  const { summary, loudness } = decoded
  output({ type: 'info', ...summary, seconds: durationSeconds(summary), loudness })
  for (const remark of summary.remarks) {
    const message = remarkSentence(remark, summary)
    output({ type: 'warning', input: path, kind: remark.kind, message })
  }
  return true
}

async function withTools(
  output: CliOutput,
  work: (tools: SeparateTools) => Promise<number>,
  threads: number | null = null
): Promise<number> {
  const stagingList = stagingListsIn(profileFolder()).commandLine
  settleListed(stagingList, 'may run')
  const abort = new AbortController()
  // Never removed: npm and the terminal may both send one interrupt.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort())
  const engine = createEngineClient({
    workerUrl: new URL('./engine.worker.js', import.meta.url),
    teamUrl: new URL('./team.worker.js', import.meta.url),
    module: loadKernels(new URL('../kernels/', import.meta.url)),
    size: 1,
    stagingList,
    ...(threads !== null && { threads })
  })
  try {
    const version = ownVersion()
    return await work({ engine, output, signal: abort.signal, version, stagingList })
  } finally {
    await engine.dispose()
  }
}

/** Reports what went wrong with which input. @returns the exit code that goes with it */
function report(thrown: unknown, output: CliOutput, input?: string): number {
  if (thrown instanceof UsageError) {
    const exitCode = exitCodes.badArguments
    output({ type: 'error', code: 'settings/invalid', message: thrown.message, exitCode })
    return exitCode
  }
  const { code, message, details } = failedReply(thrown)
  const exitCode = exitCodeOf(code)
  const sentence = failureSentence(new Failure(code, message, details))
  output({
    type: 'error',
    ...(input !== undefined && { input }),
    code,
    message: sentence,
    exitCode
  })
  if (exitCode === exitCodes.bug && code !== 'bug') process.stderr.write(`${message}\n`)
  return exitCode
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  )
  const { version } = manifest as { version: string }
  return version
}
