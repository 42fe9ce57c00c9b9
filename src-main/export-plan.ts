/** Where an export goes and what its files are called. Asks the disk, changes nothing. */
import { readdir, statfs } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { AudioSummary } from '../shared/audio'
import type { ExportPlan } from '../shared/contract'
import { stemFileNames } from './engine/stem-names'

/** Name of what no component explains, when that is heard. */
export const restName = 'Rest'

/** The folder offered for a recording's stems: one of its own below `parent`. */
export function defaultFolder(parent: string, summary: Pick<AudioSummary, 'name'>): string {
  const title = summary.name.slice(0, summary.name.length - extname(summary.name).length)
  // What a file is called may name a folder, too, except that Windows drops dots and spaces at the end.
  return join(parent, title.replace(/[. ]+$/, '') || 'Stems')
}

/** The folder's parent that later exports should begin in, given the one that a person chose. */
export function parentOf(chosen: string, summary: Pick<AudioSummary, 'name'>): string {
  return defaultFolder(dirname(chosen), summary) === chosen ? dirname(chosen) : chosen
}

/** File names of stems and, last, of Rest; free of clashes with what is in the folder. */
export async function stemNamesIn(folder: string, names: readonly string[]): Promise<string[]> {
  const present = new Set((await namesIn(folder)).map((name) => name.toLowerCase()))
  return stemFileNames([...names, restName], 'wav', (name) => present.has(name.toLowerCase()))
}

/** What would be written where. */
export async function planFor(folder: string, names: readonly string[]): Promise<ExportPlan> {
  const fileNames = await stemNamesIn(folder, names)
  return { folder, fileNames: fileNames.slice(0, -1), freeBytes: await freeBytesFor(folder) }
}

/** A folder that is missing or closed to us holds nothing that could clash; writing will tell. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

/** Free bytes where `folder` is or would be made; 0 when nothing there can be asked. */
async function freeBytesFor(folder: string): Promise<number> {
  for (let path = folder; ; path = dirname(path)) {
    const space = await statfs(path).catch(() => null)
    if (space) return space.bavail * space.bsize
    if (dirname(path) === path) return 0
  }
}
