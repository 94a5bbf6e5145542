import { test } from '@japa/runner'
import fc from 'fast-check'
import { parseContracts } from '#gateways/orange/parse_contracts'
import { withoutDatabase } from '#tests/helpers/without_database'

/** As medchelios/orange-sms-package has it (2025). */
const CURRENT = [
  {
    id: '5f1d7e0c2b',
    type: 'SELFSERVICE',
    developerId: 'd',
    applicationId: 'a',
    country: 'CMR',
    offerName: 'SMS_OCB',
    availableUnits: 120,
    requestedUnits: 200,
    status: 'ACTIVE',
    expirationDate: '2026-02-15T15:04:20.653Z',
    creationDate: '2025-01-15T08:00:00.000Z',
    lastUpdateDate: '2025-01-15T08:00:00.000Z',
  },
]

const LEGACY = {
  partnerContracts: {
    partnerId: 'p',
    contracts: [
      {
        service: 'SMS_OCB',
        country: 'CIV',
        serviceContracts: [
          { availableUnits: '97', expires: '2026-02-15T15:04:20+01:00', contractId: 'c-1' },
        ],
      },
    ],
  },
}

test.group('What Orange says of its contracts', (group) => {
  withoutDatabase(group)
  test('in the shape of today', ({ assert }) => {
    assert.deepEqual(parseContracts(JSON.stringify(CURRENT)), [
      {
        id: '5f1d7e0c2b',
        country: 'CMR',
        offer: 'SMS_OCB',
        status: 'ACTIVE',
        units: 120,
        expiresAt: '2026-02-15T15:04:20.653Z',
      },
    ])
  })

  test('in the shape before it, with the country on the group and units as text', ({ assert }) => {
    assert.deepEqual(parseContracts(JSON.stringify(LEGACY)), [
      {
        id: 'c-1',
        country: 'CIV',
        offer: 'SMS_OCB',
        status: undefined,
        units: 97,
        expiresAt: '2026-02-15T14:04:20.000Z',
      },
    ])
  })

  test('no contract at all is an answer', ({ assert }) => {
    assert.deepEqual(parseContracts('[]'), [])
    assert.deepEqual(parseContracts('{"partnerContracts":{"contracts":[]}}'), [])
  })

  test('without ids, the made-up one is no longer than the column', ({ assert }) => {
    const long = 'x'.repeat(200)
    const [contract] = parseContracts(
      JSON.stringify([{ country: long, offerName: long, availableUnits: 1 }])
    )!
    assert.lengthOf(contract.id, 120)
  })

  for (const text of [
    '',
    '<html>',
    'null',
    '{}',
    '[1]',
    '[{"country":"CMR"}]',
    '[{"availableUnits":"many"}]',
    '{"partnerContracts":{}}',
    '{"partnerContracts":{"contracts":[{}]}}',
  ]) {
    test(`"${text}" is not taken for an empty account`, ({ assert }) => {
      assert.isUndefined(parseContracts(text))
    })
  }

  test('nothing it may say breaks it, and units are never below zero', ({ assert }) => {
    const bundle = fc.record(
      {
        id: fc.jsonValue(),
        country: fc.jsonValue(),
        availableUnits: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
        expirationDate: fc.jsonValue(),
        status: fc.jsonValue(),
      },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(bundle).map((all) => JSON.stringify(all))
        ),
        (text) => {
          for (const { units } of parseContracts(text) ?? []) {
            assert.isTrue(Number.isSafeInteger(units) && units >= 0)
          }
        }
      ),
      { numRuns: 1_000 }
    )
  })
})
