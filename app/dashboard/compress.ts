import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Of brotli: as small as gzip makes it, in less time. */
const QUICKLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }

/** The smaller one that a browser accepts. */
export function encodingFor(acceptEncoding = ''): Encoding | undefined {
  return (['br', 'gzip'] as const).find((each) => acceptEncoding.includes(each))
}

/** As small as can be, for what is sent often; or quickly, for what is sent once. */
export function compress(
  content: Buffer,
  encoding: Encoding,
  { quickly = false } = {}
): Promise<Buffer> {
  if (encoding === 'gzip') return zip(content)
  return quickly ? brotli(content, QUICKLY) : brotli(content)
}
