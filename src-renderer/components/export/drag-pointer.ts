/** The pointer on a handle that drags stems out of the window. */
import type { Attachment } from 'svelte/attachments'
import type { DragOut, DragSource } from '../../state/exporting/drag-out.svelte'

/** An attachment that turns presses and moves of a handle into a drag of the current `source`. */
export function dragPointer(
  dragOut: DragOut,
  source: () => DragSource | null
): Attachment<HTMLElement> {
  return (handle) => {
    const down = (event: PointerEvent): void => {
      const wanted = event.button === 0 ? source() : null
      if (wanted === null) return
      const { pointerId, clientX: x, clientY: y } = event
      // The handle then gets pointer events from outside the window as well.
      handle.setPointerCapture(pointerId)
      const letGo = (): void => {
        if (handle.hasPointerCapture(pointerId)) handle.releasePointerCapture(pointerId)
      }
      dragOut.press(wanted, { x, y }, letGo)
    }
    const move = ({ clientX: x, clientY: y }: PointerEvent): void => dragOut.move({ x, y })
    const up = (): void => dragOut.release()
    const cancel = (): void => dragOut.abandon()
    const noDrag = (event: Event): void => event.preventDefault()
    handle.addEventListener('pointerdown', down)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', up)
    handle.addEventListener('pointercancel', cancel)
    handle.addEventListener('dragstart', noDrag)
    return () => {
      handle.removeEventListener('pointerdown', down)
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', up)
      handle.removeEventListener('pointercancel', cancel)
      handle.removeEventListener('dragstart', noDrag)
    }
  }
}
