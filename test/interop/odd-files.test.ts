/**
 * Odd sound files, each made after the kind of a public report about some audio program, and what
 * is wanted of them. The folder in PARTWISE_AUDIO (else shared/audio beside the project) holds
 * them: bugs/cases.json with bugs/files, and manifest.json with odd/. Each is decoded here, and
 * given to the command line: all of them to `info`, those with options to `separate`.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AudioSummary } from '../../shared/audio'
import { Failure } from '../../shared/failure'
import { failureSentence } from '../../src-main/cli/text'
import type { DecodedAudio } from '../../src-main/engine/decode/decoded-audio'
import { decodeFile } from '../support/decoding'
import { run } from '../support/programs'
import { readRpp } from '../support/read-rpp'
import { readZip } from '../support/read-zip'
import { data, fmt, int16Bytes, wav } from '../support/wav-bytes'

const audio = process.env['PARTWISE_AUDIO'] ?? join(import.meta.dirname, '../../../shared/audio')
const casesPath = join(audio, 'bugs/cases.json')
const manifestPath = join(audio, 'manifest.json')
const program = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'partwise-odd-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Want = 'ok' | 'remark' | 'refuse'

/** A case as cases.json describes it. */
interface Case {
  readonly id: string
  readonly file: string
  readonly rate: number
  readonly channels: number
  readonly frames: number | null
  readonly want: Want
  readonly or?: Want
  /** The samples are those that other programs read. */
  readonly exact?: true
  readonly lossy?: true
  /** Only what lies from this sample on is held against others. */
  readonly tailOnly?: number
  readonly minFrames?: number
  /** From this sample on both channels have sound of their own. */
  readonly stereoLater?: number
  /** Nothing is said about damage or length. */
  readonly quiet?: true
  readonly noDamage?: true
  /** What the sentence of a refusal names. */
  readonly says?: string
  readonly args?: readonly string[]
  readonly clipped?: true
  readonly projects?: true
  readonly safe?: true
  readonly stemsTold?: true
}

/** What came of a file: its summary, or the sentence that refused it. */
type Outcome = { readonly summary: AudioSummary } | { readonly refusal: string }

/** Remarks on the sound itself; all others say that something is missing or was put in order. */
const soundKinds = ['not-finite', 'silent', 'constant', 'very-short', 'over-full-scale']

/** Whether an outcome is what a want asks for. */
function isAs(want: Want, outcome: Outcome): boolean {
  if ('refusal' in outcome) return want === 'refuse'
  const isRemarked = outcome.summary.remarks.some(({ kind }) => !soundKinds.includes(kind))
  return want === 'remark' ? isRemarked : want === 'ok'
}

function expectOutcome(one: Case, outcome: Outcome): void {
  const wants = [one.want, one.or].filter((want) => want !== undefined)
  // What is said about clipping is said of the stems, and held against their export.
  const isMet = wants.some((want) => isAs(want, outcome)) || one.clipped === true
  const got = 'refusal' in outcome ? outcome.refusal : outcome.summary
  expect(isMet, `${JSON.stringify(wants)}: ${JSON.stringify(got)}`).toBe(true)
  if ('refusal' in outcome) {
    if (one.says !== undefined) expect(outcome.refusal).toMatch(new RegExp(one.says, 'i'))
    return
  }
  const { sampleRate, channelCount, sampleCount, remarks } = outcome.summary
  const kinds = remarks.map(({ kind }) => kind)
  expect(sampleRate).toBe(one.rate)
  const isRemarked = one.or === 'remark' && isAs('remark', outcome)
  if (!isRemarked) expect(channelCount).toBe(one.channels)
  if (one.frames !== null && !isRemarked) expect(sampleCount).toBe(one.frames)
  expect(sampleCount).toBeGreaterThanOrEqual(one.minFrames ?? 1)
  if (one.quiet) expect(kinds.filter((kind) => !soundKinds.includes(kind))).toEqual([])
  if (one.noDamage) expect(kinds).not.toContain('damaged')
}

async function outcomeOf(path: string): Promise<Outcome & { readonly decoded?: DecodedAudio }> {
  try {
    const decoded = (await decodeFile(path))!
    return { summary: decoded.summary, decoded }
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Failure)
    return { refusal: failureSentence(thrown as Failure) }
  }
}

/** Programs that read a file into 64-bit floats on their output. */
function readersOf(path: string): readonly (readonly string[])[] {
  const ffmpeg = ['ffmpeg', '-v', 'error']
  const output = ['-map', '0:a:0', '-f', 'f64le', '-c:a', 'pcm_f64le', '-']
  const readers = [
    [...ffmpeg, '-i', path, ...output],
    ['sox', '-V1', '-D', path, '-t', 'f64', '-L', '-']
  ]
  // ffmpeg's own decoder of Opus computes otherwise than the library that others use.
  return path.endsWith('.opus')
    ? [...readers, [...ffmpeg, '-c:a', 'libopus', '-i', path, ...output]]
    : readers
}

/** Samples [frames * channels] as each program reads them that finds so many. */
function byOthers(path: string, count: number): Float64Array[] {
  return readersOf(path).flatMap(([name, ...options]) => {
    const { status, stdout } = spawnSync(name!, options, { maxBuffer: 2 ** 28 })
    if (status !== 0 || stdout.length !== 8 * count) return []
    const samples = new Float64Array(new Uint8Array(stdout).buffer)
    // A program that takes integers for floats knows nothing of the file.
    return samples.every(Number.isFinite) ? [samples] : []
  })
}

/** Holds samples against those of other programs, where one finds as many: one must agree. */
function expectAsOthers(one: Case, path: string, { pcm, summary }: DecodedAudio): void {
  const C = pcm.channels.length
  const isDamaged = summary.remarks.some(({ kind }) => kind === 'damaged')
  if (isDamaged && one.tailOnly === undefined) return
  const distances = byOthers(path, C * summary.sampleCount).map((theirs) => {
    let error = 0
    let power = 0
    for (let i = C * (one.tailOnly ?? 0); i < theirs.length; i++) {
      const value = Math.fround(theirs[i]!)
      error += (pcm.channels[i % C]![Math.floor(i / C)]! - value) ** 2
      power += value ** 2
    }
    return 10 * Math.log10(error / power)
  })
  const most = one.exact ? -Infinity : -40
  const isOnlyOne = distances.length === 0
  expect(isOnlyOne || distances.some((db) => db <= most), String(distances)).toBe(true)
}

/** The path of a case; what has no file is made here. */
function pathOf({ file, rate, channels, frames }: Case): string {
  const path = join(audio, 'bugs/files', file)
  if (existsSync(path)) return path
  const made = join(folder, file)
  if (existsSync(made)) return made
  if (frames !== null) {
    const steps = Array.from({ length: frames }, (_, n) => Math.round(9000 * Math.sin(n * n)))
    writeFileSync(made, wav([fmt({ rate }), data(int16Bytes(steps))]))
    return made
  }
  // A recording beyond 4 GiB whose size in 32 bits began again; a hole on the disk.
  const size = 600_000
  writeFileSync(made, wav([fmt({ rate, channels, bits: 24 }), data(Buffer.alloc(6), size)]))
  truncateSync(made, 44 + 2 ** 32 + size)
  return made
}

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

function partwise(...args: string[]): { code: number | null; events: Event[] } {
  const options = { maxBuffer: 2 ** 28, encoding: 'utf8' } as const
  const { status, stdout } = spawnSync(process.execPath, [program, ...args, '--json'], options)
  const lines = stdout.split('\n').filter((line) => line !== '')
  return { code: status, events: lines.map((line) => JSON.parse(line) as Event) }
}

/** What `partwise info` said of each file. */
function infoOutcomes(paths: readonly string[]): Map<string, Outcome> {
  const { code, events } = partwise('info', '--', ...paths)
  expect([0, 3]).toContain(code)
  const results = events.filter(({ type }) => type === 'info' || type === 'error')
  return new Map(
    results.map((event): [string, Outcome] =>
      event.type === 'info'
        ? [event['path'] as string, { summary: event as unknown as AudioSummary }]
        : [event['input'] as string, { refusal: event['message'] as string }]
    )
  )
}

const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

describe.runIf(existsSync(casesPath))('files like those that people report trouble with', () => {
  const cases = existsSync(casesPath)
    ? (JSON.parse(readFileSync(casesPath, 'utf8')) as readonly Case[])
    : []
  const named = cases.map((one) => [`${one.id} ${one.file}`.slice(0, 60), one] as const)
  let said: Map<string, Outcome>
  beforeAll(() => {
    said = infoOutcomes(cases.map(pathOf))
  })

  test.each(named)('%s is decoded, or refused, as is wanted', async (_, one) => {
    const path = pathOf(one)
    const outcome = await outcomeOf(path)
    expectOutcome(one, outcome)
    if (!outcome.decoded) return
    const { channels } = outcome.decoded.pcm
    if (one.exact || one.lossy) expectAsOthers(one, path, outcome.decoded)
    if (one.stereoLater !== undefined && channels.length === 2) {
      const [left, right] = channels.map((samples) => samples.subarray(one.stereoLater))
      expect(right!.some((value) => value !== 0)).toBe(true)
      expect(right!.some((value, n) => value !== left![n])).toBe(true)
    }
  })

  test.each(named)('%s: partwise info says so', (_, one) => {
    expectOutcome(one, said.get(pathOf(one))!)
  })

  test.each(named.filter(([, { args }]) => args !== undefined))(
    '%s: partwise separate writes stems',
    async (_, one) => {
      const out = mkdtempSync(join(folder, 'stems-'))
      const { code, events } = partwise('separate', pathOf(one), '--out', out, ...one.args!)
      expect(code).toBe(0)
      const done = events.at(-1)
      const files = done['files'] as readonly string[]
      const written = (done['written'] as readonly { path: string }[]).map(({ path }) => path)
      if (one.clipped) expect(events.map(({ kind }) => kind)).toContain('clipped')
      if (one.exact) {
        const step = one.args!.includes('wav16') ? 2 ** -15 : 2 ** -23
        await expectSum(pathOf(one), files, step)
      }
      for (const path of written) {
        if (one.safe) expect(basename(path)).not.toMatch(DEVICE_NAME)
        expect(basename(path)).not.toMatch(/\p{Cc}|[<>:"/\\|?*]|[. ]$|^\./u)
      }
      if (one.stemsTold) expectStemsTold(out, files)
      for (const path of written) expectReadable(path)
    }
  )
})

/** Stems add up to the recording. */
async function expectSum(path: string, files: readonly string[], step: number): Promise<void> {
  const { pcm } = (await decodeFile(path))!
  const stems = await Promise.all(files.map(async (file) => (await decodeFile(file))!.pcm.channels))
  const most = pcm.channels.map((samples, c) => {
    return samples.reduce((largest, value, n) => {
      const sum = stems.reduce((total, channels) => total + channels[c]![n]!, 0)
      return Math.max(largest, Math.abs(sum - value))
    }, 0)
  })
  expect(Math.max(...most)).toBeLessThanOrEqual(step / 2)
}

/** The name of each stem is in that of its file. */
function expectStemsTold(out: string, files: readonly string[]): void {
  const report = JSON.parse(readFileSync(join(out, 'partwise.json'), 'utf8')) as {
    stems: readonly { name: string }[]
  }
  expect(report.stems).toHaveLength(files.length)
  report.stems.forEach(({ name }, i) => expect(basename(files[i]!)).toContain(name))
}

/** Projects are what their format says. */
function expectReadable(path: string): void {
  if (path.endsWith('.rpp')) expect(readRpp(readFileSync(path, 'utf8')).words).not.toEqual([])
  if (!path.endsWith('.dawproject')) return
  for (const [name, bytes] of readZip(path)) {
    if (!name.endsWith('.xml')) continue
    const xml = join(folder, 'part.xml')
    writeFileSync(xml, bytes)
    run('xmllint', '--noout', xml)
  }
}

/** An odd file as manifest.json describes it. */
interface OddFile {
  readonly file: string
  readonly rate: number | null
  readonly channels: number | null
  readonly frames: number | null
  readonly expect: OddWant
  readonly also_acceptable: readonly OddWant[]
}
type OddWant = 'ok' | 'ok-with-warning' | 'clear-error'

describe.runIf(existsSync(manifestPath))('the odd files', () => {
  const files = existsSync(manifestPath)
    ? (JSON.parse(readFileSync(manifestPath, 'utf8')) as { files: readonly OddFile[] }).files
    : []
  const odd = files.filter(({ file }) => file.startsWith('odd/'))
  let said: Map<string, Outcome>
  beforeAll(() => {
    said = infoOutcomes(odd.map(({ file }) => join(audio, file)))
  })

  test.each(odd.map((one) => [one.file, one] as const))('%s', async (_, one) => {
    const path = join(audio, one.file)
    const copy = join(folder, basename(one.file))
    copyFileSync(path, copy)
    const decoded = await outcomeOf(copy)
    for (const outcome of [decoded, said.get(path)!]) {
      const accepted = [one.expect, ...one.also_acceptable]
      expect(accepted.some((want) => isOddAs(want, outcome))).toBe(true)
      if ('refusal' in outcome) continue
      expect(outcome.summary.sampleRate).toBe(one.rate)
      expect(outcome.summary.channelCount).toBe(one.channels)
      expect(outcome.summary.sampleCount).toBe(one.frames)
    }
    const { pcm } = decoded.decoded ?? { pcm: { channels: [] } }
    expect(pcm.channels.every((samples) => samples.every(Number.isFinite))).toBe(true)
  })
})

function isOddAs(want: OddWant, outcome: Outcome): boolean {
  if ('refusal' in outcome) return want === 'clear-error' && outcome.refusal !== ''
  if (want === 'ok') return true
  return want === 'ok-with-warning' && outcome.summary.remarks.length > 0
}
