/** Checks of values from the window: each check returns the value or throws. */
import { isAbsolute } from 'node:path'
import { maxStemNameLength } from '../../shared/contract'
import { Failure } from '../../shared/failure'
import { isCount, isPlainObject, isText, type PlainObject } from '../../shared/plain-value'

const maxPathLength = 4096

/** The failure that names what was expected and what came instead. */
export function wrong(what: string, value: unknown): Failure {
  // JSON tells "1" from 1; `undefined` and functions have none, whatever its type says.
  const shown = JSON.stringify(value) as string | undefined
  return new Failure('bug', `${what} cannot be ${(shown ?? typeof value).slice(0, 200)}`)
}

/** The fields of an object. @throws Failure `bug` when it is none */
export function fields(value: unknown): PlainObject {
  if (isPlainObject(value)) return value
  throw wrong('input', value)
}

/** Null, or what passes a check. */
export function orNull<T>(value: unknown, check: (value: unknown) => T): T | null {
  return value === null ? null : check(value)
}

/** An absolute path. @throws Failure `bug` */
export function path(value: unknown): string {
  if (isText(value, maxPathLength) && isAbsolute(value)) return value
  throw wrong('path', value)
}

/** The name of a stem or the like. @throws Failure `bug` */
export function name(value: unknown): string {
  if (isText(value, maxStemNameLength)) return value
  throw wrong('name', value)
}

/** True or false. @throws Failure `bug` */
export function flag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value
  throw wrong(what, value)
}

/** A list whose entries pass a check. @throws Failure `bug` */
export function listOf<T>(value: unknown, maxLength: number, check: (entry: unknown) => T): T[] {
  if (Array.isArray(value) && value.length <= maxLength) return value.map((entry) => check(entry))
  throw wrong('list', value)
}

/** The number of a document. @throws Failure `bug` */
export function documentOf(given: PlainObject): number {
  if (isCount(given['document'])) return given['document']
  throw wrong('document', given['document'])
}
