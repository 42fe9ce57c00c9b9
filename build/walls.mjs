/**
 * The folders of the code, called rooms, in the order in which sound passes through them: what each
 * is, and what it may import. A room may import only rooms listed before it, so no two rooms import
 * each other. docs/architecture.md shows this table; a test compares the two, and ESLint checks the
 * code against it (import-rules.mjs).
 */

/**
 * @typedef {object} Room
 * @property {string} folder
 * @property {string} sentence what it is
 * @property {readonly string[]} [imports] folders with all below, `folder/*` for the files directly
 *   in one, single files, `Node`, `Electron`. Without it, the room has the walls of the folder
 *   around it.
 */

const engine = 'src-main/engine'
const window = 'src-renderer'
const state = `${window}/state`
const seen = [`${window}/words`, `${window}/draw`]
const inState = (/** @type {string[]} */ ...names) => names.map((name) => `${state}/${name}`)
const inMain = (/** @type {string[]} */ ...names) => names.map((name) => `src-main/${name}`)
const inEngine = (/** @type {string[]} */ ...names) => names.map((name) => `${engine}/${name}`)
const inComponents = (/** @type {string[]} */ ...names) =>
  names.map((n) => `${window}/components/${n}`)
const told = ['shared', ...seen, `${window}/audio/window`, `${window}/bridge.ts`]
const shown = ['shared', ...seen, state, `${window}/commands`, `${window}/components/controls`]

/** @type {readonly Room[]} */
export const rooms = [
  { folder: 'shared', sentence: 'what main and window must agree on', imports: [] },
  {
    folder: 'shared/dsp',
    sentence: 'windows, transforms, masks: the same for listening and export'
  },
  { folder: 'shared/contract', sentence: 'types of the calls between window and main' },
  {
    folder: `${engine}/kernels`,
    sentence:
      'AssemblyScript, compiled by itself to WebAssembly; tests compare it with readable twins',
    imports: []
  },
  {
    folder: `${engine}/machine`,
    sentence: 'what memory the system has, and how to give way to other threads',
    imports: ['shared', 'Node']
  },
  {
    folder: `${engine}/wasm`,
    sentence: 'WebAssembly memory and modules, for any kernels',
    imports: ['shared', 'Node']
  },
  {
    folder: `${engine}/threads`,
    sentence: 'units of work and threads that take them, whatever the work is',
    imports: ['shared', 'Node', `${engine}/machine`, `${engine}/wasm`]
  },
  {
    folder: `${engine}/decode`,
    sentence: 'from bytes on disk to samples: a folder for each format',
    imports: ['shared', 'Node', `${engine}/machine`, `${engine}/wasm`]
  },
  {
    folder: `${engine}/decode/pcm`,
    sentence: 'WAV, W64, AIFF: plain samples, mu-law, A-law, ADPCM'
  },
  { folder: `${engine}/decode/flac`, sentence: 'FLAC, frame by frame' },
  { folder: `${engine}/decode/mpeg`, sentence: 'MP3' },
  {
    folder: `${engine}/decode/mp4`,
    sentence: 'AAC in MP4 and ADTS: the window decodes, this reads the facts'
  },
  { folder: `${engine}/decode/ogg`, sentence: 'Ogg pages, and Opus, Vorbis and FLAC in them' },
  { folder: `${engine}/decode/tags`, sentence: 'tags of a file, in any format' },
  {
    folder: `${engine}/decode/measure`,
    sentence: 'what is measured of samples while they are read: peaks, loudness, facts'
  },
  {
    folder: `${engine}/picture`,
    sentence: 'the spectrogram as it is drawn: rows and bytes, block by block',
    imports: ['shared', `${engine}/threads`, `${engine}/wasm`]
  },
  {
    folder: `${engine}/matrix`,
    sentence: 'V as a solver asks for it, from any source',
    imports: ['shared']
  },
  {
    folder: `${engine}/spectrum`,
    sentence: 'from samples to V: whole, averaged or block by block; knows no factorization',
    imports: ['shared', `${engine}/matrix`, `${engine}/threads`, `${engine}/wasm`]
  },
  {
    folder: `${engine}/factorize`,
    sentence: 'from V to W and H: a table of solvers and what they share; knows no samples',
    imports: ['shared', `${engine}/matrix`, `${engine}/threads`, `${engine}/wasm`]
  },
  { folder: `${engine}/factorize/start`, sentence: 'where W and H begin' },
  {
    folder: `${engine}/factorize/sweep`,
    sentence: 'one update of W and H as solvers see it, and the threads that compute it'
  },
  {
    folder: `${engine}/factorize/coarse`,
    sentence: 'V averaged in time, and V too large to be held whole'
  },
  {
    folder: `${engine}/notes`,
    sentence: 'from rows of H to notes and hits',
    imports: ['shared']
  },
  {
    folder: `${engine}/facts`,
    sentence: 'facts of a component: energy, pitch, attack, name',
    imports: ['shared', `${engine}/notes`]
  },
  {
    folder: `${engine}/stems`,
    sentence: 'from W, H and samples to the samples of stems; writes nothing',
    imports: ['shared', `${engine}/wasm`]
  },
  {
    folder: `${engine}/write/files`,
    sentence: 'files that appear whole or not at all',
    imports: ['shared', 'Node']
  },
  {
    folder: `${engine}/write/daw`,
    sentence: 'MIDI, REAPER, DAWproject',
    imports: ['shared', 'Node', `${engine}/write/files`]
  },
  {
    folder: `${engine}/write`,
    sentence: 'from stems to a folder: everything or nothing',
    imports: [
      'shared',
      'Node',
      ...inEngine('machine', 'threads', 'wasm', 'notes', 'stems', 'write/files', 'write/daw')
    ]
  },
  {
    folder: `${engine}/write/threads`,
    sentence: 'which thread renders which range and encodes which file'
  },
  {
    folder: `${engine}/write/formats`,
    sentence: 'a `StemFile` for each format, its header and its size'
  },
  {
    folder: engine,
    sentence: '`unmix.ts`, from samples to W and H; client, protocol and workers of the engine',
    imports: [
      'shared',
      'Node',
      ...inEngine(
        'machine',
        'wasm',
        'threads',
        'decode',
        'picture',
        'matrix',
        'spectrum',
        'factorize',
        'notes',
        'facts',
        'stems',
        'write'
      )
    ]
  },
  {
    folder: `${engine}/reference`,
    sentence: 'readable twins of the kernels, for tests; no product code imports this',
    imports: ['shared', engine]
  },
  {
    folder: 'src-main/checks',
    sentence: 'from unknown values to typed ones; every error names the field',
    imports: ['shared', 'Node']
  },
  {
    folder: 'src-main/tasks',
    sentence: 'long work of main: start, progress, time left, cancel',
    imports: ['shared', `${engine}/*`]
  },
  {
    folder: 'src-main/remembered',
    sentence: "what is kept between starts, in the user's folder",
    imports: ['shared', 'Node', `${engine}/write/files`, 'src-main/checks']
  },
  {
    folder: 'src-main/serving',
    sentence: 'what main serves under `app://`: the page, and large arrays by URL',
    imports: [
      'shared',
      'Node',
      'Electron',
      ...inEngine('*', 'decode/measure', 'picture'),
      'src-main/checks'
    ]
  },
  {
    folder: 'src-main/document',
    sentence: 'the open recording: its samples, separations, pictures, and the memory they take',
    imports: [
      'shared',
      'Node',
      ...inEngine('*', 'machine', 'decode', 'picture', 'factorize/preview.ts'),
      ...inMain('checks', 'tasks', 'remembered', 'serving')
    ]
  },
  {
    folder: 'src-main/export',
    sentence: 'what an export consists of and all its names, before a byte is written',
    imports: [
      'shared',
      'Node',
      ...inEngine('*', 'write'),
      ...inMain('checks', 'tasks', 'remembered', 'document')
    ]
  },
  {
    folder: 'src-main/cli',
    sentence: 'what the command line reads and prints; `src-main/cli.ts` ties it together',
    imports: [
      'shared',
      'Node',
      ...inEngine('*', 'decode', 'notes', 'facts', 'write'),
      ...inMain('checks', 'document', 'export')
    ]
  },
  {
    folder: 'src-main/requests',
    sentence: "the window's requests to main, and their handlers",
    imports: [
      'shared',
      'Node',
      ...inMain('checks', 'tasks', 'remembered', 'serving', 'document', 'export')
    ]
  },
  {
    folder: 'src-main/window',
    sentence: 'the window and the system around it',
    imports: [
      'shared',
      'Node',
      'Electron',
      ...inMain('checks', 'tasks', 'remembered', 'serving', 'document', 'requests')
    ]
  },
  {
    folder: 'src-main/menu',
    sentence: 'the menu bar, made from the state of the window',
    imports: ['shared', 'Electron']
  },
  {
    folder: 'src-main',
    sentence: 'where programs begin: `main.ts`, `cli.ts`, `preload.ts`',
    imports: [
      'shared',
      'Node',
      'Electron',
      ...inEngine('*', 'wasm', 'write/files'),
      ...inMain(
        'checks',
        'tasks',
        'remembered',
        'serving',
        'document',
        'export',
        'cli',
        'requests',
        'window',
        'menu'
      )
    ]
  },
  {
    folder: `${window}/draw/canvas`,
    sentence: 'pixels, colors, tiles; independent of sound',
    imports: ['shared']
  },
  {
    folder: `${window}/draw/axes`,
    sentence: 'time and frequency to pixels and back',
    imports: ['shared', `${window}/draw/canvas`]
  },
  {
    folder: `${window}/draw/waveform`,
    sentence: 'peaks as pixels',
    imports: ['shared', `${window}/draw/canvas`, `${window}/draw/axes`]
  },
  {
    folder: `${window}/draw/factorization`,
    sentence: 'W, H, notes and convergence as pixels',
    imports: ['shared', `${window}/draw/canvas`, `${window}/draw/axes`]
  },
  {
    folder: `${window}/draw/spectrogram`,
    sentence: 'tiles, masks on them, WebGL',
    imports: [
      'shared',
      `${window}/draw/canvas`,
      `${window}/draw/axes`,
      `${window}/draw/factorization`
    ]
  },
  {
    folder: `${window}/words`,
    sentence: 'all words for people; no state',
    imports: ['shared', `${window}/draw/axes`]
  },
  {
    folder: `${window}/audio/between`,
    sentence: 'shared memory between player and audio thread; no clock, no logic',
    imports: ['shared']
  },
  {
    folder: `${window}/audio/thread`,
    sentence: 'the audio thread; nothing here allocates while it plays',
    imports: ['shared', `${window}/audio/between`]
  },
  {
    folder: `${window}/audio/window`,
    sentence: "the player, on the window's side",
    imports: ['shared', `${window}/audio/between`, `${window}/audio/thread/remix.worklet.ts`]
  },
  {
    folder: `${state}/document`,
    sentence: 'the arrangement, its edits and its history: all that a document saves',
    imports: ['shared', `${window}/words`, `${window}/draw/factorization`, `${window}/bridge.ts`]
  },
  {
    folder: `${state}/seeing`,
    sentence: 'viewport, pictures, layout of rows',
    imports: [...told, `${state}/document`]
  },
  {
    folder: `${state}/listening`,
    sentence: 'transport, meters, devices, audition',
    imports: [...told, `${state}/document`]
  },
  {
    folder: `${state}/batch`,
    sentence: 'many recordings, one after another',
    imports: [...told, `${state}/document`]
  },
  {
    folder: `${state}/shell`,
    sentence: 'notices, and what belongs to no recording',
    imports: [...told, `${state}/document`]
  },
  {
    folder: `${state}/exporting`,
    sentence: 'what is exported and dragged out',
    imports: [...told, ...inState('document', 'seeing', 'listening', 'batch', 'shell')]
  },
  {
    folder: `${state}/separating`,
    sentence: 'settings, runs and their solutions',
    imports: [...told, ...inState('document', 'seeing', 'listening', 'batch', 'shell')]
  },
  {
    folder: `${state}/opening`,
    sentence: 'from a path, a drop or a list to an open recording',
    imports: [
      ...told,
      ...inState('document', 'seeing', 'listening', 'batch', 'shell', 'exporting', 'separating')
    ]
  },
  {
    folder: state,
    sentence: 'all state of the window: `App` makes the parts, `connections` ties them together',
    imports: [
      ...told,
      `${window}/theme.ts`,
      ...inState(
        'document',
        'seeing',
        'listening',
        'batch',
        'shell',
        'exporting',
        'separating',
        'opening'
      )
    ]
  },
  {
    folder: `${window}/commands`,
    sentence: 'keys, menus and shortcuts: names of commands and what they call',
    imports: ['shared', `${window}/draw/axes`, state]
  },
  {
    folder: `${window}/components/controls`,
    sentence: 'controls independent of sound: a value in, a change out',
    imports: ['shared', ...seen, `${state}/listening`, `${window}/commands/menu.ts`]
  },
  {
    folder: `${window}/components/export`,
    sentence: 'the export dialog, and handles to drag stems out',
    imports: shown
  },
  {
    folder: `${window}/components/settings`,
    sentence: 'the settings of the next separation, and how the last one went',
    imports: shown
  },
  {
    folder: `${window}/components/time`,
    sentence: 'everything along the time axis',
    imports: shown
  },
  {
    folder: `${window}/components/opening`,
    sentence: 'opening a recording, and the queue',
    imports: shown
  },
  {
    folder: `${window}/components/shell`,
    sentence: 'bars, dialogs and popovers around the document',
    imports: [...shown, `${window}/components/settings`, `${window}/components/time`]
  },
  {
    folder: `${window}/components/spectrogram`,
    sentence: 'the picture, its axis and its marks',
    imports: [...shown, `${window}/components/time`]
  },
  {
    folder: `${window}/components/stems`,
    sentence: 'the list of stems and its rows',
    imports: [...shown, ...inComponents('export', 'settings', 'time')]
  },
  {
    folder: `${window}/components/model`,
    sentence: 'W and H as rows and columns',
    imports: [...shown, `${window}/components/stems`, `${window}/components/time`]
  },
  {
    folder: `${window}/components/inspector`,
    sentence: 'facts of what is selected',
    imports: [...shown, `${window}/components/export`, `${window}/components/stems`]
  },
  {
    folder: `${window}/views`,
    sentence: 'the whole window in one of its states',
    imports: [...shown, `${window}/components`]
  },
  {
    folder: window,
    sentence: 'where the page begins: `App.svelte`, `main.ts`; `bridge.ts` is its way to main',
    imports: [...shown, `${window}/components`, `${window}/views`]
  }
]

/** @param {string} path */
export function roomOf(path) {
  const around = rooms.filter(({ folder }) => path.startsWith(`${folder}/`))
  return around.sort((a, b) => b.folder.length - a.folder.length)[0]
}

/**
 * The room whose walls apply to a path: its own, or that of a folder around it.
 * @param {string} path
 */
export function walledRoomOf(path) {
  const around = rooms.filter(({ folder, imports }) => imports && path.startsWith(`${folder}/`))
  return around.sort((a, b) => b.folder.length - a.folder.length)[0]
}

/**
 * Whether a file may import another.
 * @param {string} path
 * @param {string} target a path, `Node` or `Electron`
 */
export function mayImport(path, target) {
  const room = walledRoomOf(path)
  if (!room || !hasOwnRow(path)) return false
  if (walledRoomOf(target) === room) return true
  return (room.imports ?? []).some((entry) => {
    if (entry === target) return true
    if (entry.endsWith('/*')) return target.replace(/[^/]*$/, '*') === entry
    return target.startsWith(`${entry}/`)
  })
}

/** @param {string} path */
function hasOwnRow(path) {
  return rooms.some(({ folder }) => folder === path.replace(/\/[^/]*$/, ''))
}

/**
 * The table as docs/architecture.md shows it, one line for each room. Folders on the same side of
 * the app are shown by their short names.
 */
export function tableOfRooms() {
  const lines = rooms.map(({ folder, sentence, imports }) => {
    const side = /^(src-main\/engine|src-main|src-renderer)(\/|$)/.exec(folder)?.[1]
    /** @param {string} entry */
    const short = (entry) =>
      side && entry.startsWith(`${side}/`) ? entry.slice(side.length + 1) : entry
    const walls = imports
      ? imports.map((entry) => `\`${short(entry)}\``).join(', ') || 'nothing'
      : 'as the folder around it'
    return `| \`${folder}/\` | ${sentence} | ${walls} |`
  })
  return ['| folder | what it is | may import |', '|---|---|---|', ...lines].join('\n')
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${tableOfRooms()}\n`)
