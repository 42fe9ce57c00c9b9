/** What keys do. The sheet that lists them is in state/shortcuts.ts. */
import type { App } from './state/app.svelte'

const SECONDS = 1
const SECONDS_SHIFT = 5
const ZOOM_STEP = 0.06

/** Carries out a key that no control has taken. */
export function handleKey(app: App, event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]')) return
  const name = keyName(event)
  if (isTyping(event.target) && !name.startsWith('Mod+') && name !== 'F6') return
  if (isOperated(event)) return
  const action = actions(app)[name]
  if (!action) return
  event.preventDefault()
  action()
}

function actions(app: App): Readonly<Record<string, () => void>> {
  const { transport, viewport, mixer, player } = app
  const isOpen = app.project.audio !== null
  const stem = mixer.selected
  const always = {
    '?': () => (app.shortcutsShown = true),
    'Mod+o': () => void app.open(null),
    'Mod+e': () => void app.showExport(),
    F6: () => focusNextRegion(1),
    'Shift+F6': () => focusNextRegion(-1),
    Escape: () => void app.cancelSeparation()
  }
  if (!isOpen) return always
  const skip = (seconds: number): void => transport.seek(transport.position + seconds)
  const zoom = (step: number): void =>
    viewport.zoomTo(viewport.zoomPosition + step, transport.position)
  return {
    ...always,
    ' ': () => transport.toggle(),
    'Shift+ ': () => transport.playFromStart(),
    Home: () => transport.seek(0),
    End: () => {
      player.pause()
      transport.seek(transport.duration)
    },
    ArrowLeft: () => skip(-SECONDS),
    ArrowRight: () => skip(SECONDS),
    'Shift+ArrowLeft': () => skip(-SECONDS_SHIFT),
    'Shift+ArrowRight': () => skip(SECONDS_SHIFT),
    ArrowUp: () => mixer.moveSelection(-1),
    ArrowDown: () => mixer.moveSelection(1),
    s: () => stem && app.mix(() => mixer.toggleSolo(stem.id)),
    m: () => stem && app.mix(() => mixer.toggleMute(stem.id)),
    'Shift+s': () => stem && app.mix(() => mixer.only(stem.id)),
    'Shift+m': () => stem && app.mix(() => mixer.everythingBut(stem.id)),
    F2: () => stem && focusName(stem.id),
    o: () => {
      if (app.project.separation) {
        transport.listenTo = transport.listenTo === 'remix' ? 'original' : 'remix'
      }
    },
    f: () => (transport.follow = !transport.follow),
    i: () => (app.inspectorShown = !app.inspectorShown),
    '+': () => zoom(ZOOM_STEP),
    '=': () => zoom(ZOOM_STEP),
    '-': () => zoom(-ZOOM_STEP),
    '0': () => viewport.fit()
  }
}

/** "Mod+o", "Shift+ArrowLeft", "s": Mod is Ctrl, or Cmd on a Mac; Shift is named where it is no other character. */
function keyName(event: KeyboardEvent): string {
  if (event.altKey) return `Alt+${event.key}`
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const named = letter !== event.key || letter.length > 1 || letter === ' '
  const shift = event.shiftKey && named ? 'Shift+' : ''
  return `${event.ctrlKey || event.metaKey ? 'Mod+' : ''}${shift}${letter}`
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['radio', 'checkbox', 'range'].includes(target.type)
}

/** Space and arrows belong to a control that was reached by keyboard, and to the window otherwise. */
function isOperated({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || target === document.body) return false
  if (key === ' ') {
    return target.matches('button:focus-visible, input:focus-visible, [tabindex]:focus-visible')
  }
  return key.startsWith('Arrow') && target.matches('input:focus-visible, [role="slider"]')
}

function focusName(id: number): void {
  const field = document.querySelector<HTMLInputElement>(`[data-stem-name="${id}"]`)
  field?.focus()
  field?.select()
}

const regions = 'header, [role="toolbar"], main .work, [aria-label="Stems"], aside, footer'

function focusNextRegion(step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>(regions)]
  const inside = all.findLastIndex((region) => region.contains(document.activeElement))
  for (let i = 1; i <= all.length; i++) {
    const region = all[(inside + step * i + all.length * 2) % all.length]
    const target = region?.querySelector<HTMLElement>(
      'button:not(:disabled), input:not(:disabled), select, [tabindex="0"]'
    )
    if (target) {
      target.focus()
      return
    }
  }
}
