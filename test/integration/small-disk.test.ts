/**
 * Exports to disks that run full or take nothing. Such a disk is a small file system in memory,
 * which only root on Linux may mount; elsewhere the tests of staging-folder and new-file, with
 * simulated disks, cover this.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeExport } from '../../src-main/engine/write/write-export'
import { someChoices, someStem } from '../support/export-choices'
import { exportJob } from '../support/export-job'
import { kernelModule } from '../support/kernels'
import { noise, randomFactorization } from '../support/random-separation'

const root = mkdtempSync(join(tmpdir(), 'partwise-disk-'))
const disk = join(root, 'disk')
mkdirSync(disk)
const program = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))

/** Mounts a disk of `kibibytes` KiB. @returns false where that is not allowed */
function mount(kibibytes: number): boolean {
  const options = `size=${kibibytes}k`
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0
}

function unmount(): void {
  spawnSync('umount', ['-l', disk])
}

const canMount = mount(64)
if (canMount) unmount()
else console.warn('Small disks cannot be mounted here; the tests that need one did not run.')
afterAll(() => {
  unmount()
  rmSync(root, { recursive: true })
})

const pcm = noise(60_000, { channels: 2, peak: 0.5 })
const factorization = randomFactorization(pcm, 3, { windowSize: 512 })
const choices = someChoices(
  [0, 1, 2].map((k) => someStem(`Part ${k}`, [k])),
  { projects: ['dawproject'], mix: true }
)
const job = exportJob(pcm, factorization, choices, disk)
const run = (keepGoing = (): boolean => true): ReturnType<typeof writeExport> =>
  writeExport(job, keepGoing, { module: kernelModule })

describe.runIf(canMount)('a small disk', () => {
  beforeAll(unmount)

  test('that is too small is told before anything is written', async () => {
    mount(2048)
    await expect(run()).rejects.toMatchObject({
      code: 'export/disk-full',
      details: { folder: disk, freeBytes: 2048 * 1024 }
    })
    expect(readdirSync(disk)).toEqual([])
    unmount()
  })

  test.each([0.05, 0.5, 0.95])(
    'that somebody else fills at %d leaves nothing of ours',
    async (when) => {
      mount(8192)
      let isFull = false
      const filling = (fraction?: number): boolean => {
        if (isFull || (fraction ?? 0) < when) return true
        isFull = true
        // Writes until there is no room for another byte.
        spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'others')}`, 'bs=4k'])
        return true
      }
      const writing = writeExport(job, filling, { module: kernelModule })
      await expect(writing).rejects.toMatchObject({
        code: 'export/disk-full',
        details: { folder: disk }
      })
      expect(readdirSync(disk)).toEqual(['others'])
      unmount()
    }
  )

  test('that takes nothing is named', async () => {
    mount(8192)
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(run()).rejects.toMatchObject({
      code: 'export/not-writable',
      details: { folder: disk, reason: 'EROFS' }
    })
    unmount()
  })

  test('makes the command line say so, with its exit code, and leave nothing', () => {
    const demo = fileURLToPath(new URL('../../resources/demo/piano-notes.wav', import.meta.url))
    const separate = (): ReturnType<typeof spawnSync> =>
      spawnSync(process.execPath, [
        program,
        'separate',
        demo,
        '--components',
        '2',
        '--iterations',
        '3',
        '--out',
        join(disk, 'stems')
      ])
    mount(256)
    const full = separate()
    expect(full.status).toBe(4)
    expect(String(full.stderr)).toMatch(/The disk of ".*stems" is full: .* Make room/)
    expect(readdirSync(disk)).toEqual([])
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const closed = separate()
    expect(closed.status).toBe(4)
    expect(String(closed.stderr)).toContain('cannot be written (EROFS)')
    unmount()
  })
})

test('a folder that the system refuses to write to is named', async () => {
  const closed = process.platform === 'linux' ? '/proc/self' : join(root, 'a file')
  if (!existsSync(closed)) writeFileSync(closed, '')
  const writing = writeExport({ ...job, folder: closed }, () => true, { module: kernelModule })
  await expect(writing).rejects.toMatchObject({
    code: expect.stringMatching(/^export\//) as string,
    details: { folder: closed }
  })
})
