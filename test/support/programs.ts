/** Programs of other people that the interop tests hold ours against. */
import { execFileSync, spawnSync } from 'node:child_process'

/** Runs a program and gives back what it wrote to its output. @throws Error when it fails */
export function run(program: string, ...args: string[]): Buffer {
  return execFileSync(program, args, { maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a script in a Python that has the modules it imports, the usual one or the system's. */
export function runPython(modules: readonly string[], script: string, ...args: string[]): string {
  const check = `import ${modules.join(', ')}`
  const python = ['python3', '/usr/bin/python3'].find((each) => {
    return spawnSync(each, ['-c', check]).status === 0
  })
  if (!python) throw new Error(`no Python here has ${modules.join(' and ')}`)
  return run(python, '-c', script, ...args).toString()
}
