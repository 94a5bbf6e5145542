import { DateTime } from 'luxon'
import type { Contract } from '#gateways/types'
import { storable } from '#values/storable_text'
import { isObject } from '#values/is_object'

/** More than any bundle has; a higher number is not a count of SMS. */
const MOST_UNITS = 2_000_000_000
const LONGEST_TEXT = 120

type Json = Record<string, unknown>

/**
 * The bundles in an answer of `GET /sms/admin/v1/contracts`, in either shape: the current flat
 * array, or the older `partnerContracts.contracts[].serviceContracts[]`. Undefined for any other
 * shape, or if a bundle lacks its units: half an answer must not look like an empty account.
 */
export function parseContracts(text: string): Contract[] | undefined {
  const body = parseJson(text)
  const found = Array.isArray(body) ? body.filter(isObject) : legacy(body)
  if (!found || (Array.isArray(body) && found.length < body.length)) return undefined
  const contracts = found.map(asContract)
  return contracts.every((contract) => contract !== undefined) ? contracts : undefined
}

/** Country and offer are on the group or on the bundle itself. */
function legacy(body: unknown): Json[] | undefined {
  const partner = isObject(body) ? body.partnerContracts : undefined
  const groups = isObject(partner) ? partner.contracts : undefined
  if (!Array.isArray(groups)) return undefined
  const found: Json[] = []
  for (const group of groups) {
    const bundles = isObject(group) ? group.serviceContracts : undefined
    if (!isObject(group) || !Array.isArray(bundles) || !bundles.every(isObject)) return undefined
    for (const bundle of bundles) {
      found.push({ country: group.country, offerName: group.service, ...bundle })
    }
  }
  return found
}

function asContract(bundle: Json, place: number): Contract | undefined {
  const units = asUnits(bundle.availableUnits)
  if (units === undefined) return undefined
  const country = asText(bundle.country)
  const offer = asText(bundle.offerName) ?? asText(bundle.service)
  return {
    id:
      asText(bundle.id) ??
      asText(bundle.contractId) ??
      `${country ?? '?'}:${offer ?? place}`.slice(0, LONGEST_TEXT),
    country: country && /^[A-Z]{3}$/i.test(country) ? country.toUpperCase() : undefined,
    offer,
    status: asText(bundle.status),
    units,
    expiresAt: asInstant(bundle.expirationDate) ?? asInstant(bundle.expires),
  }
}

function asUnits(value: unknown): number | undefined {
  const units = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof units !== 'number' || !Number.isFinite(units) || units > MOST_UNITS) return undefined
  return Math.max(0, Math.floor(units))
}

function asInstant(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT) return undefined
  const instant = DateTime.fromISO(value, { zone: 'utc' })
  return instant.isValid ? instant.toISO() : undefined
}

function asText(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return storable(String(value).trim().slice(0, LONGEST_TEXT)) || undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
