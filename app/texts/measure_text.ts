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

export const ENCODINGS = ['GSM-7', 'UCS-2'] as const

export interface TextMeasure {
  encoding: (typeof ENCODINGS)[number]
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
  const forcedBy = new Set<string>()
  let septets = 0
  for (const character of text) {
    const cost = SEPTETS.get(character)
    if (cost === undefined) forcedBy.add(character)
    else septets += cost
  }
  const encoding = forcedBy.size === 0 ? 'GSM-7' : 'UCS-2'
  const units = encoding === 'GSM-7' ? septets : text.length
  const { single, part } = CAPACITY[encoding]
  const segments = units <= single ? 1 : countParts(text, encoding, part)
  return { encoding, segments, units, forcedBy: [...forcedBy] }
}

/** Whether all characters of a text are in GSM-7. */
export function isInGsm(text: string): boolean {
  for (const character of text) {
    if (!SEPTETS.has(character)) return false
  }
  return true
}

function countParts(text: string, encoding: TextMeasure['encoding'], capacity: number): number {
  let parts = 1
  let used = 0
  for (const character of text) {
    const cost = encoding === 'GSM-7' ? SEPTETS.get(character)! : character.length
    if (used + cost > capacity) {
      parts++
      used = 0
    }
    used += cost
  }
  return parts
}
