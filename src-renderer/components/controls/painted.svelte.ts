/** Canvases that are painted when something they show has changed, at most once a frame. */
import type { Attachment } from 'svelte/attachments'
import { PaintQueue } from '../../draw/canvas/paint-queue'

const queue = new PaintQueue()

/**
 * An attachment that paints a canvas while it is visible. `prepare` runs as an effect: the picture
 * depends on what it reads. The function it returns paints in one of the next animation frames,
 * untracked.
 */
export function painted(
  prepare: () => (canvas: HTMLCanvasElement) => void
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    let isInSight = $state(false)
    const observer = new IntersectionObserver((entries) => {
      isInSight = entries.at(-1)?.isIntersecting ?? false
    })
    observer.observe(canvas)
    $effect(() => {
      if (!isInSight) return
      const paint = prepare()
      return queue.request(canvas, () => paint(canvas))
    })
    return () => observer.disconnect()
  }
}
