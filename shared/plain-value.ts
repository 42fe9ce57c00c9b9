/** Looking into values that come from outside: files, other processes. */

/** A value whose fields may be looked at, one by one, as unknown. */
export type PlainObject = Readonly<Record<string, unknown>>

/** True for an object that is not an array. */
export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for a number that is neither NaN nor infinite and lies in [min, max]. */
export function isNumberIn(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max
}

/** True for a whole number from 0 to `max`. */
export function isCount(value: unknown, max = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isSafeInteger(value) && isNumberIn(value, 0, max)
}

/** True for a string of at most `maxLength` characters without NUL. */
export function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength && !value.includes('\0')
}

/** True when `value` is one of `values`. */
export function isOneOf<T extends string>(value: unknown, values: readonly T[]): value is T {
  return values.some((other) => other === value)
}

/** True for true and false. */
export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean'
}

/** For each field of an object, a guard that accepts good values. */
export type Guards<T> = { readonly [F in keyof T]: (value: unknown) => value is T[F] }

/**
 * An object made of the fields that are guarded, in the order of the guards; others are left out.
 * @param value what may have them; anything but an object has none
 * @param mend gives a value in place of one that is missing or wrong; may throw
 */
export function guardedFields<T extends object>(
  guards: Guards<T>,
  value: unknown,
  mend: <F extends keyof T>(field: F, found: unknown) => T[F]
): T {
  const given = isPlainObject(value) ? value : {}
  const read = <F extends keyof T & string>(field: F): [F, T[F]] => {
    const found = given[field]
    return [field, guards[field](found) ? found : mend(field, found)]
  }
  return Object.fromEntries((Object.keys(guards) as (keyof T & string)[]).map(read)) as T
}
