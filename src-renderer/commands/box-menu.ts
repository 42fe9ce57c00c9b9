/** The actions on the box of time and frequency that was dragged over the spectrogram. */
import { flushSync } from 'svelte'
import type { App } from '../state/app.svelte'
import { stemsInBox } from '../state/seeing/box-stems'
import type { PictureBox } from '../state/seeing/picture.svelte'
import type { MenuItem } from './menu'

/** Stems that are offered, at most. */
const MOST_STEMS = 3

/** Whether a place of the picture lies in a box. */
export function isInBox(
  { startSeconds, endSeconds, lowHz, highHz }: PictureBox,
  seconds: number,
  hz: number
): boolean {
  return seconds >= startSeconds && seconds <= endSeconds && hz >= lowHz && hz <= highHz
}

/** The menu of a box, above what the spectrogram always offers. */
export function boxMenu(app: App, box: PictureBox): readonly MenuItem[] {
  const { mixer, transport, viewport, picture, separator, separating, project } = app
  const { startSeconds, endSeconds, lowHz, highHz } = box
  const makeRange = (): void => mixer.setRange({ startSeconds, endSeconds })
  return [
    {
      label: 'Loop the time of the box',
      run: () => {
        makeRange()
        transport.looping = true
        transport.seek(startSeconds)
      }
    },
    {
      label: 'Zoom to the box',
      run: () => {
        viewport.show(startSeconds, endSeconds)
        picture.show(lowHz, highHz)
      }
    },
    { label: 'Make its time the range', keys: 'Enter', run: makeRange },
    {
      label: 'Separate only the time of the box',
      disabled: separating.running,
      run: () => {
        makeRange()
        // The settings take the range over once it is there.
        flushSync()
        void separator.separateRange()
      }
    },
    ...stemsInBox(mixer.stems, project.separation, box, MOST_STEMS).map(({ stem, share }, i) => ({
      label: `Select ${stem.name}, ${share < 0.01 ? 'under 1' : Math.round(share * 100)} % of the box`,
      begins: i === 0,
      run: () => mixer.selection.only(stem.id)
    })),
    { label: 'Clear the box', keys: 'Escape', begins: true, run: () => (picture.box = null) }
  ]
}
