/** 3GPP TS 23.038, 6.2.1: one septet each. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Behind an escape: two septets each. */
const EXTENDED = '\f^{}\\[~]|€'

const escaped = (characters: string) => characters.replaceAll(/[\\\]^-]/g, String.raw`\$&`)
const ONLY_GSM = new RegExp(`^[${escaped(BASIC + EXTENDED)}]*$`)
const EXTENDED_ONES = new RegExp(`[${escaped(EXTENDED)}]`, 'g')

/**
 * How many units an SMS costs: one message of 160 septets or 70 UTF-16 units, or parts of 153 or
 * 67.
 */
export function countSegments(text: string): number {
  if (!ONLY_GSM.test(text)) return text.length <= 70 ? 1 : Math.ceil(text.length / 67)
  if (text.length <= 80) return 1
  const septets = text.length + (text.match(EXTENDED_ONES)?.length ?? 0)
  return septets <= 160 ? 1 : Math.ceil(septets / 153)
}
