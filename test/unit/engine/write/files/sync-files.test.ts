import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  syncFiles,
  syncFolder,
  syncFolderAside,
  type SyncFs
} from '../../../../../src-main/engine/write/files/sync-files'
import { openStaging } from '../../../../../src-main/engine/write/files/staging-folder'

let root: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'partwise-sync-'))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

const answering = (code: string): SyncFs => ({
  ...fs,
  fsyncSync: () => {
    throw Object.assign(new Error(code), { code, syscall: 'fsync' })
  }
})

test('files and folders are synced on a real disk', async () => {
  const files = Array.from({ length: 20 }, (_, i) => join(root, String(i)))
  for (const file of files) fs.writeFileSync(file, 'x')
  await syncFiles(files)
  await syncFolderAside(root)
  syncFolder(root)
  await expect(syncFiles([join(root, 'none')])).rejects.toMatchObject({ code: 'ENOENT' })
})

test.each(['EINVAL', 'EPERM', 'ENOTSUP'])('a file system that answers %s is left alone', (code) => {
  expect(() => syncFolder(root, answering(code))).not.toThrow()
})

test.each(['EIO', 'ENOSPC'])('a disk that answers %s has lost something', (code) => {
  expect(() => syncFolder(root, answering(code))).toThrow(code)
})

test('names are on the disk after the files have theirs and before old files go', () => {
  const steps: string[] = []
  const noted = <A extends unknown[], R>(what: string, call: (...args: A) => R) => {
    return (...args: A): R => {
      steps.push(what)
      return call(...args)
    }
  }
  const watched = {
    ...fs,
    fsyncSync: noted('sync', fs.fsyncSync),
    linkSync: noted('move', fs.linkSync),
    rmSync: noted('remove', fs.rmSync)
  }
  fs.writeFileSync(join(root, '1.wav'), 'old')
  const staging = openStaging(root, { overwrite: true, source: 'none' }, watched)
  fs.writeFileSync(join(staging.path, '1.wav'), 'new')
  staging.commit(['1.wav'])
  staging.close()
  const order = steps.filter((step, i) => step !== steps[i - 1])
  expect(order).toEqual(['sync', 'move', 'sync', 'remove'])
})
