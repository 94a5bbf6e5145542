import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import SmsMessage from '#models/sms_message'
import { toSqlInstant } from '#storage/instants'
import { aFacility, aMessage, anImmunization, aPatient } from '#tests/helpers/arrange'
import { aReplyRow } from '#tests/helpers/inbound_rows'

const NAMES = [
  ['Salamatou', 'Njoya'],
  ['Françoise', 'Eyenga'],
  ['Jean-Emmanuel', 'Onana Bikoula'],
  ['Blaise', 'Atangana'],
  ['Mariatou', 'Bello'],
  ['Kevin', 'Tchouta'],
  ['Chantal', 'Ebogo'],
  ['Ibrahim', 'Souley'],
] as const

const VACCINES = ['Penta', 'RR', 'VPO', 'Pneumo', 'Rota', 'Fièvre jaune'] as const
const TYPES = ['7_day_reminder', '1_day_reminder', 'overdue_reminder'] as const

/** How many messages of each state, and why. */
const STATES = [
  ['pending', null, 6],
  ['pending', 'outside_window', 2],
  ['sent', null, 5],
  ['delivered', 'receipt', 20],
  ['undelivered', 'undelivered', 2],
  ['unknown', 'timeout', 2],
  ['failed', 'invalid_number', 5],
  ['failed', 'no_route', 1],
  ['dead_letter', 'retries_used_up', 3],
  ['cancelled', 'visit_recorded', 3],
  ['suppressed', 'opted_out', 2],
  ['expired', 'deadline_passed', 1],
] as const

const HAS_LEFT: readonly string[] = ['sent', 'delivered', 'undelivered']

const TEXT =
  'Rappel : le vaccin Penta (dose 2) de Amina est prévu le mercredi 25 novembre à CSI Briqueterie, Yaoundé. Merci de venir avec le carnet.'

/** A programme that has been at work for a month, as its pages show it; times are around now. */
export async function aProgramme(): Promise<{ messages: SmsMessage[]; patientRefs: string[] }> {
  const now = DateTime.utc().startOf('second')
  const facilities = [
    await aFacility({ code: 'CSI-1', name: 'CSI Briqueterie' }),
    await aFacility({ code: 'HD-1', name: 'Hôpital de district de Mfou' }),
  ]
  const messages: SmsMessage[] = []
  const patientRefs: string[] = []
  let n = 0
  for (const [status, reason, count] of STATES) {
    for (let one = 0; one < count; one++, n++) {
      const [firstName, lastName] = NAMES[n % NAMES.length]
      const patient = await aPatient({ firstName, lastName, facilityId: facilities[n % 2].id })
      patientRefs.push(patient.externalRef)
      const dueOn = now.plus({ days: 1 + (n % 7) }).toFormat('yyyy-MM-dd')
      const { id: immunizationId } = await anImmunization({
        patientId: patient.id,
        vaccine: VACCINES[n % VACCINES.length],
        dose: String(1 + (n % 3)),
        dueOn,
      })
      const movedAt = now.minus({ minutes: 7 * n + 1 })
      const hasLeft = HAS_LEFT.includes(status)
      const message = await aMessage({
        messageType: TYPES[n % TYPES.length],
        status,
        reason,
        patientId: patient.id,
        immunizationId,
        dueOn,
        phoneNumber: patient.caregiverPhone,
        body: hasLeft ? TEXT : null,
        segments: 1,
        encoding: 'GSM-7',
        scheduledAt: status === 'pending' ? now.plus({ hours: n + 1 }) : movedAt,
        attemptCount: hasLeft || reason !== null ? 1 : 0,
        sentAt: hasLeft ? movedAt : null,
        deliveredAt: status === 'delivered' ? movedAt.plus({ seconds: 30 }) : null,
        failedAt: status === 'failed' || status === 'dead_letter' ? movedAt : null,
      })
      await SmsMessage.query()
        .where('id', message.id)
        .update({
          updated_at: toSqlInstant(movedAt),
          created_at: toSqlInstant(movedAt.minus({ hours: 3 })),
        })
      if (hasLeft || status === 'failed' || status === 'unknown')
        await attempted(message, reason, movedAt)
      messages.push(message)
    }
  }
  await history(now)
  await aReplyRow({
    body: 'Bonjour docteur, l’enfant a la fièvre, je viens quand même ?',
    received_at: toSqlInstant(now.minus({ minutes: 18 })),
  })
  return { messages, patientRefs }
}

async function attempted(message: SmsMessage, reason: string | null, at: DateTime): Promise<void> {
  const isRefused = message.status === 'failed'
  const isUnknown = message.status === 'unknown'
  await db.table('sms_attempts').insert({
    message_id: message.id,
    number: 1,
    gateway: 'orange',
    account: 'orange',
    lease_token: 'x',
    started_at: toSqlInstant(at),
    finished_at: toSqlInstant(at),
    duration_ms: 312,
    outcome: isRefused ? 'refused' : isUnknown ? 'ambiguous' : 'accepted',
    reason: isRefused || isUnknown ? reason : null,
    http_status: isRefused ? 400 : isUnknown ? null : 201,
  })
}

/** What was counted at midnight of each day. */
async function history(now: DateTime): Promise<void> {
  const counts = Array.from({ length: 29 }, (_, index) => {
    const day = now.minus({ days: 29 - index })
    const busy = day.weekday > 5 ? 0.3 : 1
    return [
      ['delivered', Math.round((38 + (index % 7)) * busy)],
      ['sent', Math.round((3 + (index % 3)) * busy)],
      ['failed', index === 20 ? 14 : index % 2],
    ].map(([status, count]) => ({
      day: day.toFormat('yyyy-MM-dd'),
      message_type: '1_day_reminder',
      status,
      count,
    }))
  })
  await db.table('sms_daily_counts').multiInsert(counts.flat())
}
