/** Writes only stems, all or nothing, into a folder: used for stems dragged out of the window. */
import type { KeepGoing } from '../../../shared/failure'
import type { StemSetJob, WrittenStems } from './export-job'
import { writeWholeSet } from './files/whole-set'
import { namesOf, stemBytes, writeStems, type WriteTools } from './write-stems'

/**
 * Renders and writes a set of stems into its folder; missing folders below it are made.
 * @returns null when cancelled; then, and after a failure, the folder is as it was
 * @throws Failure as `writeStems` does, and `export/over-source`, `export/not-writable` with reason
 *   `exists`
 */
export async function writeStemSet(
  job: StemSetJob,
  keepGoing: KeepGoing,
  tools: WriteTools
): Promise<WrittenStems | null> {
  const { folder, summary, overwrite = false } = job
  const rules = { overwrite, source: summary.path }
  const set = { ...rules, folder, names: namesOf(job), neededBytes: stemBytes(job) }
  const whole = await writeWholeSet(
    set,
    async (staging) => {
      const result = await writeStems({ ...job, folder: staging }, keepGoing, tools)
      if (result === null) return null
      const stems = job.fileNames.slice(0, result.files.length)
      return { names: [...stems, ...(job.mix ? [job.mix.fileName] : [])], result }
    },
    tools
  )
  if (whole === null) return null
  const { paths, result } = whole
  const files = paths.slice(0, result.files.length)
  return { ...result, files, mixFile: paths[files.length] ?? null }
}
