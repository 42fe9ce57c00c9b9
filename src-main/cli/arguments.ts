/** The command line's arguments and what they mean. Touches no file. */
import type { ParseArgsConfig } from 'node:util'
import { parseArgs } from 'node:util'
import { Failure } from '../../shared/failure'
import type { MaskKind, SeparationSettings } from '../../shared/settings'
import {
  checkSettings,
  defaultSettings,
  exponentFor,
  qualities,
  solvers
} from '../../shared/settings'
import {
  outputOptions,
  readOutput,
  readRange,
  type OutputChoices,
  type TimeSpan
} from './output-choices'
import { oneOf, readNumber, UsageError } from './usage'

/** What was asked for. */
export type CliCommand =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'info'; readonly inputs: readonly string[]; readonly json: boolean }
  | SeparateCommand

/** `partwise separate`. */
export interface SeparateCommand {
  readonly name: 'separate'
  /** Files and folders. */
  readonly inputs: readonly string[]
  readonly out: string
  readonly choices: SettingChoices
  /** The part of the recording to separate; null for all of it. */
  readonly part: TimeSpan | null
  readonly output: OutputChoices
  /** Most threads of a separation. Null: as many as there are cores, up to 8. */
  readonly threads: number | null
  readonly overwrite: boolean
  readonly json: boolean
}

/** The settings that were given; the others depend on the recording's sample rate. */
export type SettingChoices = { readonly components: number } & Partial<
  Pick<
    SeparationSettings,
    'beta' | 'windowSize' | 'hopSize' | 'iterations' | 'seed' | 'mask' | 'solver' | 'quality'
  >
>

type Options = NonNullable<ParseArgsConfig['options']>

const commonOptions = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' }
} as const satisfies Options

const separateOptions = {
  ...commonOptions,
  components: { type: 'string' },
  rank: { type: 'string' },
  out: { type: 'string', short: 'o' },
  divergence: { type: 'string' },
  window: { type: 'string' },
  hop: { type: 'string' },
  iterations: { type: 'string' },
  solver: { type: 'string' },
  quality: { type: 'string' },
  seed: { type: 'string' },
  mask: { type: 'string' },
  'separate-range': { type: 'string' },
  ...outputOptions,
  threads: { type: 'string' },
  overwrite: { type: 'boolean' }
} as const satisfies Options

const divergences: Readonly<Record<string, number>> = {
  kl: 1,
  'kullback-leibler': 1,
  is: 0,
  'itakura-saito': 0,
  euclidean: 2
}
const masks: readonly MaskKind[] = ['ratio', 'direct']
const threadRange = { min: 1, max: 64 }

/**
 * Reads the arguments that follow the program's name.
 * @throws UsageError
 * @throws Failure `settings/invalid` for a setting out of its range
 */
export function readArguments(argv: readonly string[]): CliCommand {
  if (argv.includes('--help') || argv.includes('-h')) return { name: 'help' }
  const [first, ...rest] = argv
  switch (first) {
    case '--version':
      return { name: 'version' }
    case 'separate':
      return readSeparate(rest)
    case 'info':
      return readInfo(rest)
    case 'suggest':
      throw new UsageError(
        'This version cannot suggest a number of components yet. Say how many to look for: partwise separate FILE --components 8 --out FOLDER.'
      )
    case undefined:
      throw new UsageError('Say what to do: partwise separate, or partwise info.')
    default:
      throw new UsageError(`"${first}" is not a command. There are separate and info.`)
  }
}

/** All settings for a recording of this sample rate. @throws Failure `settings/invalid` */
export function settingsFor(choices: SettingChoices, sampleRate: number): SeparationSettings {
  const initial = defaultSettings(sampleRate)
  const windowSize = choices.windowSize ?? initial.windowSize
  const beta = choices.beta ?? initial.beta
  return checkSettings({
    ...initial,
    ...choices,
    windowSize,
    hopSize: choices.hopSize ?? windowSize / 4,
    beta,
    exponent: exponentFor(beta)
  })
}

function readInfo(args: string[]): CliCommand {
  const { values, positionals } = parse(args, commonOptions)
  return { name: 'info', inputs: required(positionals), json: values.json ?? false }
}

function readSeparate(args: string[]): CliCommand {
  const { values, positionals } = parse(args, separateOptions)
  const inputs = required(positionals)
  if (values.out === undefined || values.out === '') {
    throw new UsageError('Say where the stems should go: --out FOLDER.')
  }
  const choices = readChoices(values)
  checkBeforeOpening(choices)
  const part = values['separate-range']
  return {
    name: 'separate',
    inputs,
    out: values.out,
    choices,
    part: part === undefined ? null : readRange('--separate-range', part),
    output: readOutput(values),
    threads: values.threads === undefined ? null : readThreads(values.threads),
    overwrite: values.overwrite ?? false,
    json: values.json ?? false
  }
}

type SeparateValues = ReturnType<typeof parse<typeof separateOptions>>['values']

function readChoices(values: SeparateValues): SettingChoices {
  if (values.components !== undefined && values.rank !== undefined) {
    throw new UsageError('--components and --rank are the same thing. Give one of them.')
  }
  const [option, count] =
    values.rank === undefined ? ['--components', values.components] : ['--rank', values.rank]
  if (count === undefined) {
    throw new UsageError('Say how many components to look for: --components 8.')
  }
  return {
    components: readNumber(option, count),
    ...(values.divergence !== undefined && { beta: readDivergence(values.divergence) }),
    ...(values.window !== undefined && { windowSize: readNumber('--window', values.window) }),
    ...(values.hop !== undefined && { hopSize: readNumber('--hop', values.hop) }),
    ...(values.iterations !== undefined && {
      iterations: readNumber('--iterations', values.iterations)
    }),
    ...(values.seed !== undefined && { seed: readNumber('--seed', values.seed) }),
    ...(values.mask !== undefined && { mask: oneOf('--mask', values.mask, masks) }),
    ...(values.solver !== undefined && { solver: oneOf('--solver', values.solver, solvers) }),
    ...(values.quality !== undefined && { quality: oneOf('--quality', values.quality, qualities) })
  }
}

/** A hop without a window can only be judged once the sample rate is known. */
function checkBeforeOpening({ hopSize, ...choices }: SettingChoices): void {
  const isHopKnown = hopSize !== undefined && choices.windowSize !== undefined
  settingsFor(isHopKnown ? { ...choices, hopSize } : choices, 44_100)
}

function parse<const T extends Options>(
  args: string[],
  options: T
): ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; args: string[] }>> {
  try {
    return parseArgs({
      args: joinNegatives(args, options),
      options,
      allowPositionals: true,
      strict: true
    })
  } catch (error) {
    const isOurs = error instanceof Error && 'code' in error && isParseCode(error.code)
    if (!isOurs) throw error
    throw new UsageError(`${error.message.split('. ')[0]!.replace(/\.$/, '')}.`, { cause: error })
  }
}

function isParseCode(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS_')
}

/** Lets `--divergence -0.5` mean `--divergence=-0.5`, which parseArgs finds ambiguous. */
function joinNegatives(args: readonly string[], options: Options): string[] {
  const joined: string[] = []
  for (const arg of args) {
    const before = joined.at(-1)
    const takesValue = before?.startsWith('--') && options[before.slice(2)]?.type === 'string'
    if (takesValue && /^-\.?\d/.test(arg)) joined[joined.length - 1] = `${before}=${arg}`
    else joined.push(arg)
  }
  return joined
}

function required(inputs: readonly string[]): readonly string[] {
  if (inputs.length === 0) throw new UsageError('Say which file: there is no name of one.')
  return inputs
}

function readDivergence(text: string): number {
  const named = divergences[text.toLowerCase()]
  if (named !== undefined) return named
  if (/^[+-]?[\d.]/.test(text)) return readNumber('--divergence', text)
  throw new UsageError(`--divergence takes kl, is, euclidean or a number, not "${text}".`)
}

/** @throws Failure `settings/invalid` */
function readThreads(text: string): number {
  const threads = readNumber('--threads', text)
  const { min, max } = threadRange
  if (Number.isInteger(threads) && threads >= min && threads <= max) return threads
  throw new Failure('settings/invalid', `threads=${text} must be ${min} to ${max}`, {
    setting: 'threads',
    value: text,
    expected: `a whole number from ${min} to ${max}`
  })
}
