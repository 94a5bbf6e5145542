import { isInGsm } from '#texts/measure_text'

/** A piece of a text, and whether its letters make the text dearer. */
export interface TextPart {
  text: string
  isCostly: boolean
}

/** A text in pieces, to mark the letters that cost. */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  for (const letter of text) {
    const isCostly = !isInGsm(letter)
    const last = parts.at(-1)
    if (last?.isCostly === isCostly) last.text += letter
    else parts.push({ text: letter, isCostly })
  }
  return parts
}
