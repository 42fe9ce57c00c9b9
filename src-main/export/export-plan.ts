/** Where an export goes and what exists there. Reads the disk, changes nothing. */
import { readdir, statfs } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { AudioSummary } from '../../shared/audio'
import type { ExportPlan } from '../../shared/contract'
import { exportBytes } from '../engine/write/export-size'
import type { ExportLayout } from './export-layout'
import { folded } from './export-names'

/** The folder offered for a recording's stems: one of its own below `parent`. */
export function defaultFolder(parent: string, summary: Pick<AudioSummary, 'name'>): string {
  const title = summary.name.slice(0, summary.name.length - extname(summary.name).length)
  // A file's name is also valid for a folder, except that Windows drops dots and spaces at the end.
  return join(parent, title.replace(/[. ]+$/, '') || 'Stems')
}

/** The parent folder in which later exports should begin, given the folder that a person chose. */
export function parentOf(chosen: string, summary: Pick<AudioSummary, 'name'>): string {
  return defaultFolder(dirname(chosen), summary) === chosen ? dirname(chosen) : chosen
}

/**
 * Whether a name is taken in a folder. In a missing or unreadable folder nothing counts as taken;
 * writing will tell.
 */
export async function takenIn(folder: string): Promise<(name: string) => boolean> {
  const names = await readdir(folder).catch(() => [])
  const present = new Set(names.map(folded))
  return (name) => present.has(folded(name))
}

/**
 * What would be written where; `peakDb` knows the largest sample of a file by its number, or null.
 */
export async function planOf(
  folder: string,
  layout: ExportLayout,
  summary: AudioSummary,
  peakDb: (file: number) => number | null
): Promise<ExportPlan> {
  const { files, filesOf, rest, mix, projects, midi, oneShots } = layout
  const peakOf = (own: readonly number[]): number | null => {
    const peaks = own.map(peakDb)
    return peaks.includes(null) ? null : Math.max(...peaks.map((peak) => peak!))
  }
  const mixedRest = files.find(({ kind }) => kind === 'rest')?.path ?? null
  return {
    folder,
    stems: filesOf.map((own) => ({
      fileNames: own.map((file) => files[file]!.path),
      peakDb: peakOf(own)
    })),
    rest: layout.expectsRest && rest ? rest.path : mixedRest,
    restIs: layout.restIs,
    mix: mix?.path ?? null,
    projects: projects.map(({ path }) => path),
    midi: midi?.path ?? null,
    oneShots: oneShots.map(({ path }) => path),
    report: layout.reportPath,
    addsUp: rest !== null,
    nameProblem: layout.nameProblem,
    neededBytes: exportBytes({ ...layout, summary, date: 0, rest: layout.expectsRest }),
    freeBytes: await freeBytesFor(folder)
  }
}

/** Free bytes where `folder` is or would be made; 0 when that cannot be read. */
async function freeBytesFor(folder: string): Promise<number> {
  for (let path = folder; ; path = dirname(path)) {
    const space = await statfs(path).catch(() => null)
    if (space) return space.bavail * space.bsize
    if (dirname(path) === path) return 0
  }
}
