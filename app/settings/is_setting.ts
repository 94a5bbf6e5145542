import { IANAZone } from 'luxon'

/** The forms that values of several settings have. */

export function isWholeNumber(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}

/** `HH:MM`, 24 hours. */
export function isTimeOfDay(value: unknown): value is string {
  return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d$/.test(value)
}

export function isZone(value: unknown): boolean {
  return typeof value === 'string' && IANAZone.isValidZone(value)
}
