import { test } from '@japa/runner'
import { actionsOf } from '#app/pages/messages/actions'
import { batchPage } from '#app/pages/messages/batch_page'
import { readBatch } from '#app/pages/messages/batch_request'
import { addressOf, readFilters } from '#app/pages/messages/filters'
import { MESSAGE_STATUSES } from '#messages/message_status'
import { aReader } from '#tests/helpers/reader'

const context = () => ({ reader: aReader(), country: 'CM' as const })

test.group('The filters of a list', () => {
  test('are read from the address, and go back into it', ({ assert }) => {
    const query = { tab: 'failed', q: '677 12 34 56', from: '2026-03-01', facility: 'CSI-1' }
    const { values, faults, selection, tab } = readFilters(query, context())
    assert.deepEqual(values, query)
    assert.deepEqual(faults, [])
    assert.equal(tab, 'failed')
    assert.deepEqual(selection, {
      statuses: ['failed', 'dead_letter'],
      search: '677 12 34 56',
      searchNumber: '+237677123456',
      from: '2026-03-01',
      facility: 'CSI-1',
    })
    assert.equal(
      addressOf('/messages', values, { facility: null, from: null }),
      '/messages?tab=failed&q=677+12+34+56'
    )
  })

  test('that cannot be understood are named, and narrow nothing', ({ assert }) => {
    const { faults, selection } = readFilters(
      {
        status: 'failing',
        reason: ['no_route'],
        from: 'soon',
        tab: '__proto__',
        schedule: 'one',
        q: 'x'.repeat(500),
        type: 'custom',
        unknown: 'ignored',
      },
      context()
    )
    assert.sameMembers(faults, ['status', 'reason', 'from', 'tab', 'schedule', 'q'])
    assert.deepEqual(selection, { type: 'custom' })
  })

  test('of what is due end now', ({ assert }) => {
    const { selection } = readFilters({ tab: 'due' }, context())
    assert.deepEqual(selection, { statuses: ['pending'], to: '2026-03-10T09:00:00Z' })
  })
})

test.group('What is done to many', () => {
  test('only touches states in which it is possible', ({ assert }) => {
    const statuses = (query: Record<string, unknown>) =>
      readBatch(query, context())?.selection.statuses
    assert.deepEqual(statuses({ do: 'retry', tab: 'attention' }), ['dead_letter', 'failed'])
    assert.deepEqual(statuses({ do: 'resolve', tab: 'attention' }), ['unknown'])
    assert.deepEqual(statuses({ do: 'reject', tab: 'failed' }), ['failed', 'dead_letter'])
    assert.deepEqual(statuses({ do: 'cancel', status: 'delivered' }), [])
    assert.isNull(readBatch({ do: 'edit' }, context()))
    assert.isNull(readBatch({ do: 'retry', reason: 'no_fone' }, context()))
  })

  test('touches the ticked ones alone if that is asked for', ({ assert }) => {
    const wish = readBatch({ do: 'reject', on: 'picked', id: ['4', 'x', '7'] }, context())!
    assert.deepEqual(wish.selection.ids, [4, 7])
    const none = readBatch({ do: 'reject', on: 'picked' }, context())!
    assert.deepEqual(none.ids, [])
  })
})

test.group('What would happen to many', () => {
  const requeue = {
    matched: 148,
    wouldRequeue: 136,
    segments: 137,
    refused: {
      pastDeadline: 12,
      overThreshold: 0,
      outcomeUnknown: 0,
      alreadyAccepted: 0,
      changedMeanwhile: 0,
    },
    byReason: {},
    mayArriveTwice: 0,
    gate: { send: 131, stopped: { opted_out: 5 }, deferred: {} },
    unmatched: [],
    stopped: false,
  }
  const page = (preview = requeue) => {
    const wish = readBatch({ do: 'retry', tab: 'failed' }, context())!
    return batchPage(aReader(), wish, { matched: preview.matched, requeue: preview })
  }

  test('is said with what leaves, what it costs and what does not', ({ assert }) => {
    const { title, yes, figures, notes } = page()
    assert.equal(title, 'Renvoyer 148 rappels\u202F?')
    assert.equal(yes, 'Renvoyer 131 rappels')
    assert.deepEqual(
      figures.map(({ figure }) => figure),
      ['131 SMS', '137 unités', '17']
    )
    assert.deepEqual(notes, [
      '12 ne partent pas\u00A0: trop tard pour être utile.',
      '5 ne partent pas\u00A0: la famille a répondu STOP.',
    ])
  })

  test('names all that match where only the first ones were asked about', ({ assert }) => {
    const { yes, isPart } = page({ ...requeue, matched: 20_000, stopped: true })
    assert.equal(yes, 'Renvoyer 20\u202F000 rappels')
    assert.isTrue(isPart)
  })
})

test.group('What can be done to a message', () => {
  const open = (status: any, { isOver = false, mayAct = true } = {}) =>
    actionsOf(aReader(), { id: 1, status, isOver }, mayAct)
      .filter(({ why }) => why === null)
      .map(({ name }) => name)

  test('depends on its state, and what is closed says why', ({ assert }) => {
    assert.deepEqual(open('pending'), ['edit', 'reschedule', 'cancel'])
    assert.deepEqual(open('failed'), ['retry', 'edit', 'reject'])
    assert.deepEqual(open('unknown'), ['retry', 'edit', 'resolve', 'reject'])
    assert.deepEqual(open('dead_letter', { isOver: true }), ['edit', 'reject'])
    for (const status of ['sent', 'delivered', 'expired', 'cancelled', 'suppressed', 'sending'])
      assert.deepEqual(open(status), [])
  })

  test('is nothing for who may only look', ({ assert }) => {
    for (const status of MESSAGE_STATUSES) {
      assert.deepEqual(open(status, { mayAct: false }), [])
      const [first] = actionsOf(aReader(), { id: 1, status, isOver: false }, false)
      assert.equal(first.why, 'Votre compte peut regarder, pas agir.')
    }
  })
})
