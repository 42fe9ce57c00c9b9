/** The state of the window that the application menu needs. */
import type { MenuState } from '../../shared/contract'
import type { App } from './app.svelte'
import { isGroup } from './document/arrangement'
import { REST_ID } from './document/rows'

/** The menu's state for what is on the screen now. */
export function menuState(app: App): MenuState {
  const { mixer, transport, project, separating, isCovered } = app
  const ids = new Set(mixer.selectedIds)
  const selected = mixer.rows.filter(({ id }) => ids.has(id))
  const mayEdit = !isCovered && selected.length > 0
  const isKept = (kind: string): boolean => kind === 'stem' || kind === 'part'
  return {
    isCovered,
    isOpen: project.audio !== null,
    isSeparating: separating.running,
    hasStems: mixer.stems.length > 0,
    hasRange: mixer.range !== null,
    isLooping: transport.looping,
    listenTo: transport.listenTo,
    view: app.view,
    canSelect: !isCovered && mixer.rows.length > 0,
    canGroup: mayEdit && selected.length > 1 && selected.every(({ kind }) => isKept(kind)),
    canUngroup: mayEdit && selected.some((row) => row.kind === 'stem' && isGroup(row.stem)),
    canRename: !isCovered && mixer.focusedId !== null && mixer.focusedId !== REST_ID,
    canMoveToRest: mayEdit && selected.some(({ kind }) => isKept(kind))
  }
}
