import type { FileHandle } from 'node:fs/promises'
import { fileChunks } from '#imports/file_chunks'

const LF = 0x0a
const CR = 0x0d

/** Bytes of a line that are kept to be shown. */
const SHOWN_BYTES = 1_000

export interface PhysicalLine {
  text: string
  /** Blank lines skipped before it. */
  blankLines: number
  /** Offset of the line after it. */
  next: number
}

/** The first line with something on it from an offset on, whatever its quotes say. */
export async function readPhysicalLine(handle: FileHandle, offset: number): Promise<PhysicalLine> {
  let shown: number[] = []
  let blankLines = 0
  let position = offset
  let afterCr = false

  for await (const chunk of fileChunks(handle, offset)) {
    for (const byte of chunk) {
      if (afterCr) {
        const isPair = byte === LF
        afterCr = false
        if (isPair) position++
        const text = toText(shown)
        if (text !== '') return { text, blankLines, next: position }
        blankLines++
        shown = []
        if (isPair) continue
      }
      position++
      if (byte === CR) afterCr = true
      else if (byte === LF) {
        const text = toText(shown)
        if (text !== '') return { text, blankLines, next: position }
        blankLines++
        shown = []
      } else if (shown.length < SHOWN_BYTES) shown.push(byte)
    }
  }
  return { text: toText(shown), blankLines, next: position }
}

function toText(bytes: number[]): string {
  return Buffer.from(bytes).toString('utf8').trim()
}
