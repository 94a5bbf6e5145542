import { EndPauses } from '#delivery/pauses/end_pauses'
import { PauseSending } from '#delivery/pauses/pause_sending'
import { EVERYTHING } from '#delivery/pauses/pause_target'
import { PreviewResume } from '#delivery/sweep/preview_resume'
import { aFacility, aMessage, aPatient } from '#tests/helpers/arrange'
import { anEngine, type EngineOptions } from '#tests/helpers/engine'

export const facility = (subject: string) => ({ scope: 'facility', subject }) as const
export const messageType = (subject: string) => ({ scope: 'message_type', subject }) as const
export { EVERYTHING }

/** The engine of a sweep with everything that pauses and resumes it. */
export async function aPausableEngine(parts: EngineOptions = {}) {
  const engine = await anEngine(parts)
  const pauseSending = await engine.resolver.make(PauseSending)
  const endPauses = await engine.resolver.make(EndPauses)
  return {
    ...engine,
    pause: (request: Partial<Parameters<PauseSending['run']>[0]> = {}) =>
      pauseSending.run({ ...EVERYTHING, actor: 'cli:tester', ...request }),
    resume: (request: Partial<Parameters<EndPauses['run']>[0]> = {}) =>
      endPauses.run({ ...EVERYTHING, actor: 'cli:tester', ...request }),
    endExpired: { run: () => endPauses.runExpired() },
    preview: await engine.resolver.make(PreviewResume),
  }
}

/** A due message about a patient of that facility. */
export async function aMessageFrom(code: string, values: Parameters<typeof aMessage>[0] = {}) {
  const { id: facilityId } = await aFacility({ code })
  const { id: patientId } = await aPatient({ facilityId })
  return aMessage({ patientId, ...values })
}
