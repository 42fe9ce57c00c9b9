/** Where an export goes and what exists there. Reads the disk, changes nothing. */
import { readdir, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AudioSummary } from '../../shared/audio'
import type { ExportPlan } from '../../shared/contract'
import { exportBytes } from '../engine/write/export-size'
import { safeName } from '../engine/write/files/file-names'
import type { ExportLayout } from './export-layout'
import { folded } from './export-names'
import { songOf } from './layout-names'

/** The folder offered for a recording's stems: one of its own below `parent`. */
export function defaultFolder(parent: string, summary: Pick<AudioSummary, 'name'>): string {
  return join(parent, safeName(songOf(summary), 'Stems'))
}

/** The parent folder in which later exports should begin, given the folder that a person chose. */
export function parentOf(chosen: string, summary: Pick<AudioSummary, 'name'>): string {
  return defaultFolder(dirname(chosen), summary) === chosen ? dirname(chosen) : chosen
}

/** Where a set of files goes. */
export interface Take {
  readonly folder: string
  /** 1 for the folder that was meant, more for folders in it. */
  readonly number: number
}

/**
 * The place of an export: the folder that is meant or, where it holds a name of the set already, a
 * new folder in it, so that two sets never mix. In a missing or unreadable folder nothing counts as
 * taken; writing will tell.
 */
export async function takeIn(folder: string, layout: ExportLayout): Promise<Take> {
  const own = new Set(namesOf(layout).map((path) => folded(path.split('/')[0]!)))
  const isMixed = (await namesIn(folder))?.some((name) => own.has(folded(name))) ?? false
  if (!isMixed) return { folder, number: 1 }
  for (let number = 2; ; number++) {
    const take = join(folder, `Take ${number}`)
    if ((await namesIn(take))?.length === 0) return { folder: take, number }
  }
}

/** Everything that an export may write, relative to its folder. */
function namesOf({
  files,
  rest,
  mix,
  projects,
  midi,
  oneShots,
  reportPath
}: ExportLayout): string[] {
  const beside = [...projects, ...oneShots, rest, mix, midi].flatMap((one) => one?.path ?? [])
  return [...files.map(({ path }) => path), ...beside, reportPath]
}

/** Names in a folder, none for a missing or unreadable one; null for what is no folder. */
async function namesIn(folder: string): Promise<readonly string[] | null> {
  return readdir(folder).catch((cause: unknown) => {
    return (cause as NodeJS.ErrnoException).code === 'ENOTDIR' ? null : []
  })
}

/**
 * What would be written where; `peakDb` knows the largest sample of a file by its number, or null.
 */
export async function planOf(
  { folder, number }: Take,
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
    take: number,
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
