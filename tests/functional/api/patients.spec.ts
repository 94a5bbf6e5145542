import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import db from '@adonisjs/lucid/services/db'
import AuditEvent from '#models/audit_event'
import Patient from '#models/patient'
import { anApiToken } from '#tests/helpers/api_tokens'
import { aMessage, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { whereStored } from '#tests/helpers/everything_stored'
import { aConsent } from '#tests/helpers/consents'
import { aMessageOf, REF } from '#tests/helpers/person_with_everything'

const addressOf = (ref: string) => `/api/v1/patients/${encodeURIComponent(ref)}`

test.group('DELETE /api/v1/patients/:ref', (group) => {
  withCleanDatabase(group)
  group.each.setup(() => limiter.clear())

  test('erases the person and answers with the counts', async ({ client, assert }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    await aMessageOf(patient, { status: 'delivered' })
    await aConsent(PHONE, 'opted_out')
    const token = await anApiToken('patients:write')
    const response = await client.delete(addressOf(REF)).bearerToken(token)
    response.assertStatus(200)
    const { deleted, ...rest } = response.body()
    assert.include(deleted, { patients: 1, sms_messages: 1, sms_consents: 1 })
    assert.deepEqual(rest, {
      numbers_taken_off: 0,
      bodies_emptied: 0,
      opt_outs_kept: 1,
      texts_redacted: 0,
      files: { changed: [], rows: 0, not_reached: [] },
      kept: [],
      overwritten: { outcome: 'later', too_large: [] },
    })
    assert.deepEqual(await whereStored([REF, PHONE]), [])
    const event = await AuditEvent.findByOrFail('action', 'person_erased')
    const { id } = await db.from('auth_access_tokens').firstOrFail()
    assert.equal(event.actor, `token:${id}`)
  })

  for (const ref of ['a/b', 'É 1', '100%', 'a?b#c', '..', 'a+b', '%2F', ':ref', 'x;y']) {
    test(`finds the reference ${ref}, and it alone`, async ({ client, assert }) => {
      await aPatient({ externalRef: ref })
      await aPatient({ externalRef: 'other' })
      const token = await anApiToken('patients:write')
      const response = await client.delete(addressOf(ref)).bearerToken(token)
      response.assertStatus(200)
      assert.deepEqual(
        (await Patient.all()).map(({ externalRef }) => externalRef),
        ['other']
      )
    })
  }

  test('404 where there is nobody, without repeating whom', async ({ client, assert }) => {
    const token = await anApiToken('patients:write')
    const response = await client.delete(addressOf('CM-0815')).bearerToken(token)
    response.assertStatus(404)
    const problem = JSON.parse(response.text())
    assert.equal(problem.code, 'E_NO_SUCH_PATIENT')
    assert.notInclude(response.text(), 'CM-0815')
  })

  const unusable: [string, string, number][] = [
    ['NUL', '%00', 422],
    ['too long', 'x'.repeat(101), 422],
    ['blank', '%20', 422],
    ['broken percent-encoding', '%E0%A4%A', 404],
  ]
  for (const [what, ref, status] of unusable) {
    test(`refuses a reference that is ${what}`, async ({ client, assert }) => {
      const token = await anApiToken('patients:write')
      const response = await client.delete(`/api/v1/patients/${ref}`).bearerToken(token)
      assert.equal(response.status(), status, response.text())
    })
  }

  test('409 with Retry-After while a message is being sent', async ({ client, assert }) => {
    const patient = await aPatient({ externalRef: REF, caregiverPhone: PHONE })
    const message = await aMessage({ patientId: patient.id, status: 'sending' })
    const leaseUntil = Date.now() + 60_000
    await db.from('sms_messages').where('id', message.id).update({ lease_until: leaseUntil })
    const token = await anApiToken('patients:write')
    const response = await client.delete(addressOf(REF)).bearerToken(token)
    response.assertStatus(409)
    assert.equal(JSON.parse(response.text()).code, 'E_BEING_SENT')
    const seconds = Number(response.header('retry-after'))
    assert.isAbove(seconds, 45)
    assert.isAtMost(seconds, 60)
  })
})
