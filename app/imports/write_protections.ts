import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Protection } from '#imports/protection'
import type { ConsentSource } from '#imports/write_consents'
import type { PatientRecord } from '#registry/find_patients'
import { contradictions } from '#registry/identity'
import { writeStatuses } from '#registry/write_statuses'
import { writeVisits, type Visit } from '#registry/write_visits'

/** A protection, and the patient whom it is for; none where the row does not say, or means another child. */
export interface AddressedProtection extends Protection {
  patient: PatientRecord | undefined
}

export interface WrittenProtections {
  immunizationIds: number[]
  patientIds: number[]
  /** By line, in words: what of the row is in force now. */
  taken: Map<number, string[]>
}

/** `patients`: by reference, those of the rows just written among them. */
export function addressed(
  protections: Protection[],
  patients: Map<string, PatientRecord>
): AddressedProtection[] {
  return protections.map((protection) => {
    const patient = patients.get(protection.patientRef)
    const isAnother = patient && contradictions(patient, protection.identity).length > 0
    return { ...protection, patient: isAnother ? undefined : patient }
  })
}

/** A refusal counts for every number that the row names, and for the one on record. */
export function refusalsOf(protections: AddressedProtection[]): ConsentSource[] {
  return protections
    .filter(({ refuses }) => refuses)
    .flatMap(({ line, phones, patient }) =>
      [...new Set([...phones, patient?.caregiver_phone])].flatMap((phone) =>
        phone ? [{ line, phone, consent: 'no' as const }] : []
      )
    )
}

/** Writes visits and what has become of patients; refusals are written with the other consents. */
export async function writeProtections(
  trx: QueryClientContract,
  protections: AddressedProtection[],
  now: string
): Promise<WrittenProtections> {
  const visits = protections.flatMap((protection) => visitOf(protection) ?? [])
  const { ids: immunizationIds, isRecorded } = await writeVisits(trx, visits, now)
  const changes = protections.flatMap(({ patient, status }) =>
    patient && status ? [{ patientId: patient.id, status }] : []
  )
  const patientIds = await writeStatuses(trx, changes, now, { overDeath: false })

  const refusals = new Set(refusalsOf(protections).map(({ line }) => line))
  const taken = new Map<number, string[]>()
  for (const protection of protections) {
    const visit = visitOf(protection)
    const words = [
      ...(refusals.has(protection.line) ? ['the refusal'] : []),
      ...(visit && isRecorded(visit) ? ['the visit'] : []),
      ...(protection.patient && protection.status ? [`the status "${protection.status}"`] : []),
    ]
    if (words.length > 0) taken.set(protection.line, words)
  }
  return { immunizationIds, patientIds, taken }
}

function visitOf({ patient, visit }: AddressedProtection): Visit | undefined {
  return patient && visit ? { patientId: patient.id, ...visit } : undefined
}
