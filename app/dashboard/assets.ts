import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { compress, encodingFor, type Encoding } from '#dashboard/compress'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

export interface AssetAnswer {
  type: string
  encoding?: Encoding
  body: Buffer
}

/**
 * Style sheets, icons and scripts, held in memory. Their addresses contain a hash of the content, so
 * that browsers may keep them for a year.
 */
export class Assets {
  readonly #urls = new Map<string, string>()
  readonly #contents = new Map<string, Buffer>()
  readonly #compressed = new Map<string, Promise<Buffer>>()

  /** By the name in templates, the path of the file. */
  constructor(files: Record<string, string>) {
    for (const [name, file] of Object.entries(files)) {
      const content = readFileSync(file)
      const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
      const hashed = name.replace(/(?=\.\w+$)/, `.${hash}`)
      this.#urls.set(name, `/assets/${hashed}`)
      this.#contents.set(hashed, content)
    }
  }

  /** The address of an asset, for templates. */
  url(name: string): string {
    const url = this.#urls.get(name)
    if (url === undefined) throw new Error(`There is no asset "${name}"`)
    return url
  }

  /** Undefined for anything but the present content of an asset. */
  async find(hashed: string, acceptEncoding = ''): Promise<AssetAnswer | undefined> {
    const content = this.#contents.get(hashed)
    if (content === undefined) return undefined
    const type = TYPES[extname(hashed)]
    const encoding = encodingFor(acceptEncoding)
    if (encoding === undefined) return { type, body: content }
    return { type, encoding, body: await this.#compress(hashed, content, encoding) }
  }

  /** Once for each encoding. */
  #compress(hashed: string, content: Buffer, encoding: Encoding): Promise<Buffer> {
    const key = `${encoding} ${hashed}`
    const known = this.#compressed.get(key)
    if (known) return known
    const compressed = compress(content, encoding)
    this.#compressed.set(key, compressed)
    return compressed
  }
}
