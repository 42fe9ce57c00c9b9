import { expect, test, vi } from 'vitest'
import { media, type SeparationResult } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/settings'
import { Project } from '../../../../src-renderer/state/document/project.svelte'

const settings = { ...defaultSettings(44_100), components: 2 }
const result: SeparationResult = {
  document: 3,
  generation: 5,
  factorization: {
    settings,
    frameCount: 2,
    binCount: 3,
    componentCount: 2,
    meanV: 1,
    peak: 1,
    divergence: [2, 1]
  },
  components: [],
  seconds: 1,
  residualDb: -140
}

test('a separation is fetched as it was computed, W and H of one generation', async () => {
  const arrays: Record<string, Float32Array> = {
    [media.W(3, 5)]: Float32Array.of(1, 2, 3, 4, 5, 6),
    [media.H(3, 5)]: Float32Array.of(0.5, 0.25, 0, 1)
  }
  vi.stubGlobal('fetch', (url: string) => Promise.resolve(new Response(arrays[url] as never)))
  const { factorization, view } = await new Project().fetchSeparation(result, 48_000)
  expect([...factorization.W]).toEqual([1, 2, 3, 4, 5, 6])
  expect([...factorization.H]).toEqual([0.5, 0.25, 0, 1])
  expect(factorization.divergence).toEqual([2, 1])
  expect(view.W).toBe(factorization.W)
  expect(view.sampleRate).toBe(48_000)
})

/** Takes in a separation of some values, and makes a step of it. */
function separate(project: Project, generation: number, values = 1): void {
  const [W, H] = [new Float32Array(values), new Float32Array(values)]
  const factorization = { ...result.factorization, W, H }
  project.separations.add({ result: { ...result, generation }, factorization } as never)
  project.history.edit('Separate', { ...project.history.present, separation: generation })
}

test('the past is given up beyond what its separations take', async () => {
  const project = new Project()
  const { history } = project
  for (let n = 1; n <= 12; n++) {
    separate(project, n, 2 ** 20)
    history.edit('Rename', { ...history.present })
    project.forgetOldSeparations()
  }
  let generation: number | undefined
  while (history.undoName !== null) {
    await history.undo()
    generation = project.separation?.result.generation
  }
  expect(generation).toBe(5)
})

test('arrays are there while a step or a solution names them, and no longer', async () => {
  const project = new Project()
  const { history, separations } = project
  const all = [1, 2, 3, 4]
  for (const n of all) separate(project, n)
  const there = (): number[] => all.filter((n) => separations.find(n) !== null)
  project.letGo()
  expect(there()).toEqual(all)
  history.keepPast(1)
  project.letGo([1])
  expect(there()).toEqual([1, 3, 4])
  await history.undo()
  project.letGo()
  expect(there()).toEqual([3, 4])
  history.edit('Range', { ...history.present })
  project.letGo()
  expect(there()).toEqual([3])
})

test('a separation that is gone meanwhile is refused, not half taken', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })))
  await expect(new Project().fetchSeparation(result, 48_000)).rejects.toThrow('404')
})
