/** Turns stems of the window into those of an export request. */
import type { TimeRange } from '../../../shared/audio'
import type { ExportPart, ExportStem, SampleRange } from '../../../shared/contract'
import type { ComponentFacts } from '../../../shared/factorization'
import { isPartAudible } from '../../../shared/mix'
import { isMadeOfHits, type NoteSettings } from '../../../shared/notes'
import { isGroup, type Part, type Stem } from '../document/arrangement'

/** What is known of a stem besides its arrangement. */
export interface StemContext {
  readonly facts: readonly ComponentFacts[]
  readonly isAudible: (stem: Stem) => boolean
  readonly notesOf: (stem: Stem) => NoteSettings
}

/** A stem as an export request has it. */
export function exportStem(stem: Stem, { facts, isAudible, notesOf }: StemContext): ExportStem {
  const { name, components, color, gainDb, pan, muted, parts } = stem
  return {
    name,
    components,
    color,
    gainDb,
    pan,
    muted,
    audible: isAudible(stem),
    ...(isGroup(stem) && { parts: parts.map((part) => exportPart(part, stem)) }),
    percussive: isMadeOfHits(facts, components),
    notes: notesOf(stem)
  }
}

function exportPart(part: Part, stem: Stem): ExportPart {
  const { name, component, color, gainDb, muted } = part
  const audible = isPartAudible(part, stem)
  return { name, components: [component], color, gainDb, muted, audible }
}

/** The samples of a stretch of time, at least one; null for all of the recording. */
export function sampleRangeOf(
  range: TimeRange | null,
  { sampleRate, sampleCount }: { readonly sampleRate: number; readonly sampleCount: number }
): SampleRange | null {
  if (range === null) return null
  const last = Math.max(0, sampleCount - 1)
  const fromSample = Math.min(last, Math.max(0, Math.round(range.startSeconds * sampleRate)))
  const toSample = Math.round(range.endSeconds * sampleRate)
  return { fromSample, toSample: Math.min(sampleCount, Math.max(fromSample + 1, toSample)) }
}
