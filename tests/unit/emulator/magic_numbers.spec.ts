import { test } from '@japa/runner'
import { setTimeout as delay } from 'node:timers/promises'
import { FAULTS } from '#emulator/faults'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import type { Client } from '#tests/helpers/emulator_client'
import { withEmulators } from './support.js'
import { withoutDatabase } from '#tests/helpers/without_database'

/** Milliseconds until an answer is given up: where none comes, and where it may take its time. */
const PATIENCE_MS = { silent: 500, answered: 30_000 }

/** What a client hears at each of the first tries: a status, or that the connection broke or stayed silent. */
const HEARD: Record<string, (number | 'broken' | 'silent')[]> = {
  '0001': ['broken', 'broken'],
  '0002': ['broken', 'broken'],
  '0003': ['silent', 'silent'],
  '0004': ['broken', 'broken'],
  '0005': ['silent', 'silent'],
  '0006': ['silent'],
  '0607': ['silent'],
  '0007': [201, 201],
  '0008': [504, 504],
  '0280': [400, 400],
  '0400': [400, 400],
  '0401': [401, 201],
  '0402': [403, 201],
  '0403': [403, 201],
  '0408': [408, 408, 201],
  '0420': [400, 201],
  '0429': [403, 201],
  '0430': [429, 201],
  '0441': [401, 401, 201],
  '0480': [408, 408, 408, 408],
  '0500': [500, 500],
  '0502': [502, 502],
  '0503': [503, 201],
  '0504': [504, 504],
}

/** Bodies by which a client tells answers of the same status apart. */
const BODIES: Record<string, object> = {
  '0280': { requestError: { serviceException: { messageId: 'SVC0280' } } },
  '0400': { requestError: { serviceException: { messageId: 'SVC0004' } } },
  '0401': { code: 42 },
  '0402': { requestError: { policyException: { messageId: 'POL0001' } } },
  '0403': { requestError: { policyException: { variables: ['Expired contract'] } } },
  '0408': { code: 63 },
  '0420': { code: 20 },
  '0429': { code: 53, description: 'spike arrest limit' },
  '0430': { code: 53 },
  '0441': { code: 41 },
  '0500': { code: 1 },
  '0503': { code: 5 },
  '0504': { code: 6 },
}

async function listen(
  client: Client,
  address: string,
  patienceMs: number
): Promise<number | 'broken' | 'silent'> {
  const signal = AbortSignal.timeout(patienceMs)
  const answer = await client.send(address, { signal })
  return answer?.status ?? (signal.aborted ? 'silent' : 'broken')
}

test.group('Emulator: magic numbers', (group) => {
  withoutDatabase(group)
  const start = withEmulators(group)

  test('are all described here', ({ assert }) => {
    assert.sameMembers(Object.keys(HEARD), Object.keys(MAGIC_NUMBERS))
  })

  for (const [ending, heard] of Object.entries(HEARD)) {
    test(`…${ending}: ${heard.join(', ')}, in any country`, async ({ assert }) => {
      const client = await start()
      for (const address of [`tel:+23769000${ending}`, `tel:+225070000${ending}`]) {
        for (const expected of heard) {
          const patienceMs = PATIENCE_MS[expected === 'silent' ? 'silent' : 'answered']
          assert.equal(await listen(client, address, patienceMs), expected)
          if (ending === '0401') client.forgetToken()
        }
      }
      const { fault } = MAGIC_NUMBERS[ending]
      const first = 'outcome' in FAULTS[fault] ? FAULTS[fault].outcome : `refused:${fault}`
      assert.equal(client.outcomes()[0], first)
    })
  }

  for (const [ending, body] of Object.entries(BODIES)) {
    test(`…${ending} says why`, async ({ assert }) => {
      const client = await start()
      assert.containSubset((await client.send(`tel:+23769000${ending}`))!.body, body)
    })
  }

  test('another text to the same number is another message', async ({ assert }) => {
    const client = await start()
    assert.equal((await client.send('tel:+237690000503', { text: 'a' }))!.status, 503)
    assert.equal((await client.send('tel:+237690000503', { text: 'b' }))!.status, 503)
    assert.equal((await client.send('tel:+237690000503', { text: 'a' }))!.status, 201)
  })

  test('the slow one is taken at once and answered after two seconds', async ({ assert }) => {
    const client = await start()
    const answer = client.send('tel:+237690000006')
    while (client.outcomes().length === 0) await delay(5)
    assert.deepEqual(client.outcomes(), ['accepted'])
    assert.equal((await answer)!.status, 201)
  })

  test('are numbers like others where they are switched off', async ({ assert }) => {
    const client = await start({ magicNumbers: false })
    assert.equal((await client.send('tel:+237690000500'))!.status, 201)
  })
})
