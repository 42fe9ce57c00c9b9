/** The actions on the selected rows, as lines of a menu. */
import { isGroup } from '../state/document/arrangement'
import type { MenuItem } from './menu'
import type { Mixer } from '../state/document/mixer.svelte'
import { REST_ID } from '../state/document/rows'

/**
 * The menu of the selection; `command` is the name of the command key, `exportRows` opens the
 * export dialog, null while it cannot.
 */
export function rowMenu(
  mixer: Mixer,
  command: string,
  exportRows: ((ids: readonly number[]) => void) | null
): readonly MenuItem[] {
  const ids = mixer.selectedIds
  const [first] = ids
  if (first === undefined) return []
  const rows = mixer.rows.filter(({ id }) => ids.includes(id))
  const isOne = ids.length === 1
  const those = isOne ? 'this' : 'these'
  if (rows.every(({ kind }) => kind === 'rest' || kind === 'removed')) {
    return [
      {
        label: first === REST_ID ? 'Bring all back' : 'Bring back',
        disabled: mixer.selectedComponents.length === 0,
        run: () => mixer.bringBack(ids)
      },
      ...(isOne && first !== REST_ID
        ? [{ label: 'Rename', keys: 'F2', run: () => void (mixer.renamingId = first) }]
        : [])
    ]
  }
  const parts = rows.filter(({ kind }) => kind === 'part')
  const groups = rows.filter((row) => row.kind === 'stem' && isGroup(row.stem))
  const [part] = parts
  return [
    { label: `Only ${those}`, keys: 'Shift S', run: () => mixer.only(...ids) },
    { label: `Everything but ${those}`, keys: 'Shift M', run: () => mixer.everythingBut(...ids) },
    {
      label: 'Group',
      keys: `${command} G`,
      begins: true,
      disabled: ids.length < 2,
      run: () => mixer.group(ids)
    },
    {
      label: 'Ungroup',
      keys: `${command} Shift G`,
      disabled: groups.length === 0,
      run: () => mixer.ungroup(ids)
    },
    ...(part?.kind === 'part'
      ? [
          {
            label: `Take out of ${part.stem.name}`,
            run: () => mixer.takeOut(parts.map(({ id }) => id))
          }
        ]
      : []),
    {
      label: 'Rename',
      keys: 'F2',
      begins: true,
      disabled: !isOne,
      run: () => void (mixer.renamingId = first)
    },
    { label: 'Move to Rest', keys: 'Delete', run: () => mixer.moveToRest(ids) },
    {
      label: isOne ? 'Export this stem…' : 'Export these stems…',
      begins: true,
      disabled: exportRows === null,
      run: () => exportRows?.(ids)
    }
  ]
}
