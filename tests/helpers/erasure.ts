import { ErasePerson } from '#erasure/erase_person'
import type { ErasureRequest } from '#erasure/erasure_request'
import { PHONE } from '#tests/helpers/arrange'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'
import { aFile, aRow, csv, importFile } from '#tests/helpers/imports'
import { FIRST_NAME, LAST_NAME, REF } from '#tests/helpers/person_with_everything'
import { TEST_NOW } from '#tests/helpers/test_clock'

/** The engine and the erasure on one clock and one configuration. */
export async function anErasureOffice(parts: EngineOptions = {}) {
  const engine = await anEngine(parts)
  const erasure = await engine.resolver.make(ErasePerson)
  const as = { actor: 'cli:tester' }
  return {
    ...engine,
    erasePatient: (request: Options & { patientRef?: string } = {}) =>
      erasure.run({ patientRef: REF, ...as, ...request }),
    eraseNumber: (request: Options & { phoneNumber?: string } = {}) =>
      erasure.run({ phoneNumber: PHONE, defaultCountry: 'CM', ...as, ...request }),
  }
}

type Options = Pick<ErasureRequest, 'reason' | 'dryRun' | 'signal' | 'overwriteLater'>

/** Rows of the person and of others that an import rejected, as people write them. Returns the paths. */
export async function anImportWithRejectedRows(name = 'patients.csv') {
  const quoted = (values: Parameters<typeof aRow>[0]) =>
    aRow(values).map((value) => `"${value.replaceAll('"', '""')}"`)
  const content = csv(
    quoted({
      patient_ref: REF,
      first_name: FIRST_NAME,
      caregiver_phone: '12',
      due_on: '2026-13-01',
    }),
    quoted({
      patient_ref: 'P-7',
      caregiver_phone: '12',
      first_name: 'Other "O"\nof two lines',
      due_on: 'tomorrow',
    }),
    quoted({ patient_ref: 'P-8', caregiver_phone: '677 12 34 56 / 699', dose: '' }),
    quoted({ patient_ref: REF, last_name: `${LAST_NAME}\nNgo`, caregiver_phone: PHONE, dose: '' }),
    [REF, FIRST_NAME, 'too few'],
    ['P-9', 'too few']
  )
  const file = await aFile(content, name)
  const { rejectedFile } = await importFile(file, { now: TEST_NOW })
  return { file, rejectedFile: rejectedFile! }
}
