import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { getActiveTest } from '@japa/runner'

/** A folder of the running test alone, removed after it. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rappel-test-'))
  getActiveTest()?.cleanup(() => rm(folder, { recursive: true, force: true }))
  return folder
}
