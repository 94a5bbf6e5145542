import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { GATEWAY_REASONS } from '#gateways/reasons'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { reasonInWords } from '#messages/reason_words'
import { explains, REASONS } from '#messages/reasons'

const ROW = /^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm

/** The rows of the tables: reason, states, meaning, what to do. */
async function documented() {
  const page = await readFile(app.makePath('docs/reasons.md'), 'utf8')
  return [...page.matchAll(ROW)].map(([, reason, states, meaning, advice]) => ({
    reason,
    states: states.split(', '),
    meaning: plain(meaning),
    advice: plain(advice),
  }))
}

/** Without markup, as at a terminal. */
const plain = (text: string) => text.replace(/\[([^[\]]*)\]\([^()]*\)/g, '$1').replaceAll('`', '')

const allowedStates = (reason: string) =>
  MESSAGE_STATUSES.filter((status) => explains(reason, status))

test.group('docs/reasons.md', () => {
  test('has every reason once, and no other', async ({ assert }) => {
    const reasons = (await documented()).map(({ reason }) => reason)
    assert.deepEqual(reasons.toSorted(), REASONS.toSorted())
  })

  test('names the states of our own reasons', async ({ assert }) => {
    const ofGateways = new Set<string>(GATEWAY_REASONS)
    for (const { reason, states } of await documented()) {
      if (ofGateways.has(reason)) continue
      assert.sameMembers(states, allowedStates(reason), reason)
    }
  })

  test('has the words in which commands explain a reason', async ({ assert }) => {
    for (const { reason, meaning, advice } of await documented())
      assert.deepEqual(reasonInWords(reason), { meaning, advice }, reason)
    assert.isNull(reasonInWords('constructor'))
    assert.isNull(reasonInWords(null))
  })

  test('gives the reasons of gateways only states they can have', async ({ assert }) => {
    for (const { reason, states } of await documented()) {
      assert.includeMembers(allowedStates(reason), states, reason)
    }
  })
})
