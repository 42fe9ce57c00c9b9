import { expect, test } from 'vitest'
import { choosePython, lackingModules, pythonNeeds } from '../../../build/python.mjs'

/** A machine whose Pythons lack what the table says; those not in it do not run. */
function machine(
  lackingOf: Record<string, string[]>,
  canInstall = true
): { named: string; canInstall: boolean; lacking: (python: string) => string[] } {
  const lacking = (python: string): string[] => lackingOf[python] ?? ['numpy', 'soundfile', 'mido']
  return { named: '', canInstall, lacking }
}

test('modules spread over two Pythons make neither of them whole', () => {
  const spread = { python3: ['soundfile'], '/usr/bin/python3': ['numpy'] }
  expect(choosePython(machine(spread))).toBe('/usr/bin/python3')
  expect(choosePython(machine(spread, false))).toBe('python3')
})

test('the usual Python comes before the system, and a whole one before both', () => {
  expect(choosePython(machine({ python3: [], '/usr/bin/python3': [] }))).toBe('python3')
  expect(choosePython(machine({ python3: ['mido'], '/usr/bin/python3': [] }, false))).toBe(
    '/usr/bin/python3'
  )
})

test('one that is named is taken whatever it lacks', () => {
  const named = { ...machine({ python3: [] }), named: '/opt/python' }
  expect(choosePython(named)).toBe('/opt/python')
})

test('a Python that does not run lacks everything', () => {
  expect(lackingModules('/nowhere/python3', ['json', 'numpy'])).toEqual(['json', 'numpy'])
})

test('only the Python of the system gets packages of the system', () => {
  const needs = pythonNeeds('/nowhere/python3')
  expect(needs.map((need) => need.package)).toEqual([null, null, null])
  expect(needs.map((need) => need.name)).toContain('numpy for /nowhere/python3')
})
