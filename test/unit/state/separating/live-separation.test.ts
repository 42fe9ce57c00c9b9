import { beforeEach, describe, expect, test, vi } from 'vitest'
import { media, type SeparationPreview, type SeparationResult } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/settings'
import { LiveSeparation } from '../../../../src-renderer/state/separating/live-separation'
import type { Arrangement } from '../../../../src-renderer/state/document/arrangement'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import type { LoadedSeparation } from '../../../../src-renderer/state/document/loaded-separation'
import { Project } from '../../../../src-renderer/state/document/project.svelte'
import { factsOf } from '../../../support/some-arrangement'

const [T, F, K] = [4, 3, 3]
const factorization = {
  settings: { ...defaultSettings(44_100), components: K },
  frameCount: T,
  binCount: F,
  componentCount: K,
  meanV: 1,
  peak: 1,
  divergence: [2, 1]
}
const preview = (generation: number, energies = [0.2, 0.5, 0.3]): SeparationPreview => ({
  document: 1,
  generation,
  factorization,
  energies
})
const result = (generation: number): SeparationResult => ({
  document: 1,
  generation,
  factorization,
  seconds: 2,
  residualDb: -140,
  components: [
    factsOf(2, { name: 'A4', energy: 0.6 }),
    factsOf(1, { name: 'Low', energy: 0.3 }),
    factsOf(0, { name: 'High hit', energy: 0.1 })
  ]
})

let project: Project
let mixer: Mixer
let shown: [number, boolean][]
let live: LiveSeparation

const begin = (): LiveSeparation =>
  new LiveSeparation({
    project,
    mixer,
    sampleRate: 44_100,
    show: ({ result: { generation } }, isFirst) => shown.push([generation, isFirst])
  })
const finished = (generation: number): Promise<LoadedSeparation> =>
  project.fetchSeparation(result(generation), 44_100)
const names = (): string[] => mixer.stems.map(({ name }) => name)

beforeEach(() => {
  const isW = (url: string): boolean => url.startsWith(media.W(1, 0).slice(0, -1))
  vi.stubGlobal('fetch', (url: string) => {
    const arrays = new Float32Array(isW(url) ? K * F : T * K).fill(1)
    return Promise.resolve(new Response(arrays))
  })
  project = new Project()
  mixer = new Mixer(project.history, project.separations)
  shown = []
  live = begin()
})

describe('a separation that a window before this one began', () => {
  /** What that window had made of its previews: a name, and a group of the others. */
  async function interruptedBefore(): Promise<Arrangement> {
    await live.take(preview(1))
    const [first, ...others] = mixer.stems.map(({ id }) => id)
    mixer.rename(first!, 'Bass')
    mixer.group(others)
    const { unfinished } = live
    if (unfinished === null) throw new Error('nothing is arranged')
    project = new Project()
    mixer = new Mixer(project.history, project.separations)
    return unfinished
  }
  const goOn = (interrupted: Arrangement): LiveSeparation =>
    new LiveSeparation({ project, mixer, sampleRate: 44_100, interrupted, show: () => undefined })

  test('goes on with the names and groups that its previews were given there', async () => {
    live = goOn(await interruptedBefore())
    await live.take(preview(4, [0.9, 0.05, 0.05]))
    expect(mixer.stems.map(({ name, components }) => [name, components.length])).toEqual([
      ['Bass', 1],
      [expect.any(String), 2]
    ])
    await live.finish(await finished(5))
    expect(names()).toContain('Bass')
    expect(mixer.stems.map(({ components }) => components.length)).toEqual([1, 2])
  })

  test('shows them also where it had ended before this window began', async () => {
    live = goOn(await interruptedBefore())
    await live.finish(await finished(5))
    expect(names()).toContain('Bass')
    expect(mixer.stems.map(({ components }) => components.length)).toEqual([1, 2])
  })

  test('hands them on to the window after, even before its first preview has come', async () => {
    const interrupted = await interruptedBefore()
    live = goOn(interrupted)
    expect(live.unfinished).toBe(interrupted)
    expect(live.settled.present).toBe(project.history.present)
  })
})

describe('a running separation', () => {
  test('shows its components in the order of their energy, and that order stays', async () => {
    await live.take(preview(1))
    expect(names()).toEqual(['Component 1', 'Component 2', 'Component 3'])
    expect(mixer.stems.map(({ components }) => components)).toEqual([[1], [2], [0]])
    await live.take(preview(2, [0.9, 0.05, 0.05]))
    expect(names()).toEqual(['Component 1', 'Component 2', 'Component 3'])
    expect(mixer.stems.map(({ components }) => components)).toEqual([[1], [2], [0]])
    expect(shown).toEqual([
      [1, true],
      [2, false]
    ])
  })

  test('is one step, whatever the number of previews', async () => {
    for (const generation of [1, 2, 3]) await live.take(preview(generation))
    await live.finish(await finished(4))
    expect(project.history.past).toHaveLength(1)
    expect(project.history.undoName).toBe('Separate')
  })

  test('gives the same rows their measured names at the end, but for those a person chose', async () => {
    await live.take(preview(1))
    const ids = mixer.stems.map(({ id }) => id)
    mixer.rename(ids[1]!, 'Mine')
    mixer.toggleSolo(ids[2]!)
    await live.finish(await finished(2))
    expect(mixer.stems.map(({ id }) => id)).toEqual(ids)
    expect(names()).toEqual(['Low', 'Mine', 'High hit'])
    expect(mixer.stems.map(({ solo }) => solo)).toEqual([false, false, true])
    expect(project.separation?.isPreview).toBeUndefined()
  })

  test('is there without a single preview, too', async () => {
    await live.finish(await finished(1))
    expect(names()).toEqual(['A4', 'Low', 'High hit'])
    expect(shown).toEqual([[1, true]])
  })

  test('leaves steps that were made meanwhile to be undone', async () => {
    await live.take(preview(1))
    mixer.toggleMute(mixer.stems[0]!.id)
    expect(live.isLastStep).toBe(false)
    await live.finish(await finished(2))
    await project.history.undo()
    expect(mixer.stems[0]).toMatchObject({ name: 'Low', muted: false })
    expect(project.separation?.result.generation).toBe(2)
  })
})

describe('a cancel', () => {
  test('brings back what was there before, exactly, with what could be redone', async () => {
    await live.finish(await finished(1))
    mixer.toggleMute(mixer.stems[0]!.id)
    mixer.setPan(mixer.stems[1]!.id, 1)
    await project.history.undo()
    const before = project.history.present
    const next = begin()
    await next.take(preview(2))
    mixer.rename(mixer.stems[0]!.id, 'Lost')
    expect(next.cancel()).toBe(true)
    expect(project.history.present).toBe(before)
    expect(project.history.undoName).toMatch(/^Mute/)
    expect(project.history.redoName).toMatch(/^Pan/)
  })

  test('leaves no stems where there were none', async () => {
    await live.take(preview(1))
    expect(live.isLastStep).toBe(true)
    expect(live.cancel()).toBe(true)
    expect(mixer.stems).toEqual([])
    expect(project.history.undoName).toBeNull()
  })

  test('before the first preview takes nothing back, and no preview comes after it', async () => {
    expect(live.cancel()).toBe(false)
    await live.take(preview(1))
    expect(mixer.stems).toEqual([])
    expect(shown).toEqual([])
  })

  test('is not disturbed by a preview that is gone', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })))
    const coming = live.take(preview(1))
    live.cancel()
    await expect(coming).resolves.toBeUndefined()
  })
})
