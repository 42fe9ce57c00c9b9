/**
 * Notes of recordings whose notes are known. The folder in PARTWISE_AUDIO (else shared/audio beside
 * the project) holds them, a folder each: NAME/NAME.wav, NAME/stems/*.flac, NAME/info.json.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Pcm } from '../../shared/audio'
import { mixPower } from '../../shared/dsp/mask'
import { mixtureModel } from '../../shared/dsp/mixture-model'
import { stft } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import { defaultSettings } from '../../shared/settings'
import type { Note, NoteMode } from '../../shared/notes'
import { stemNotes } from '../../src-main/engine/notes/notes'
import { unmix, type Separation } from '../../src-main/engine/unmix'
import { kernelModule } from '../support/kernels'
import { noteScore, type KnownNote } from '../support/note-score'
import { run } from '../support/programs'
import { readWav } from '../support/read-wav'

const audio = process.env['PARTWISE_AUDIO'] ?? join(import.meta.dirname, '../../../shared/audio')
const bandStems = ['bass', 'drums', 'piano', 'lead-sax']
const areThere = [
  'piano-toy/piano-toy.wav',
  'piano-toy/info.json',
  'band-stereo/band-stereo.wav',
  'band-stereo/info.json',
  ...bandStems.map((stem) => `band-stereo/stems/${stem}.flac`)
].every((file) => existsSync(join(audio, file)))
const folder = mkdtempSync(join(tmpdir(), 'partwise-notes-'))
afterAll(() => rmSync(folder, { recursive: true }))

function readPcm(path: string): Pcm {
  const { sampleRate, channelCount: C, frameCount, values } = readWav(path)
  const channel = (_: unknown, c: number): Float32Array =>
    Float32Array.from({ length: frameCount }, (__, n) => values[n * C + c]! / 32_768)
  return { sampleRate, channels: Array.from({ length: C }, channel) }
}

function stemPcm(mixture: string, stem: string): Pcm {
  const path = join(folder, `${stem}.wav`)
  run('flac', '--silent', '--force', '-d', '-o', path, join(audio, mixture, `stems/${stem}.flac`))
  return readPcm(path)
}

function knownNotes(mixture: string, stems?: readonly string[]): KnownNote[] {
  const { events } = JSON.parse(readFileSync(join(audio, mixture, 'info.json'), 'utf8')) as {
    events: Record<string, [number, number, number][]>
  }
  return (stems ?? Object.keys(events)).flatMap((stem) =>
    events[stem]!.map(([startSeconds, , midiPitch]) => ({ startSeconds, midiPitch }))
  )
}

function separated(pcm: Pcm, components: number, seed: number): Separation {
  const settings = { ...defaultSettings(pcm.sampleRate), components, seed }
  return unmix(pcm, settings, { module: kernelModule, watch: () => true })!
}

function notesOf(
  { factorization, components: facts }: Separation,
  sampleRate: number,
  mode: NoteMode,
  components = facts.map(({ id }) => id)
): Note[] {
  return stemNotes({ factorization, facts, sampleRate }, components, { mode, sensitivity: 0.5 })
}

/** For each component, how much of the energy that its mask takes from the stems is that stem's. */
function sharesOf(stem: string, stems: Record<string, Pcm>, model: Factorization): number[] {
  const { settings, frameCount: T, binCount: F, componentCount: K } = model
  const masks = mixtureModel(model)
  const taken = Object.fromEntries(Object.keys(stems).map((name) => [name, new Float64Array(K)]))
  const all = new Float64Array(F)
  const weights = new Float32Array(K)
  for (const [name, { channels }] of Object.entries(stems)) {
    for (const samples of channels) {
      const { data } = stft(samples, settings)
      for (let t = 0; t < T; t++) {
        masks.weightsAt(t, weights)
        mixPower(masks, t, weights, null, all, 0, F)
        for (let k = 0; k < K; k++) {
          let sum = 0
          for (let f = 0; f < F; f++) {
            const at = 2 * (t * F + f)
            const power = data[at]! ** 2 + data[at + 1]! ** 2
            if (all[f]! > 0) sum += (power * masks.spectra[k * F + f]!) / all[f]!
          }
          taken[name]![k]! += sum * weights[k]!
        }
      }
    }
  }
  return Array.from({ length: K }, (_, k) => {
    const whole = Object.values(taken).reduce((sum, energy) => sum + energy[k]!, 0)
    return whole > 0 ? taken[stem]![k]! / whole : 0
  })
}

describe.runIf(areThere)('notes of recordings', () => {
  test.each([6, 7, 8])('piano-toy, %i components: F1 of at least 0.95', (components) => {
    const pcm = readPcm(join(audio, 'piano-toy/piano-toy.wav'))
    const notes = notesOf(separated(pcm, components, 1), pcm.sampleRate, 'chords')
    expect(noteScore(notes, knownNotes('piano-toy'))).toBeGreaterThanOrEqual(0.95)
  })

  test.each([8, 16])(
    'the bass alone as a line, %i components: F1 of at least 0.9',
    (components) => {
      const pcm = stemPcm('band-stereo', 'bass')
      const notes = notesOf(separated(pcm, components, 1), pcm.sampleRate, 'line')
      expect(noteScore(notes, knownNotes('band-stereo', ['bass']))).toBeGreaterThanOrEqual(0.9)
    }
  )

  test('the bass of a band as a line, from its own components: F1 of at least 0.5', () => {
    const pcm = readPcm(join(audio, 'band-stereo/band-stereo.wav'))
    const stems = Object.fromEntries(bandStems.map((name) => [name, stemPcm('band-stereo', name)]))
    const separation = separated(pcm, 32, 1)
    const shares = sharesOf('bass', stems, separation.factorization)
    const bass = shares.flatMap((share, k) => (share > 0.5 ? [k] : []))
    const notes = notesOf(separation, pcm.sampleRate, 'line', bass)
    expect(noteScore(notes, knownNotes('band-stereo', ['bass']))).toBeGreaterThanOrEqual(0.5)
  })
})
