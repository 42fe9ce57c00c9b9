/**
 * Tells of names that are taken before a separation begins, not after it. Only what the components
 * are called is not known by then; a file that one of them may be called counts as taken.
 */
import { readdirSync } from 'node:fs'
import type { AudioSummary } from '../../shared/audio'
import { Failure } from '../../shared/failure'
import type { ComponentFacts } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import { componentNamePattern } from '../engine/facts/component-names'
import { checkTarget, type StagingRules } from '../engine/write/files/staging-folder'
import { layOut } from '../export/export-layout'
import { folded } from '../export/export-names'
import { choicesFor, type OutputChoices } from './output-choices'

/** Stands for the name of a component, which is not known yet; no file is called so. */
const ANY = '\u{e000}'
/** Components may be called by their sides, whose comma no file name has. */
const anyName = componentNamePattern.replaceAll(',', '')

/**
 * Refuses a folder in which a name of the stems, or of what is written beside them, is taken.
 * @param folder absolute; need not exist
 * @throws Failure `export/not-writable` with reason `exists`, `may-exist` for what a stem might be
 *   called, or `in-the-way`; `export/over-source`
 */
export function checkNames(
  folder: string,
  output: OutputChoices,
  settings: SeparationSettings,
  summary: AudioSummary,
  rules: StagingRules
): void {
  const { files, folders } = namesOf(output, settings, summary)
  for (const name of files) if (!name.includes(ANY)) checkTarget(folder, name, rules)
  const there = namesIn(folder)
  for (const name of there.filter(isLike(files))) {
    try {
      checkTarget(folder, name, rules)
    } catch (thrown) {
      throw perhaps(thrown)
    }
  }
  const [taken] = there.filter(isLike(folders))
  if (taken === undefined || rules.overwrite) return
  const details = { folder, name: taken, reason: 'may-exist' }
  throw new Failure('export/not-writable', `${taken} exists`, details)
}

/** Top names of everything that may be written, with `ANY` in place of the components' names. */
function namesOf(
  output: OutputChoices,
  settings: SeparationSettings,
  summary: AudioSummary
): { readonly files: readonly string[]; readonly folders: readonly string[] } {
  const components = Array.from({ length: settings.components }, (_, id) => someComponent(id))
  const choices = choicesFor(output, summary, components)
  const { components: componentCount } = settings
  const layout = layOut({ choices, summary, componentCount, settings })
  const { files, rest, mix, midi, projects, oneShots, reportPath } = layout
  const paths = [...files, ...projects, rest, mix, midi].flatMap((one) => one?.path ?? [])
  return { files: [reportPath, ...paths], folders: oneShots.map(({ path }) => path) }
}

/** A component of which nothing is known, so that all is written of it that may be. */
function someComponent(id: number): ComponentFacts {
  const facts = { energy: 1, pitchHz: null, noisiness: 0, position: 0, onsets: 1 }
  return { id, name: ANY, percussive: true, ...facts }
}

/** Whether a name is one of those with `ANY`, whatever its case. */
function isLike(names: readonly string[]): (name: string) => boolean {
  const patterns = names.filter((name) => name.includes(ANY)).map(patternOf)
  return (name) => patterns.some((pattern) => pattern.test(folded(name)))
}

function patternOf(name: string): RegExp {
  const literal = folded(name).replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  return new RegExp(`^${literal.replaceAll(ANY, anyName)}$`, 'iu')
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // it is made later, or opening it tells why not
  }
}

/** The failure of a name that is taken if a component is called so. */
function perhaps(thrown: unknown): unknown {
  if (!(thrown instanceof Failure) || thrown.details['reason'] !== 'exists') return thrown
  const { code, message, details } = thrown
  return new Failure(code, message, { ...details, reason: 'may-exist' }, { cause: thrown })
}
