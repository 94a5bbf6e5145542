import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import type { ClaimedMessage } from '#delivery/claim/claimed_message'
import { decideAtGate } from '#delivery/send/gate'
import type { PauseScope } from '#delivery/pauses/pause_target'
import { Pauses } from '#delivery/pauses/pauses'

const settings = {
  timezone: 'UTC',
  windowOf: () => ({ start: '08:00', end: '20:00' }),
  caps: { allowedPrefixes: [] as string[] },
  consent: { policy: 'opt_out' as const },
}
const at = (iso: string) => DateTime.fromISO(iso, { zone: 'utc' })
/** 10:00 in Douala, inside the window. */
const MORNING = at('2026-03-09T09:00:00Z')

const reminder = (values: Partial<ClaimedMessage> = {}): ClaimedMessage => ({
  id: 1,
  reason: null,
  message_type: '1_day_reminder',
  source: 'reminder',
  urgent: false,
  phone_number: '+237690000001',
  language: 'fr',
  body: null,
  template_version: null,
  due_on: '2026-03-10',
  carried_by: null,
  priority: 1,
  scheduled_at: '2026-03-09 08:00:00',
  expires_at: '2026-03-10 19:00:00',
  retry_count: 0,
  attempt_count: 0,
  retrying_since: null,
  patient_id: 3,
  immunization_id: 7,
  immunization_due_on: '2026-03-10',
  administered_on: null,
  cancelled_at: null,
  vaccine: 'Penta',
  dose: '1',
  patient_status: 'active',
  first_name: 'Amina',
  last_name: 'Ngo',
  facility_code: 'CSI-1',
  facility_name: 'Centre',
  facility_language: 'fr',
  facility_short_name: null,
  facility_at_phrase: null,
  timezone: 'Africa/Douala',
  consent: null,
  erased_opt_outs: false,
  dedupe_key: null,
  created_at: '2026-03-01 00:00:00',
  any_restored: false,
  ...values,
})

const paused = (scope: PauseScope, subject: string, until?: string) => ({
  scope,
  subject,
  reason: null,
  pausedBy: 'cli:tester',
  since: at('2026-03-01T00:00:00Z') as DateTime<true>,
  until: until ? (at(until) as DateTime<true>) : null,
})

test.group('The gate', () => {
  test('lets a useful reminder leave until its window closes', ({ assert }) => {
    const decision = decideAtGate(reminder(), MORNING, settings)
    assert.equal(decision.kind, 'send')
    if (decision.kind === 'send')
      assert.equal(decision.leaveBefore?.toISO(), '2026-03-09T19:00:00.000Z')
  })

  test('lets it leave no later than its deadline', ({ assert }) => {
    const decision = decideAtGate(
      reminder({ expires_at: '2026-03-09 10:00:00' }),
      MORNING,
      settings
    )
    if (decision.kind === 'send')
      assert.equal(decision.leaveBefore?.toISO(), '2026-03-09T10:00:00.000Z')
  })

  test('closes what must not leave, and says why', ({ assert }) => {
    const cases: [Partial<ClaimedMessage>, string, string][] = [
      [{ expires_at: '2026-03-09 09:00:00' }, 'expired', 'deadline_passed'],
      [{ administered_on: '2026-03-08' }, 'cancelled', 'visit_recorded'],
      [{ cancelled_at: '2026-03-08 09:00:00' }, 'cancelled', 'immunization_cancelled'],
      [{ immunization_due_on: '2026-03-12' }, 'cancelled', 'due_date_moved'],
      [{ patient_status: 'inactive' }, 'suppressed', 'patient_inactive'],
      [{ consent: 'opted_out' }, 'suppressed', 'opted_out'],
      [{ phone_number: null }, 'suppressed', 'no_phone'],
      [{ phone_number: '690000001' }, 'suppressed', 'unusable_phone'],
    ]
    for (const [values, status, reason] of cases) {
      assert.deepEqual(decideAtGate(reminder(values), MORNING, settings), {
        kind: 'close',
        status,
        reason,
      })
    }
  })

  test('lets SMS leave for allowed countries alone', ({ assert }) => {
    const decide = (allowedPrefixes: string[]) =>
      decideAtGate(reminder(), MORNING, { ...settings, caps: { allowedPrefixes } })
    assert.equal(decide(['+33', '+237']).kind, 'send')
    assert.deepEqual(decide(['+33', '+2371']), {
      kind: 'close',
      status: 'suppressed',
      reason: 'country_not_allowed',
    })
  })

  test('asks in order: an expired reminder is expired, whatever else is true of it', ({
    assert,
  }) => {
    const message = reminder({
      expires_at: '2026-03-01 00:00:00',
      consent: 'opted_out',
      administered_on: '2026-03-01',
    })
    assert.include(decideAtGate(message, MORNING, settings), { status: 'expired' })
  })

  test('puts off what comes at night until the morning of the facility', ({ assert }) => {
    const decision = decideAtGate(reminder(), at('2026-03-09T19:00:00Z'), settings)
    assert.equal(decision.kind, 'defer')
    if (decision.kind === 'defer')
      assert.equal(decision.until.toUTC().toISO(), '2026-03-10T07:00:00.000Z')
  })

  test('keeps to the zone of the application where the facility has none that exists', ({
    assert,
  }) => {
    const message = reminder({ timezone: 'Mars/Olympus' })
    assert.equal(decideAtGate(message, at('2026-03-09T08:30:00Z'), settings).kind, 'send')
    assert.equal(decideAtGate(message, at('2026-03-09T07:30:00Z'), settings).kind, 'defer')
  })

  test('expires what no window before the deadline could carry', ({ assert }) => {
    const message = reminder({ expires_at: '2026-03-10 06:00:00' })
    assert.include(decideAtGate(message, at('2026-03-09T20:00:00Z'), settings), {
      status: 'expired',
      reason: 'no_window_before_deadline',
    })
  })

  test('holds back what is of a paused facility or type, to look at it again soon', ({
    assert,
  }) => {
    const lookAgainAt = '2026-03-09T09:15:00.000Z'
    for (const [pauses, reason, until] of [
      [[paused('facility', 'CSI-1')], 'facility_paused', lookAgainAt],
      [[paused('message_type', '1_day_reminder')], 'message_type_paused', lookAgainAt],
      [
        [paused('message_type', '1_day_reminder'), paused('facility', 'CSI-1')],
        'facility_paused',
        lookAgainAt,
      ],
      [
        [paused('facility', 'CSI-1', '2026-03-09T09:05:00Z')],
        'facility_paused',
        '2026-03-09T09:05:00.000Z',
      ],
      [[paused('facility', 'CSI-1', '2026-03-12T09:05:00Z')], 'facility_paused', lookAgainAt],
    ] as const) {
      const decision = decideAtGate(reminder(), MORNING, settings, new Pauses(pauses))
      assert.include(decision, { kind: 'defer', reason })
      if (decision.kind === 'defer') assert.equal(decision.until.toISO(), until)
    }
  })

  test('a pause comes after the deadline and before all else', ({ assert }) => {
    const pauses = new Pauses([paused('facility', 'CSI-1')])
    const visited = reminder({ administered_on: '2026-03-08', consent: 'opted_out' })
    assert.include(decideAtGate(visited, MORNING, settings, pauses), { kind: 'defer' })
    const expired = reminder({ expires_at: '2026-03-09 09:00:00' })
    assert.include(decideAtGate(expired, MORNING, settings, pauses), { status: 'expired' })
  })

  test('a pause of another facility or type holds nothing back', ({ assert }) => {
    const pauses = new Pauses([paused('facility', 'CSI-2'), paused('message_type', 'custom')])
    assert.include(decideAtGate(reminder(), MORNING, settings, pauses), { kind: 'send' })
    const withoutPatient = reminder({ facility_code: null })
    assert.include(decideAtGate(withoutPatient, MORNING, settings, pauses), { kind: 'send' })
  })

  test('does not hold back at night what is no reminder', ({ assert }) => {
    const custom = reminder({
      immunization_id: null,
      due_on: null,
      expires_at: null,
      body: 'Bonjour',
    })
    assert.deepEqual(decideAtGate(custom, at('2026-03-09T23:00:00Z'), settings), {
      kind: 'send',
      leaveBefore: null,
    })
  })

  const NIGHT = at('2026-03-09T22:30:00Z')
  const scheduled = (values: Partial<ClaimedMessage> = {}) =>
    reminder({
      source: 'schedule',
      immunization_id: null,
      due_on: null,
      expires_at: null,
      ...values,
    })

  test('keeps a message of a schedule or a program to the window of whoever gets it', ({
    assert,
  }) => {
    for (const [timezone, opensAt] of [
      ['Africa/Douala', '2026-03-10T07:00:00.000Z'],
      [null, '2026-03-10T08:00:00.000Z'],
    ] as const) {
      for (const source of ['schedule', 'api']) {
        const decision = decideAtGate(scheduled({ timezone, source }), NIGHT, settings)
        assert.include(decision, { kind: 'defer', reason: 'outside_window' })
        assert.equal('until' in decision && decision.until.toISO(), opensAt)
      }
    }
  })

  test('lets one leave at night that is urgent, or that a person sends', ({ assert }) => {
    for (const message of [scheduled({ urgent: 1 }), scheduled({ source: 'reply' })])
      assert.include(decideAtGate(message, NIGHT, settings), { kind: 'send' })
  })
})
