/** Runs the built command line, as a person would. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../out/main/cli.js')

/**
 * Runs `partwise separate` and gives back its last word.
 * @param {string[]} args
 * @returns {Promise<import('../../src-main/cli/output').DoneEvent>}
 */
export async function separate(args) {
  const child = spawn(process.execPath, [program, 'separate', ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  const code = await new Promise((resolve, reject) =>
    child.on('error', reject).on('close', resolve)
  )
  const events = text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const done = events.find((event) => event.type === 'done')
  if (!done)
    throw new Error(`separate ${args.join(' ')} ended with ${code}: ${events.at(-1)?.message}`)
  return done
}
