/**
 * The GSM 7 bit default alphabet and its extension table (3GPP TS 23.038, 6.2.1):
 * `é è ù à ì ò É Ç` are in it, `ç ê ô î â û ë ï œ ’` are not.
 */
const DEFAULT_ALPHABET =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Each of these needs an escape: two septets. */
const EXTENSION_TABLE = '\f^{}\\[~]|€'

const SEPTETS = new Map<string, number>([
  ...[...DEFAULT_ALPHABET].map((character) => [character, 1] as const),
  ...[...EXTENSION_TABLE].map((character) => [character, 2] as const),
])

/**
 * Septets, or UTF-16 units, of a single SMS and of each part of a longer one, whose header uses the
 * rest.
 */
const CAPACITY = {
  'GSM-7': { single: 160, part: 153 },
  'UCS-2': { single: 70, part: 67 },
} as const

export interface TextMeasure {
  encoding: 'GSM-7' | 'UCS-2'
  /** What the operator bills. */
  segments: number
  /** Septets of GSM-7, UTF-16 units of UCS-2. */
  units: number
  /** Each character that forces UCS-2, once. */
  forcedBy: string[]
}

/**
 * The cost of a text. Neither an escaped character nor a surrogate pair is split. Our own count
 * instead of sms-segments-calculator, which the tests compare it with: that library splits
 * graphemes, which would take most of a sweep's time.
 */
export function measureText(text: string): TextMeasure {
  const characters = [...text]
  const forcedBy = [...new Set(characters.filter((character) => !SEPTETS.has(character)))]
  const encoding = forcedBy.length === 0 ? 'GSM-7' : 'UCS-2'
  const costs = characters.map((character) =>
    encoding === 'GSM-7' ? SEPTETS.get(character)! : character.length
  )
  const units = costs.reduce((sum, cost) => sum + cost, 0)
  const { single, part } = CAPACITY[encoding]
  return { encoding, segments: units <= single ? 1 : countParts(costs, part), units, forcedBy }
}

/** Whether all characters of a text are in GSM-7. */
export function isInGsm(text: string): boolean {
  return [...text].every((character) => SEPTETS.has(character))
}

function countParts(costs: number[], capacity: number): number {
  let parts = 1
  let used = 0
  for (const cost of costs) {
    if (used + cost > capacity) {
      parts++
      used = 0
    }
    used += cost
  }
  return parts
}
