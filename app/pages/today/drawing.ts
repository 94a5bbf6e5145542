import type { Reader } from '#app/pages/reader'

/** One bar or a part of it, as attributes of an SVG rectangle. */
export interface Bar {
  fill: string
  x: number
  y: number
  width: number
  height: number
}

/** A bar has 72 % of its step. */
export const STEP = 4
const BAR = 2.88
const MARGIN = (STEP - BAR) / 2

/** Steps of the scale that people read easily. */
const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The parts of one bar, from the ground up. */
export function stackOf(
  index: number,
  top: number,
  parts: [fill: string, count: number | null][]
): Bar[] {
  let y = 100
  return parts.flatMap(([fill, count]) => {
    if (!count) return []
    const height = round((count / top) * 100)
    y = round(y - height)
    return [{ fill, x: round(index * STEP + MARGIN), y, width: BAR, height }]
  })
}

/** Points of a line through the middle of the bars. */
export function lineOf(values: number[], top: number): string {
  return values
    .map((value, index) => `${index * STEP + STEP / 2},${round(100 - (value / top) * 100)}`)
    .join(' ')
}

/** The lowest round number that a quarter of the scale can be. */
export function roundUp(most: number): number {
  const quarter = Math.max(most, 4) / 4
  const power = 10 ** Math.floor(Math.log10(quarter))
  const step = ROUND.find((one) => one * power >= quarter && Number.isInteger(one * power))
  return 4 * Math.ceil((step ?? 10) * power)
}

/** The figures at the quarters, from the top down. */
export function scaleOf(reader: Reader, top: number): string[] {
  return [4, 3, 2, 1, 0].map((quarters) => reader.number((top / 4) * quarters))
}

const round = (value: number) => Math.round(value * 100) / 100
