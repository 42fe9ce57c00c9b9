import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anySolo, componentGains } from '../../../../shared/mix'
import type { Arrangement } from '../../../../src-renderer/state/document/arrangement'
import { History } from '../../../../src-renderer/state/document/history.svelte'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import { withMonitoring } from '../../../../src-renderer/state/document/monitoring'
import { rowOfComponent } from '../../../../src-renderer/state/document/rows'
import { factsOf, singles } from '../../../support/some-arrangement'
import { doEdit, someEdit } from '../../../support/some-edits'

interface Value {
  readonly n: number
}
const zero: Value = { n: 0 }

function historyWithClock(): { history: History<Value>; clock: { now: number } } {
  const clock = { now: 0 }
  return { history: new History(zero, { now: () => clock.now }), clock }
}

describe('undo and redo', () => {
  test('go back and forth by named steps', async () => {
    const history = new History(zero)
    history.edit('One', { n: 1 })
    history.edit('Two', { n: 2 })
    expect([history.undoName, history.redoName]).toEqual(['Two', null])
    await history.undo()
    expect(history.present).toEqual({ n: 1 })
    expect([history.undoName, history.redoName]).toEqual(['One', 'Two'])
    await history.undo()
    await history.undo()
    expect(history.present).toBe(zero)
    expect([history.undoName, history.redoName]).toEqual([null, 'One'])
    await history.redo()
    expect(history.present).toEqual({ n: 1 })
  })

  test('an edit gives the future up, and one that changes nothing is no step', async () => {
    const history = new History(zero)
    history.edit('Same', zero)
    expect(history.undoName).toBeNull()
    history.edit('One', { n: 1 })
    await history.undo()
    history.edit('Other', { n: 5 })
    expect(history.redoName).toBeNull()
  })
})

describe('edits of one kind', () => {
  test('become one step while they follow one another', async () => {
    const { history, clock } = historyWithClock()
    for (let n = 1; n <= 5; n++) {
      clock.now += 900
      history.edit('Gain', { n }, { merge: 'gain 1' })
    }
    await history.undo()
    expect(history.present).toBe(zero)
  })

  test('are steps of their own after a pause, or when something else came between', async () => {
    const { history, clock } = historyWithClock()
    history.edit('Gain', { n: 1 }, { merge: 'gain 1' })
    clock.now += 1500
    history.edit('Gain', { n: 2 }, { merge: 'gain 1' })
    history.edit('Gain', { n: 3 }, { merge: 'gain 2' })
    history.edit('Gain', { n: 4 }, { merge: 'gain 1' })
    for (const n of [3, 2, 1, 0]) {
      await history.undo()
      expect(history.present.n).toBe(n)
    }
  })

  test('are one step from press to release of a pointer, however slow', async () => {
    const { history, clock } = historyWithClock()
    for (const base of [0, 10]) {
      history.press()
      history.edit('Gain', { n: base + 1 }, { merge: 'gain 1' })
      clock.now += 60_000
      history.edit('Gain', { n: base + 2 }, { merge: 'gain 1' })
      history.release()
    }
    await history.undo()
    expect(history.present.n).toBe(2)
    await history.undo()
    expect(history.present.n).toBe(0)
  })
})

describe('values that have to be fetched', () => {
  test('are waited for; edits and steps until then are passed over', async () => {
    const history = new History(zero)
    history.edit('One', { n: 1 })
    let answer: (isThere: boolean) => void = () => undefined
    history.prepare = () => new Promise((resolve) => (answer = resolve))
    const traveled: number[] = []
    history.onTravel = ({ n }) => traveled.push(n)
    const undone = history.undo()
    history.edit('Late', { n: 9 })
    void history.undo()
    expect(history.present.n).toBe(1)
    answer(true)
    await undone
    await history.idle()
    expect(history.present).toBe(zero)
    expect(traveled).toEqual([1])
  })

  test('are dropped with what lies behind them when they are gone', async () => {
    const history = new History(zero)
    history.edit('One', { n: 1 })
    history.edit('Two', { n: 2 })
    history.prepare = () => Promise.resolve(false)
    await history.undo()
    expect(history.present.n).toBe(2)
    expect([history.undoName, history.redoName]).toEqual([null, null])
  })

  test('come to nothing when another file is opened meanwhile', async () => {
    const history = new History(zero)
    history.edit('One', { n: 1 })
    history.prepare = () => Promise.resolve(true)
    const undone = history.undo()
    const other = { n: 100 }
    history.clear(other)
    await undone
    expect(history.present).toBe(other)
    expect(history.redoName).toBeNull()
  })
})

test('the past can be cut to its latest steps', async () => {
  const history = new History(zero)
  for (let n = 1; n <= 5; n++) history.edit(String(n), { n })
  history.keepPast(2)
  for (let i = 0; i < 5; i++) await history.undo()
  expect(history.present.n).toBe(3)
})

test('after 300 random edits, 100 undos and 100 redos restore every state exactly', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someEdit, { minLength: 300, maxLength: 300 }), async (edits) => {
      const history = new History<Arrangement>(singles(8))
      const mixer = new Mixer(history)
      const states: Arrangement[] = [history.present]
      for (const edit of edits) {
        const before = history.mark().past
        doEdit(mixer, edit)
        // What is only listened to is no step.
        if (history.mark().past === before) states[states.length - 1] = history.present
        else states.push(history.present)
      }
      const copies = states.map((state) => structuredClone(state))
      const steps = 100
      expect(states.length).toBeGreaterThan(steps)
      const last = states.length - 1
      for (let i = 1; i <= steps; i++) {
        await history.undo()
        expect(withMonitoring(states[last - i]!, history.present)).toEqual(history.present)
      }
      for (let i = steps - 1; i >= 0; i--) {
        await history.redo()
        expect(withMonitoring(states[last - i]!, history.present)).toEqual(history.present)
      }
      expect(states).toEqual(copies)
    }),
    { numRuns: 10 }
  )
})

test('steps are named after what they do', async () => {
  const mixer = new Mixer()
  mixer.load([factsOf(0, { name: 'Low' }), factsOf(1, { name: 'High' })])
  const { history } = mixer
  mixer.setGain(0, -3)
  expect(history.undoName).toBe('Gain of Low')
  mixer.toggleMute(1)
  expect(history.undoName).toBe('Mute High')
  mixer.group([0, 1])
  expect(history.undoName).toBe('Group Low +1')
  mixer.setGain(rowOfComponent(1), -6)
  expect(history.undoName).toBe('Gain of High')
  mixer.everythingBut(rowOfComponent(1))
  expect(history.undoName).toBe('Everything but High')
  await history.undo()
  expect(history.redoName).toBe('Everything but High')
})

describe('what is only listened to', () => {
  const range = { startSeconds: 1, endSeconds: 2 }

  test('is no step: undo takes back the last edit, and one goes on listening', async () => {
    const mixer = new Mixer(new History<Arrangement>(singles(6)))
    mixer.group([0, 1])
    const group = mixer.selectedIds[0]!
    mixer.only(group)
    mixer.toggleSolo(3)
    mixer.setRange(range)
    expect(mixer.history.undoName).toMatch(/^Group/)
    await mixer.history.undo()
    expect(mixer.stems).toHaveLength(6)
    expect(mixer.stems.filter(({ solo }) => solo).map(({ id }) => id)).toEqual([0, 1, 3])
    expect(mixer.range).toEqual(range)
    await mixer.history.redo()
    expect(mixer.stems.filter(({ solo }) => solo).map(({ id }) => id)).toEqual([group, 3])
  })

  test('leaves what can be redone', async () => {
    const mixer = new Mixer(new History<Arrangement>(singles(3)))
    mixer.rename(0, 'Bass')
    await mixer.history.undo()
    mixer.toggleSolo(1)
    mixer.setRange(range)
    expect(mixer.history.redoName).toMatch(/^Rename/)
    await mixer.history.redo()
    expect([mixer.nameOf(0), mixer.range, mixer.stems[1]?.solo]).toEqual(['Bass', range, true])
  })

  test('does not touch mutes, but that only a muted row is heard unmutes it, which is a step', () => {
    const mixer = new Mixer(new History<Arrangement>(singles(3)))
    mixer.toggleMute(0)
    mixer.toggleMute(1)
    mixer.only(2)
    expect(mixer.history.undoName).toMatch(/^Mute/)
    mixer.only(1)
    expect(mixer.history.undoName).toMatch(/^Unmute/)
    expect(mixer.audible.map(({ id }) => id)).toEqual([1])
    mixer.only(1)
    expect(mixer.audible.map(({ id }) => id)).toEqual([1, 2])
  })

  test('is of the same components after undo and redo, however they are grouped', async () => {
    const heard = ({ stems, rest }: Arrangement): readonly number[] => {
      const unmuted = stems.map((stem) => ({
        ...stem,
        muted: false,
        gainDb: 0,
        parts: stem.parts.map((part) => ({ ...part, muted: false, gainDb: 0 }))
      }))
      const { left } = componentGains(unmuted, 8, { ...rest, muted: true })
      return [...left.keys()].filter((k) => left[k] !== 0)
    }
    await fc.assert(
      fc.asyncProperty(fc.array(someEdit, { maxLength: 60 }), async (edits) => {
        const mixer = new Mixer(new History<Arrangement>(singles(8)))
        for (const edit of edits) doEdit(mixer, edit)
        const before = mixer.history.present
        const isSoloing = anySolo(before.stems, before.rest)
        await mixer.history.undo()
        const after = mixer.history.present
        if (!isSoloing) return
        const inBoth = (k: number): boolean =>
          [before, after].every(({ removed }) => removed.every(({ component }) => component !== k))
        const wanted = heard(before).filter(inBoth)
        // What is soloed may all be in Rest; then nothing is.
        if (anySolo(after.stems, after.rest)) {
          expect(heard(after).filter(inBoth)).toEqual(wanted)
        }
      })
    )
  })
})
