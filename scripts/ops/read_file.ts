import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

const ROOT = join(import.meta.dirname, '../..')

/** An absolute path, of one below the sources. */
export const pathOf = (file: string): string => join(ROOT, file)

export const readText = (file: string): string => readFileSync(pathOf(file), 'utf8')

/** The documents of a YAML file. @throws on the first error in it */
export function readYaml(file: string): any[] {
  return parseAllDocuments(readText(file), { merge: true }).map((document) => {
    if ('errors' in document && document.errors.length > 0) throw document.errors[0]
    return (document as any).toJS()
  })
}
