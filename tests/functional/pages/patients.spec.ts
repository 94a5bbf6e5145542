import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { RecordConsent } from '#consents/record_consent'
import { aFacility, aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { auditTrail } from '#tests/helpers/audit_trail'
import { withCleanDatabase } from '#tests/helpers/database'
import { readable, Walker } from '#tests/helpers/walker'

async function mariama() {
  const { id: facilityId } = await aFacility({ name: 'CSI Briqueterie' })
  return aPatient({
    firstName: 'Mariama',
    lastName: 'Hamadou',
    caregiverPhone: PHONE,
    externalRef: 'CM-YDE/0419',
    facilityId,
  })
}

test.group('Patients', (group) => {
  withCleanDatabase(group)

  test('are found by reference and by phone, with masked numbers', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    await mariama()
    await aPatient()
    const byPhone = readable(await visitor.get('/patients?q=6%2077%2012%2034%2056'))
    assert.include(byPhone, '1 enfant trouvé.')
    assert.include(byPhone, 'Mariama Hamadou')
    assert.include(byPhone, '+237•••••••56')
    const byReference = await visitor.get('/patients?q=CM-YDE%2F0419')
    assert.equal(byReference.path, '/patients/CM-YDE%2F0419')
    const none = readable(await visitor.get('/patients?q=nobody'))
    assert.include(none, 'Écrivez moins de lettres')
  })

  test('are found by the beginning of a name, told apart by reference, birth and centre', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('viewer')
    await mariama()
    const { id: facilityId } = await aFacility({ name: 'CMA Nkolndongo' })
    const birth = { birthDate: '2026-01-31', externalRef: 'CM-YDE/0500', facilityId }
    await aPatient({ firstName: 'Mariama', lastName: 'N’Gué', ...birth })
    await aPatient({ firstName: 'Élodie', lastName: 'Ngo Bassong' })
    const page = readable(await visitor.get('/patients?q=MARIAM'))
    assert.include(page, '2 enfants trouvés.')
    for (const words of ['CM-YDE/0419', 'CSI Briqueterie', 'CM-YDE/0500', 'CMA Nkolndongo'])
      assert.include(page, words)
    assert.include(page, '31 janv. 2026')
    for (const q of ['elodie', 'ngo bassong', 'bassong elo']) {
      const one = readable(await visitor.get(`/patients?q=${encodeURIComponent(q)}`))
      assert.include(one, '1 enfant trouvé.', q)
      assert.include(one, 'Élodie Ngo Bassong', q)
    }
  })

  test('of one name go page by page', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    const { id: facilityId } = await aFacility()
    for (let n = 0; n < 27; n++) await aPatient({ firstName: 'Élodie', facilityId })
    const first = await visitor.get('/patients?q=elodie')
    assert.include(readable(first), '25+ enfants trouvés.')
    const [, next] = /href="(\/patients\?q=elodie&amp;after=\d+)"/.exec(first.html)!
    const second = await visitor.get(next.replace('&amp;', '&'))
    assert.lengthOf(second.html.match(/class="first"/g)!, 2)
    assert.include(second.html, 'href="/patients?q=elodie"')
  })

  test('are a file of what was searched, with masked numbers, and the log says so', async ({
    assert,
  }) => {
    const visitor = await Walker.signedIn('viewer', 'en')
    await mariama()
    await aPatient({ firstName: '=cmd|1', lastName: 'Zulmira', caregiverPhone: PHONE })
    const [, csv] = /href="(\/patients\.csv\?q=zulm)"/.exec(
      (await visitor.get('/patients?q=zulm')).html
    )!
    const { html: text, headers } = await visitor.get(csv)
    assert.match(headers.get('content-disposition')!, /filename="patients-\d{4}-\d\d-\d\d\.csv"/)
    const [header, row, ...rest] = text.trim().split('\n')
    assert.equal(
      header,
      'Reference,First name,Last name,Born,Phone,Language,Health centre,Follow-up,Updated (UTC)'
    )
    assert.include(row, "'=cmd|1,Zulmira,")
    assert.include(row, '+237•••••••56')
    assert.isEmpty(rest)
    assert.lengthOf((await visitor.get('/patients.csv')).html.trim().split('\n'), 3)
    const reads = (await auditTrail()).filter(({ detail }) => detail?.what === 'patients_csv')
    assert.deepEqual(
      reads.map(({ detail }) => detail.filter),
      [['search'], []]
    )
  })

  test('are a whole file, however many', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    const { id: facilityId } = await aFacility()
    for (let n = 0; n < 501; n++) await aPatient({ firstName: 'Élodie', facilityId })
    for (const path of ['/patients.csv', '/patients.csv?q=elodie']) {
      const rows = (await visitor.get(path)).html.trim().split('\n').slice(1)
      assert.lengthOf(new Set(rows.map((row) => row.split(',', 1)[0])), 501, path)
    }
  })

  test('are listed page by page', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer', 'en')
    for (let n = 0; n < 27; n++) await aPatient()
    const first = await visitor.get('/patients')
    const [, next] = /href="(\/patients\?after=\d+)"/.exec(first.html)!
    const second = await visitor.get(next)
    assert.lengthOf(second.html.match(/class="first"/g)!, 2)
  })

  test('have every reminder with its reason, and the consent with its evidence', async ({
    assert,
  }) => {
    const patient = await mariama()
    const { id } = await anImmunization({ patientId: patient.id, vaccine: 'Penta', dose: '3' })
    await aMessage({
      messageType: '7_day_reminder',
      status: 'suppressed',
      reason: 'opted_out',
      patientId: patient.id,
      immunizationId: id,
      dueOn: '2026-03-10',
    })
    const consent = await app.container.make(RecordConsent)
    await consent.run({
      phoneNumber: PHONE,
      status: 'opted_out',
      source: 'staff',
      evidence: 'said at the desk',
      actor: 'cli:awa',
    } as any)
    const visitor = await Walker.signedIn('viewer')
    const page = await visitor.get(`/patients/${encodeURIComponent(patient.externalRef)}`)
    const text = readable(page)
    assert.equal(page.status, 200)
    assert.match(text, /Plus aucun SMS pour Mariama : la famille a dit non le \p{L}+ \d+ \p{L}+\./u)
    assert.include(text, 'Votre compte peut regarder, pas agir.')
    assert.notInclude(page.html, 'Montrer le numéro')
    assert.include(text, 'Penta 3, dû mar. 10 mars')
    assert.match(text, /7 jours avant Écarté/)
    assert.include(text, 'Non, au centre de santé')
    assert.include(text, 'Preuve : said at the desk.')
    assert.notInclude(page.html, PHONE)
  })

  test('that do not exist are not found, and reads are recorded', async ({ assert }) => {
    const visitor = await Walker.signedIn('viewer')
    assert.equal((await visitor.get('/patients/nobody')).status, 404)
    assert.equal((await visitor.get('/messages/999999')).status, 404)
    const patient = await mariama()
    await visitor.get(`/patients/${encodeURIComponent(patient.externalRef)}`)
    const reads = (await auditTrail()).filter(({ action }) => action === 'personal_data_read')
    assert.include(JSON.stringify(reads), `patient:${patient.id}`)
  })
})
