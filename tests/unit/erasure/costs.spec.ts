import { test } from '@japa/runner'
import { messagesOf } from '#erasure/messages_of_person'
import { readTexts } from '#erasure/texts/read_texts'
import { SEARCHED } from '#erasure/texts/searched_tables'
import { findTraces } from '#erasure/traces'
import { aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { listeningClient, plansOf } from '#tests/helpers/query_plans'

const plansOfAsking = async (ask: (client: any) => Promise<unknown>) => {
  const { client, statements } = listeningClient()
  await ask(client)
  return plansOf(statements)
}

test.group('The cost of an erasure', (group) => {
  withCleanDatabase(group)

  test('the messages of a patient are found along their index', async ({ assert }) => {
    const { id, externalRef } = await aPatient({ caregiverPhone: PHONE })
    const patient = { id, firstName: 'A', lastName: 'B' }
    const [messages] = await plansOfAsking((client) =>
      messagesOf(client, { patient, numbers: [PHONE], shared: [] })
    )
    assert.include(messages, 'sms_messages_of_patient')
    const [, numbers] = await plansOfAsking((client) =>
      findTraces(client, { kind: 'patient', ref: externalRef })
    )
    assert.include(numbers, 'sms_messages_of_patient')
  })

  for (const searched of SEARCHED) {
    test(`a page of the texts of ${searched.table} is read along the primary key`, async ({
      assert,
    }) => {
      const page = { after: 1_000, until: 2_000, numbers: [PHONE] }
      const [plan] = await plansOfAsking((client) => readTexts(client, searched, page))
      assert.match(plan, /INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)|_pkey/)
      assert.notMatch(plan, /TEMP B-TREE|Sort/)
    })
  }
})
