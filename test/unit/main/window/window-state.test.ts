import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minimumSize, repairWindowState } from '../../../../src-main/window/window-state'
import { nextZoom, repairZoom, zoomFactors } from '../../../../src-main/window/window-zoom'

const main = { x: 0, y: 25, width: 1920, height: 1055 }
const left = { x: -2560, y: -200, width: 2560, height: 1400 }

test('the window fits the screen, is never below its minimum, and survives any state', () => {
  expect(repairWindowState(undefined, [main])).toEqual({
    width: 1440,
    height: 900,
    maximized: false,
    position: null,
    zoom: 1
  })
  fc.assert(
    fc.property(fc.anything(), (stored) => {
      const { width, height } = repairWindowState(stored, [main])
      expect(width >= minimumSize.width && width <= main.width).toBe(true)
      expect(height >= minimumSize.height && height <= main.height).toBe(true)
    })
  )
  expect(repairWindowState({ width: 5000, height: 10 }, [main])).toMatchObject({
    width: 1920,
    height: 700
  })
})

test('it comes back where it was, on the screen it was on', () => {
  const bounds = { x: -2000, y: -100, width: 2400, height: 1300 }
  const state = repairWindowState({ ...bounds, maximized: true, zoom: 1.5 }, [main, left])
  expect(state).toEqual({
    position: { x: -2000, y: -100 },
    width: 2400,
    height: 1300,
    maximized: true,
    zoom: 1.5
  })
})

test('where its screen is gone it opens where the system likes', () => {
  const bounds = { x: -2000, y: -100, width: 2400, height: 1300 }
  expect(repairWindowState(bounds, [main])).toMatchObject({ position: null, width: 1920 })
})

test('a place is kept only where its title bar can be gripped', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (x, y) => {
      const { position } = repairWindowState({ x, y }, [main, left])
      const isOn = [main, left].some(
        (screen) =>
          x >= screen.x &&
          x < screen.x + screen.width - 100 &&
          y >= screen.y &&
          y < screen.y + screen.height - 20
      )
      if (!isOn) expect(position).toBeNull()
    })
  )
})

test('zoom goes up and down by the same steps, ends at half and double, and back to 100 %', () => {
  let factor = 1
  const up: number[] = []
  while (nextZoom(factor, 1) !== factor) up.push((factor = nextZoom(factor, 1)))
  expect(up).toEqual(zoomFactors.filter((other) => other > 1))
  const down: number[] = []
  while (nextZoom(factor, -1) !== factor) down.push((factor = nextZoom(factor, -1)))
  expect(down).toEqual([...zoomFactors].reverse().slice(1))
  expect(nextZoom(factor, 0)).toBe(1)
  expect(nextZoom(1.1000000238, 1)).toBe(1.25)
})

test('a zoom that cannot be chosen is not restored', () => {
  for (const stored of [undefined, 'big', 7, NaN, 0]) expect(repairZoom(stored)).toBe(1)
  expect(repairZoom(2)).toBe(2)
})
