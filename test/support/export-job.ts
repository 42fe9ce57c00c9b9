/** Jobs of the export pipeline over random separations, laid out as the app lays them out. */
import type { Pcm } from '../../shared/audio'
import type { ExportChoices } from '../../shared/contract'
import type { ComponentFacts, Factorization } from '../../shared/factorization'
import type { ExportJob } from '../../src-main/engine/write/export-job'
import { layOut } from '../../src-main/export/export-layout'
import { summaryOf } from './documents'

/** Facts of every component: pitches one after the other. */
export function someFacts(componentCount: number): ComponentFacts[] {
  return Array.from({ length: componentCount }, (_, id) => ({
    id,
    name: `Part ${id}`,
    energy: 1 / componentCount,
    pitchHz: 220 * 2 ** (id / 12),
    noisiness: 0,
    percussive: false,
    position: 0,
    onsets: 1
  }))
}

/** The job of an export into a folder. */
export function exportJob(
  pcm: Pcm,
  factorization: Factorization,
  choices: ExportChoices,
  folder: string,
  more: Partial<ExportJob> = {}
): ExportJob {
  const summary = more.summary ?? summaryOf(pcm)
  const { componentCount, settings } = factorization
  const layout = layOut({ choices, summary, componentCount, settings })
  return {
    ...layout,
    pcm,
    summary,
    factorization,
    folder,
    components: someFacts(componentCount),
    overwrite: false,
    allowClipping: false,
    date: Date.UTC(2026, 1, 3),
    report: {
      path: layout.reportPath,
      version: '1.2.3',
      threads: 1,
      stageSeconds: { decode: 1 },
      options: {}
    },
    ...more
  }
}
