import { inject } from '@adonisjs/core'
import app from '@adonisjs/core/services/app'
import { SmsSchedulerConfig } from '#app/sms_scheduler_config'
import type { ConsentFilter } from '#consents/list_consents'
import type { ConsentRequest } from '#consents/record_consent'
import type { EditRequest } from '#delivery/desk/edit_message'
import type { MoveRequest } from '#delivery/desk/move_by_hand'
import type { RequeueRequest } from '#delivery/desk/requeue_messages'
import type { EndPauseRequest } from '#delivery/pauses/end_pauses'
import type { PauseTarget } from '#delivery/pauses/pause'
import type { PauseRequest } from '#delivery/pauses/pause_sending'
import type { PollOptions } from '#delivery/balance/poll_balances'
import type { PruneOptions } from '#delivery/cleanup/prune_finished_messages'
import type { SweepOptions } from '#delivery/sweep/process_due_messages'
import type { InboundFilter } from '#inbound/list_inbound_messages'
import type { ErasureRequest } from '#people/erasure_request'
import type { ReconcileOptions } from '#reminders/reconcile_reminders'
import type { WebhookKind } from '#inbound/webhook'
import { RunningWork } from '#services/running_work'
import { slotWork } from '#services/slot_work'
import type { RunOutcome } from '#timetable/slot_run'
import { JOBS, type Job } from '#timetable/timetable'

type PlanningOptions = Omit<ReconcileOptions, 'types'>

/**
 * The face of the engine: what cron entries, commands and endpoints call. Holds
 * no logic of its own. Everything goes through `RunningWork`, so that a process
 * which is told to end finishes it first; an action is loaded when it is called.
 */
@inject()
export class SmsSchedulerService {
  constructor(
    private readonly work: RunningWork,
    private readonly config: SmsSchedulerConfig
  ) {}

  /** One sweep: sends what is due. */
  processPendingMessages(options: SweepOptions = {}) {
    return this.work.inTurn('sweep', async (signal) => {
      const { ProcessDueMessages } = await import('#delivery/sweep/process_due_messages')
      const sweep = await app.container.make(ProcessDueMessages)
      return sweep.run({ signal, ...options })
    })
  }

  /** Sends what is due as soon as it is, until the process is told to end. */
  workContinuously(options: { concurrency?: number } = {}) {
    return this.work.run(async (signal) => {
      const { WorkContinuously } = await import('#delivery/sweep/work_continuously')
      const { KeepBeating } = await import('#services/keep_beating')
      const worker = await app.container.make(WorkContinuously)
      const heartbeat = await app.container.make(KeepBeating)
      return heartbeat.during(() => worker.run({ ...options, signal }), options, signal)
    })
  }

  /** Makes the reminders what the immunizations ask for. */
  scheduleDailyReminders(options: PlanningOptions = {}) {
    return this.#reconcile(options)
  }

  /** The overdue reminders alone, with the visits recorded since the morning; then a sweep. */
  processOverdueReminders(options: PlanningOptions = {}) {
    return this.work.run(async () => {
      const types = [this.config.reminders.overdue.type]
      const reminders = await this.#reconcile({ ...options, types })
      const { dryRun, signal } = options
      const sweep = await this.processPendingMessages({ dryRun, ...(signal && { signal }) })
      return { reminders, sweep }
    })
  }

  /** Deletes what was finished longer ago than the retention time; then people whose erasure was cut short. */
  cleanupOldMessages(options: PruneOptions = {}) {
    return this.work.run(async (signal) => {
      const { PruneFinishedMessages } = await import('#delivery/cleanup/prune_finished_messages')
      const { FinishErasures } = await import('#people/finish_erasures')
      const prune = await app.container.make(PruneFinishedMessages)
      const erasures = await app.container.make(FinishErasures)
      const summary = await prune.run({ signal, ...options })
      if (!options.dryRun) await erasures.run({ signal, ...options })
      return summary
    })
  }

  /** Messages whose worker was lost while sending become `unknown`, and unknown ones what their type's policy says; answers how many were lost. */
  reapLostMessages() {
    return this.work.run(async () => {
      const { TidyUp } = await import('#delivery/sweep/tidy_up')
      const tidyUp = await app.container.make(TidyUp)
      return tidyUp.run()
    })
  }

  /** Asks the operators what is left of the bundles; accounts stop and go on accordingly. */
  pollBalances(options: PollOptions = {}) {
    return this.work.run(async (signal) => {
      const { PollBalances } = await import('#delivery/balance/poll_balances')
      const poll = await app.container.make(PollBalances)
      return poll.run({ signal, ...options })
    })
  }

  /** A poll, and how long the units last at the recent average. */
  askBalances(options: PollOptions = {}) {
    return this.work.run(async () => {
      const polled = await this.pollBalances(options)
      const { ForecastBalances } = await import('#monitoring/forecast_balances')
      const forecast = await app.container.make(ForecastBalances)
      return forecast.run(polled)
    })
  }

  getHealthStatus(options: { only?: string } = {}) {
    return this.work.run(async () => {
      const { CheckHealth } = await import('#monitoring/check_health')
      const check = await app.container.make(CheckHealth)
      return check.run(options)
    })
  }

  /** Whether sending goes on: what an answer of the API is made of. */
  getSchedulerStatus() {
    return this.work.run(async () => {
      const { ReadSchedulerStatus } = await import('#monitoring/read_scheduler_status')
      const read = await app.container.make(ReadSchedulerStatus)
      return read.run()
    })
  }

  getStatistics(timeframe: 'hour' | 'day' | 'week') {
    return this.work.run(async () => {
      const { CollectStatistics } = await import('#monitoring/collect_statistics')
      const collect = await app.container.make(CollectStatistics)
      return collect.run(timeframe)
    })
  }

  /** Counts by day, kept for longer than the messages are. */
  recordDailyStatistics() {
    return this.work.run(async () => {
      const { RecordDailyCounts } = await import('#monitoring/record_daily_counts')
      const record = await app.container.make(RecordDailyCounts)
      return record.run()
    })
  }

  /** Stops sending of everything, a facility or a type, and writes down who said so and why. */
  pauseSending(request: PauseRequest) {
    return this.work.run(async () => {
      const { PauseSending } = await import('#delivery/pauses/pause_sending')
      const pause = await app.container.make(PauseSending)
      return pause.run(request)
    })
  }

  /** Lets sending go on, and writes down who said so and why. Of everything: the accounts that were stopped, too. */
  resumeSending(request: EndPauseRequest) {
    return this.work.run(async () => {
      const { ResumeScope } = await import('#delivery/pauses/resume_scope')
      const resume = await app.container.make(ResumeScope)
      return resume.run(request)
    })
  }

  /** What `resumeSending` would lead to; changes nothing. */
  previewResume(target: PauseTarget) {
    return this.work.run(async (signal) => {
      const { PreviewResume } = await import('#delivery/pauses/preview_resume')
      const preview = await app.container.make(PreviewResume)
      return preview.run(target, signal)
    })
  }

  /** Sends failed messages again, those that a person selects. */
  requeueMessages(request: RequeueRequest) {
    return this.work.run(async (signal) => {
      const { RequeueMessages } = await import('#delivery/desk/requeue_messages')
      const requeue = await app.container.make(RequeueMessages)
      return requeue.run({ signal, ...request })
    })
  }

  /** What that would do; changes nothing. */
  previewRequeue(request: Omit<RequeueRequest, 'actor'>) {
    return this.work.run(async (signal) => {
      const { PreviewRequeue } = await import('#delivery/desk/preview_requeue')
      const preview = await app.container.make(PreviewRequeue)
      return preview.run({ signal, ...request })
    })
  }

  /** Gives one message another number or text. */
  editMessage(request: EditRequest) {
    return this.work.run(async () => {
      const { EditMessage } = await import('#delivery/desk/edit_message')
      const edit = await app.container.make(EditMessage)
      return edit.run(request)
    })
  }

  /** Closes failed messages that a person will not send again. */
  rejectMessages(request: MoveRequest) {
    return this.work.run(async (signal) => {
      const { RejectMessages } = await import('#delivery/desk/reject_messages')
      const reject = await app.container.make(RejectMessages)
      return reject.run({ signal, ...request })
    })
  }

  /** Calls off messages that have not left. */
  cancelMessages(request: MoveRequest) {
    return this.work.run(async (signal) => {
      const { CancelMessages } = await import('#delivery/desk/cancel_messages')
      const cancel = await app.container.make(CancelMessages)
      return cancel.run({ signal, ...request })
    })
  }

  /** Settles unknown messages as a person found out: `sent`, `delivered`, `not_sent` or `cancelled`. */
  resolveUnknown(request: MoveRequest & { as: string }) {
    return this.work.run(async (signal) => {
      const { ResolveUnknown } = await import('#delivery/desk/resolve_unknown')
      const resolve = await app.container.make(ResolveUnknown)
      return resolve.run({ signal, ...request })
    })
  }

  /** Keeps what an operator calls us about; committed when this has answered. `applyWebhooks` does the rest. */
  receiveWebhook(call: { kind: WebhookKind; body: string }) {
    return this.work.run(async () => {
      const { ReceiveWebhook } = await import('#inbound/receive_webhook')
      const receive = await app.container.make(ReceiveWebhook)
      return receive.run(call)
    })
  }

  /** Lets messages and consents follow what operators have sent. What fails, or takes long, of the one keeps nothing of the other back. */
  async applyWebhooks() {
    const [receipts, replies] = [this.#applyReceipts(), this.#handleReplies()]
    await Promise.allSettled([receipts, replies])
    return { receipts: await receipts, replies: await replies }
  }

  /** Marks messages that wait for a receipt in vain; answers how many. */
  markUnconfirmed() {
    return this.work.run(async (signal) => {
      const { MarkUnconfirmed } = await import('#inbound/mark_unconfirmed')
      const mark = await app.container.make(MarkUnconfirmed)
      return mark.run({ signal })
    })
  }

  /** Writes down what a person says about a number, and what follows for its messages. */
  recordConsent(request: ConsentRequest) {
    return this.work.run(async () => {
      const { RecordConsent } = await import('#consents/record_consent')
      const record = await app.container.make(RecordConsent)
      return record.run(request)
    })
  }

  /** The consent of a number (E.164) with its history. */
  showConsent(phoneNumber: string) {
    return this.work.run(async () => {
      const { ShowConsent } = await import('#consents/show_consent')
      const show = await app.container.make(ShowConsent)
      return show.ofNumber(phoneNumber)
    })
  }

  /** One consent by its id, with its history; null where there is none. */
  showConsentById(id: number) {
    return this.work.run(async () => {
      const { ShowConsent } = await import('#consents/show_consent')
      const show = await app.container.make(ShowConsent)
      return show.byId(id)
    })
  }

  listConsents(filter: ConsentFilter) {
    return this.work.run(async () => {
      const { ListConsents } = await import('#consents/list_consents')
      const list = await app.container.make(ListConsents)
      return list.run(filter)
    })
  }

  /** What people replied, the newest first. */
  listInboundMessages(filter: InboundFilter) {
    return this.work.run(async () => {
      const { ListInboundMessages } = await import('#inbound/list_inbound_messages')
      const list = await app.container.make(ListInboundMessages)
      return list.run(filter)
    })
  }

  /** Somebody has read a reply; null where there is none with this id. */
  markInboundMessageRead(request: { id: number; actor: string }) {
    return this.work.run(async () => {
      const { MarkInboundMessageRead } = await import('#inbound/mark_inbound_message_read')
      const mark = await app.container.make(MarkInboundMessageRead)
      return mark.run(request)
    })
  }

  /** Deletes a person everywhere; a refusal stays as a keyed hash. */
  erasePerson(request: ErasureRequest) {
    return this.work.run(async (signal) => {
      const { ErasePerson } = await import('#people/erase_person')
      const erase = await app.container.make(ErasePerson)
      return erase.run({ signal, ...request })
    })
  }

  /** Says that the scheduler of this process is alive. */
  beat() {
    return this.work.run(async () => {
      const { Heartbeat } = await import('#timetable/heartbeat')
      const heartbeat = await app.container.make(Heartbeat)
      return heartbeat.beat('scheduler')
    })
  }

  /** The health report as one line of the log. */
  reportHealth() {
    return this.work.run(async () => {
      const { LogHealth } = await import('#services/log_health')
      const log = await app.container.make(LogHealth)
      return log.run(await this.getHealthStatus())
    })
  }

  /** The slot of one job, if it is due and nobody has run it. */
  runDueSlot(job: Job) {
    return this.work.run(async (signal) => {
      const { RunDueSlot } = await import('#timetable/run_due_slot')
      const slots = await app.container.make(RunDueSlot)
      return slots.run(job, slotWork(this, job), signal)
    })
  }

  /** All that is due now, one job after the other: for an external cron in place of `scheduler:run`. */
  async runDueSlots() {
    const outcomes: Partial<Record<Job, RunOutcome>> = {}
    for (const job of JOBS) {
      const outcome = await this.runDueSlot(job)
      if (outcome) outcomes[job] = outcome
    }
    return outcomes
  }

  /** What `scheduler:run` does each minute beside its slots, for who runs them in place of it. */
  async doMinutely() {
    const ends = await Promise.allSettled([
      this.beat(),
      this.reapLostMessages(),
      this.applyWebhooks(),
      this.markUnconfirmed(),
    ])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  #applyReceipts() {
    return this.work.together('receipts', async (signal) => {
      const { ApplyReceipts } = await import('#inbound/apply_receipts')
      const apply = await app.container.make(ApplyReceipts)
      return apply.run({ signal })
    })
  }

  #handleReplies() {
    return this.work.together('replies', async (signal) => {
      const { HandleInboundMessages } = await import('#inbound/handle_inbound_messages')
      const handle = await app.container.make(HandleInboundMessages)
      return handle.run({ signal })
    })
  }

  #reconcile(options: ReconcileOptions) {
    return this.work.run(async (signal) => {
      const { ReconcileReminders } = await import('#reminders/reconcile_reminders')
      const reconcile = await app.container.make(ReconcileReminders)
      return reconcile.run({ signal, ...options })
    })
  }
}
