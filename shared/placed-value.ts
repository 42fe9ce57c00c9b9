/** Reads untrusted values; each carries the name of its place for the error. */
import { Failure } from './failure'
import { isCount, isFlag, isNumberIn, isOneOf, isPlainObject } from './plain-value'

/** A value and where it lies, "history.present.stems[2].pan"; '' for the whole. */
export class PlacedValue {
  readonly value: unknown
  readonly place: string

  constructor(value: unknown, place = '') {
    this.value = value
    this.place = place
  }

  /** The failure `project/unreadable` that says what should have been here. */
  refuse(expected: string): Failure {
    const { value, place } = this
    const isShort = typeof value === 'number' || typeof value === 'boolean' || value === null
    const found = isShort ? String(value) : Array.isArray(value) ? 'array' : typeof value
    const field = place === '' ? 'document' : place
    return new Failure('project/unreadable', `${field} must be ${expected}, not ${found}`, {
      field
    })
  }

  /** A field of an object; undefined where it lacks that. @throws Failure for no object */
  field(name: string): PlacedValue {
    if (!isPlainObject(this.value)) throw this.refuse('an object')
    const own = Object.hasOwn(this.value, name) ? this.value[name] : undefined
    return new PlacedValue(own, this.place === '' ? name : `${this.place}.${name}`)
  }

  /** The entries of a list of bounded length. @throws Failure */
  list(least: number, most: number): readonly PlacedValue[] {
    const { value } = this
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw this.refuse(`a list of ${least} to ${most} entries`)
    }
    return Array.from(value, (entry, i) => new PlacedValue(entry, `${this.place}[${i}]`))
  }

  /** A number in [min, max], neither NaN nor infinite. @throws Failure */
  number(min: number, max: number): number {
    if (isNumberIn(this.value, min, max)) return this.value
    throw this.refuse(`a number from ${min} to ${max}`)
  }

  /** A whole number in [min, max]. @throws Failure */
  count(min: number, max: number): number {
    if (isCount(this.value, max) && this.value >= min) return this.value
    throw this.refuse(`a whole number from ${min} to ${max}`)
  }

  /** True or false. @throws Failure */
  flag(): boolean {
    if (isFlag(this.value)) return this.value
    throw this.refuse('true or false')
  }

  /** Text of 1 to `most` characters. @throws Failure */
  text(most: number): string {
    const { value } = this
    if (typeof value === 'string' && value.length > 0 && value.length <= most) return value
    throw this.refuse(`text of 1 to ${most} characters`)
  }

  /** Text that matches a pattern from start to end. @throws Failure */
  match(pattern: RegExp): string {
    if (typeof this.value === 'string' && pattern.test(this.value)) return this.value
    throw this.refuse(`like ${pattern.source}`)
  }

  /** One of some values. @throws Failure */
  oneOf<T extends string>(values: readonly T[]): T {
    if (isOneOf(this.value, values)) return this.value
    throw this.refuse(values.join(' or '))
  }

  /** Null, or what reading gives for any other value. */
  orNull<T>(read: (found: PlacedValue) => T): T | null {
    return this.value === null ? null : read(this)
  }
}
