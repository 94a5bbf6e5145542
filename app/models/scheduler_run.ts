import { SchedulerRunSchema } from '#database/schema'

/** One slot of the timetable: who ran it, when, with what outcome. */
export default class SchedulerRun extends SchedulerRunSchema {}
