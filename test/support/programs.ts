/** Third-party programs that the interop tests compare ours with. */
import { execFileSync } from 'node:child_process'
import { choosePython } from '../../build/python.mjs'

/** Runs a program and gives back what it wrote to its output. @throws Error when it fails */
export function run(program: string, ...args: string[]): Buffer {
  return execFileSync(program, args, { maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a script in the Python that was chosen for all of them. @throws Error when it fails */
export function runPython(script: string, ...args: string[]): string {
  python ??= choosePython()
  return run(python, '-c', script, ...args).toString()
}

let python: string | undefined
