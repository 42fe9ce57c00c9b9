/** Parsing of typed times. */

/**
 * Seconds of "1:02.5", "62.5", "00:01:02,500"; null for anything else. After a colon numbers are
 * below 60.
 */
export function parseTime(text: string): number | null {
  const parts = text.trim().replace(',', '.').split(':')
  const last = parts.length - 1
  const isRight = parts.every((part, i) =>
    i === last ? /^(\d+\.?\d*|\.\d+)$/.test(part) : /^\d+$/.test(part)
  )
  const numbers = parts.map(Number)
  if (!isRight || parts.length > 3 || numbers.some((number, i) => i > 0 && number >= 60))
    return null
  return numbers.reduce((sum, number) => sum * 60 + number, 0)
}
