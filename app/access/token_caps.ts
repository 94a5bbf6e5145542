/** What a token may cause, each with its name in the API and its unit. */
export const CAPS = {
  messages_per_day: { flag: '--messages-per-day', least: 0, most: 10_000_000 },
  segments_per_day: { flag: '--segments-per-day', least: 0, most: 50_000_000 },
  schedules_in_force: { flag: '--schedules', least: 0, most: 10_000_000 },
  shortest_interval_seconds: { flag: '--shortest-interval', least: 1, most: 31_622_400 },
} as const

export type CapName = keyof typeof CAPS

export type TokenCaps = Record<CapName, number>

export const CAP_NAMES = Object.keys(CAPS) as CapName[]

/** For tokens whose creator says nothing: enough for one clinic, and no great harm. */
export const SAFE_CAPS: TokenCaps = {
  messages_per_day: 1_000,
  segments_per_day: 3_000,
  schedules_in_force: 100,
  shortest_interval_seconds: 60,
}
