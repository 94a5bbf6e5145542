import { readFileSync } from 'node:fs'
import app from '@adonisjs/core/services/app'

/** The blocks of `sh` under a heading of docs/operations.md, up to the next heading. */
export function commandsUnder(heading: string): string[] {
  const text = readFileSync(app.makePath('docs/operations.md'), 'utf8')
  const start = text.indexOf(`\n${heading}\n`)
  if (start < 0) throw new Error(`docs/operations.md has no heading "${heading}"`)
  const [section] = text.slice(start + heading.length + 2).split(/\n##/)
  return [...section.matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)].map(([, indent, block]) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), '')
  )
}
