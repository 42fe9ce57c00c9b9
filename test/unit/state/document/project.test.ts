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

test('the past is given up beyond what its separations take', async () => {
  const project = new Project()
  const { history } = project
  const big = new Float32Array(2 ** 20)
  for (let n = 1; n <= 12; n++) {
    const factorization = { ...result.factorization, W: big, H: big }
    const separation = { result: { ...result, generation: n }, factorization } as never
    history.edit('Separate', { ...history.present, separation })
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

test('a separation that is gone meanwhile is refused, not half taken', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 404 })))
  await expect(new Project().fetchSeparation(result, 48_000)).rejects.toThrow('404')
})
