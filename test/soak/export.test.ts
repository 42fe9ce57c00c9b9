/**
 * Ten minutes of stereo: the sums of whole exports, sample for sample, through the real pipeline.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ExportFormat } from '../../shared/contract'
import { writeExport } from '../../src-main/engine/write/write-export'
import { shared } from '../support/documents'
import { someChoices, someStem } from '../support/export-choices'
import { exportJob } from '../support/export-job'
import { kernelModule } from '../support/kernels'
import { runPython } from '../support/programs'
import { noise, randomFactorization } from '../support/random-separation'

const helperUrl = new URL('../../out/main/stem.worker.js', import.meta.url)
const root = mkdtempSync(join(tmpdir(), 'partwise-soak-'))
afterAll(() => rmSync(root, { recursive: true }))

const sampleRate = 44_100
const made = noise(10 * 60 * sampleRate, { channels: 2, sampleRate, peak: 0.4 })
const pcm = { sampleRate, channels: made.channels.map(shared) }
const K = 4
const { W, H, ...rest } = randomFactorization(pcm, K, { windowSize: 4096 })
const factorization = { ...rest, W: shared(W), H: shared(H) }

/** The mix beside the stems is the recording in the same steps; everything is read in blocks. */
const script = `
import sys, numpy, soundfile
mix, *stems = [soundfile.SoundFile(f) for f in sys.argv[2:]]
isFloat = sys.argv[1] == 'wav32f'
worst, frames = 0.0, 0
while True:
    kind = 'float64' if isFloat else 'int32'
    wanted = mix.read(1 << 20, dtype=kind, always_2d=True)
    if len(wanted) == 0: break
    found = sum(s.read(1 << 20, dtype=kind, always_2d=True).astype('f8') for s in stems)
    worst = max(worst, float(numpy.abs(found - wanted).max()))
    frames += len(wanted)
print(frames, worst)
`

test.each(['wav24', 'flac16', 'wav32f'] satisfies ExportFormat[])('%s', async (format) => {
  const folder = join(root, format)
  mkdirSync(folder)
  const stems = Array.from({ length: K }, (_, k) => someStem(`Part ${k}`, [k]))
  const job = exportJob(pcm, factorization, someChoices(stems, { format, mix: true }), folder)
  const done = await writeExport(job, () => true, { module: kernelModule, helperUrl })
  if (done?.status !== 'written') throw new Error(done?.status ?? 'cancelled')
  const mix = done.written.find(({ kind }) => kind === 'mix')!.path
  const read = runPython(script, format, mix, ...done.files)
  const [frames, worst] = read.trim().split(' ').map(Number)
  expect(frames).toBe(10 * 60 * sampleRate)
  expect(worst).toBeLessThanOrEqual(format === 'wav32f' ? 1e-6 : 0)
  rmSync(folder, { recursive: true })
})
