import { readFile } from 'node:fs/promises'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { GATEWAY_REASONS } from '#gateways/reasons'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { explains, REASONS } from '#messages/reasons'

const ROW = /^\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm

/** The rows of the tables: reason, states, meaning, what to do. */
async function documented() {
  const page = await readFile(app.makePath('docs/reasons.md'), 'utf8')
  return [...page.matchAll(ROW)].map(([, reason, states]) => ({
    reason,
    states: states.split(', '),
  }))
}

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

  test('gives the reasons of gateways only states they can have', async ({ assert }) => {
    for (const { reason, states } of await documented()) {
      assert.includeMembers(allowedStates(reason), states, reason)
    }
  })
})
