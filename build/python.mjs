/**
 * Chooses the one Python that runs the tests' scripts. A machine may have several with different
 * modules, so each must be checked by itself.
 */
import { spawnSync } from 'node:child_process'
import { mayInstall } from './libraries.mjs'

/** What the scripts of the tests import besides Python's own modules. */
export const pythonModules = ['numpy', 'soundfile', 'mido']

/** The Python that Debian's packages of modules belong to. */
const systemPython = '/usr/bin/python3'

const importEach = `
import importlib, sys
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception:
        print(name)
`

/**
 * Which of the modules a Python cannot import; all of them when it does not run.
 * @param {string} python
 * @param {readonly string[]} [modules]
 * @returns {string[]}
 */
export function lackingModules(python, modules = pythonModules) {
  const { status, stdout } = spawnSync(python, ['-c', importEach, ...modules], { encoding: 'utf8' })
  return status === 0 ? stdout.split(/\s+/).filter(Boolean) : [...modules]
}

/**
 * The Python that PARTWISE_PYTHON names; else the first that lacks nothing, the usual one before
 * the system's; else the one for which the missing modules can be installed.
 * @param {{ named?: string | undefined, canInstall?: boolean,
 *   lacking?: (python: string) => string[] }} [machine]
 */
export function choosePython({
  named = process.env['PARTWISE_PYTHON'],
  canInstall = mayInstall(),
  lacking = lackingModules
} = {}) {
  if (named) return named
  const usual = 'python3'
  const whole = [usual, systemPython].find((python) => lacking(python).length === 0)
  return whole ?? (canInstall ? systemPython : usual)
}

/**
 * The modules as needs of the system, with Debian packages if those belong to this Python.
 * @param {string} python
 * @returns {import('./libraries.mjs').Need[]}
 */
export function pythonNeeds(python) {
  const [isSystem, lacking] = [python === systemPython, lackingModules(python)]
  return lacking.map((name) => ({
    name: `${name} for ${python}`,
    package: isSystem ? `python3-${name}` : null,
    isThere: () => lackingModules(python, [name]).length === 0
  }))
}
