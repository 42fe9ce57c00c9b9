/** The text of Help > About. */

/** Text of the About box: version and the licenses of what Partwise is made of. */
export function aboutText(versions: { app: string; electron: string; chrome: string }): {
  readonly message: string
  readonly detail: string
} {
  return {
    message: `Partwise ${versions.app}`,
    detail: [
      'Takes a recording apart into the parts it is made of.',
      '',
      'Partwise is free software under the MIT licence.',
      '',
      'It is made with:',
      `Electron ${versions.electron} (MIT) and Chromium ${versions.chrome} (BSD and others)`,
      'Svelte (MIT)',
      'wavesurfer.js (BSD 3-Clause)',
      'fft.js (MIT)',
      'libFLAC, libvorbis and libopus (BSD 3-Clause), mpg123 (LGPL 2.1)',
      'Inter, the typeface (SIL Open Font License 1.1)',
      'Fluid R3 GM, the instruments of the demo, by Frank Wen (MIT)'
    ].join('\n')
  }
}
