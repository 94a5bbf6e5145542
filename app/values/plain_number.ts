import { getCountries, getCountryCallingCode, Metadata, type CountryCode } from 'libphonenumber-js'
import { E164 } from './e164.js'

/** How numbers of one country are written after its calling code. */
interface NumberingPlan {
  /** The whole of a national number. */
  number: RegExp
  /** Digits that may only be dialled at home; libphonenumber takes them off. */
  prefix: RegExp | null
}

/** Parts of the library's numbering plans that its types omit. */
interface FullPlan {
  nationalNumberPattern(): string
  nationalPrefixForParsing(): string | undefined
}

const LONGEST_CALLING_CODE = 3

let plans: Map<string, NumberingPlan> | undefined

/**
 * Whether a text is a valid number in E.164 that libphonenumber would return unchanged, by its own
 * tables but far sooner. No only means that it has to be asked: about numbers of
 * countries that share a calling code, and all that may begin with a national prefix.
 */
export function isPlainNumber(text: string): boolean {
  if (!E164.test(text)) return false
  plans ??= readPlans()
  for (let digits = 1; digits <= LONGEST_CALLING_CODE; digits++) {
    const plan = plans.get(text.slice(1, 1 + digits))
    if (plan) return fits(text.slice(1 + digits), plan)
  }
  return false
}

function fits(national: string, { number, prefix }: NumberingPlan): boolean {
  return number.test(national) && !prefix?.test(national)
}

/** By calling code. No calling code is the beginning of another one. */
function readPlans(): Map<string, NumberingPlan> {
  const byCode = Map.groupBy(getCountries(), (country) => getCountryCallingCode(country) as string)
  const alone = [...byCode].filter(([, countries]) => countries.length === 1)
  return new Map(alone.map(([code, [country]]) => [code, planOf(country)]))
}

function planOf(country: CountryCode): NumberingPlan {
  const metadata = new Metadata()
  metadata.selectNumberingPlan(country)
  const plan = metadata.numberingPlan as unknown as FullPlan
  const prefix = plan.nationalPrefixForParsing()
  return {
    number: new RegExp(`^(?:${plan.nationalNumberPattern()})$`),
    prefix: prefix ? new RegExp(`^(?:${prefix})`) : null,
  }
}
