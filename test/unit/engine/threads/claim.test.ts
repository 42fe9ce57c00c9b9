import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  callOff,
  claim,
  isCalledOff,
  putUp,
  sleepOn,
  tell,
  withdraw
} from '../../../../src-main/engine/threads/claim'

const SUPPLY = 1
const SLEPT_ON = 4
const ABORT = 5
const words = (): Int32Array => new Int32Array(new SharedArrayBuffer(32))
const some = fc.integer({ min: 0, max: 20 })

describe('a supply of units', () => {
  it('gives every unit once, in order, and those that are kept when they are free', () => {
    fc.assert(
      fc.property(some, some, (count, kept) => {
        const shared = words()
        putUp(shared, SUPPLY, count)
        const taken: number[] = []
        for (const held of [kept, 0]) {
          for (let unit = claim(shared, SUPPLY, held); unit >= 0;) {
            taken.push(unit)
            unit = claim(shared, SUPPLY, held)
          }
          expect(taken).toHaveLength(Math.max(0, count - held))
        }
        expect(taken).toEqual(Array.from({ length: count }, (_, unit) => unit))
        expect(claim(shared, SUPPLY)).toBe(-1)
      })
    )
  })

  it('takes back what nobody has claimed, and can be filled again', () => {
    const shared = words()
    putUp(shared, SUPPLY, 5)
    expect([claim(shared, SUPPLY), claim(shared, SUPPLY)]).toEqual([0, 1])
    expect(withdraw(shared, SUPPLY)).toBe(3)
    expect(claim(shared, SUPPLY)).toBe(-1)
    putUp(shared, SUPPLY, 1)
    expect([claim(shared, SUPPLY), claim(shared, SUPPLY)]).toEqual([0, -1])
  })
})

describe('a thread that has nothing to do', () => {
  it('does not sleep when something has changed since it looked', () => {
    const shared = words()
    const seen = Atomics.load(shared, SLEPT_ON)
    tell(shared, SLEPT_ON)
    expect(sleepOn(shared, SLEPT_ON, seen, ABORT, Infinity)).toBe('changed')
  })

  it('does not sleep once all is called off, whatever it has seen', () => {
    const shared = words()
    expect(isCalledOff(shared, ABORT)).toBe(false)
    callOff(shared, ABORT, SLEPT_ON)
    expect(isCalledOff(shared, ABORT)).toBe(true)
    const now = Atomics.load(shared, SLEPT_ON)
    expect(sleepOn(shared, SLEPT_ON, now, ABORT, Infinity)).toBe('called off')
  })

  it('sleeps no longer than it may', () => {
    const shared = words()
    expect(sleepOn(shared, SLEPT_ON, 0, ABORT, 1)).toBe('timed out')
  })
})
