/** What the items of the application menu do in the window. */
import {
  demos,
  viewNames,
  type MenuCommand,
  type Preferences,
  type ViewName
} from '../../shared/contract'
import { preferenceValues } from '../../shared/default-preferences'
import { separate, zoomTime } from './keys'
import type { App } from '../state/app.svelte'
import { editText } from '../state/shell/edit-text'

type Action = () => void

/** Carries out an item of the menu; does nothing to what a dialog covers. */
export function carryOut(app: App, command: MenuCommand): void {
  if (app.isCovered && !inFields.has(command)) return
  actions(app)[command]()
}

/** Items that also work in the text fields of a dialog. */
const inFields: ReadonlySet<MenuCommand> = new Set(['undo', 'redo', 'select-all'])

/** An action for each value of a set; its command is called after it. */
function each<P extends string, N extends string>(
  prefix: P,
  names: readonly N[],
  actionOf: (name: N) => Action
): Readonly<Record<`${P}${N}`, Action>> {
  const entries = names.map((name) => [`${prefix}${name}`, actionOf(name)])
  return Object.fromEntries(entries) as Record<`${P}${N}`, Action>
}

function actions(app: App): Readonly<Record<MenuCommand, Action>> {
  const { mixer, transport, viewport } = app
  // The menu may lag a moment behind and offer this without a recording.
  const open = (action: Action) => (): void => {
    if (app.project.audio !== null) action()
  }
  const range = (action: (start: number, end: number) => void) => (): void => {
    if (mixer.range !== null) action(mixer.range.startSeconds, mixer.range.endSeconds)
  }
  const prefer = (change: Partial<Preferences>) => (): void => app.remembered.prefer(change)
  const show = (view: ViewName): Action => open(() => (app.view = view))
  return {
    open: () => void app.opener.open(null),
    export: () => void app.showExport(),
    undo: () => {
      if (!app.isCovered) app.undo()
      else editText('undo')
    },
    redo: () => {
      if (!app.isCovered) app.redo()
      else editText('redo')
    },
    'select-all': () => {
      if (!editText('selectAll') && !app.isCovered) mixer.selectAll()
    },
    group: () => mixer.group(),
    ungroup: () => mixer.ungroup(),
    rename: () => (mixer.renamingId = mixer.focusedId),
    'remove-to-rest': () => mixer.moveToRest(),

    ...each('', viewNames, show),
    ...each('lane-', preferenceValues.laneHeight, (laneHeight) => prefer({ laneHeight })),
    inspector: () => (app.inspectorShown = !app.inspectorShown),
    follow: () => (transport.follow = !transport.follow),
    'zoom-in': open(() => zoomTime(app, 1)),
    'zoom-out': open(() => zoomTime(app, -1)),
    'zoom-range': range((start, end) => viewport.show(start, end)),
    'zoom-fit': () => viewport.fit(),
    ...each('axis-', preferenceValues.axis, (axis) => prefer({ axis })),
    ...each('colors-', preferenceValues.colorMap, (colorMap) => prefer({ colorMap })),
    ...each('theme-', preferenceValues.theme, (theme) => prefer({ theme })),

    play: open(() => transport.toggle()),
    'play-from-start': open(() => transport.playFromStart()),
    loop: open(() => (transport.looping = !transport.looping)),
    'clear-range': () => mixer.setRange(null),
    original: () => (transport.listenTo = 'original'),
    remix: () => {
      if (app.project.separation !== null) transport.listenTo = 'remix'
    },

    separate: () => separate(app),
    'another-solution': open(() => void app.separator.anotherSolution()),
    'separate-range': range(() => void app.separator.separateRange()),
    cancel: () => void app.separator.cancel(),

    shortcuts: () => (app.help = 'shortcuts'),
    guide: () => (app.help = 'guide'),
    licenses: () => (app.help = 'licenses'),
    ...each('demo-', demos, (demo) => () => void app.opener.openDemo(demo))
  }
}
