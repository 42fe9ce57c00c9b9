import { beforeEach, describe, expect, test, vi } from 'vitest'
import type {
  ExportChoices,
  ExportPlan,
  ExportRequest,
  ExportResult
} from '../../../../shared/contract'
import type { ExportOptions } from '../../../../shared/export-options'
import { Failure, failedReply, type Reply } from '../../../../shared/failure'
import {
  ExportState,
  type ExportSource
} from '../../../../src-renderer/state/exporting/export.svelte'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import { StemNotes } from '../../../../src-renderer/state/listening/stem-notes.svelte'
import { summaryOf } from '../../../support/documents'
import { factsOf } from '../../../support/some-arrangement'

type PlanRequest = ExportChoices & { readonly folder: string | null }

/**
 * What main was asked, and what it answers. Stems louder than full scale clip in integer formats.
 */
class FakeMain {
  readonly plans: PlanRequest[] = []
  readonly exports: ExportRequest[] = []
  folder: string | null = '/music/new'
  failPlan: Failure | null = null
  failExport: Failure | null = null
  /** By the name of the stem, in dBFS. */
  peaks: Readonly<Record<string, number>> = {}
  isRendered = false

  request(name: string, input: unknown): Promise<Reply<unknown>> {
    return Promise.resolve(this.#answer(name, input))
  }

  #answer(name: string, input: unknown): Reply<unknown> {
    if (name === 'chooseFolder') {
      return this.folder === null ? { status: 'cancelled' } : { status: 'ok', value: this.folder }
    }
    if (name === 'planExport') {
      if (this.failPlan) return failedReply(this.failPlan)
      return { status: 'ok', value: this.#plan(input as PlanRequest) }
    }
    if (this.failExport) return failedReply(this.failExport)
    const asked = input as ExportRequest
    this.isRendered = true
    const loud = asked.stems.find((stem) => (this.peaks[stem.name] ?? -6) > 0)
    if (loud && asked.format !== 'wav32f' && !asked.allowClipping) {
      return failedReply(new Failure('export/would-clip', 'loud', { name: loud.name }))
    }
    this.exports.push(asked)
    return { status: 'ok', value: resultOf(asked) }
  }

  #plan(asked: PlanRequest): ExportPlan {
    this.plans.push(asked)
    return {
      folder: asked.folder ?? '/music/Partwise/song',
      stems: asked.stems.map(({ name }, i) => ({
        fileNames: [`${i + 1}_${name}.wav`],
        peakDb: this.isRendered ? (this.peaks[name] ?? -6) : null
      })),
      rest: null,
      restIs: 'optional',
      mix: null,
      projects: [],
      midi: null,
      oneShots: [],
      report: 'partwise.json',
      take: 1,
      addsUp: !asked.asMixed,
      nameProblem: asked.nameTemplate.includes('bogus') ? 'There is no {bogus}.' : null,
      neededBytes: 1e6,
      freeBytes: 1e9
    }
  }
}

function resultOf({ folder, stems, asMixed }: ExportRequest): ExportResult {
  return {
    folder,
    files: stems.map(({ name }) => name),
    written: [],
    residualDb: asMixed ? null : -141,
    clippedSamples: 0,
    noteCount: null,
    remarks: [],
    seconds: 1
  }
}

const sampleRate = 1000
const source = (document: number, tempo: number | null = null): ExportSource => {
  const summary = summaryOf({ sampleRate, channels: [new Float32Array(5000)] }, '/song.wav')
  return { document, summary: { ...summary, tags: { ...summary.tags, tempo } } }
}

let main = new FakeMain()
let mixer = new Mixer()
let remembered: ExportOptions[] = []
let exporting = newState()

function newState(): ExportState {
  const fail = (thrown: unknown): void => {
    throw thrown
  }
  const notes = new StemNotes(() => Promise.resolve([]), fail)
  return new ExportState({ mixer, notes, remember: (options) => remembered.push(options) })
}

beforeEach(async () => {
  main = new FakeMain()
  mixer = new Mixer()
  remembered = []
  exporting = newState()
  vi.stubGlobal('window', { partwise: main })
  mixer.load([0, 1, 2].map((id) => factsOf(id, { name: `Part ${id}`, percussive: id === 2 })))
  await exporting.open(source(7))
})

/** What the last plan was asked for. */
function planned(): PlanRequest {
  const plan = main.plans[main.plans.length - 1]
  if (!plan) throw new Error('no plan was asked for')
  return plan
}

const names = (): readonly string[] => exporting.chosen.map(({ name }) => name)

describe('which stems', () => {
  test('at first all of them, as separated, so that they add up', async () => {
    mixer.setGain(0, -20)
    mixer.toggleMute(1)
    await exporting.write()
    expect(main.exports[0]).toMatchObject({ asMixed: false, document: 7, range: null })
    expect(main.exports[0]?.stems.map(({ name }) => name)).toEqual(['Part 0', 'Part 1', 'Part 2'])
    expect(exporting.result?.residualDb).toBe(-141)
  })

  test('audible ones leave out what is not heard', async () => {
    mixer.toggleSolo(2)
    await exporting.choose('audible')
    expect(exporting.plan?.stems[0]?.fileNames).toEqual(['1_Part 2.wav'])
  })

  test('picking one changes what was chosen by that one', async () => {
    await exporting.pick(1)
    expect(exporting.choice).toBe('picked')
    expect(names()).toEqual(['Part 0', 'Part 2'])
    await exporting.pick(1)
    expect(names()).toEqual(['Part 0', 'Part 1', 'Part 2'])
  })

  test('those that the dialog is opened for are the picked ones', async () => {
    exporting.close()
    await exporting.open(source(7), [1])
    expect(names()).toEqual(['Part 1'])
  })

  test('with none there is no plan, and nothing is written', async () => {
    for (const id of [0, 1, 2]) await exporting.pick(id)
    expect(exporting.plan).toBeNull()
    await exporting.write()
    expect(main.exports).toEqual([])
  })
})

describe('what main is told of stems', () => {
  test('gain, pan, mute, what is heard, and the parts of a group', async () => {
    mixer.setGain(0, -20)
    mixer.setPan(0, 0.5)
    mixer.toggleMute(1)
    mixer.group([0, 2])
    await exporting.set({ asMixed: true, groups: 'parts' })
    const stems = planned().stems
    const group = stems.find(({ parts }) => parts !== undefined)
    expect(group?.parts?.map(({ components, gainDb }) => [components, gainDb])).toEqual([
      [[0], -20],
      [[2], 0]
    ])
    expect(stems.find(({ name }) => name === 'Part 1')).toMatchObject({
      muted: true,
      audible: false,
      notes: { mode: 'chords', sensitivity: 0.5 }
    })
  })

  test('one-shots are asked for of stems that are made of hits, by their place in the request', async () => {
    await exporting.pick(0)
    await exporting.set({ oneShots: true })
    expect(planned().stems.map(({ percussive }) => percussive)).toEqual([false, true])
    expect(planned().oneShots).toEqual([1])
  })
})

describe('the range', () => {
  test('is whole samples within the recording, and asked for only where it is chosen', async () => {
    mixer.setRange({ startSeconds: 0.0014, endSeconds: 9 })
    await exporting.refresh()
    expect(planned().range).toBeNull()
    await exporting.setRange(true)
    expect(planned().range).toEqual({ fromSample: 1, toSample: 5000 })
  })

  test('is not kept when it is gone', async () => {
    mixer.setRange({ startSeconds: 1, endSeconds: 2 })
    await exporting.setRange(true)
    mixer.setRange(null)
    await exporting.open(source(7))
    expect(exporting.useRange).toBe(false)
    expect(planned().range).toBeNull()
  })
})

describe('options', () => {
  test('are remembered with every change', async () => {
    await exporting.set({ format: 'flac24' })
    await exporting.set({ nameTemplate: '{song} {stem}', projects: ['rpp'] })
    expect(remembered.at(-1)).toMatchObject({
      format: 'flac24',
      nameTemplate: '{song} {stem}',
      projects: ['rpp']
    })
    expect(planned()).toMatchObject({ format: 'flac24', projects: ['rpp'] })
  })

  test('the tempo is the recording’s until somebody says another; nonsense changes nothing', async () => {
    await exporting.open(source(8, 120))
    expect(planned().tempo).toBe(120)
    expect([97.5, NaN, 7, 1e9].map((tempo) => exporting.setTempo(tempo))).toEqual([
      true,
      false,
      false,
      false
    ])
    expect(planned().tempo).toBe(97.5)
    expect(exporting.setTempo(null)).toBe(true)
    expect(planned().tempo).toBeNull()
  })

  test('names that cannot be made are neither written nor remembered', async () => {
    await exporting.set({ nameTemplate: '{song} {stem}' })
    await exporting.set({ nameTemplate: '{bogus}' })
    expect(exporting.plan?.nameProblem).toBe('There is no {bogus}.')
    await exporting.write()
    expect(main.exports).toEqual([])
    expect(remembered.at(-1)).toMatchObject({ nameTemplate: '{song} {stem}' })
  })
})

describe('the folder', () => {
  test('stays for the recording once it is chosen', async () => {
    await exporting.chooseFolder()
    exporting.close()
    await exporting.open(source(7))
    expect(exporting.plan?.folder).toBe('/music/new')
    await exporting.open(source(8))
    expect(exporting.plan?.folder).toBe('/music/Partwise/song')
  })

  test('stays as it was when choosing is cancelled', async () => {
    main.folder = null
    await exporting.chooseFolder()
    expect(exporting.plan?.folder).toBe('/music/Partwise/song')
    expect(exporting.failure).toBeNull()
  })

  test('that cannot be used is never replaced by the one before', async () => {
    main.failPlan = new Failure('export/not-writable', 'EACCES', { folder: '/music/new' })
    await exporting.chooseFolder()
    expect(exporting.failure?.title).toContain('/music/new')
    await exporting.write()
    expect(main.exports).toEqual([])
  })
})

describe('a stem that passes 0 dBFS', () => {
  beforeEach(() => {
    main.peaks = { 'Part 1': 1.5 }
  })

  test('is said by name and level before anything is written, and 32-bit float keeps it', async () => {
    await exporting.write()
    expect([exporting.result, exporting.failure]).toEqual([null, null])
    expect(exporting.tooLoud).toEqual([{ name: 'Part 1', peakDb: 1.5 }])
    await exporting.writeAsFloat()
    expect(main.exports.map(({ format }) => format)).toEqual(['wav32f'])
    expect(exporting.tooLoud).toEqual([])
    expect(exporting.result).not.toBeNull()
  })

  test('is clipped only when that is asked for', async () => {
    await exporting.write()
    await exporting.write(true)
    expect(main.exports.map(({ allowClipping }) => allowClipping)).toEqual([true])
  })

  test('makes a batch write 32-bit float, and leaves the format that was chosen', async () => {
    exporting.close()
    const result = await exporting.writeAll(source(9))
    expect(result).not.toBeNull()
    expect(main.exports.map(({ format }) => format)).toEqual(['wav32f'])
    expect(exporting.options.format).toBe('wav24')
  })
})

test('a failure is said, the dialog stays, and the next try clears it', async () => {
  main.failExport = new Failure('export/disk-full', 'ENOSPC', { folder: '/music' })
  await exporting.write()
  expect(exporting.failure?.title).toBe('The disk is full')
  expect([exporting.running, exporting.shown]).toEqual([false, true])
  main.failExport = null
  await exporting.write()
  expect(exporting.failure).toBeNull()
  expect(exporting.result).not.toBeNull()
})

test('another choice takes the result of the last export away', async () => {
  await exporting.write()
  await exporting.set({ format: 'wav32f' })
  expect(exporting.result).toBeNull()
})

test('the dialog does not close while files are being written', () => {
  exporting.progress = { fraction: 0.5, secondsLeft: null }
  exporting.close()
  expect(exporting.shown).toBe(true)
})
