/**
 * How files of each format begin. A format is a `StemFile` (encode-wav.ts): it takes a stem's samples
 * in order, C arrays at a time (whole steps as Int32Array, or full scale 1 as Float32Array), and is
 * then finished and placed, or aborted. Formats that need a library load it here, once a thread.
 */
import type { ExportFormat } from '../../shared/contract'
import type { WriteFs } from './aside-file'
import { createWavFile, type StemFile } from './encode-wav'
import { wavFileSize, type WavSpec } from './wav-header'

/** What is the same for all files of a set. */
export type StemFileSpec = Omit<WavSpec, 'format'> & { readonly format: ExportFormat }

/** Begins a file. @throws Failure `export/disk-full` or `export/not-writable` */
export type OpenStemFile = (folder: string, name: string, fs?: WriteFs) => StemFile

/** Makes what begins files of a format. */
export function stemFileOpener(spec: StemFileSpec): Promise<OpenStemFile> {
  return Promise.resolve((folder, name, fs) => createWavFile(folder, name, spec, fs))
}

/** Most bytes that one file of a set takes. */
export function stemFileSize(spec: StemFileSpec): number {
  return wavFileSize(spec)
}
