/** Canvases that are painted when something they show has changed, at most once a frame. */
import type { Attachment } from 'svelte/attachments'

/**
 * An attachment that paints a canvas. `prepare` runs as an effect: what it reads is what the picture
 * depends on. The function it returns paints in the next animation frame, untracked.
 */
export function painted(
  prepare: () => (canvas: HTMLCanvasElement) => void
): Attachment<HTMLCanvasElement> {
  return (canvas) => {
    let frame = 0
    $effect(() => {
      const paint = prepare()
      frame = requestAnimationFrame(() => paint(canvas))
      return () => cancelAnimationFrame(frame)
    })
  }
}
