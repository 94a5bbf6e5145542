/**
 * A number in [0, 1) that depends only on the arguments: the same message has the same luck in
 * every run with the same seed, in whatever order messages arrive. (FNV-1a, mixed by murmur3's
 * finalizer.)
 */
export function chance(seed: number, ...parts: (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed
  const text = parts.join('\u0000')
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
