/** Names of hidden folders in the making, by which those that a dead process left can be found. */
import { randomBytes } from 'node:crypto'
import { markPattern, ownMark, stateOf, type ProcessState } from './process-mark'

const PREFIX = '.partwise-'
const SUFFIX = '.part'

/** A new name for a folder of this process; hidden, and never the same twice. */
export function temporaryName(): string {
  return `${PREFIX}${ownMark}-${randomBytes(5).toString('hex')}${SUFFIX}`
}

/** Whether a name is one that `temporaryName` may have given, in this version or another. */
export function isTemporaryName(name: string): boolean {
  return /^\.partwise-[0-9a-z-]+-[0-9a-f]{10,}\.part$/.test(name)
}

/** Whether a thread of this process gave a name. */
export function isOwnName(name: string): boolean {
  return name.startsWith(`${PREFIX}${ownMark}-`) && name.endsWith(SUFFIX)
}

/** Whether the process that gave a temporary name has ended. */
export function ownerState(name: string): ProcessState {
  const pattern = new RegExp(`^\\${PREFIX}(${markPattern})-[0-9a-f]+\\${SUFFIX}$`)
  return stateOf(pattern.exec(name)?.[1] ?? '')
}
