import { beforeEach, expect, test, vi } from 'vitest'
import type { Player } from '../../../../src-renderer/audio/window/player'
import { Transport } from '../../../../src-renderer/state/listening/transport.svelte'

/** Frames that were asked for and have not come yet. */
let frames: ((now: number) => void)[] = []
/** Lets one frame pass. */
function frame(now: number): void {
  const due = frames
  frames = []
  for (const callback of due) callback(now)
}

/** A player without sound: what is set is kept, what changes is told. */
class FakePlayer {
  playing = false
  buffering = false
  position = 0
  listenTo = ''
  masterGain = 1
  peak = 0
  loop: { startSeconds: number; endSeconds: number } | null = null
  isMatching = false
  matchGain = 1
  readonly meters = {
    read: () => ({ left: this.peak, right: this.peak, clipped: this.peak > 1 })
  }
  readonly #listeners = new Map<string, () => void>()

  on(event: string, listener: () => void): () => void {
    this.#listeners.set(event, listener)
    return () => void this.#listeners.delete(event)
  }

  play(): void {
    this.playing = true
    this.#listeners.get('statechange')?.()
  }

  pause(): void {
    this.playing = false
    this.#listeners.get('statechange')?.()
  }

  seek(seconds: number): void {
    this.position = seconds
  }

  setListenTo(listenTo: string): void {
    this.listenTo = listenTo
  }

  setLoop(loop: FakePlayer['loop']): void {
    this.loop = loop
  }

  setMatchLevel(match: boolean): void {
    this.isMatching = match
  }

  setMasterGain(gain: number): void {
    this.masterGain = gain
  }
}

function rig(): { player: FakePlayer; transport: Transport } {
  const player = new FakePlayer()
  const transport = new Transport(player as unknown as Player)
  transport.load(10)
  return { player, transport }
}

beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => frames.push(callback))
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
})

test('the position follows the player frame by frame while it plays, and rests with it', () => {
  const { player, transport } = rig()
  transport.toggle()
  expect(transport.playing).toBe(true)
  player.position = 1.25
  frame(16)
  expect(transport.position).toBe(1.25)
  expect(frames).toHaveLength(1)
  player.position = 2
  transport.toggle()
  expect(transport.playing).toBe(false)
  expect(transport.position).toBe(2)
  frame(32)
  expect(frames).toHaveLength(0)
})

test('playing again before the last frame has come asks for one frame only', () => {
  const { transport } = rig()
  transport.toggle()
  transport.toggle()
  transport.toggle()
  expect(frames).toHaveLength(1)
})

test('seeking stays within the recording, shows at once, and is told', () => {
  const { player, transport } = rig()
  const moved: number[] = []
  transport.onMoved = (seconds) => moved.push(seconds)
  for (const seconds of [4, -3, 99]) transport.seek(seconds)
  expect(moved).toEqual([4, 0, 10])
  expect(transport.position).toBe(10)
  expect(player.position).toBe(10)
})

test('from the start and to the end', () => {
  const { player, transport } = rig()
  transport.seek(5)
  transport.playFromStart()
  expect([player.position, player.playing]).toEqual([0, true])
  transport.toEnd()
  expect([player.position, player.playing]).toEqual([10, false])
})

test('the lowest master gain is silence', () => {
  const { player, transport } = rig()
  transport.masterDb = -60
  expect(player.masterGain).toBe(0)
  transport.masterDb = 6
  expect(player.masterGain).toBeCloseTo(10 ** (6 / 20), 9)
})

test('the meter goes on falling after playing has stopped, until it is empty', () => {
  const { player, transport } = rig()
  player.peak = 1
  transport.toggle()
  frame(16)
  expect(transport.meter.left.level).toBe(1)
  player.peak = 0
  transport.toggle()
  let now = 16
  while (frames.length > 0 && now < 20_000) frame((now += 100))
  expect(now).toBeLessThan(10_000)
  expect(transport.meter.left.level).toBe(0)
})

test('another recording starts at the beginning with the meter at rest', () => {
  const { transport } = rig()
  transport.seek(5)
  transport.load(3)
  expect(transport.position).toBe(0)
  expect(transport.duration).toBe(3)
  expect(transport.meter.left.level).toBe(0)
})

test('what is listened to reaches the player', () => {
  const { player, transport } = rig()
  transport.listenTo = 'remix'
  expect(player.listenTo).toBe('remix')
})

test('looping takes the range, the whole recording without one, and follows the range', () => {
  const { player, transport } = rig()
  transport.setRange({ startSeconds: 2, endSeconds: 4 })
  expect(player.loop).toBe(null)
  transport.looping = true
  expect(player.loop).toEqual({ startSeconds: 2, endSeconds: 4 })
  transport.setRange(null)
  expect(player.loop).toEqual({ startSeconds: 0, endSeconds: 10 })
  transport.setRange({ startSeconds: 1, endSeconds: 3 })
  expect(player.loop).toEqual({ startSeconds: 1, endSeconds: 3 })
  transport.looping = false
  expect(player.loop).toBe(null)
})

test('looping that begins behind the range goes to its start, elsewhere it stays', () => {
  const { player, transport } = rig()
  transport.setRange({ startSeconds: 2, endSeconds: 4 })
  player.position = 3
  transport.toggle()
  transport.looping = true
  expect(player.position).toBe(3)
  transport.looping = false
  transport.seek(7)
  transport.looping = true
  expect(player.position).toBe(2)
})

test('another recording is not looped', () => {
  const { player, transport } = rig()
  transport.setRange({ startSeconds: 2, endSeconds: 4 })
  transport.looping = true
  transport.load(5)
  transport.setRange(null)
  expect([transport.looping, player.loop]).toEqual([false, null])
})

test('the gain of matched levels is shown in decibels while it is wanted', () => {
  const { player, transport } = rig()
  transport.matchLevel = true
  expect(player.isMatching).toBe(true)
  player.matchGain = 0.5
  transport.toggle()
  frame(16)
  expect(transport.matchDb).toBeCloseTo(-6.02, 2)
  transport.matchLevel = false
  expect([player.isMatching, transport.matchDb]).toEqual([false, 0])
})

test('frames go on while something else still moves', () => {
  const { transport } = rig()
  let left = 3
  transport.onFrame = () => left-- > 0
  transport.toggle()
  transport.toggle()
  for (let now = 16; frames.length > 0 && now < 2000; now += 16) frame(now)
  expect(left).toBe(-1)
})
