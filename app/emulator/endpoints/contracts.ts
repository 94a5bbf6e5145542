import type { Answer } from '#emulator/reactions'

/** The bundle of SMS units behind the account. */
export class Contract {
  constructor(
    public units: number,
    private readonly country: string,
    private readonly expiresAt: Date
  ) {}

  /** `GET /sms/admin/v1/contracts`: the flat array of today, or the legacy shape on request. */
  answer(shape: 'flat' | 'legacy'): Answer {
    return { status: 200, body: shape === 'flat' ? this.#flat() : this.#legacy() }
  }

  #flat() {
    return [
      {
        id: 'emulated-contract',
        type: 'SELFSERVICE',
        developerId: 'emulated-developer',
        applicationId: 'emulated-application',
        country: this.country,
        offerName: 'SMS_OCB',
        availableUnits: this.units,
        requestedUnits: 0,
        status: this.expiresAt > new Date() ? 'ACTIVE' : 'EXPIRED',
        expirationDate: this.expiresAt.toISOString(),
      },
    ]
  }

  #legacy() {
    const contract = { availableUnits: this.units, expires: this.expiresAt.toISOString() }
    return {
      partnerContracts: {
        contracts: [
          { country: this.country, serviceContracts: [{ ...contract, country: this.country }] },
        ],
      },
    }
  }
}
