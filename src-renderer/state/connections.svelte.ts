/** What follows from what: state to player, menu and main, and main's events to state. */
import type { AudioSummary, SampleRange, TimeRange } from '../../shared/audio'
import { media, type Input } from '../../shared/contract'
import { decodeForMain } from '../audio/window/decode-for-main'
import { listen, request } from '../bridge'
import { onSystemTheme } from '../theme'
import type { App } from './app.svelte'
import { keepWork } from './keeper.svelte'
import { menuState } from './menu-state'

/** Milliseconds until the Edit menu follows the history. */
const MENU_DELAY_MS = 150

const decodeTools = {
  fetchBytes: async (job: number) => (await fetch(media.encoded(job))).arrayBuffer(),
  deliver: async (piece: Input<'deliverSamples'>) =>
    (await request('deliverSamples', piece))?.wanted ?? false,
  end: async (outcome: Input<'endDecoding'>) => {
    await request('endDecoding', outcome)
  }
}

/**
 * Connects the parts of a window with each other and with main; the returned function ends that.
 */
export function connect(app: App): () => void {
  const { transport, viewport, stemMeters, project, mixer, separator, player } = app
  transport.onMoved = (seconds) => {
    if (transport.follow) viewport.follow(seconds)
  }
  transport.onFrame = (seconds, isPlaying) => {
    stemMeters.advance(seconds, isPlaying)
    return stemMeters.isMoving
  }
  mixer.onTurn = () => app.hearRemix()
  project.history.prepare = (to, from) => separator.prepare(to, from)
  project.history.onTravel = (from) => separator.travel(from)
  const ends = [
    followState(app),
    hearMain(app),
    onSystemTheme(() => app.remembered.prefer({})),
    player.on('failed', (reason) => app.failPlayback(reason)),
    player.on('outputRefused', () => app.outputs.noteRefused()),
    player.on('statechange', () => {
      void request('setPlaying', { playing: player.playing })
    })
  ]
  return () => {
    for (const end of ends.splice(0)) end()
  }
}

function followState(app: App): () => void {
  const { player, mixer, transport, project, settings, remembered } = app
  const { solutions, separating } = app
  return $effect.root(() => {
    $effect(() => player.setGains(mixer.gains))
    $effect(() => transport.setRange(mixer.range))
    $effect(() => void (mixer.isBypassed = transport.listenTo === 'original'))
    $effect(() => {
      const { audio } = project
      settings.range = audio && samplesOf(mixer.range, audio.summary)
    })
    $effect(() => solutions.note(project.history.present))
    $effect(() => {
      const kept = solutions.list.map(({ separation }) => separation)
      if (!separating.running) project.letGo(kept)
    })
    $effect(() => {
      const { undoName: undo, redoName: redo } = project.history
      // Each change builds a new menu, so it waits while a person makes many steps in a row.
      const soon = setTimeout(() => void request('setHistory', { undo, redo }), MENU_DELAY_MS)
      return () => clearTimeout(soon)
    })
    $effect(() => {
      const state = menuState(app)
      const soon = setTimeout(() => void request('setMenuState', state), MENU_DELAY_MS)
      return () => clearTimeout(soon)
    })
    $effect(() => remembered.note())
    keepWork(app)
  })
}

function hearMain(app: App): () => void {
  const { project, separating, separator, picture, exporting, dragOut, incoming } = app
  const ends = [
    listen('separationProgress', (progress) => {
      if (progress.document === project.audio?.document) separating.apply(progress)
    }),
    listen('separationPreview', (preview) => void separator.preview(preview)),
    listen('spectrogramProgress', (progress) => picture.apply(progress)),
    listen('exportProgress', (progress) => exporting.apply(progress)),
    listen('dragProgress', (progress) => dragOut.apply(progress)),
    listen('openRequested', ({ paths }) => void incoming.take(paths)),
    listen('decodeRequested', (wanted) => void decodeForMain(wanted, decodeTools))
  ]
  return () => {
    for (const end of ends) end()
  }
}

/** A range in whole samples of a recording; null for none. */
function samplesOf(range: TimeRange | null, audio: AudioSummary): SampleRange | null {
  if (range === null) return null
  const fromSample = Math.round(range.startSeconds * audio.sampleRate)
  const toSample = Math.min(audio.sampleCount, Math.round(range.endSeconds * audio.sampleRate))
  return toSample > fromSample ? { fromSample, toSample } : null
}
