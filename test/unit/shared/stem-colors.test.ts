import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { restColor, STEM_COLOR_COUNT, stemColor } from '../../../shared/stem-colors'

const tokens = join(import.meta.dirname, '../../../src-renderer/styles/tokens.css')

test('the colors of stems are those of the dark theme, and each theme has as many', () => {
  const found = [...readFileSync(tokens, 'utf8').matchAll(/--stem-(\d+): (#[0-9a-f]{6});/g)]
  const own = Array.from({ length: STEM_COLOR_COUNT }, (_, i) => stemColor(i + 1))
  expect(found.slice(0, own.length).map(([, , color]) => color)).toEqual(own)
  expect(new Set(found.map(([, number]) => Number(number)))).toEqual(
    new Set(own.map((_, i) => i + 1))
  )
})

test('colors come again after the last', () => {
  expect(stemColor(STEM_COLOR_COUNT + 1)).toBe(stemColor(1))
  expect(restColor).not.toBe(stemColor(1))
})
