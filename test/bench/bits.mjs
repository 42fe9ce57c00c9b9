/**
 * `npm run bench -- bits`: digests of W, H, the facts, every preview and every exported file of
 * some separations. Two states of the code that print the same lines compute the same bits; run it
 * before and after a change that must not change results. Digests differ between machines and
 * versions of Node.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { separate } from './command-line.mjs'
import { kernelFolder, loadEngine, teamUrl } from './engine.mjs'
import { writeSong } from './song.mjs'

const songSeconds = 24
/** @type {Record<string, object>} changes of the default settings, by a name */
const fits = {
  fast: { components: 6 },
  fine: { components: 5, quality: 'fine', seed: 3 },
  range: { components: 4, range: { fromSample: 141_120, toSample: 401_310 } },
  mm: { components: 9, solver: 'mm', iterations: 30 },
  euclidean: { components: 4, beta: 2 },
  saito: { components: 7, beta: 0, exponent: 2 },
  between: { components: 3, beta: 0.5, solver: 'mm', iterations: 12 },
  long: { components: 4, windowSize: 8192, hopSize: 128, quality: 'fast' }
}
/** @type {Record<string, string[]>} options of the command line, by a name */
const exports = {
  stems24: ['--components', '5', '--format', 'wav24', '--midi', '--one-shots', '--mix'],
  stems32: ['--components', '4', '--divergence', 'is', '--format', 'wav32f'],
  flac: ['--components', '3', '--format', 'flac', '--project', 'dawproject,rpp'],
  direct: ['--components', '3', '--mask', 'direct', '--format', 'wav16']
}

/** @param {import('node:crypto').BinaryLike[]} parts */
function digest(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 16)
}

/** @param {Float32Array} array */
const bytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice()

/**
 * A file without the moment at which it was made, as broadcast WAV writes it.
 * @param {Buffer} file
 */
const undated = (file) => file.toString('latin1').replace(/\d{4}-\d\d-\d\d\d\d:\d\d:\d\d/, '')

/** @param {(line: object) => void} print */
export async function printBits(print) {
  const engine = await loadEngine()
  const folder = mkdtempSync(join(tmpdir(), 'partwise-bits-'))
  const realNow = performance.now.bind(performance)
  try {
    const song = join(folder, 'song.wav')
    writeSong(song, songSeconds, engine.createRandom(1))
    const decoded = await engine.decodeAudio(song, () => true)
    if (!decoded) throw new Error('the song was not decoded')
    const module = engine.loadKernels(kernelFolder)
    const crew = new engine.Crew({ workerUrl: teamUrl, module, size: 1 })
    // Previews keep a distance in time; this clock makes every one of them due, whatever the
    // machine.
    let clock = 0
    performance.now = () => (clock += 1e6)
    for (const [name, change] of Object.entries(fits)) {
      const defaults = engine.defaultSettings(decoded.pcm.sampleRate)
      const settings = { ...defaults, ...change }
      const hire = crew.hire(1)
      const team = engine.leadTeam(hire?.place ?? null)
      const word = engine.createPreviewWord()
      /** @type {string[]} */
      const seen = []
      /** @param {import('../../src-main/engine/factorize/preview').Preview} preview */
      const publish = ({ factorization: { W, H }, energies }) => {
        seen.push(digest(bytes(W), bytes(H), JSON.stringify(energies)))
        engine.askForPreview(word)
      }
      const outlet = { word, publish }
      const watch = () => true
      const found = engine.unmix(decoded.pcm, settings, { module, watch, team, outlet })
      hire?.release()
      team.close()
      if (!found) throw new Error('the separation was cancelled by nobody')
      const { factorization, components, residualDb } = found
      print({
        bits: name,
        W: digest(bytes(factorization.W)),
        H: digest(bytes(factorization.H)),
        divergence: digest(JSON.stringify(factorization.divergence)),
        facts: digest(JSON.stringify({ components, residualDb })),
        previews: `${seen.length} ${digest(...seen)}`
      })
    }
    performance.now = realNow
    await crew.dispose()
    for (const [name, options] of Object.entries(exports)) {
      const out = join(folder, name)
      await separate([song, ...options, '--out', out])
      const files = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'partwise.json')
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
        .sort()
      const parts = files.flatMap((file) => [file.slice(out.length), undated(readFileSync(file))])
      print({ bits: name, files: files.length, digest: digest(...parts) })
    }
  } finally {
    performance.now = realNow
    rmSync(folder, { recursive: true, force: true })
  }
}
