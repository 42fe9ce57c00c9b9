import { describe, expect, test } from 'vitest'
import { Audition } from '../../../../src-renderer/state/listening/audition.svelte'
import { loudestSeconds } from '../../../../src-renderer/state/listening/loudest'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import type { LoadedSeparation } from '../../../../src-renderer/state/document/loaded-separation'
import { REST_ID, rowOfComponent } from '../../../../src-renderer/state/document/rows'
import { factsOf } from '../../../support/some-arrangement'

/** Two components over four frames; the first is loudest in frame 3, the second in frame 0. */
const view = {
  W: Float32Array.of(1, 1),
  H: Float32Array.of(0, 5, 1, 0, 2, 0, 9, 0),
  frameCount: 4,
  binCount: 1,
  componentCount: 2,
  sampleRate: 1000,
  settings: { windowSize: 1024, hopSize: 256, exponent: 1 as const }
}

function fixture(playing = false) {
  const mixer = new Mixer()
  mixer.load([factsOf(0), factsOf(1)])
  const deck = {
    playing,
    listenTo: 'original' as 'original' | 'remix',
    position: 0,
    toggle(): void {
      this.playing = !this.playing
    },
    seek(seconds: number): void {
      this.position = seconds
    }
  }
  const audition = new Audition(mixer, deck, () => ({ view }) as LoadedSeparation)
  return { mixer, deck, audition }
}

describe('holding', () => {
  test('plays the focused row alone, and letting go gives the mix and the pause back', () => {
    const { mixer, deck, audition } = fixture()
    mixer.toggleMute(0)
    audition.begin()
    expect(deck).toMatchObject({ playing: true, listenTo: 'remix' })
    expect([...mixer.gains.left, mixer.gains.rest]).toEqual([1, 0, 0])
    audition.end()
    expect(deck).toMatchObject({ playing: false, listenTo: 'original' })
    expect([...mixer.gains.left, mixer.gains.rest]).toEqual([0, 1, 1])
  })

  test('leaves playing what was playing', () => {
    const { deck, audition } = fixture(true)
    audition.begin()
    audition.end()
    audition.end()
    expect(deck.playing).toBe(true)
  })

  test('goes along with the rows', () => {
    const { mixer, audition } = fixture()
    audition.move(1)
    expect(mixer.focusedId).toBe(0)
    audition.begin()
    audition.move(1)
    expect([...mixer.gains.left]).toEqual([0, 1])
    expect([...mixer.heardIds]).toEqual([1, rowOfComponent(1)])
  })

  test('jumps to where the row is loudest', () => {
    const { deck, audition } = fixture()
    audition.begin()
    audition.jumpToLoudest()
    // Frame 3 is centered on sample 3 * 256 - 768 + 512.
    expect(deck.position).toBeCloseTo(0.462, 6)
  })

  test('is no step of the history', () => {
    const { mixer, audition } = fixture()
    audition.begin()
    audition.move(1)
    audition.end()
    expect(mixer.history.undoName).toBeNull()
  })
})

test('a held part keeps its own fader, a fader that is off counts as 0 dB', () => {
  const { mixer } = fixture()
  mixer.group([0, 1])
  mixer.setGain(rowOfComponent(1), -6)
  mixer.held = rowOfComponent(1)
  expect(mixer.gains.left[1]).toBeCloseTo(10 ** (-6 / 20), 5)
  mixer.setGain(rowOfComponent(1), -60)
  expect([...mixer.gains.left]).toEqual([0, 1])
})

test('held Rest is what was moved there and what no component explains', () => {
  const { mixer } = fixture()
  mixer.moveToRest([0])
  mixer.held = REST_ID
  expect([...mixer.gains.left, mixer.gains.rest]).toEqual([1, 0, 1])
})

test('silent components are loudest nowhere', () => {
  expect(loudestSeconds({ ...view, H: new Float32Array(8) }, [0])).toBeNull()
  expect(loudestSeconds(view, [])).toBeNull()
  expect(loudestSeconds(view, [1])).toBe(0)
})
