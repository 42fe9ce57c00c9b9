/** Descriptions of the window's regions, from the top, for people who look for something. */

/** A region. */
export interface GuideEntry {
  readonly place: string
  readonly text: string
}

/** All regions. */
export const guide: readonly GuideEntry[] = [
  {
    place: 'Toolbar',
    text: 'Open a recording, say how many components to look for and how well, separate, undo, export. Settings holds appearance, colors and the sound device.'
  },
  {
    place: 'Transport',
    text: 'Play, loop, the time, original or remix, the range in numbers, and the master gain with its meter.'
  },
  {
    place: 'Ruler',
    text: 'Drag in its upper part to make a range; drag the lower part up and down to zoom, sideways to scroll. Double-click shows everything.'
  },
  {
    place: 'Waveform',
    text: 'The recording. A click places the playhead, a drag chooses a range.'
  },
  {
    place: 'Spectrogram',
    text: 'What sounds when, and how high: point at it for time, frequency, note and level. Alt and a click finds the component that is loudest there.'
  },
  {
    place: 'Stems',
    text: 'A lane for each: its spectrum on the left, when it sounds on the right. Solo, mute, gain and name are in its head, the rest is in its menu. Hold A to hear one alone; Group makes one stem of what is selected.'
  },
  {
    place: 'Model',
    text: 'The same as one picture: the dictionary W beside the spectrogram, the activations H above it.'
  },
  {
    place: 'Inspector',
    text: 'What was measured of the selected stem, and the handle that drags it into another program.'
  },
  {
    place: 'Task bar',
    text: 'What is going on, how long it takes, Cancel, and how well the stems add up.'
  }
]
