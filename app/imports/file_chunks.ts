import type { FileHandle } from 'node:fs/promises'

const FIRST_CHUNK_BYTES = 4_096
const LARGEST_CHUNK_BYTES = 16_384

/**
 * The bytes of a file from an offset on. The first chunks are small, because a reader that finds a
 * fault soon starts again.
 */
export async function* fileChunks(handle: FileHandle, offset: number): AsyncGenerator<Buffer> {
  let size = FIRST_CHUNK_BYTES
  for (let position = offset; ; size = Math.min(size * 2, LARGEST_CHUNK_BYTES)) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
