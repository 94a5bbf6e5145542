import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseLine, type JournalLine } from '#delivery/restore/journal_line'

const NAME = /^sent-(\d{6})\.jsonl$/

export function journalFile(folder: string, number: number): string {
  return join(folder, `sent-${String(number).padStart(6, '0')}.jsonl`)
}

/** The numbers of the files, newest first. By number, not by time: clocks may be set back. */
export async function journalFiles(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((left, right) => right - left)
}

/** Reads one file from its beginning. Skips unreadable lines. */
export async function* readLines(folder: string, number: number): AsyncGenerator<JournalLine> {
  const input = createReadStream(journalFile(folder, number), { encoding: 'utf8' })
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    const line = text === '' ? undefined : parseLine(text)
    if (line) yield line
  }
}
