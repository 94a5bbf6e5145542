import { inject } from '@adonisjs/core'
import { RunningWork } from '#services/running_work'

/** What the pages of the desk show beyond what programs ask for. */
@inject()
export class OverviewService {
  constructor(private readonly work: RunningWork) {}

  /** The figures of the first page. */
  today() {
    return this.work.perform(
      () => import('#monitoring/today/read_today').then(({ ReadToday }) => ReadToday),
      (today) => today.run()
    )
  }

  /** How far an installation is on its way to the first reminder. */
  start() {
    return this.work.perform(
      () => import('#monitoring/start/read_start').then(({ ReadStart }) => ReadStart),
      (start) => start.run()
    )
  }

  /** The reminders of the next seven days. */
  comingDays() {
    return this.work.perform(
      () => import('#monitoring/today/read_coming_days').then((part) => part.ReadComingDays),
      (days) => days.run()
    )
  }

  /** What would leave in the next seven days; the latest forecast, or a new one. */
  forecast({ anew = false } = {}) {
    return this.work.perform(
      () => import('#monitoring/forecast/read_forecast').then((part) => part.ReadForecast),
      (forecast) => forecast.run({ anew })
    )
  }

  /** Pauses, processes and balances. */
  system() {
    return this.work.perform(
      () => import('#monitoring/system/read_system').then(({ ReadSystem }) => ReadSystem),
      (system) => system.run()
    )
  }

  /** How far the intake from Kafka is, as its processes wrote it down; null without Kafka. */
  intake() {
    return this.work.perform(
      () => import('#monitoring/system/read_intake').then(({ ReadIntake }) => ReadIntake),
      (intake) => intake.run()
    )
  }

  /** How many messages are in each state, up to a cap. */
  countStates() {
    return this.work.perform(
      () => import('#desk/count_states').then(({ CountStates }) => CountStates),
      (counts) => counts.run()
    )
  }

  /** Whom messages are about, by id. */
  peopleOf(ids: number[]) {
    return this.work.perform(
      () => import('#desk/people_of_messages').then(({ PeopleOfMessages }) => PeopleOfMessages),
      (people) => people.run(ids)
    )
  }

  /** The references of patients, by id; erased ones are missing. */
  refsOf(ids: number[]) {
    return this.work.perform(
      () => import('#desk/refs_of_patients').then(({ RefsOfPatients }) => RefsOfPatients),
      (refs) => refs.run(ids)
    )
  }

  /** What waits for people, grouped by status and reason. */
  attention() {
    return this.work.perform(
      () => import('#desk/group_attention').then(({ GroupAttention }) => GroupAttention),
      (groups) => groups.run()
    )
  }
}
