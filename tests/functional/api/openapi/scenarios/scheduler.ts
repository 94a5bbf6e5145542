import app from '@adonisjs/core/services/app'
import { SmsSchedulerService } from '#services/sms_scheduler_service'
import { EVERYTHING } from '#delivery/pauses/pause_target'
import type { Scenario } from '#tests/functional/api/openapi/scenarios'
import { aFacility } from '#tests/helpers/arrange'
import { aPausedAccount, aRun, aWorker } from '#tests/helpers/operation_rows'

export const schedulerScenarios: Record<string, Scenario> = {
  'GET /api/v1/scheduler/status': async (call) => {
    await call(200)
    await aWorker('a')
    await aRun('2026-03-10 08:00:00', { job: 'sweep' })
    await aPausedAccount()
    await call(200)
  },

  'POST /api/v1/scheduler/pause': async (call) => {
    await call(200)
    await call(200, { body: null })
    const { code: facility } = await aFacility()
    await call(200, { body: { facility, until: '2099-01-01' } })
    await call(422, { body: { facility: 'nowhere' }, code: 'E_UNKNOWN_FACILITY' })
    await call(422, { body: { type: 'nothing' }, code: 'E_UNKNOWN_MESSAGE_TYPE' })
    await call(422, { body: { facility, type: 'custom' }, code: 'E_SEVERAL_TARGETS' })
    await call(422, { body: { until: '2020-01-01' }, code: 'E_UNUSABLE_UNTIL' })
  },

  'POST /api/v1/scheduler/resume': async (call) => {
    const { code: facility } = await aFacility()
    const scheduler = await app.container.make(SmsSchedulerService)
    await scheduler.pauseSending({ ...EVERYTHING, actor: 'cli:awa' })
    await aPausedAccount({ state_since: '2026-03-10 08:00:00' })
    const { pause, accounts } = await call(200)
    if (!pause || accounts.length === 0) throw new Error('nothing was paused')
    await call(200, { body: null })
    await call(422, { body: { facility: 'nowhere' }, code: 'E_UNKNOWN_FACILITY' })
    await call(422, { body: { type: 'nothing' }, code: 'E_UNKNOWN_MESSAGE_TYPE' })
    await call(422, { body: { facility, type: 'custom' }, code: 'E_SEVERAL_TARGETS' })
  },

  'POST /api/v1/scheduler/tick': async (call) => {
    const { slots } = await call(200)
    if (Object.keys(slots).length === 0) throw new Error('no slot was due')
    await call(200, { body: null })
  },
}
