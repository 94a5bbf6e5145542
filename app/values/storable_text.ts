/**
 * PostgreSQL stores neither U+0000 nor half a surrogate pair; SQLite would truncate or change the
 * text.
 */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/**
 * For texts that must be stored in any case: removes U+0000, and replaces half a pair by U+FFFD.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}
