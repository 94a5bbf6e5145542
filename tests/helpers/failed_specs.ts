import { readFile, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import type { PluginFn } from '@japa/runner/types'

/** Writes the paths of the specs in which something failed to this file, as a JSON array. */
export function writeFailedSpecs(path: string): PluginFn {
  return ({ config, emitter }) => {
    const failed = new Set<string>()
    const note = ({ hasError, meta }: { hasError: boolean; meta: { fileName?: string } }) => {
      if (hasError && meta.fileName) failed.add(relative(process.cwd(), meta.fileName))
    }
    emitter.on('test:end', note)
    emitter.on('group:end', note)
    config.teardown.push(() => writeFile(path, JSON.stringify([...failed])))
  }
}

/** None if the run ended before it could write them. */
export async function readFailedSpecs(path: string): Promise<string[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return []
  }
}
