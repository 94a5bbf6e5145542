import { inject } from '@adonisjs/core'
import type { Acknowledgement } from '#alerts/acknowledge_incident'
import { onFirstUse } from '#services/on_first_use'
import { RunningWork } from '#services/running_work'

/** Incidents that are over, of which the latest are shown. */
const RECOVERED_SHOWN = 10

/** What health finds is told to people, until it is over. */
@inject()
export class AlertService {
  constructor(private readonly work: RunningWork) {}

  /** Evaluates this minute, unless it is done, then tells the outside watcher that it was. */
  async watch() {
    const summary = await this.work.together(
      'alerts',
      onFirstUse(
        () => import('#alerts/watch_health').then(({ WatchHealth }) => WatchHealth),
        (health) => health.run()
      )
    )
    if (summary) await this.#ping()
    return summary
  }

  /** Sends the notices that are due. Calls of one process share a round. */
  deliver() {
    const deliver = onFirstUse(
      () => import('#alerts/deliver_notices').then(({ DeliverNotices }) => DeliverNotices),
      (notices, signal) => notices.run({ signal })
    )
    return this.work.together('alert notices', deliver)
  }

  /** A test to every recipient. */
  test() {
    return this.work.perform(
      () => import('#alerts/test_channels').then(({ TestChannels }) => TestChannels),
      (channels) => channels.run()
    )
  }

  /** What is open, and what was over last. */
  listIncidents({ recovered = RECOVERED_SHOWN } = {}) {
    return this.work.perform(
      () => import('#alerts/list_incidents').then(({ ListIncidents }) => ListIncidents),
      (incidents) => incidents.run({ recovered })
    )
  }

  /** Somebody is on it: no more reminders. */
  acknowledge(request: Acknowledgement) {
    return this.work.perform(
      () => import('#alerts/acknowledge_incident').then((part) => part.AcknowledgeIncident),
      (incident) => incident.run(request)
    )
  }

  #ping() {
    return this.work.perform(
      () => import('#alerts/ping_watcher').then(({ PingWatcher }) => PingWatcher),
      (watcher) => watcher.run()
    )
  }
}
