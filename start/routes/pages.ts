import config from '@adonisjs/core/services/config'
import router from '@adonisjs/core/services/router'
import { controllers } from '#generated/controllers'
import type { SmsSchedulerConfig } from '#settings/sms_scheduler_config'
import { deskRoute } from '#start/desk_route'
import { ROW_ID } from '#values/row_id'

const ID = { match: ROW_ID, cast: Number }

/** Ticked messages are named one by one. */
const WITH_IDS = { bodyLimitBytes: 64 * 1024 }

/** A text, or the data of a job; the forms of pages write each letter with up to nine characters. */
const WITH_TEXT = { bodyLimitBytes: 128 * 1024 }

/** Today, messages, what needs attention, patients, and who did what; called within the group of pages. */
export function screenRoutes(): void {
  const { Today, Starts, TestMessages, Messages, MessageNumbers, MessageExports } = controllers.desk
  const {
    Attention,
    Patients,
    PatientExports,
    Batches,
    BatchStops,
    ReplyReads,
    Activity,
    ActivityExports,
  } = controllers.desk

  deskRoute(router.get('/', [Today, 'show']), 'viewer')
  deskRoute(router.get('/start', [Starts, 'show']), 'viewer')
  deskRoute(router.get('/start/test', [TestMessages, 'create']), 'operator')
  deskRoute(router.post('/start/test', [TestMessages, 'store']), 'operator')
  deskRoute(router.get('/messages', [Messages, 'index']), 'viewer')
  deskRoute(router.get('/messages.csv', [MessageExports, 'show']), 'viewer')
  router
    .group(() => {
      deskRoute(router.get('/', [Messages, 'show']), 'viewer')
      deskRoute(router.post('/number', [MessageNumbers, 'store']), 'operator')
      messageActionRoutes()
    })
    .prefix('/messages/:id')
    .where('id', ID)

  deskRoute(router.get('/batches/new', [Batches, 'create']), 'operator')
  deskRoute(router.post('/batches', [Batches, 'store']), 'operator', WITH_IDS)
  deskRoute(router.get('/batches/:id', [Batches, 'show']).where('id', ID), 'viewer')
  deskRoute(router.post('/batches/:id/stop', [BatchStops, 'store']).where('id', ID), 'operator')

  deskRoute(router.get('/attention', [Attention, 'show']), 'viewer')
  kafkaRoutes()
  deskRoute(router.post('/replies/:id/read', [ReplyReads, 'store']).where('id', ID), 'operator')
  deskRoute(router.get('/patients', [Patients, 'index']), 'viewer')
  deskRoute(router.get('/patients.csv', [PatientExports, 'show']), 'viewer')
  patientRoutes()
  deskRoute(router.get('/activity', [Activity, 'index']), 'viewer')
  deskRoute(router.get('/activity.csv', [ActivityExports, 'show']), 'viewer')
  importRoutes()
  scheduleRoutes()
  systemRoutes()
  templateRoutes()
  resultRoutes()
}

/** What would leave, and what came of it. */
function resultRoutes(): void {
  const { Forecasts, Results } = controllers.desk
  deskRoute(router.get('/forecast', [Forecasts, 'show']), 'viewer')
  deskRoute(router.get('/results', [Results, 'show']), 'viewer')
  deskRoute(router.get('/results.csv', [Results, 'export']), 'viewer')
}

/** What other programs sent, and what they were not told. */
function kafkaRoutes(): void {
  const { KafkaLetters, KafkaReplays, EventReplays } = controllers.desk
  deskRoute(router.get('/attention/kafka', [KafkaLetters, 'index']), 'viewer')
  router
    .group(() => {
      deskRoute(router.get('/', [KafkaLetters, 'show']), 'viewer')
      deskRoute(router.post('/replay', [KafkaReplays, 'store']), 'operator')
    })
    .prefix('/attention/kafka/:letter')
  deskRoute(router.post('/attention/events/replay', [EventReplays, 'store']), 'operator')
}

/** Files of children: shown what they would do, then imported. */
function importRoutes(): void {
  const { Imports, ImportRuns, ImportStops, ImportExamples, RejectedRows } = controllers.desk
  const { largestFileMegabytes } = config.get<SmsSchedulerConfig>('sms_scheduler').imports
  const fileBytes = largestFileMegabytes * 1_048_576
  deskRoute(router.get('/imports', [Imports, 'index']), 'operator')
  deskRoute(router.post('/imports', [Imports, 'store']), 'operator', { fileBytes })
  deskRoute(router.get('/imports/example.csv', [ImportExamples, 'show']), 'operator')
  router
    .group(() => {
      deskRoute(router.get('/', [Imports, 'show']), 'operator')
      deskRoute(router.post('/run', [ImportRuns, 'store']), 'operator')
      deskRoute(router.post('/stop', [ImportStops, 'store']), 'operator')
      deskRoute(router.get('/rejected.csv', [RejectedRows, 'show']), 'operator')
    })
    .prefix('/imports/:id')
    .where('id', ID)
}

/** Texts; one is tried and saved by the same form. */
function templateRoutes(): void {
  const { Templates, TemplateRemovals } = controllers.desk
  deskRoute(router.get('/templates', [Templates, 'index']), 'viewer')
  deskRoute(router.get('/templates/:type', [Templates, 'open']), 'viewer')
  router
    .group(() => {
      deskRoute(router.get('/', [Templates, 'show']), 'viewer')
      deskRoute(router.post('/', [Templates, 'store']), 'operator', WITH_TEXT)
      deskRoute(router.get('/remove', [TemplateRemovals, 'create']), 'operator')
      deskRoute(router.post('/remove', [TemplateRemovals, 'store']), 'operator')
    })
    .prefix('/templates/:type/:language')
}

/** The parts of the system; a pause and its end are asked first. */
function systemRoutes(): void {
  const { Systems, SendingPauses, SendingResumptions, BalanceChecks } = controllers.desk
  const { IncidentAcknowledgements } = controllers.desk
  deskRoute(router.get('/system', [Systems, 'show']), 'viewer')
  deskRoute(router.get('/system/pause', [SendingPauses, 'create']), 'operator')
  deskRoute(router.post('/system/pause', [SendingPauses, 'store']), 'operator')
  deskRoute(router.get('/system/resume', [SendingResumptions, 'create']), 'operator')
  deskRoute(router.post('/system/resume', [SendingResumptions, 'store']), 'operator')
  deskRoute(router.post('/system/balance', [BalanceChecks, 'store']), 'operator')
  deskRoute(
    router
      .post('/system/incidents/:id/acknowledge', [IncidentAcknowledgements, 'store'])
      .where('id', ID),
    'operator'
  )
}

/** A child; what is changed is shown first, and done by the form of the question. */
function patientRoutes(): void {
  const { Patients, PatientNumbers, PatientPhones } = controllers.desk
  const { PatientStatuses, PatientConsents } = controllers.desk
  router
    .group(() => {
      deskRoute(router.get('/', [Patients, 'show']), 'viewer')
      deskRoute(router.post('/number', [PatientNumbers, 'store']), 'operator')
      deskRoute(router.get('/phone', [PatientPhones, 'create']), 'operator')
      deskRoute(router.post('/phone', [PatientPhones, 'store']), 'operator')
      deskRoute(router.get('/status', [PatientStatuses, 'create']), 'operator')
      deskRoute(router.post('/status', [PatientStatuses, 'store']), 'operator')
      deskRoute(router.get('/consent', [PatientConsents, 'create']), 'operator')
      deskRoute(router.post('/consent', [PatientConsents, 'store']), 'operator')
    })
    .prefix('/patients/:ref')
}

/** Schedules; what is done to one is asked first. */
function scheduleRoutes(): void {
  const { Schedules, ScheduleExports, ScheduleRuns } = controllers.desk
  const { SchedulePauses, ScheduleResumptions } = controllers.desk
  const { ScheduleCreations, ScheduleEdits, ScheduleDeletions } = controllers.desk
  deskRoute(router.get('/schedules', [Schedules, 'index']), 'viewer')
  deskRoute(router.get('/schedules.csv', [ScheduleExports, 'show']), 'viewer')
  deskRoute(router.get('/schedules/new', [ScheduleCreations, 'create']), 'operator')
  deskRoute(router.post('/schedules', [ScheduleCreations, 'store']), 'operator', WITH_TEXT)
  router
    .group(() => {
      deskRoute(router.get('/', [Schedules, 'show']), 'viewer')
      deskRoute(router.get('/edit', [ScheduleEdits, 'create']), 'operator')
      deskRoute(router.post('/edit', [ScheduleEdits, 'store']), 'operator', WITH_TEXT)
      deskRoute(router.get('/delete', [ScheduleDeletions, 'create']), 'operator')
      deskRoute(router.post('/delete', [ScheduleDeletions, 'store']), 'operator')
      deskRoute(router.get('/run', [ScheduleRuns, 'create']), 'operator')
      deskRoute(router.post('/run', [ScheduleRuns, 'store']), 'operator')
      deskRoute(router.get('/pause', [SchedulePauses, 'create']), 'operator')
      deskRoute(router.post('/pause', [SchedulePauses, 'store']), 'operator')
      deskRoute(router.get('/resume', [ScheduleResumptions, 'create']), 'operator')
      deskRoute(router.post('/resume', [ScheduleResumptions, 'store']), 'operator')
    })
    .prefix('/schedules/:id')
    .where('id', ID)
}

/** Each is asked first, and done by the form of the question. */
function messageActionRoutes(): void {
  const { MessageRetries, MessageEdits, MessageResolutions } = controllers.desk
  const { MessageRejections, MessageCancellations, MessageReschedules } = controllers.desk
  deskRoute(router.get('/reschedule', [MessageReschedules, 'create']), 'operator')
  deskRoute(router.post('/reschedule', [MessageReschedules, 'store']), 'operator')
  deskRoute(router.get('/retry', [MessageRetries, 'create']), 'operator')
  deskRoute(router.post('/retry', [MessageRetries, 'store']), 'operator')
  deskRoute(router.get('/edit', [MessageEdits, 'create']), 'operator')
  deskRoute(router.post('/edit', [MessageEdits, 'store']), 'operator')
  deskRoute(router.get('/resolve', [MessageResolutions, 'create']), 'operator')
  deskRoute(router.post('/resolve', [MessageResolutions, 'store']), 'operator')
  deskRoute(router.get('/reject', [MessageRejections, 'create']), 'operator')
  deskRoute(router.post('/reject', [MessageRejections, 'store']), 'operator')
  deskRoute(router.get('/cancel', [MessageCancellations, 'create']), 'operator')
  deskRoute(router.post('/cancel', [MessageCancellations, 'store']), 'operator')
}
