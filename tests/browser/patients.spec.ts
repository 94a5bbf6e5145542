import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { RecordConsent } from '#consents/record_consent'
import Patient from '#models/patient'
import { aMessage, anImmunization, aPatient, PHONE } from '#tests/helpers/arrange'
import { withCleanDatabase } from '#tests/helpers/database'
import { LOOKS, nameOf, open, picture, WALKED_LOOKS } from '#tests/helpers/looks'
import { aChild } from '#tests/helpers/patients'
import type { Screen } from '#tests/helpers/screen'

/** A child whose family said yes on a form and then STOP, with a history of reminders. */
async function mariama() {
  const { patient, path } = await aChild({ externalRef: 'CM-YDE-0419', birthDate: '2026-03-03' })
  const visit = { patientId: patient.id, vaccine: 'Penta', administeredOn: '2026-11-04' }
  const { id: immunizationId } = await anImmunization({ ...visit, dose: '2', dueOn: '2026-11-04' })
  const reminder = { patientId: patient.id, immunizationId, dueOn: '2026-11-04' }
  await aMessage({ ...reminder, messageType: '7_day_reminder', status: 'delivered' })
  await aMessage({ ...reminder, messageType: '1_day_reminder', status: 'undelivered' })
  const consent = await app.container.make(RecordConsent)
  await consent.run({
    phoneNumber: PHONE,
    status: 'opted_in',
    source: 'staff',
    evidence: 'paper form: fiche d’inscription du 2 octobre',
    actor: 'cli:rosine',
  })
  const said = { phoneNumber: PHONE, status: 'opted_out', source: 'reply' } as const
  await consent.run({ ...said, actor: 'reply' })
  return { patient, path }
}

/** Sends the form of a page, whose main button has the focus. */
async function submit({ page }: Screen): Promise<void> {
  await page.locator('main form .btn.main').focus()
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
}

test.group('Patients in a browser', (group) => {
  withCleanDatabase(group)

  for (const look of WALKED_LOOKS) {
    test(`are sound, with their forms, ${nameOf(look)}`, async ({ assert, browser }) => {
      const { path } = await mariama()
      const { path: reached } = await aChild({ firstName: 'Awa', caregiverPhone: '+237677000001' })
      await aPatient({ firstName: 'Mariama', lastName: 'N’Gué' })
      const screen = await open(browser, look)
      const { page } = screen
      const lookAt = async (name: string) => {
        await picture(screen, `${name}-${nameOf(look)}`)
        await screen.assertSound(assert, name)
      }
      const pages: Record<string, string> = {
        'patients-found': '/patients?q=mariama',
        'patients-none': '/patients?q=nobody',
        'patient-stopped': path,
        'patient-reached': reached,
        'patient-phone': `${path}/phone`,
        'patient-status': `${path}/status`,
        'patient-consent': `${path}/consent?say=yes`,
      }
      for (const [name, address] of Object.entries(pages)) {
        await screen.visit(address)
        await lookAt(name)
      }
      await submit(screen)
      screen.faults.length = 0
      await lookAt('patient-consent-faults')
      await screen.visit(`${path}/phone`)
      await page.fill('#number', '699 88 77')
      await submit(screen)
      screen.faults.length = 0
      await lookAt('patient-phone-faults')
      await page.fill('#number', '699 88 77 66')
      await page.fill('#reason', 'la mère a changé de carte')
      await submit(screen)
      await lookAt('patient-phone-confirm')
      await submit(screen)
      await lookAt('patient-corrected')
      await Promise.all([page.waitForNavigation(), page.click('form[action$="/number"] button')])
      await lookAt('patient-revealed')
      await screen.close()
    })
  }

  test('are found and corrected with the keyboard alone', async ({ assert, browser }) => {
    const { patient } = await mariama()
    const screen = await open(browser, LOOKS[2])
    const { page } = screen
    await screen.visit('/patients')
    const press = async (key: string) =>
      Promise.all([page.waitForNavigation(), page.keyboard.press(key)])
    const tabTo = async (text: string) => {
      for (let n = 0; n < 60; n++) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate<string>(
          'document.activeElement.textContent || document.activeElement.id'
        )
        if (at.trim() === text) return
      }
      assert.fail(`"${text}" is not reached with Tab`)
    }
    await tabTo('q')
    await page.keyboard.type('hamadou mar')
    await press('Enter')
    await tabTo('Mariama Hamadou')
    await press('Enter')
    await tabTo('Correct…')
    await press('Enter')
    await tabTo('number')
    await page.keyboard.type('699887766')
    await tabTo('reason')
    await page.keyboard.type('new card')
    await press('Enter')
    await tabTo('Record this number')
    await press('Enter')
    assert.include(await page.textContent('main'), 'Number recorded.')
    await patient.refresh()
    assert.equal(patient.caregiverPhone, '+237699887766')
    await screen.close()
  })

  test('are changed without JavaScript', async ({ assert, browser }) => {
    const { path } = await mariama()
    const screen = await open(browser, LOOKS[0], { javaScriptEnabled: false })
    const { page } = screen
    await screen.visit(path)
    await page.click('text=Noter son accord…')
    await page.check('input[value="in_person"]')
    await page.fill('#evidence', 'dit à l’infirmière Abena')
    await page.click('text=Voir ce qui change')
    await page.click('button:has-text("Noter son accord")')
    assert.include(await page.textContent('main'), 'dit à l’infirmière Abena')
    await page.click('text=Changer le suivi…')
    await page.check('input[value="moved"]')
    await page.fill('#reason', 'vit à Douala')
    await page.click('text=Voir ce qui change')
    await page.click('text=Arrêter ses rappels')
    assert.include(await page.textContent('h1'), 'la famille a déménagé')
    assert.lengthOf(await Patient.query().where('status', 'moved'), 1)
    await screen.close()
  })
})
