/** Keeps the machine from falling asleep while there is a reason to. */

/** The part of Electron's powerSaveBlocker that is used. */
export interface SleepBlocker {
  start(type: 'prevent-app-suspension'): number
  stop(id: number): unknown
}

/** Reasons to stay awake. */
export type AwakeReason = 'work' | 'playing'

/** Makes a switch for each reason; the machine may sleep when all are off. */
export function createKeepAwake(
  blocker: SleepBlocker
): (reason: AwakeReason, isOn: boolean) => void {
  const reasons = new Set<AwakeReason>()
  let id: number | null = null
  return (reason, isOn) => {
    if (isOn) reasons.add(reason)
    else reasons.delete(reason)
    if (reasons.size > 0) {
      id ??= blocker.start('prevent-app-suspension')
    } else if (id !== null) {
      blocker.stop(id)
      id = null
    }
  }
}
