import { json, type Answer } from '#emulator/answer'
import type { Contract } from '#emulator/contract'
import type { EmulatedRequest } from '#emulator/emulated_request'
import { checkBearer } from '#emulator/endpoints/check_bearer'
import type { EmulatedOrange } from '#emulator/emulated_orange'

/** `GET /sms/admin/v1/contracts?country=CMR`: the current flat array, or the older shape. */
export function answerContracts(
  { headers, query }: EmulatedRequest,
  { tokens, contract, settings }: EmulatedOrange
): Answer {
  const refusal = checkBearer(headers.authorization, tokens)
  if (refusal) return refusal.reply

  const country = new URLSearchParams(query).get('country')
  const contracts = country === null || country === contract.country ? [contract] : []
  return json(200, settings.contractsShape === 'current' ? contracts.map(flat) : legacy(contracts))
}

function flat({ units, country, expiresAt, status }: Contract) {
  return {
    id: '5f1d7e0c2b',
    type: 'SELFSERVICE',
    developerId: 'emulated-developer',
    applicationId: 'emulated-application',
    country,
    offerName: 'SMS_OCB',
    availableUnits: units,
    requestedUnits: units,
    status,
    expirationDate: expiresAt,
    creationDate: '2025-01-15T08:00:00.000Z',
    lastUpdateDate: '2025-01-15T08:00:00.000Z',
  }
}

function legacy(contracts: Contract[]) {
  return {
    partnerContracts: {
      partnerId: 'emulated-developer',
      contracts: contracts.map(({ units, country, expiresAt }) => ({
        service: 'SMS_OCB',
        contractDescription: 'SMS API',
        country,
        serviceContracts: [
          {
            country,
            service: 'SMS_OCB',
            contractId: '5f1d7e0c2b',
            availableUnits: units,
            expires: expiresAt,
            scDescription: `${units} SMS`,
          },
        ],
      })),
    },
  }
}
