import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fixturePath } from '../support/decoding'
import { readFlac } from '../support/read-flac'
import { readWav } from '../support/read-wav'
import { noise, plucks } from '../support/signals'

const program = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))
const sampleRate = 22_050

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Lines of stdout as JSON. */
  readonly events: () => Event[]
}
type Event = Readonly<Record<string, unknown>> & { readonly type: string }

let root: string
let song: string
let out: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'partwise-cli-'))
  song = join(root, 'song.wav')
  out = join(root, 'stems')
  writeWav(song, [
    plucks(
      sampleRate,
      [440, 660].map((hz) => hz / sampleRate)
    )
  ])
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes 16-bit integers, or floats. */
function writeWav(path: string, channels: readonly Float32Array[], isFloat = false): void {
  const width = isFloat ? 4 : 2
  const C = channels.length
  const N = channels[0]!.length
  const bytes = Buffer.alloc(44 + N * C * width)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(isFloat ? 3 : 1, 20)
  bytes.writeUInt16LE(C, 22)
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(sampleRate * C * width, 28)
  bytes.writeUInt16LE(C * width, 32)
  bytes.writeUInt16LE(8 * width, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(N * C * width, 40)
  for (let n = 0; n < N; n++) {
    channels.forEach((samples, c) => {
      const at = 44 + (n * C + c) * width
      if (isFloat) bytes.writeFloatLE(samples[n]!, at)
      else bytes.writeInt16LE(Math.round(samples[n]! * 32_767), at)
    })
  }
  writeFileSync(path, bytes)
}

function start(...args: string[]): ChildProcess {
  const env = { ...process.env, XDG_CONFIG_HOME: join(tmpdir(), 'partwise-cli-profile') }
  return spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function finish(child: ChildProcess): Promise<Run> {
  let stdout = ''
  let stderr = ''
  child.stdout!.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr!.on('data', (chunk) => (stderr += String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  const events = (): Event[] =>
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Event)
  return { code, stdout, stderr, events }
}

const partwise = (...args: string[]): Promise<Run> => finish(start(...args))
const separate = (...more: string[]): Promise<Run> =>
  partwise('separate', song, '--components', '2', '--iterations', '10', '--out', out, ...more)

describe('partwise separate', () => {
  test('writes stems that add up to the recording exactly, and says so in JSON', async () => {
    writeWav(song, [noise(30_000, 1), plucks(30_000, [0.02, 0.03])])
    const run = await separate('--json')
    expect(run.stderr).toBe('')
    expect(run.code).toBe(0)
    const done = run.events().at(-1)
    expect(done).toMatchObject({ type: 'done', input: song, folder: out, residualDb: -200 })
    const files = done['files'] as string[]
    const stored = files.map(readWav)
    for (const wav of stored) expect(wav).toMatchObject({ sampleRate, channelCount: 2, bits: 24 })
    const source = readWav(song)
    source.values.forEach((value, i) => {
      const sum = stored.reduce((total, { values }) => total + values[i]!, 0)
      if (sum !== value * 256) throw new Error(`sample ${i}: ${sum} is not ${value * 256}`)
    })
    const progress = run.events().filter(({ type }) => type === 'progress')
    const fractions = progress.map((event) => event['fraction'] as number)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(new Set(progress.map((event) => event['stage']))).toContain('write')
  })

  test('leaves a report beside the stems that names and measures them', async () => {
    expect((await separate('--seed', '5')).code).toBe(0)
    const report = JSON.parse(readFileSync(join(out, 'partwise.json'), 'utf8')) as {
      components: { file: string; energy: number }[]
      divergence: number[]
      settings: object
      seconds: Record<string, number>
    }
    expect(report.settings).toMatchObject({ components: 2, seed: 5, windowSize: 2048, beta: 1 })
    expect(report.divergence).toHaveLength(11)
    expect(Object.keys(report.seconds)).toEqual(
      expect.arrayContaining(['decode', 'spectrum', 'factorize', 'measure', 'separate', 'write'])
    )
    expect(report.components[0]!.energy).toBeGreaterThanOrEqual(report.components[1]!.energy)
    expect(readdirSync(out).sort()).toEqual(
      ['partwise.json', ...report.components.map(({ file }) => file)].sort()
    )
    expect(report.components.every(({ file }, i) => file.startsWith(`0${i + 1}_`))).toBe(true)
  })

  test('gives the same stems for any number of threads, and says how many took part', async () => {
    writeWav(song, [noise(4 * sampleRate, 1), plucks(4 * sampleRate, [0.02, 0.03])])
    const contents = new Set<string>()
    for (const threads of [1, 2, 3]) {
      const run = await separate('--overwrite', '--json', '--threads', String(threads))
      const done = run.events().at(-1)
      expect(done['threads']).toBeGreaterThanOrEqual(1)
      expect(done['threads']).toBeLessThanOrEqual(threads)
      const report = JSON.parse(readFileSync(join(out, 'partwise.json'), 'utf8')) as object
      expect(report).toMatchObject({ threads: done['threads'] })
      const digest = createHash('sha256')
      for (const file of done['files'] as string[]) digest.update(readFileSync(file))
      contents.add(digest.digest('hex'))
    }
    expect(contents.size).toBe(1)
  })

  test('gives people the list of files on stdout and the rest on stderr', async () => {
    const run = await separate()
    const files = run.stdout.trim().split('\n')
    expect(files.every((file) => existsSync(file))).toBe(true)
    expect(run.stderr).toMatch(/^2 stems are in .*\n$/)
  })

  test('writes floats, with a notice, when the recording goes beyond full scale', async () => {
    writeWav(song, [noise(9000, 1).map((value) => 3 * value)], true)
    const run = await separate('--json')
    const kinds = run.events().flatMap((event) => (event.type === 'warning' ? [event['kind']] : []))
    expect(kinds).toEqual(['over-full-scale', 'float-chosen'])
    const done = run.events().at(-1)
    expect(done['residualDb']).toBeLessThan(-120)
    expect((done['files'] as string[]).map((file) => readWav(file).isFloat)).toEqual([true, true])
  })

  test('says that directly made stems do not add up, and writes what they lack as Rest', async () => {
    const run = await separate('--json', '--mask', 'direct', '--format', 'wav32f')
    expect(run.events().some((event) => event['kind'] === 'does-not-add-up')).toBe(true)
    const done = run.events().at(-1)
    expect((done['files'] as string[]).at(-1)).toMatch(/_Rest\.wav$/)
    expect(done['residualDb']).toBeLessThan(-120)
  })

  test('never writes over what is there unless told to', async () => {
    expect((await separate()).code).toBe(0)
    const before = readdirSync(out)
    const again = await separate('--json')
    expect(again.code).toBe(4)
    expect(again.events().at(-1)).toMatchObject({ type: 'error', exitCode: 4 })
    expect(readdirSync(out)).toEqual(before)
    expect((await separate('--overwrite')).code).toBe(0)
    expect(readdirSync(out)).toEqual(before)
  })

  test('tells of a name that is taken before it separates, and of a link that leads nowhere', async () => {
    expect((await separate()).code).toBe(0)
    const [stem] = readdirSync(out).filter((name) => name.endsWith('.wav'))
    rmSync(join(out, 'partwise.json'))
    for (const name of [stem!, 'partwise.json']) {
      const before = readdirSync(out)
      const again = await separate('--json')
      expect(again.code).toBe(4)
      expect(again.events().at(-1)['message']).toContain(name)
      expect(again.events().some((event) => event['stage'] === 'factorize')).toBe(false)
      expect(readdirSync(out)).toEqual(before)
      for (const left of before) rmSync(join(out, left))
      symlinkSync(join(root, 'nowhere'), join(out, 'partwise.json'))
    }
    expect((await separate('--overwrite')).code).toBe(0)
    expect(existsSync(join(root, 'nowhere'))).toBe(false)
  })

  test('writes FLAC, a range, projects, notes and hits, named as they are asked for', async () => {
    const run = await separate(
      '--format',
      'flac',
      '--range',
      '0:00.25-0.75',
      '--name',
      '{song} {number}',
      '--mix',
      '--project',
      'dawproject,rpp',
      '--midi',
      '--tempo',
      '100',
      '--rest',
      '--json'
    )
    expect(run.code).toBe(0)
    const done = run.events().at(-1)
    const written = done['written'] as { path: string; kind: string }[]
    const names = written.map(({ path }) => path.slice(out.length + 1))
    expect(names.slice(0, 3)).toEqual(['song 01.flac', 'song 02.flac', 'song 03.flac'])
    expect(names).toEqual(expect.arrayContaining(['song.dawproject', 'song.rpp', 'partwise.json']))
    expect(readdirSync(out).sort()).toEqual(names.toSorted())
    expect(readFlac(join(out, 'song 01.flac')).channels[0]).toHaveLength(sampleRate / 2)
    expect(readFlac(join(out, 'song 01.flac')).bits).toBe(16)
    expect(done['residualDb']).toBe(-200)
    const kinds = run.events().flatMap((event) => (event.type === 'warning' ? [event['kind']] : []))
    expect(kinds).toContain('no-rest')
  })

  test('takes several files and folders, and one bad file does not stop the rest', async () => {
    const album = join(root, 'album')
    mkdirSync(album)
    writeWav(join(album, 'two.wav'), [noise(5000, 2)])
    writeFileSync(join(album, 'one.wav'), 'no sound at all')
    const run = await partwise(
      'separate',
      album,
      song,
      join(root, 'none.wav'),
      '--rank',
      '2',
      '--iterations',
      '3',
      '--out',
      out,
      '--json'
    )
    expect(run.code).toBe(3)
    const codes = run.events().flatMap(({ type, code }) => (type === 'error' ? [code] : []))
    expect(codes).toEqual(['audio/not-audio', 'audio/not-found'])
    expect(readdirSync(out).sort()).toEqual(['song', 'two'])
    expect(readdirSync(join(out, 'song'))).toHaveLength(3)
  })
})

describe('partwise fails', () => {
  test('with a range that the recording does not reach: exit code 2, leaving nothing', async () => {
    const run = await separate('--range', '5-6')
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('--range takes a part of the recording, which lasts 1.000 s')
    expect(existsSync(out)).toBe(false)
  })

  test.each([
    ['with wrong arguments', 2, (): string[] => ['--divergence', 'bregman']],
    ['with a setting out of range', 2, (): string[] => ['--window', '1000']],
    ['with a format that cannot be written', 2, (): string[] => ['--format', 'mp3']],
    ['with a solver that is not there', 2, (): string[] => ['--solver', 'newton']]
  ])('%s: exit code %i and a sentence', async (_, code, more) => {
    const run = await separate('--json', ...more())
    expect(run.code).toBe(code)
    expect(run.events()).toHaveLength(1)
    expect(run.events()[0]).toMatchObject({ type: 'error', exitCode: code })
    expect(run.events()[0]!['message']).toMatch(/\.$/)
    expect(existsSync(out)).toBe(false)
  })

  test.each([
    ['text', () => writeFileSync(song, 'not a sound'), 'audio/not-audio'],
    ['nothing', () => writeFileSync(song, ''), 'audio/empty'],
    ['no samples', () => writeWav(song, [new Float32Array(0)]), 'audio/empty'],
    ['nine channels', () => writeWav(song, Array(9).fill(noise(9, 1))), 'audio/too-many-channels'],
    ['no file', () => rmSync(song), 'audio/not-found'],
    ['a broken FLAC', () => writeFileSync(song, 'fLaC\0\0\0\x22aaaa'), 'audio/not-audio'],
    ['WavPack', () => writeFileSync(song, 'wvpk\0\0\0\x22aaaaaaaaaaaaaaa'), 'audio/unsupported'],
    ['AAC', () => copyFileSync(fixturePath('sound.m4a'), song), 'audio/window-only']
  ])('on %s: exit code 3, naming the file, leaving nothing', async (_, spoil, code) => {
    spoil()
    const run = await separate('--json')
    expect(run.code).toBe(3)
    expect(run.events().at(-1)).toMatchObject({ type: 'error', code, exitCode: 3, input: song })
    expect(run.events().at(-1)['message']).toContain('song.wav')
    expect(existsSync(out)).toBe(false)
  })

  test('on FLAC at a rate that it cannot hold: exit code 4 before anything is separated', async () => {
    const bytes = readFileSync(song)
    bytes.writeUInt32LE(88_201, 24)
    writeFileSync(song, bytes)
    const run = await separate('--json', '--format', 'flac')
    expect(run.code).toBe(4)
    expect(run.events().at(-1)).toMatchObject({ code: 'export/unsupported-rate', exitCode: 4 })
    const stages = run.events().map(({ stage }) => stage)
    expect(new Set(stages)).toEqual(new Set(['decode', undefined]))
    expect(existsSync(out)).toBe(false)
  })

  test('on a file in the place of the folder: exit code 4', async () => {
    writeFileSync(out, 'a file')
    const run = await separate()
    expect(run.code).toBe(4)
    expect(run.stderr).toContain(out)
    expect(readFileSync(out, 'utf8')).toBe('a file')
  })

  test.each([[[]], [['suggest', 'song.wav']], [['frobnicate']]])(
    'on %j: exit code 2',
    async (args) => {
      const run = await partwise(...args)
      expect(run.code).toBe(2)
      expect(run.stdout).toBe('')
      expect(run.stderr).toMatch(/\.\n$/)
    }
  )
})

describe('partwise opens', () => {
  test.each([
    ['silence', [new Float32Array(9000)], 'silent'],
    ['ten samples', [noise(10, 1)], 'very-short'],
    ['a constant', [new Float32Array(9000).fill(0.25)], 'constant'],
    [
      'numbers that are none',
      [noise(9000, 1).fill(NaN, 50, 60).fill(Infinity, 60, 70)],
      'not-finite'
    ]
  ])('%s, with a remark, and what it writes adds up', async (_, channels, kind) => {
    writeWav(song, channels, true)
    const run = await separate('--json')
    expect(run.code).toBe(0)
    const kinds = run.events().flatMap((event) => (event.type === 'warning' ? [event['kind']] : []))
    expect(kinds).toContain(kind)
    expect(run.events().at(-1)).toMatchObject({ type: 'done', residualDb: -200 })
    for (const file of run.events().at(-1)['files'] as string[]) {
      expect(readWav(file).values.every(Number.isFinite)).toBe(true)
    }
  })

  test('a file that ends early, with what is there', async () => {
    writeFileSync(song, readFileSync(song).subarray(0, 20_044))
    const run = await separate('--json')
    expect(run.code).toBe(0)
    expect(run.events().some((event) => event['kind'] === 'truncated')).toBe(true)
    const [first] = run.events().at(-1)['files'] as string[]
    expect(readWav(first!).frameCount).toBe(10_000)
  })
})

test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
  '%s cancels: exit code 130 and nothing left behind',
  async (signal) => {
    writeWav(song, [noise(40 * sampleRate, 1)])
    const child = start(
      'separate',
      song,
      '--rank',
      '20',
      '--solver',
      'mm',
      '--iterations',
      '9999',
      '--out',
      out,
      '--json'
    )
    const ended = finish(child)
    child.stdout!.on('data', (chunk) => {
      if (String(chunk).includes('"factorize"')) child.kill(signal)
    })
    const run = await ended
    expect(run.code).toBe(130)
    expect(run.events().at(-1)).toEqual({ type: 'cancelled', exitCode: 130 })
    expect(readdirSync(root)).toEqual(['song.wav'])
  }
)

describe('partwise info', () => {
  test('says what a file is', async () => {
    const run = await partwise('info', song, '--json')
    expect(run.code).toBe(0)
    expect(run.events()).toHaveLength(1)
    expect(run.events()[0]).toMatchObject({
      type: 'info',
      name: 'song.wav',
      sampleRate,
      channelCount: 1,
      sampleCount: sampleRate,
      seconds: 1,
      sampleFormat: 'int16',
      remarks: []
    })
    expect((await partwise('info', song)).stderr).toContain(
      'song.wav: WAV, 16-bit, 22.05 kHz, mono'
    )
  })

  test('reads what is encoded, with its tags, from the bundle', async () => {
    for (const name of ['sound.flac', 'sound.mp3', 'sound.ogg', 'sound.opus', 'sound.aiff']) {
      const run = await partwise('info', fixturePath(name), '--json')
      expect(run.code, name).toBe(0)
      expect(run.events()[0]).toMatchObject({
        type: 'info',
        name,
        seconds: 0.5,
        channelCount: 2,
        remarks: [],
        tags: { title: 'Blue Hour', artist: 'Two Sines', album: 'Fixtures' }
      })
    }
  })

  test('has help and a version', async () => {
    expect((await partwise('--help')).stdout).toContain('partwise separate')
    expect((await partwise('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
