import type { FileHandle } from 'node:fs/promises'
import { fileChunks } from '#imports/file_chunks'

const LF = 0x0a
const CR = 0x0d

/** Bytes of a line that are kept, for the rejected file: all limits together stay below. */
const KEPT_BYTES = 8_192

export interface PhysicalLine {
  text: string
  /** Blank lines skipped before it. */
  blankLines: number
  /** Offset of the next line. */
  next: number
}

/** The first non-blank line from an offset on, ignoring quotes. */
export async function readPhysicalLine(handle: FileHandle, offset: number): Promise<PhysicalLine> {
  let kept: number[] = []
  let blankLines = 0
  let position = offset
  let afterCr = false

  for await (const chunk of fileChunks(handle, offset)) {
    for (const byte of chunk) {
      if (afterCr) {
        const isPair = byte === LF
        afterCr = false
        if (isPair) position++
        const text = toText(kept)
        if (text !== '') return { text, blankLines, next: position }
        blankLines++
        kept = []
        if (isPair) continue
      }
      position++
      if (byte === CR) afterCr = true
      else if (byte === LF) {
        const text = toText(kept)
        if (text !== '') return { text, blankLines, next: position }
        blankLines++
        kept = []
      } else if (kept.length < KEPT_BYTES) kept.push(byte)
    }
  }
  return { text: toText(kept), blankLines, next: position }
}

function toText(bytes: number[]): string {
  return Buffer.from(bytes).toString('utf8').trim()
}
