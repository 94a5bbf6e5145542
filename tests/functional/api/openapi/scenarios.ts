import type { Caller } from '#tests/functional/api/openapi/caller'
import { consentScenarios } from '#tests/functional/api/openapi/scenarios/consents'
import { messageScenarios } from '#tests/functional/api/openapi/scenarios/messages'
import { otherScenarios } from '#tests/functional/api/openapi/scenarios/others'
import { recordScenarios } from '#tests/functional/api/openapi/scenarios/records'
import { referenceScenarios } from '#tests/functional/api/openapi/scenarios/reference'
import { scheduleScenarios } from '#tests/functional/api/openapi/scenarios/schedules'
import { schedulerScenarios } from '#tests/functional/api/openapi/scenarios/scheduler'

/**
 * Calls an operation so that it gives every answer of its own. Returns the parameters of the path
 * with which its example is valid, for calls that change it.
 */
export type Scenario = (call: Caller) => Promise<Record<string, string | number> | void>

/** By operation. */
export const SCENARIOS: Record<string, Scenario> = {
  ...recordScenarios,
  ...messageScenarios,
  ...consentScenarios,
  ...scheduleScenarios,
  ...schedulerScenarios,
  ...referenceScenarios,
  ...otherScenarios,
}
