/** Changes of immutable values in which unchanged entries stay the same objects. */

/** The list with its entries changed; the list itself where none was. */
export function mapSame<T>(list: readonly T[], change: (entry: T) => T): readonly T[] {
  const next = list.map(change)
  return next.every((entry, i) => entry === list[i]) ? list : next
}

/** The value with other fields; the value itself where they are equal. */
export function assign<T extends object>(value: T, change: Partial<T>): T {
  const isSame = Object.entries(change).every(([key, to]) => value[key as keyof T] === to)
  return isSame ? value : { ...value, ...change }
}
