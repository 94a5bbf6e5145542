import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import {
  access,
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file that is in the folder. */
export interface ReceivedFile {
  /** Its name in the folder, which says nothing about what it is called elsewhere. */
  file: string
  bytes: number
  sha256: string
}

/** Says which folder this is, wherever it is mounted. */
const MARK = 'folder-id'

const SUFFIX = '.csv'

/** The files that were uploaded, and their rejected rows: for the owner of the process alone. */
export class UploadFolder {
  #id: Promise<string> | undefined

  constructor(readonly path: string) {}

  /** The same in every process that sees this folder. */
  id(): Promise<string> {
    this.#id ??= this.#readMark().catch((error) => {
      this.#id = undefined
      throw error
    })
    return this.#id
  }

  pathOf(file: string): string {
    return join(this.path, file)
  }

  /** Writes a stream to a new file. Nothing stays of one that breaks off. */
  async receive(from: Readable, signal?: AbortSignal): Promise<ReceivedFile> {
    await this.id()
    const file = randomUUID() + SUFFIX
    const hash = createHash('sha256')
    let bytes = 0
    from.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      hash.update(chunk)
    })
    try {
      const to = createWriteStream(this.pathOf(file), { flags: 'wx', mode: 0o600 })
      await pipeline(from, to, { signal })
    } catch (error) {
      await this.remove(file)
      throw error
    }
    return { file, bytes, sha256: hash.digest('hex') }
  }

  /** Where the rejected rows of one run go. Runs that compete have a file each. */
  rejectedFileOf(file: string): string {
    return `${file.slice(0, -SUFFIX.length)}.${randomUUID().slice(0, 8)}.rejected.csv`
  }

  has(file: string): Promise<boolean> {
    return access(this.pathOf(file)).then(
      () => true,
      () => false
    )
  }

  read(file: string): ReadStream {
    return createReadStream(this.pathOf(file))
  }

  async remove(file: string): Promise<void> {
    await rm(this.pathOf(file), { force: true })
  }

  /** The files that were last written before an instant, in epoch milliseconds. */
  async filesBefore(instantMs: number): Promise<string[]> {
    const old = []
    for (const file of await readdir(this.path).catch(() => [])) {
      if (file === MARK) continue
      const stats = await stat(this.pathOf(file)).catch(() => undefined)
      if (stats && stats.mtimeMs < instantMs) old.push(file)
    }
    return old
  }

  async #readMark(): Promise<string> {
    await mkdir(this.path, { recursive: true, mode: 0o700 })
    await chmod(this.path, 0o700)
    const [mark, draft] = [this.pathOf(MARK), this.pathOf(`${MARK}.${randomUUID()}`)]
    await writeFile(draft, randomUUID(), { flag: 'wx', mode: 0o600 })
    /** A link is there whole or not at all; the first process decides. */
    await link(draft, mark).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
    await rm(draft, { force: true })
    return readFile(mark, 'utf8')
  }
}
