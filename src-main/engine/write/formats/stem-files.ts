/** The formats that stems are written in: how large files become, and how they begin. */
import type { ExportFormat } from '../../../../shared/contract'
import { flacStems } from './flac-stems'
import type { OpenStemFile, StemFileSpec, StemFormat } from './stem-file'
import { wavStems } from './wav-stems'

const stemFormats: Readonly<Record<ExportFormat, StemFormat>> = {
  wav24: wavStems('wav24'),
  wav16: wavStems('wav16'),
  wav32f: wavStems('wav32f'),
  flac24: flacStems(24),
  flac16: flacStems(16)
}

/** Most bytes that one file of a set takes. */
export function stemFileSize({ format, ...set }: StemFileSpec): number {
  return stemFormats[format].size(set)
}

/** Makes what begins files of a format. */
export async function stemFileOpener({ format, ...set }: StemFileSpec): Promise<OpenStemFile> {
  return stemFormats[format].opener(set)
}
