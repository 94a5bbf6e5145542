import { test } from '@japa/runner'
import config from '@adonisjs/core/services/config'
import router from '@adonisjs/core/services/router'
import limiter from '@adonisjs/limiter/services/main'
import { ABILITY_NAMES } from '#access/api_abilities'
import { PARTS } from '#openapi/operations'
import { templateOf } from '#openapi/path_parameters'
import { OperationCaller } from '#tests/functional/api/openapi/caller'
import {
  refusesOtherBodies,
  refusesOtherQueries,
  refusesStrangers,
} from '#tests/functional/api/openapi/refusals'
import { SCENARIOS } from '#tests/functional/api/openapi/scenarios'
import { ApiDocument } from '#tests/helpers/api_document'
import { anApiToken } from '#tests/helpers/api_tokens'
import { withCleanDatabase } from '#tests/helpers/database'
import { withWebhooks } from '#tests/helpers/webhooks'

/** They need a connection that breaks off, or a database that does: tests/functional/webhooks. */
const SEEN_ELSEWHERE = ['408', '408 E_BODY_TOO_SLOW', '503']

const KEYS = PARTS.flatMap(({ operations }) => Object.keys(operations)).map(templateOf)

test.group('An operation of the document', (group) => {
  withCleanDatabase(group)
  withWebhooks(group)
  let api: ApiDocument
  group.setup(() => {
    api = new ApiDocument()
  })
  group.each.setup(async () => {
    await limiter.clear()
    const { secret, healthKeptMs } = config.get<any>('monitoring')
    config.set('monitoring.healthKeptMs', 0)
    return () => {
      config.set('monitoring.healthKeptMs', healthKeptMs)
      config.set('monitoring.secret', secret)
    }
  })

  test('is called below, each of them, and nothing else is', ({ assert }) => {
    assert.isAbove(Object.values(router.toJSON()).flat().length, 50)
    assert.sameMembers(Object.keys(SCENARIOS), KEYS)
  })

  for (const key of KEYS) {
    test(`answers as documented: ${key}`, async ({ assert }) => {
      const documented = api.operations().find((one) => one.key === key)!
      const token = await anApiToken(...ABILITY_NAMES)
      const caller = new OperationCaller(api, documented, { assert, token })
      const params = (await SCENARIOS[key](caller.call)) ?? {}
      const { operation } = documented
      if (operation['x-ability']) {
        await limiter.clear()
        if (operation.requestBody) await refusesOtherBodies(documented, caller, api, params)
        await refusesOtherQueries(documented, caller, params)
        await refusesStrangers(documented, caller)
      }
      const isWebhook = key.includes('/webhooks/')
      const elsewhere = isWebhook ? SEEN_ELSEWHERE : []
      assert.deepEqual(
        caller.unseen().filter((one) => !elsewhere.includes(one)),
        [],
        'documented, but never answered'
      )
    })
  }
})
