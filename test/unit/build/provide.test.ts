import { expect, test } from 'vitest'
import { program, provide } from '../../../build/libraries.mjs'
import { npmCommand } from '../../../build/npm.mjs'

test('each missing thing is installed once, and asked for again', () => {
  const installed: string[] = []
  const need = (name: string, debianPackage: string | null) => ({
    name,
    package: debianPackage,
    isThere: () => debianPackage !== null && installed.includes(debianPackage)
  })
  const needs = [need('sox', 'sox'), need('soxi', 'sox'), need('numpy', null)]
  const install = (packages: string[]): boolean => installed.push(...packages) > 0
  expect(provide(needs, install)).toEqual(['numpy'])
  expect(installed).toEqual(['sox'])
})

test('what is there is left alone', () => {
  const needs = [{ name: 'sox', package: 'sox', isThere: () => true }]
  const never = (): boolean => {
    throw new Error('nothing is missing')
  }
  expect(provide(needs, never)).toEqual([])
  expect(provide([{ name: 'x', package: null, isThere: () => false }], never)).toEqual(['x'])
})

test('a program counts as there when it runs, not when it is found', () => {
  expect(program(process.execPath, 'nodejs').isThere()).toBe(true)
  expect(program(process.execPath, 'nodejs', '--no-such-option').isThere()).toBe(false)
  expect(program('/nowhere/sox', 'sox').isThere()).toBe(false)
})

test('npm is the one that runs the script, and no other package manager', () => {
  const npm = { npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js' }
  const called = npmCommand(['ci'], npm)
  expect(called.program).toBe(process.execPath)
  expect(called.args).toEqual([npm.npm_execpath, 'ci'])
  for (const env of [{}, { npm_execpath: '/usr/lib/node_modules/pnpm/bin/pnpm.cjs' }]) {
    expect(npmCommand(['ci'], env)).toMatchObject({ program: 'npm', args: ['ci'] })
  }
})
