/** Reminders of a group, and how many of their doses were given. */
export interface Counted {
  reminders: number
  visits: number
}

/** A share or a difference of shares, from -1 to 1, with its 95 % confidence interval. */
export interface Estimate {
  share: number
  low: number
  high: number
}

/** The 97.5th percentile of the normal distribution. */
const Z = 1.959963984540054

/** Wilson's interval without continuity correction (JASA 22, 1927); null for nobody. */
export function shareOf({ reminders, visits }: Counted): Estimate | null {
  if (reminders === 0) return null
  const share = visits / reminders
  const weight = (Z * Z) / reminders
  const middle = (share + weight / 2) / (1 + weight)
  const half =
    (Z * Math.sqrt((share * (1 - share)) / reminders + weight / (4 * reminders))) / (1 + weight)
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/**
 * Newcombe's interval for the difference of two independent shares (method 10, Statistics in
 * Medicine 17, 1998); null if a group has nobody.
 */
export function differenceOf(reminded: Counted, heldOut: Counted): Estimate | null {
  const [one, other] = [shareOf(reminded), shareOf(heldOut)]
  if (!one || !other) return null
  const share = one.share - other.share
  return {
    share,
    low: share - Math.hypot(one.share - one.low, other.high - other.share),
    high: share + Math.hypot(one.high - one.share, other.share - other.low),
  }
}
