export interface DecodedBody {
  text: string
  /** The bytes are in no encoding that was declared, nor UTF-8: `text` is them in windows-1252, one character a byte. */
  isGuessed: boolean
}

/**
 * The text of a body. JSON is UTF-8 (RFC 8259), and what is valid UTF-8 is never
 * anything else by chance; some operators send other encodings. In this order: a
 * byte order mark, which is left out; UTF-16 without one; UTF-8; the `charset` of
 * the Content-Type; windows-1252, the ISO 8859-1 of the web.
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined): DecodedBody {
  const declared = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]
  for (const encoding of [marked(bytes), 'utf-8', declared]) {
    const text = encoding === undefined ? undefined : decoded(bytes, encoding)
    if (text !== undefined) return { text, isGuessed: false }
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), isGuessed: true }
}

/** UTF-16, by its mark, or as its first character is `{` or `[`. */
function marked(bytes: Buffer): string | undefined {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first > 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second > 0)) return 'utf-16be'
  return undefined
}

/** Undefined where the bytes are not in the encoding, or there is no such encoding. */
function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
