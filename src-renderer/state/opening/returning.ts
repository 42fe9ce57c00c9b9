/**
 * Brings back what a window before this one had open: the recording and its separations, which main
 * holds, and what was made of them, which that window had given to main.
 */
import type { HeldDocument, WindowBeginning } from '../../../shared/contract'
import type { ComponentFacts } from '../../../shared/factorization'
import { request } from '../../bridge'
import type { PictureAxis } from '../../../shared/picture-axis'
import {
  emptyArrangement,
  startArrangement,
  type Arrangement,
  type SeparationId
} from '../document/arrangement'
import type { HistoryMark } from '../document/history.svelte'
import { readDocument, readQueue, type KeptDocument, type SavedLive } from '../document/kept-work'
import { unmeasured, type Project } from '../document/project.svelte'
import { loadArrangement, loadHistory, type FactsOf } from '../document/saved'
import type { Queue } from '../batch/queue.svelte'
import type { ExportState } from '../exporting/export.svelte'
import type { Transport } from '../listening/transport.svelte'
import type { Picture } from '../seeing/picture.svelte'
import type { Separator } from '../separating/separator.svelte'
import type { SettingsState } from '../separating/settings.svelte'
import type { Solutions } from '../separating/solutions.svelte'
import type { Notices } from '../shell/notices.svelte'
import type { Opener } from './opener.svelte'

interface Parts {
  readonly opener: Opener
  readonly project: Project
  readonly separator: Separator
  readonly solutions: Solutions
  readonly settings: SettingsState
  readonly exporting: ExportState
  readonly transport: Transport
  readonly picture: Picture
  readonly queue: Queue
  readonly notices: Notices
  /** What is preferred. */
  readonly remembered: { readonly preferences: { readonly axis: PictureAxis } }
}

/** Shows what main holds; nothing where that is nothing. */
export async function comeBack(parts: Parts, beginning: WindowBeginning): Promise<void> {
  const { hasFailed, forgets, work, document } = beginning
  const { queue, notices } = parts
  queue.add(readQueue(work))
  let isWhole = true
  if (document) {
    const { document: number, summary } = document.opened
    const { separations } = document
    const kept = readDocument(work, { document: number, summary, separations })
    isWhole = kept !== null || separations.length === 0
    await show(parts, document, kept)
  }
  if (hasFailed) notices.stay(returnTitle, returnText(document, isWhole))
  if (forgets) notices.stay(forgetTitle, forgetText)
}

async function show(
  parts: Parts,
  { opened, separations, current, separating, isExporting }: HeldDocument,
  kept: KeptDocument | null
): Promise<void> {
  const { opener, project, picture, separator, solutions, settings, exporting, transport } = parts
  const { axis } = parts.remembered.preferences
  const { document, summary } = opened
  await opener.take(opened)
  await showPicture(picture, document, axis)
  const results = new Map(separations.map((one) => [one.generation, one]))
  const named = kept ? idsIn(kept) : [current].filter((id) => id !== null)
  for (const id of new Set(named)) {
    const result = results.get(id)
    if (result) project.separations.add(await project.fetchSeparation(result, summary.sampleRate))
  }
  if (project.audio !== opened) return
  const factsOf: FactsOf = (id) => results.get(id)?.components ?? []
  const before = kept ? loadHistory(kept.history, factsOf) : startOf(current, factsOf)
  separator.restore(before)
  if (kept) {
    const arranged = kept.solutions.map(({ name, arrangement }) => {
      return { name, arrangement: loadArrangement(arrangement, factsOf) }
    })
    solutions.restore(arranged)
    const { range, ...next } = kept.settings
    settings.change(next)
    settings.onlyRange = range !== null
    if (project.separation !== null) transport.listenTo = kept.listenTo
  }
  if (separating) {
    void separator.rejoin(separating, kept?.live ? unfinishedOf(kept.live) : null)
  } else if (before.present.separation !== current) {
    // The window failed between its own step and main's.
    await request('useSeparation', { document, generation: before.present.separation })
  }
  if (isExporting) void exporting.rejoin(opened)
}

/** The picture was drawn for the window before; this one has not heard of it. */
async function showPicture(picture: Picture, document: number, axis: PictureAxis): Promise<void> {
  const shape = await request('setSpectrogramAxis', { document, axis })
  if (shape) picture.apply({ document, shape, readyFrames: 0 })
}

/** The separations that what was made of a recording names. */
function idsIn({ history: { past, present, future }, solutions }: KeptDocument): SeparationId[] {
  const steps = [...past, ...future, ...solutions].map(({ arrangement }) => arrangement)
  return [present, ...steps].map(({ separation }) => separation).filter((id) => id !== null)
}

/** A history that begins with a separation as it came. */
function startOf(current: SeparationId | null, factsOf: FactsOf): HistoryMark<Arrangement> {
  const present =
    current === null
      ? emptyArrangement
      : startArrangement(factsOf(current), { separation: current })
  return { past: [], present, future: [] }
}

function unfinishedOf({ arrangement, names }: SavedLive): Arrangement {
  const facts = names.map((name, id): ComponentFacts => unmeasured(id, name, 0))
  return loadArrangement(arrangement, () => facts)
}

const returnTitle = 'The window failed and was loaded again'

function returnText(document: HeldDocument | null, isWhole: boolean): string {
  if (document === null) return 'No recording was open.'
  const { name } = document.opened.summary
  const open = `“${name}” is open as it was`
  const what = document.separations.length === 0 ? open : `${open}, with its stems`
  const lost = isWhole ? '' : ' Their groups and names could not be brought back.'
  const goesOn = document.separating === null ? '' : ' The separation that was running goes on.'
  return `${what}.${lost}${goesOn} What happened is in the log file.`
}

const forgetTitle = 'Nothing will be remembered'
const forgetText =
  'The folder for settings and recent files cannot be written. Everything works, but the next start knows nothing of this one.'
