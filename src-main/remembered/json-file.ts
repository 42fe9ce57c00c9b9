/**
 * Small JSON files in the user's data folder. An unreadable file counts as absent: preferences are
 * never worth a failed start. Each write goes to a new file that is then renamed, one after another
 * for each file.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** One JSON file. */
export interface JsonFile {
  /** Its value, undefined when the file is missing or is not JSON. Waits for no write. */
  read(): unknown
  /** Replaces its value; settles when it is on disk. Of waiting writes only the last is done. */
  write(value: unknown): Promise<void>
  /** The same synchronously, for when the process is about to end. */
  writeNow(value: unknown): void
}

/** The JSON file at a path; its folder is made by the first write. */
export function jsonFile(path: string): JsonFile {
  const aside = `${path}.new`
  let waiting: { value: unknown } | null = null
  let writing: Promise<void> = Promise.resolve()

  const writeWaiting = async (): Promise<void> => {
    if (!waiting) return
    const text = textOf(waiting.value)
    waiting = null
    await mkdir(dirname(path), { recursive: true })
    try {
      await writeFile(aside, text)
      await rename(aside, path)
    } catch (cause) {
      await rm(aside, { force: true })
      throw cause
    }
  }

  return {
    read: () => {
      try {
        return JSON.parse(readFileSync(path, 'utf8')) as unknown
      } catch {
        return undefined
      }
    },
    write: (value) => {
      waiting = { value }
      writing = writing.catch(() => undefined).then(writeWaiting)
      return writing
    },
    writeNow: (value) => {
      waiting = null
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(aside, textOf(value))
      renameSync(aside, path)
    }
  }
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
