/** What a file of an import may have at most: `imports` of config/sms_scheduler.ts. */
export interface ImportLimits {
  largestFileMegabytes: number
  mostRows: number
  mostColumns: number
  longestCell: number
}

/** Says which limit a file exceeds, where it is set, and what helps. */
export function exceeding(
  has: string,
  [limit, most]: [limit: keyof ImportLimits, most: number],
  remedy: string
): string {
  return `${has}, at most ${most} are imported (imports.${limit} in config/sms_scheduler.ts). ${remedy}`
}
