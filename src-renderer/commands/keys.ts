/** What keys do. commands/shortcuts.ts has the sheet that lists them. */
import { flushSync } from 'svelte'
import type { App } from '../state/app.svelte'

const SECONDS = 1
const SECONDS_SHIFT = 5
const ZOOM_STEP = 0.06

let focusedByPointer = false

/** Records that the present focus came from the pointer; for every pointerdown of the window. */
export function notePointer(): void {
  focusedByPointer = true
}

/**
 * Whether the focus came from a click. Keys then belong to the window: after a click on Mute, Space
 * is to play, not to unmute.
 */
export function isFocusedByPointer(): boolean {
  return focusedByPointer
}

/** Carries out a key that no control has taken. */
export function handleKey(app: App, event: KeyboardEvent): void {
  if (event.key === 'Tab' || event.key === 'F6') focusedByPointer = false
  if (
    event.defaultPrevented ||
    document.querySelector('dialog[open], :popover-open:not([role="tooltip"])')
  )
    return
  const name = keyName(event)
  const held = app.audition.isHolding ? holdActions(app)[name] : undefined
  if (held !== undefined) {
    event.preventDefault()
    return held()
  }
  if (belongsToControl(event.target, name)) return
  const action = actions(app)[name]
  if (action === undefined) return
  event.preventDefault()
  action()
}

/** Zooms in (1) or out (-1) by a step, about the playhead where it is in sight. */
export function zoomTime({ viewport, transport }: App, direction: 1 | -1): void {
  viewport.zoomTo(viewport.zoomPosition + direction * ZOOM_STEP, transport.position)
}

/** Separates; what is being typed into a field counts, as if the field had been left. */
export function separate({ separator }: App): void {
  const field = document.activeElement
  if (field instanceof HTMLInputElement) {
    field.blur()
    field.focus()
  }
  void separator.separate()
}

/**
 * Names of all keys that do something: always, with a recording open, on the selected row, while a
 * row is held.
 */
export function keyNames(app: App): readonly string[] {
  return Object.keys({ ...actions(app), ...rowActions(app, 0), ...holdActions(app) })
}

function actions(app: App): Readonly<Record<string, () => void>> {
  const { transport, viewport, mixer } = app
  const always = {
    '?': () => (app.help = 'shortcuts'),
    F1: () => (app.help = 'guide'),
    'Mod+o': () => void app.opener.open(null),
    'Mod+e': () => void app.showExport(),
    'Mod+Enter': () => separate(app),
    'Mod+z': () => app.undo(),
    'Mod+Shift+z': () => app.redo(),
    'Mod+y': () => app.redo(),
    F6: () => focusNextRegion(1),
    'Shift+F6': () => focusNextRegion(-1),
    Escape: () => void app.separator.cancel()
  }
  if (app.project.audio === null) return always
  const skip = (seconds: number): void => transport.seek(transport.position + seconds)
  return {
    ...always,
    ' ': () => transport.toggle(),
    'Shift+ ': () => transport.playFromStart(),
    'Mod+Shift+Enter': () => void app.separator.anotherSolution(),
    Home: () => transport.seek(0),
    End: () => transport.toEnd(),
    ArrowLeft: () => skip(-SECONDS),
    ArrowRight: () => skip(SECONDS),
    'Shift+ArrowLeft': () => skip(-SECONDS_SHIFT),
    'Shift+ArrowRight': () => skip(SECONDS_SHIFT),
    o: () => app.toggleListenTo(),
    f: () => (transport.follow = !transport.follow),
    l: () => (transport.looping = !transport.looping),
    i: () => (app.inspectorShown = !app.inspectorShown),
    v: () => app.toggleView(),
    '+': () => zoomTime(app, 1),
    '=': () => zoomTime(app, 1),
    '-': () => zoomTime(app, -1),
    '0': () => viewport.fit(),
    ...(mixer.focusedId === null ? {} : rowActions(app, mixer.focusedId))
  }
}

function rowActions(app: App, id: number): Readonly<Record<string, () => void>> {
  const { mixer, audition } = app
  const { selectedIds } = mixer
  const ids = selectedIds.includes(id) ? selectedIds : [id]
  return {
    ArrowUp: () => goToRow(app, () => mixer.moveSelection(-1)),
    ArrowDown: () => goToRow(app, () => mixer.moveSelection(1)),
    'Shift+ArrowUp': () => goToRow(app, () => mixer.moveSelection(-1, true)),
    'Shift+ArrowDown': () => goToRow(app, () => mixer.moveSelection(1, true)),
    'Mod+ArrowUp': () => goToRow(app, () => mixer.moveFocus(-1)),
    'Mod+ArrowDown': () => goToRow(app, () => mixer.moveFocus(1)),
    'Mod+ ': () => mixer.selection.toggle(id),
    'Mod+a': () => mixer.selectAll(),
    'Mod+g': () => mixer.group(),
    'Mod+Shift+g': () => mixer.ungroup(),
    Delete: () => goToRow(app, () => mixer.moveToRest()),
    Backspace: () => goToRow(app, () => mixer.moveToRest()),
    s: () => mixer.toggleSolo(...ids),
    m: () => mixer.toggleMute(...ids),
    'Shift+s': () => mixer.only(...ids),
    'Shift+m': () => mixer.everythingBut(...ids),
    a: () => audition.begin(),
    F2: () => (mixer.renamingId = id)
  }
}

/** Keys while a row is held to be heard; null for any other key. */
function holdActions(app: App): Readonly<Record<string, () => void>> {
  const { audition } = app
  const nothing = (): void => undefined
  return {
    a: nothing,
    ArrowUp: () => goToRow(app, () => audition.move(-1)),
    ArrowDown: () => goToRow(app, () => audition.move(1)),
    Enter: () => audition.jumpToLoudest()
  }
}

/** Releases the key that holds a row to be heard. */
export function releaseKey(app: App, { key }: { readonly key: string }): void {
  if (key.toLowerCase() === 'a') app.audition.end()
}

/**
 * "Mod+o", "Shift+ArrowLeft", "s": Mod is Ctrl, or Cmd on a Mac; Shift is named where it makes no
 * other character.
 */
function keyName({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  const letter = key.length === 1 ? key.toLowerCase() : key
  // With Caps Lock, Shift makes a letter small, so the character does not tell.
  const isNamed = letter.toUpperCase() !== letter || letter.length > 1 || letter === ' '
  const shift = shiftKey && isNamed ? 'Shift+' : ''
  return `${altKey ? 'Alt+' : ''}${ctrlKey || metaKey ? 'Mod+' : ''}${shift}${letter}`
}

/**
 * Text fields keep what is typed; other controls keep Space, Enter and arrows when the keyboard led
 * to them.
 */
function belongsToControl(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement) || name.includes('F6')) return false
  if (isTyping(target)) return !name.startsWith('Mod+') || fieldKeys.has(name)
  if (focusedByPointer) return false
  const isOperated = target.matches('button, input, summary, [role="separator"]')
  if (name === ' ' || name === 'Enter') return isOperated
  return name.includes('Arrow') && target.matches('input, [role="separator"]')
}

/** Keys that fields handle themselves. */
const fieldKeys = new Set([
  'Mod+a',
  'Mod+z',
  'Mod+Shift+z',
  'Mod+y',
  'Mod+ArrowUp',
  'Mod+ArrowDown'
])

function isTyping(target: HTMLElement): boolean {
  if (target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type)
}

function goToRow({ mixer }: App, move: () => void): void {
  // With the keyboard the focus moves along; after a click only the selection moves.
  const isFocused = document.activeElement?.closest('[data-stem]') && !focusedByPointer
  move()
  flushSync()
  const row = document.querySelector<HTMLElement>(`[data-stem="${mixer.focusedId ?? ''}"]`)
  if (isFocused) row?.focus()
}

/**
 * Moves the focus to the next region: to its picture if it has one, otherwise to its first control.
 */
function focusNextRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')]
  const inside = regions.findLastIndex((region) => region.contains(document.activeElement))
  const from = inside === -1 && step === -1 ? 0 : inside
  for (let i = 1; i <= regions.length; i++) {
    const region = regions[(from + step * i + regions.length * i) % regions.length]
    const target = focusTarget(region?.querySelector(':scope > .time')) ?? focusTarget(region)
    if (target !== undefined) {
      target.focus()
      return
    }
  }
}

function focusTarget(part: Element | null | undefined): HTMLElement | undefined {
  return [...(part?.querySelectorAll<HTMLElement>(focusable) ?? [])].find(
    (element) => element.tabIndex >= 0 && element.checkVisibility()
  )
}

const focusable = 'button:not(:disabled), input:not(:disabled), select:not(:disabled), [tabindex]'
