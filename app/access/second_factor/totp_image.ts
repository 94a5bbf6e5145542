import { encodeQR } from 'qr'

/** Blank modules around the code; phones find it on any ground with fewer than the standard's four. */
const BORDER = 3

/** The address of a secret as a QR code: an SVG as a `data:` address. */
export function totpImage(address: string): string {
  const svg = encodeQR(address, 'svg', { border: BORDER })
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}
