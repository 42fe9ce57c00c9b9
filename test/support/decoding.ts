/**
 * Decoding in tests: bytes or the small encoded files of test/fixtures, and the sound that is in
 * those.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import type { Pcm } from '../../shared/audio'
import type { KeepGoing } from '../../shared/failure'
import { decodeAudio } from '../../src-main/engine/decode/decode'
import type { DecodedAudio } from '../../src-main/engine/decode/decoded-audio'
import { kernelModule } from './kernels'

const fixtures = resolve(import.meta.dirname, '../fixtures')

/** Path of an encoded file. */
export function fixturePath(name: string): string {
  return join(fixtures, name)
}

/** Bytes of an encoded file. */
export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixturePath(name))
}

/** The sound of all encoded files as 16-bit steps, [left, right] [11025] at 22.05 kHz. */
export function fixtureSteps(): [Int16Array, Int16Array] {
  const left = new Int16Array(11_025)
  const right = new Int16Array(11_025)
  for (let n = 0; n < left.length; n++) {
    const t = n / 22_050
    left[n] = Math.round(16_000 * Math.sin(2 * Math.PI * (2000 * t - 1500 * t * t)))
    right[n] = Math.round(19_200 * Math.exp(-5 * t) * Math.sin(2 * Math.PI * 330 * t))
  }
  return [left, right]
}

/** Decodes a file as the app does, by the kernels. @returns null when `keepGoing` said no */
export function decodeFile(
  path: string,
  keepGoing: KeepGoing = () => true,
  fromWindow: Pcm | null = null
): Promise<DecodedAudio | null> {
  return decodeAudio(path, keepGoing, fromWindow, kernelModule)
}

/** A decoder of bytes, with a folder for them that goes when the tests of the file are over. */
export function byteDecoder(): (bytes: Uint8Array, fromWindow?: Pcm) => Promise<DecodedAudio> {
  const folder = mkdtempSync(join(tmpdir(), 'partwise-decoding-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return async (bytes, fromWindow) => {
    const path = join(folder, 'sound')
    writeFileSync(path, bytes)
    return (await decodeFile(path, () => true, fromWindow))!
  }
}

/** Kinds of all remarks. */
export function remarkKinds({ summary }: DecodedAudio): string[] {
  return summary.remarks.map(({ kind }) => kind)
}
