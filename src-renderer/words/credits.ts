/** The works that are in the app. The build adds the license texts, each as a file of its own. */

/** A work by others. */
export interface Credit {
  readonly name: string
  readonly license: string
  /** What it does here. */
  readonly what: string
  /** Fetches the text of the license; null where it lies beside the program. */
  readonly load: (() => Promise<string>) | null
}

const text = async (module: Promise<{ default: string }>): Promise<string> => (await module).default

/** All works. */
export const credits: readonly Credit[] = [
  {
    name: 'Electron and Chromium',
    license: 'MIT, BSD and others',
    what: 'The window. Their licenses lie beside the program, in LICENSES.chromium.html.',
    load: null
  },
  {
    name: 'Svelte',
    license: 'MIT',
    what: 'The components of the window.',
    load: () => text(import('../../node_modules/svelte/LICENSE.md?raw'))
  },
  {
    name: 'wavesurfer.js',
    license: 'BSD 3-Clause',
    what: 'Draws the waveform.',
    load: () => text(import('../../node_modules/wavesurfer.js/LICENSE?raw'))
  },
  {
    name: 'fft.js',
    license: 'MIT',
    what: 'The Fourier transform, by Fedor Indutny.',
    load: () => text(import('../../resources/licenses/fft.js.txt?raw'))
  },
  {
    name: 'libflac.js and libFLAC',
    license: 'MIT, BSD 3-Clause',
    what: 'Write FLAC.',
    load: () => text(import('../../resources/licenses/flac.txt?raw'))
  },
  {
    name: 'libvorbis and libopus',
    license: 'BSD 3-Clause',
    what: 'Read Ogg Vorbis and Opus, through wasm-audio-decoders (MIT) by Ethan Halsall.',
    load: () => text(import('../../resources/licenses/vorbis-opus.txt?raw'))
  },
  {
    name: 'mpg123',
    license: 'LGPL 2.1',
    what: 'Reads MP3, through wasm-audio-decoders (MIT). It is in a file of its own, which can be replaced.',
    load: () => text(import('../../resources/licenses/mpg123.txt?raw'))
  },
  {
    name: 'Inter',
    license: 'SIL Open Font License 1.1',
    what: 'The typeface, by Rasmus Andersson.',
    load: () => text(import('../fonts/OFL.txt?raw'))
  },
  {
    name: 'Fluid R3 GM',
    license: 'MIT',
    what: 'The instruments of the demo, by Frank Wen.',
    load: () => text(import('../../resources/licenses/fluid-r3.txt?raw'))
  }
]
