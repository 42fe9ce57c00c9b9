import { describe, expect, test } from 'vitest'
import {
  readArguments,
  settingsFor,
  type SeparateCommand
} from '../../../../src-main/cli/arguments'
import { UsageError } from '../../../../src-main/cli/usage'
import { defaultSettings } from '../../../../shared/settings'

const separate = (...more: string[]): SeparateCommand =>
  readArguments([
    'separate',
    'a.wav',
    '--components',
    '8',
    '--out',
    'stems',
    ...more
  ]) as SeparateCommand

describe('arguments of separate', () => {
  test('that are left out get the defaults of the recording', () => {
    const command = separate()
    expect(command).toEqual({
      name: 'separate',
      inputs: ['a.wav'],
      out: 'stems',
      choices: { components: 8 },
      part: null,
      output: {
        format: null,
        nameTemplate: '{number}_{stem}',
        range: null,
        projects: [],
        midi: false,
        rest: false,
        mix: false,
        oneShots: false,
        tempo: null
      },
      threads: null,
      overwrite: false,
      json: false
    })
    for (const rate of [8000, 44_100, 48_000, 96_000]) {
      expect(settingsFor(command.choices, rate)).toEqual(defaultSettings(rate))
    }
  })

  test('may all be given', () => {
    const command = separate(
      '--divergence',
      'is',
      '--window',
      '1024',
      '--hop',
      '512',
      '--iterations',
      '300',
      '--solver',
      'mm',
      '--quality',
      'fine',
      '--seed',
      '7',
      '--mask',
      'direct',
      '--format',
      'wav32f',
      '--threads',
      '2',
      '--overwrite',
      '--json',
      'b.wav'
    )
    expect(command).toMatchObject({
      inputs: ['a.wav', 'b.wav'],
      output: { format: 'wav32f' },
      json: true
    })
    expect(settingsFor(command.choices, 44_100)).toEqual({
      components: 8,
      beta: 0,
      exponent: 2,
      windowSize: 1024,
      hopSize: 512,
      iterations: 300,
      seed: 7,
      mask: 'direct',
      solver: 'mm',
      quality: 'fine',
      range: null
    })
  })

  test('--rank is another word for --components', () => {
    const command = readArguments(['separate', '--rank=3', '-o', 'x', 'a.wav'])
    expect(command).toMatchObject({ choices: { components: 3 }, out: 'x' })
  })

  test.each([
    ['kl', 1, 1],
    ['IS', 0, 2],
    ['euclidean', 2, 1],
    ['0', 0, 2],
    ['0.5', 0.5, 1],
    ['-1', -1, 1],
    ['-.5', -0.5, 1]
  ])('--divergence %s is beta %f on exponent %i', (text, beta, exponent) => {
    const { choices } = separate('--divergence', text)
    expect(settingsFor(choices, 44_100)).toMatchObject({ beta, exponent })
  })

  test('a hop that goes with the window of one rate is refused for another', () => {
    const { choices } = separate('--hop', '512')
    expect(settingsFor(choices, 22_050).hopSize).toBe(512)
    expect(() => settingsFor(choices, 96_000)).toThrow(/hop/)
  })
})

describe('wrong arguments', () => {
  test.each([
    [[]],
    [['frobnicate', 'a.wav']],
    [['suggest', 'a.wav']],
    [['separate']],
    [['separate', 'a.wav', '--components', '4']],
    [['separate', 'a.wav', '--out', 'x']],
    [['separate', '--components', '4', '--out', 'x']],
    [['separate', 'a.wav', '--components', '4', '--rank', '4', '--out', 'x']],
    [['separate', 'a.wav', '--components', '4', '--out']],
    [['separate', 'a.wav', '--components', '4', '--out', '']],
    [['info', 'a.wav', '--components', '4']],
    [['info']]
  ])('%j are refused in a sentence', (argv) => {
    let thrown: unknown
    try {
      readArguments(argv)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(UsageError)
    expect((thrown as UsageError).message).toMatch(/^\S.*\.$/)
  })

  test.each([
    ['--components', 'eight'],
    ['--components', ''],
    ['--components', '0x8'],
    ['--divergence', 'bregman'],
    ['--divergence', '1.2.3'],
    ['--solver', 'newton'],
    ['--quality', 'best'],
    ['--mask', 'hard'],
    ['--format', 'mp3'],
    ['--name', '{song}'],
    ['--name', '{stem}{key}'],
    ['--range', '5'],
    ['--range', '7-5'],
    ['--range', 'a-b'],
    ['--range', '1-2-3'],
    ['--project', 'als'],
    ['--tempo', '0'],
    ['--groups', 'some'],
    ['--wibble', '1'],
    ['--json=yes', 'b.wav']
  ])('%s %s is refused in a sentence', (...more) => {
    expect(() => separate(...more)).toThrow(UsageError)
  })

  test.each([
    ['--rank', '0'],
    ['--rank', '129'],
    ['--rank', '2.5'],
    ['--iterations', '0'],
    ['--seed', '-1'],
    ['--window', '1000'],
    ['--divergence', '9'],
    ['--threads', '0'],
    ['--threads', '65'],
    ['--threads', '1.5']
  ])('%s %s is out of range and named so', (option, value) => {
    const others = option === '--rank' ? [] : ['--rank', '4']
    const read = (): unknown =>
      readArguments(['separate', 'a.wav', '--out', 'x', ...others, option, value])
    expect(read).toThrow(expect.objectContaining({ code: 'settings/invalid' }))
  })
})

test('help and version are answered wherever they make sense', () => {
  expect(readArguments(['--help'])).toEqual({ name: 'help' })
  expect(readArguments(['separate', '-h'])).toEqual({ name: 'help' })
  expect(readArguments(['--version'])).toEqual({ name: 'version' })
})

describe('the part that is taken apart', () => {
  test('is said like the part that is written, and is another one', () => {
    const { part, output } = separate('--separate-range', '0:02.5-1:00')
    expect(part).toMatchObject({ fromSeconds: 2.5, toSeconds: 60 })
    expect(output.range).toBeNull()
  })

  test('is refused by its own name', () => {
    expect(() => separate('--separate-range', '5-2')).toThrow(/^--separate-range takes/)
  })
})
