/** A reader of REAPER's project text for tests: blocks, lines of words, three kinds of quotes. */

/** A block: its own words, its lines and the blocks in it. */
export interface RppBlock {
  readonly words: readonly string[]
  readonly lines: readonly (readonly string[])[]
  readonly blocks: readonly RppBlock[]
}

/** Reads a project. @throws Error when blocks or quotes do not close */
export function readRpp(text: string): RppBlock {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  let at = 0
  const block = (): RppBlock => {
    const words = wordsOf(lines[at++]!.trim().slice(1))
    const own: (readonly string[])[] = []
    const blocks: RppBlock[] = []
    for (;;) {
      const line = lines[at]?.trim()
      if (line === undefined) throw new Error(`${words[0] ?? ''} does not close`)
      if (line === '>') {
        at++
        return { words, lines: own, blocks }
      }
      if (line.startsWith('<')) blocks.push(block())
      else {
        own.push(wordsOf(line))
        at++
      }
    }
  }
  const root = block()
  if (at !== lines.length) throw new Error('there is something behind the project')
  return root
}

/** The words of the first line of that name, without the name. */
export function rppLine(block: RppBlock, name: string): readonly string[] {
  return block.lines.find(([first]) => first === name)?.slice(1) ?? []
}

function wordsOf(line: string): string[] {
  const words: string[] = []
  for (let at = 0; at < line.length;) {
    if (line[at] === ' ') {
      at++
      continue
    }
    const mark = `"'\``.includes(line[at]!) ? line[at]! : ' '
    const from = mark === ' ' ? at : at + 1
    const found = line.indexOf(mark, from)
    if (found < 0 && mark !== ' ') throw new Error(`quotes do not close in ${line}`)
    const to = found < 0 ? line.length : found
    words.push(line.slice(from, to))
    at = to + 1
  }
  return words
}
