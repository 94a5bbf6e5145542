import { test } from '@japa/runner'
import { cp, readFile } from 'node:fs/promises'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { MAGIC_NUMBERS } from '#emulator/magic_numbers'
import { MessageStatuses } from '#messages/message_status'
import { withCleanDatabase } from '#tests/helpers/database'
import { aFile, importFile, TODAY } from '#tests/helpers/imports'

interface Expected {
  patient_ref: string
  vaccine: string
  dose: string
  message_type: string
  expected_status: string
  expected_reason?: string
}

const sample = (name: string) => app.makePath('resources/sample', name)
const readJson = async (name: string) => JSON.parse(await readFile(sample(name), 'utf8'))
const { pending, suppressed } = MessageStatuses

async function importSample() {
  const file = await aFile('')
  await cp(sample('patients.csv'), file)
  return importFile(file)
}

async function plannedMessages() {
  return db
    .from('sms_messages as m')
    .join('immunizations as i', 'i.id', 'm.immunization_id')
    .join('patients as p', 'p.id', 'i.patient_id')
    .select('p.external_ref', 'i.vaccine', 'i.dose', 'm.message_type', 'm.status', 'm.reason')
    .select('m.scheduled_at', 'm.phone_number')
}

test.group('The shipped sample', (group) => {
  withCleanDatabase(group)

  test('rejects the rows that are wrong on purpose, and imports all others', async ({ assert }) => {
    const summary = await importSample()
    const expected: { line: number; field: string }[] = await readJson('expected_rejections.json')
    assert.deepEqual(
      summary.rejections.map(({ line, faults }) => ({
        line,
        field: faults[0].field,
        reason: faults[0].reason,
      })),
      expected
    )
    assert.equal(summary.imported.created, summary.rows - expected.length)
  })

  test('plans the messages it says it will, due now or later', async ({ assert }) => {
    await importSample()
    const expected: Expected[] = await readJson('expected.json')
    const now = TODAY.replace('T', ' ').slice(0, 19)
    const found = await plannedMessages()
    assert.sameDeepMembers(
      found.map((row) => [
        [row.external_ref, row.vaccine, row.dose, row.message_type].join(' '),
        row.status === suppressed ? row.reason : row.scheduled_at <= now ? 'due' : 'later',
      ]),
      expected.map((message) => [
        [message.patient_ref, message.vaccine, message.dose, message.message_type].join(' '),
        message.expected_status === suppressed
          ? message.expected_reason
          : message.expected_status === pending
            ? 'later'
            : 'due',
      ])
    )
  })

  test('has trouble at the operator only for the numbers that are meant to have it', async ({
    assert,
  }) => {
    await importSample()
    const found = await plannedMessages()
    const faults = found
      .filter((row) => row.phone_number)
      .flatMap((row) => MAGIC_NUMBERS[row.phone_number.slice(-4)]?.fault ?? [])
    assert.sameMembers(
      [...new Set(faults)],
      [
        'invalid_number',
        'throttled',
        'transient',
        'expired_token',
        'reset_after_accept',
        'truncated_201',
        'accepted_without_id',
      ]
    )
  })
})
