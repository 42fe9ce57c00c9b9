import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ExportPlan, ExportRequest, ExportResult, Input } from '../../../shared/contract'
import { Failure, failedReply, type Reply } from '../../../shared/failure'
import type { ComponentFacts } from '../../../shared/factorization'
import { ExportState } from '../../../src-renderer/state/export.svelte'
import { Mixer } from '../../../src-renderer/state/mixer.svelte'

/** What main was asked, and what it answers. */
class FakeMain {
  readonly plans: Input<'planExport'>[] = []
  readonly exports: ExportRequest[] = []
  folder: string | null = '/music/new'
  failPlan: Failure | null = null
  failExport: Failure | null = null

  request(name: string, input: unknown): Promise<Reply<unknown>> {
    return Promise.resolve(this.#answer(name, input))
  }

  #answer(name: string, input: unknown): Reply<unknown> {
    if (name === 'chooseFolder') {
      return this.folder === null ? { status: 'cancelled' } : { status: 'ok', value: this.folder }
    }
    if (name === 'planExport') {
      if (this.failPlan) return failedReply(this.failPlan)
      const asked = input as Input<'planExport'>
      this.plans.push(asked)
      const plan: ExportPlan = {
        folder: asked.folder ?? '/music/Partwise/song',
        fileNames: asked.names.map((stem, i) => `${i + 1}_${stem}.wav`),
        freeBytes: 1e9
      }
      return { status: 'ok', value: plan }
    }
    if (this.failExport) return failedReply(this.failExport)
    const asked = input as ExportRequest
    this.exports.push(asked)
    const result: ExportResult = {
      folder: asked.folder,
      files: asked.stems.map((stem) => stem.name),
      residualDb: asked.complete ? -141 : null,
      clippedSamples: 0,
      seconds: 1
    }
    return { status: 'ok', value: result }
  }
}

let main = new FakeMain()
let mixer = new Mixer()
let exporting = new ExportState()

beforeEach(async () => {
  main = new FakeMain()
  mixer = new Mixer()
  exporting = new ExportState()
  vi.stubGlobal('window', { partwise: main })
  const facts = {
    energy: 1,
    pitchHz: null,
    noisiness: 0,
    percussive: false,
    position: 0,
    onsets: 0
  }
  const components: ComponentFacts[] = [0, 1, 2].map((id) => ({ ...facts, id, name: `Part ${id}` }))
  mixer.load(components)
  await exporting.open(7, mixer)
})

describe('which stems', () => {
  test('at first all of them, as separated, so that they add up', async () => {
    mixer.setGain(0, -20)
    mixer.toggleMute(1)
    await exporting.write(mixer)
    expect(main.exports[0]?.stems.map(({ gain }) => gain)).toEqual([1, 1, 1])
    expect(main.exports[0]?.complete).toBe(true)
    expect(exporting.result?.residualDb).toBe(-141)
  })

  test('audible ones leave out what is not heard, and are not complete', async () => {
    mixer.toggleSolo(2)
    await exporting.choose('audible', mixer)
    expect(exporting.plan?.fileNames).toEqual(['1_Part 2.wav'])
    expect(exporting.isComplete(mixer)).toBe(false)
  })

  test('picking one changes what was chosen by that one', async () => {
    await exporting.pick(1, mixer)
    expect(exporting.choice).toBe('picked')
    expect(exporting.chosen(mixer).map(({ id }) => id)).toEqual([0, 2])
    await exporting.pick(1, mixer)
    expect(exporting.chosen(mixer).map(({ id }) => id)).toEqual([0, 1, 2])
  })

  test('as mixed takes gain and mute along, and is not complete', async () => {
    mixer.setGain(0, -20)
    mixer.toggleMute(1)
    await exporting.setMixed(true, mixer)
    await exporting.write(mixer)
    const gains = main.exports[0]?.stems.map(({ gain }) => gain)
    expect(gains?.[0]).toBeCloseTo(0.1, 9)
    expect(gains?.slice(1)).toEqual([0, 1])
    expect(main.exports[0]?.complete).toBe(false)
  })
})

describe('the folder', () => {
  test('stays for the recording once it is chosen', async () => {
    await exporting.chooseFolder(mixer)
    exporting.close()
    await exporting.open(7, mixer)
    expect(exporting.plan?.folder).toBe('/music/new')
    await exporting.open(8, mixer)
    expect(exporting.plan?.folder).toBe('/music/Partwise/song')
  })

  test('stays as it was when choosing is cancelled', async () => {
    main.folder = null
    await exporting.chooseFolder(mixer)
    expect(exporting.plan?.folder).toBe('/music/Partwise/song')
    expect(exporting.failure).toBeNull()
  })

  test('that cannot be used is never replaced by the one before', async () => {
    main.failPlan = new Failure('export/not-writable', 'EACCES', { folder: '/music/new' })
    await exporting.chooseFolder(mixer)
    expect(exporting.failure?.title).toContain('/music/new')
    await exporting.write(mixer)
    expect(main.exports).toEqual([])
  })
})

test('a failure is said, the dialog stays, and the next try clears it', async () => {
  main.failExport = new Failure('export/disk-full', 'ENOSPC', { folder: '/music' })
  await exporting.write(mixer)
  expect(exporting.failure?.title).toBe('The disk is full')
  expect([exporting.running, exporting.shown]).toEqual([false, true])
  main.failExport = null
  await exporting.write(mixer)
  expect(exporting.failure).toBeNull()
  expect(exporting.result).not.toBeNull()
})

test('another choice takes the result of the last export away', async () => {
  await exporting.write(mixer)
  await exporting.setFormat('wav32f', mixer)
  expect(exporting.result).toBeNull()
})

test('the dialog does not close while files are being written', () => {
  exporting.progress = { fraction: 0.5, secondsLeft: null }
  exporting.close()
  expect(exporting.shown).toBe(true)
})
