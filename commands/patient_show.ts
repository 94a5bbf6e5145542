import { isDeepStrictEqual } from 'node:util'
import { args, flags } from '@adonisjs/core/ace'
import { DeskCommand, EXIT_NOTHING_MATCHED } from './_desk_command.js'
import type { ReminderOfPatient } from '#desk/reminders_of_patient'
import type { ShownPatient } from '#desk/show_patient'

export default class PatientShow extends DeskCommand {
  static commandName = 'patient:show'
  static description = 'Show a patient: visits, consent, and why each reminder was sent or not'
  static help = [
    'Why did she not get it? Each reminder has one sentence, also if it was never planned.',
    'Times are in the zone of the facility; --json has them in UTC. The number is masked; --unmask shows it.',
    'Exit codes: 0 shown · 3 there is no such patient.',
    '  {{ binaryName }} patient:show CM-YDE-0001',
  ]

  @args.string({ description: 'The reference of the patient (patient_ref)' })
  declare ref: string

  @flags.boolean({ description: 'Show the whole phone number' })
  declare unmask: boolean

  async run() {
    await this.atDesk(async (service) => {
      const shown = await service.showPatient({ ref: this.ref, unmasked: this.unmask ?? false })
      if (!shown) {
        this.refuse(`There is no patient "${this.ref}"`)
        this.exitCode = EXIT_NOTHING_MATCHED
        return
      }
      await this.recordRead({ what: 'patients', subject: `patient:${shown.patient.id}` })
      await this.print(shown, () => this.#show(shown))
    })
  }

  async #show(shown: ShownPatient) {
    const { localTimeIn } = await import('#desk/local_time')
    this.#showPerson(shown)
    const { visits, reminders, consent, timezone } = shown
    if (visits.length > 0) {
      this.logger.log('')
      this.printTable(
        ['Vaccine', 'Dose', 'Due on', 'Given on'],
        visits.map((visit) => [
          visit.vaccine,
          visit.dose,
          visit.due_on,
          visit.administered_on ?? '',
        ])
      )
    }
    for (const { id, types, vaccine, dose, dueOn, status, why, advice } of together(reminders)) {
      this.logger.log('')
      const name = id === null ? status.replaceAll('_', ' ') : `${status}, message ${id}`
      this.logger.log(`${vaccine} ${dose}, due on ${dueOn}: ${types.join(', ')}: ${name}`)
      this.printFields([
        ['  why', why],
        ['  to do', advice === 'Nothing.' ? null : advice],
      ])
    }
    if (consent && consent.history.length > 0) {
      this.logger.log('')
      this.printTable(
        ['Consent', 'From', 'To', 'Source', 'By', 'Evidence'],
        consent.history.map(({ at, from, to, source, actor, evidence }) => [
          localTimeIn(timezone, at),
          from ?? '',
          to ?? '',
          source,
          actor,
          evidence ?? '',
        ])
      )
    }
    this.logger.log('')
    this.printFields([['next', shown.next]])
  }

  #showPerson({ patient, consent }: ShownPatient) {
    this.printFields([
      ['patient', `${patient.ref}, ${patient.first_name} ${patient.last_name}`],
      ['born', patient.birth_date],
      ['state', patient.status],
      ['facility', patient.facility_name],
      ['number', patient.caregiver_phone ?? 'none'],
      ['language', patient.language],
      ['consent', consentInWords(consent)],
    ])
  }
}

/** Reminders of one visit that were not planned for the same reason are shown once. */
function together(reminders: ReminderOfPatient[]): (ReminderOfPatient & { types: string[] })[] {
  const shown: (ReminderOfPatient & { types: string[] })[] = []
  for (const reminder of reminders) {
    const { id, vaccine, dose, dueOn, why, type } = reminder
    const alike = shown.find((one) =>
      isDeepStrictEqual(
        [one.id, one.vaccine, one.dose, one.dueOn, one.why],
        [id, vaccine, dose, dueOn, why]
      )
    )
    if (alike) alike.types.push(type)
    else shown.push({ ...reminder, types: [type] })
  }
  return shown
}

function consentInWords(consent: ShownPatient['consent']): string {
  if (consent?.refusedBeforeErasure) return 'opted out, before an erasure'
  if (!consent?.consent) return 'nothing is known'
  const { status, since, source } = consent.consent
  return `${status.replaceAll('_', ' ')} since ${since} UTC (${source})`
}
