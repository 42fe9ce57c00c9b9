import { expect, test } from 'vitest'
import * as checks from '../../../build/fresh-checks.mjs'
import { freshEnvironment } from '../../../build/fresh-machine.mjs'

const places = { bin: '/n/bin', home: '/n/home', temporary: '/n/tmp', cache: '/n/cache' }

function ended(
  code: number,
  stdout: string,
  stderr = ''
): Parameters<typeof checks.testProblems>[0] {
  return { code, stdout, stderr, seconds: 1, log: '' }
}

test('nothing of a developer is taken over but how the network is reached', () => {
  const developer = {
    PATH: '/root/.pyenv/shims:/usr/bin',
    HOME: '/root',
    DISPLAY: ':0',
    VIRTUAL_ENV: '/venv',
    PYENV_ROOT: '/root/.pyenv',
    PARTWISE_ELECTRON: '/electron',
    npm_config_cache: '/root/.npm',
    npm_execpath: '/npm-cli.js',
    NODE_OPTIONS: '--no-warnings',
    HTTPS_PROXY: 'http://proxy:80'
  }
  expect(freshEnvironment(developer, places)).toEqual({
    PATH: '/n/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/n/home',
    TMPDIR: '/n/tmp',
    PARTWISE_CACHE: '/n/cache',
    HTTPS_PROXY: 'http://proxy:80'
  })
})

const done = '6 stems are in /tmp/a after 1.2 s. They add up to the recording exactly.\n'

test('the command line may say its own sentences and no more', () => {
  const note = 'Note: 12 samples are clipped.\n'
  expect(checks.separateProblems(ended(0, '/a/1.wav\n', note + done))).toEqual([])
  const flag = 'Error: unrecognized flag --experimental-x\nTry --help for options\n'
  expect(checks.separateProblems(ended(0, '/a/1.wav\n', flag + done))).toHaveLength(2)
  expect(checks.separateProblems(ended(0, '', done))).toEqual(['no stem is named'])
})

test.each([
  'Error: unrecognized flag --x',
  '/usr/bin/node: bad option: --x',
  '(node:7) ExperimentalWarning: WebAssembly is experimental',
  '(node:7) [DEP0190] DeprecationWarning: Passing args',
  '    at main (/a/b.mjs:1:2)'
])('a set-up may talk, but not so: %s', (line) => {
  const talk = 'Building the app ...\nadded 505 packages in 27s\n'
  expect(checks.complainingLines(talk)).toEqual([])
  expect(checks.complainingLines(talk + line)).toEqual([line])
})

test('each start needs a folder of its own', () => {
  const folders = new Set<string>()
  const start = ended(0, '/a/1.wav\nThe stems lie in /a\n', done)
  expect(checks.startProblems(start, folders)).toEqual([])
  expect(checks.startProblems(start, folders)).toHaveLength(1)
  expect(checks.startProblems(ended(4, 'no'), folders)).toHaveLength(2)
})

test('tests pass when the last line says so and something ran', () => {
  expect(checks.testProblems(ended(0, 'talk\n7 passed, 0 failed\n'))).toEqual([])
  expect(checks.testProblems(ended(1, '7 passed, 1 failed\n'))).toHaveLength(2)
  expect(checks.testProblems(ended(0, '0 passed, 0 failed\n'))).toHaveLength(1)
  expect(checks.testProblems(ended(0, '7 passed, 0 failed\nmore\n'))).toHaveLength(1)
})

test('a refusal is one sentence and an exit code', () => {
  const sentence = 'Partwise needs Node 24 or newer; this is 18.20.8.'
  expect(checks.refusalProblems(ended(1, '', `${sentence}\n`), sentence)).toEqual([])
  expect(checks.refusalProblems(ended(0, '', `${sentence}\n`), sentence)).toHaveLength(1)
  expect(checks.refusalProblems(ended(1, '', `${sentence}\n  at x`), sentence)).toHaveLength(1)
})

test('a second run leaves the caches as they were', () => {
  expect(checks.cacheProblems(['a 1 1'], ['a 1 1'])).toEqual([])
  expect(checks.cacheProblems(['a 1 1'], ['a 1 2', 'b 1 1'])).toHaveLength(1)
})
