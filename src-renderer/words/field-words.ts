/** What a field says about text that it cannot take as it is. */

/** What a field takes, in words: "1 to 128". */
export function limitsText(min: number | string, max: number | string): string {
  return `${min} to ${max}`
}

/** A number beyond a limit became the limit: "999 is outside 1 to 128: 128 is used." */
export function takenText(typed: string, limits: string, taken: string): string {
  return `${short(typed)} is outside ${limits}: ${taken} is used.`
}

/**
 * Text without a meaning left the value as it was: "“abc” is not from 1 to 128: 8 stays."
 * @param kept null for no value yet
 */
export function staysText(typed: string, limits: string, kept: string | null): string {
  const what = kept === null ? 'nothing changes' : `${kept} stays`
  return `“${short(typed)}” is not from ${limits}: ${what}.`
}

function short(typed: string): string {
  const text = typed.trim()
  return text.length > 20 ? `${text.slice(0, 19)}…` : text
}
