/** The actions at a place of the time axis, as lines of a menu. */
import { isWhole, wholeWindow } from '../draw/axes/frequency-window'
import type { App } from '../state/app.svelte'
import type { PictureBox } from '../state/seeing/picture.svelte'
import { boxMenu } from './box-menu'
import type { MenuItem } from './menu'
import type { Picture } from '../state/seeing/picture.svelte'

/**
 * The menu of waveform, spectrogram and ruler at a time of the recording.
 * @param box that it is about, in place of the range; null for none
 */
export function timeMenu(
  app: App,
  seconds: number,
  box: PictureBox | null = null
): readonly MenuItem[] {
  const { transport, viewport } = app
  const [first, ...others] = box === null ? rangeMenu(app) : boxMenu(app, box)
  return [
    {
      label: 'Play from here',
      run: () => {
        transport.seek(seconds)
        if (!transport.playing) transport.toggle()
      }
    },
    ...(first ? [{ ...first, begins: true }] : []),
    ...others,
    {
      label: 'Fit to window',
      keys: '0',
      begins: true,
      disabled: viewport.isFit,
      run: () => viewport.fit()
    }
  ]
}

function rangeMenu(app: App): readonly MenuItem[] {
  const { mixer, transport, viewport } = app
  const { range } = mixer
  const isBusy = app.separating.running
  return [
    {
      label: 'Loop the range',
      disabled: range === null,
      run: () => (transport.looping = true)
    },
    {
      label: 'Zoom to the range',
      disabled: range === null,
      run: () => range && viewport.show(range.startSeconds, range.endSeconds)
    },
    {
      label: 'Separate only the range',
      disabled: range === null || isBusy,
      run: () => void app.separator.separateRange()
    },
    {
      label: 'Clear the range',
      disabled: range === null,
      run: () => mixer.setRange(null)
    }
  ]
}

/** Lines that the spectrogram adds. */
export function frequencyMenu(picture: Picture): readonly MenuItem[] {
  return [
    {
      label: 'All frequencies',
      keys: 'Alt 0',
      disabled: isWhole(picture.window),
      run: () => (picture.window = wholeWindow)
    }
  ]
}
